using System.Text;
using Vidimus.Testing;

namespace Vidimus.Tests.Issuing;

/// <summary>Somebody who can be found again wherever anything of them is left, in whatever form.</summary>
internal static class Person
{
    public const string Name = "Zebulon Quagmïre-Example";
    public const string Email = "zebulon.quag@example.org";
    public const string ExternalId = "student-9f3b71";
    public const string Did = "did:example:zebulon-q";

    public const string Json =
        $$"""{"name":"{{Name}}","email":"{{Email}}","externalId":"{{ExternalId}}","did":"{{Did}}"}""";

    /// <summary>As above, with nothing by which two requests are known to mean the same person.</summary>
    public const string Unknown = $$"""{"name":"{{Name}}","email":"{{Email}}"}""";

    /// <summary>What a credential says of them, after a comma.</summary>
    public const string Award = """
        ,"description":"For description-41d9","narrative":"narrative-8b20","subject":{"note":"subject-value-51ab"},"custom":{"note":"custom-value-7c1e"}
        """;

    private static readonly string[] Texts =
    [
        "Quagmïre",
        "quagmïre",
        Email,
        ExternalId,
        Did,
        "description-41d9",
        "narrative-8b20",
        "subject-value-51ab",
        "custom-value-7c1e",
    ];

    private static readonly (string Text, string Form, string Looks)[] Forms =
    [
        .. Texts.SelectMany(text => FormsOf(text).Select(f => (text, f.Form, f.Looks))).Distinct(),
    ];

    /// <summary>What stands of them in these bytes: the text, and the form it has there.</summary>
    public static IReadOnlyList<string> FoundIn(byte[] bytes)
    {
        // Latin-1 keeps every byte apart.
        var haystack = Encoding.Latin1.GetString(bytes);
        return
        [
            .. Forms
                .Where(f => haystack.Contains(f.Looks, StringComparison.Ordinal))
                .Select(f => $"{f.Text} as {f.Form}"),
        ];
    }

    public static IReadOnlyList<string> FoundIn(string text) =>
        FoundIn(Encoding.UTF8.GetBytes(text));

    /// <summary>Log lines, metrics and traces of this run that hold anything of them.</summary>
    public static IReadOnlyList<string> FoundInLogs() =>
        [.. Forms.SelectMany(f => Output.LinesWith(Decoded(f.Looks))).Distinct()];

    private static IEnumerable<(string Form, string Looks)> FormsOf(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        yield return ("text", Encoding.Latin1.GetString(bytes));
        yield return ("UTF-16", Encoding.Latin1.GetString(Encoding.Unicode.GetBytes(text)));
        yield return ("escaped", Escaped(text, "x4"));
        yield return ("escaped", Escaped(text, "X4"));
        yield return ("of an address", Uri.EscapeDataString(text));
        yield return ("hexadecimal", Convert.ToHexStringLower(bytes));
        yield return ("hexadecimal", Convert.ToHexString(bytes));
        for (var shift = 0; shift < 3; shift++)
        {
            // Those characters only that do not depend on what stands before and after.
            var whole = Convert.ToBase64String([.. new byte[shift], .. bytes]);
            var first = (shift * 8 + 5) / 6;
            var inside = whole[first..((shift + bytes.Length) * 8 / 6)];
            yield return ("base64", inside);
            yield return ("base64url", inside.Replace('+', '-').Replace('/', '_'));
        }
    }

    private static string Escaped(string text, string format) =>
        string.Concat(text.Select(c => c < 128 ? $"{c}" : $"\\u{((int)c).ToString(format, null)}"));

    private static string Decoded(string looks) =>
        Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(looks));
}
