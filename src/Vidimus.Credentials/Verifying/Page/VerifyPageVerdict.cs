namespace Vidimus.Credentials.Verifying;

/// <summary>The answer itself, at the top: one word, and what speaks against the credential.</summary>
internal sealed class VerifyPageVerdict(
    VerifyPageMarkup page,
    VerifyPageWords words,
    Verification verification
)
{
    /// <summary>Whether what was given is no credential at all, rather than one that is not valid.</summary>
    public static bool IsNothing(Verification verification) =>
        verification is { Verdict: "invalid", Mode: null }
        && (
            verification.Credential is { Issuer: null, Uuid: null }
            || verification.Credential is null
                && verification.Reasons.Any(r =>
                    r is "unknown_format" or "malformed" or "link_is_page"
                )
        );

    /// <summary>Name of the words for the verdict.</summary>
    public static string Word(Verification verification) =>
        IsNothing(verification) ? "nothing" : verification.Verdict;

    public void Write()
    {
        if (verification.Mode == "test")
            page.Add($"<p class=\"test\"><strong>{words["TestBanner"]}</strong></p>");
        page.Add(
            $"<section class=\"verdict\">{Icon}<div><h1>{words["Verdict_" + Word(verification)]}</h1><p>{words["VerdictText_" + Word(verification)]}</p>"
        );
        // Anybody can make an identity and call it as they like: what a signature proves must not be taken for the name.
        if (verification is { Verdict: "valid", Mode: null })
            page.Add($"<p class=\"who\">{words["NotOurs"]}</p>");
        Against();
        page.Add($"</div></section>");
        // Filled with words from the start, hidden until the script finds that they are true.
        page.Add(
            $"<p class=\"alarm\" id=\"alarm\" role=\"alert\" hidden>{VerifyPageIcon.Stop}<span>{words["Alarm"]}</span></p>"
        );
    }

    private VerifyPageIcon Icon =>
        verification.Verdict switch
        {
            "valid" => VerifyPageIcon.Seal,
            "valid_test" => VerifyPageIcon.Flask,
            "unverifiable" => VerifyPageIcon.Doubt,
            _ => VerifyPageIcon.Stop,
        };

    private void Against()
    {
        var against = verification.Checks.Where(c => c.Outcome is "fail" or "unknown").ToList();
        if (against.Count == 0)
            return;
        page.Add($"<ul>");
        foreach (var check in against)
            page.Add($"<li dir=\"auto\">{words.Reason(check.Reason)}</li>");
        page.Add($"</ul>");
    }
}
