using System.Text.RegularExpressions;

namespace Vidimus.Portal.Mail;

/// <summary>A mail of ours as it may stand in a page of ours.</summary>
internal static partial class MailHtml
{
    /// <summary>
    /// Without the styles of its elements, which mail programs need and our pages forbid. No quotation mark of a value is left
    /// unencoded in our mail, so that this finds whole attributes.
    /// </summary>
    public static string Plain(string html) => Style().Replace(html, "");

    [GeneratedRegex(" style=\"[^\"]*\"", RegexOptions.None, 1000)]
    private static partial Regex Style();
}
