using System.Text.RegularExpressions;
using Vidimus.Platform.Problems;

namespace Vidimus.Credentials.Distribution;

/// <summary>Language codes as mail is chosen by (BCP 47, language and region or script).</summary>
internal static partial class MailLanguages
{
    public static bool IsTag(string text) => Tag().IsMatch(text);

    public static Fields LanguageTag(this Fields fields, string field, string? value) =>
        fields.Check(
            value is null || IsTag(value),
            field,
            "must be a language code such as de or pt-BR"
        );

    [GeneratedRegex("^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,2}$", RegexOptions.None, 1000)]
    private static partial Regex Tag();
}
