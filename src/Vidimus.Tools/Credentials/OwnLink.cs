using System.Text.RegularExpressions;

namespace Vidimus.Tools.Credentials;

/// <summary>
/// Links of this server to a credential: its verify page, what lies under that (report, document, picture), and its address in
/// the API. None is fetched.
/// </summary>
internal static partial class OwnLink
{
    /// <summary>The credential's id in a link: the first part of the path that is one; null when none is.</summary>
    public static string? Id(string link) =>
        Uri.TryCreate(link, UriKind.Absolute, out var uri)
            ? uri.AbsolutePath.Split('/').FirstOrDefault(IsId)
            : null;

    /// <summary>Whether the text is a credential's id or UUID.</summary>
    public static bool IsId(string text) => IdForm().IsMatch(text);

    /// <summary>Whether a link leads to the server that this verify link is of. A draft has none, and no page to lead to.</summary>
    public static bool IsOf(string link, string? verifyUrl) =>
        verifyUrl is not null
        && Uri.Compare(
            new Uri(link),
            new Uri(verifyUrl),
            UriComponents.SchemeAndServer,
            UriFormat.UriEscaped,
            StringComparison.OrdinalIgnoreCase
        ) == 0;

    [GeneratedRegex(
        @"^(cred_[0-7][0-9a-hjkmnp-tv-z]{25}|[0-9a-fA-F]{8}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{12})\z",
        RegexOptions.CultureInvariant,
        100
    )]
    private static partial Regex IdForm();
}
