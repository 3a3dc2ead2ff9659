using System.Text.RegularExpressions;
using System.Xml.Linq;
using Shouldly;
using Xunit;

namespace Vidimus.Architecture;

/// <summary>The words of pages, in every language.</summary>
public sealed partial class WordsTests
{
    private const string Module = "src/Vidimus.Credentials/";

    // Sentences of programs' answers, which no page shows; and those put together of parts that are looked at by themselves.
    private static readonly string[] NotReasons =
    [
        "VerdictWriter.cs",
        "VerifyCredential.cs",
        "Upload.cs",
        "SubjectCheck.cs",
        "Fetched.cs",
    ];

    [Fact]
    public void Every_word_of_the_pages_is_there_in_German()
    {
        var german = Words("Strings.de.resx");
        Words("Strings.resx").Keys.Where(n => !german.ContainsKey(n)).ShouldBeEmpty();
    }

    [Fact]
    public void Every_reason_of_the_verifier_has_words_that_are_translated()
    {
        var german = Words("Strings.de.resx");
        var said = Words("Strings.resx")
            .Where(w => w.Key.StartsWith("Reason_", StringComparison.Ordinal))
            .Where(w => german.TryGetValue(w.Key, out var text) && text != w.Value)
            .Select(w => new Regex(
                "^" + Regex.Replace(Regex.Escape(w.Value), @"\\\{\d}", ".*") + "$",
                RegexOptions.Singleline,
                TimeSpan.FromSeconds(1)
            ))
            .ToArray();
        var reasons = Reasons().ToArray();
        reasons.Length.ShouldBeGreaterThan(80);
        reasons.Where(r => !said.Any(s => s.IsMatch(r))).ShouldBeEmpty();
    }

    /// <summary>Sentences in the verifier's code, with something put in where values stand.</summary>
    private static IEnumerable<string> Reasons() =>
        Directory
            .GetFiles(
                Path.Combine(Project.Root, Module, "Verifying"),
                "*.cs",
                SearchOption.AllDirectories
            )
            .Where(f =>
                !NotReasons.Contains(Path.GetFileName(f))
                && !f.Contains("Presentation", StringComparison.Ordinal)
                && Path.GetFileName(Path.GetDirectoryName(f)) is not ("Page" or "Badge")
            )
            .SelectMany(File.ReadLines)
            .Where(l => !l.TrimStart().StartsWith("//", StringComparison.Ordinal))
            // "It was revoked: " gets its end, a date, where it is said.
            .Where(l => !l.Contains("{row.RevocationReason}", StringComparison.Ordinal))
            .SelectMany(l => Sentence().Matches(l))
            .Select(m => Value().Replace(m.Groups[1].Value, "X"))
            .Distinct();

    private static Dictionary<string, string> Words(string file) =>
        XDocument
            .Parse(Project.Text(Module + file))
            .Descendants("data")
            .ToDictionary(d => d.Attribute("name")!.Value, d => d.Element("value")!.Value);

    [GeneratedRegex("""\$?"([A-Z][^"\\ ]* [^"\\ ]* [^"\\]*[.}])["]""", RegexOptions.None, 1000)]
    private static partial Regex Sentence();

    [GeneratedRegex(@"\{[^{}]*\}", RegexOptions.None, 1000)]
    private static partial Regex Value();
}
