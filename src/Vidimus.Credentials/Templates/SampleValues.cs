namespace Vidimus.Credentials.Templates;

/// <summary>What templates are filled with to be looked at.</summary>
internal static class SampleValues
{
    private static readonly Dictionary<string, string> Texts = new(StringComparer.Ordinal)
    {
        ["recipient-name"] = "Ada Example",
        ["achievement"] = "Foundations of Careful Work",
        ["achievement-description"] =
            "Has shown that careful work is a habit, in twelve weeks of practice and an examination.",
        ["criteria"] = "Twelve weeks of practice, and an examination before two examiners.",
        ["group"] = "Foundations of Careful Work",
        ["credential-name"] = "Foundations of Careful Work",
        ["issued-on"] = "26 November 2026",
        ["valid-until"] = "26 November 2028",
        ["credential-id"] = "cred_01kb0c5q7me1vtgy7m3a8r2xwg",
        ["verify-link"] = "example.org/verify/cred_01kb0c5q7me1vtgy7m3a8r2xwg",
    };

    /// <summary>The longest text that a field takes, of many words; another one for each number.</summary>
    public static string Long(int number)
    {
        var text = new System.Text.StringBuilder();
        for (var i = 0; text.Length < SafeText.Longest; i++)
            text.Append((char)('a' + (i + number) % 26)).Append((i + number) % 97).Append(' ');
        return text.ToString(0, SafeText.Longest - 1);
    }

    /// <summary>Sample texts, and under <paramref name="given"/> what somebody typed instead.</summary>
    public static TemplateValues Of(
        CompiledTemplate template,
        string link,
        IReadOnlyDictionary<string, string?>? given = null
    )
    {
        var texts = new Dictionary<string, string>(Texts, StringComparer.Ordinal)
        {
            ["language"] = template.Language,
        };
        foreach (var (name, value) in given ?? new Dictionary<string, string?>())
            texts[name.StartsWith("field-", StringComparison.Ordinal) ? name[6..] : name] =
                value ?? "";
        return new()
        {
            Texts = texts,
            VerifyLink = link,
            ShowSamples = true,
        };
    }
}
