namespace Vidimus.Credentials.Verifying;

/// <summary>What the credential brings along that no machine can judge, or that is not asked here: said, never weighed.</summary>
internal static class MentionsCheck
{
    public static void Report(Case it)
    {
        if (it.Facts.Has("termsOfUse"))
            it.Findings.Skip("termsOfUse", "It comes with terms of use, which a person must read.");
        if (it.Facts.Has("evidence"))
            it.Findings.Skip("evidence", "It states evidence, which a person must judge.");
        if (it.Facts.Has("refreshService"))
            it.Findings.Skip(
                "refreshService",
                "Its issuer may have a newer version, which was not asked for."
            );
    }
}
