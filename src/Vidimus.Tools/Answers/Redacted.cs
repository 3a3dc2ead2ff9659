using System.Text.RegularExpressions;

namespace Vidimus.Tools.Answers;

/// <summary>
/// Takes out of an error's text what looks like a key or a token. Our own texts hold none; a caller's own words can, when a
/// secret is given where a name belongs, and an error must not carry it into a conversation.
/// </summary>
internal static class Redacted
{
    // Keys of this server, of Verity's form, JSON web tokens, and credentials of an Authorization header. Linear in the text.
    private static readonly Regex Secrets = new(
        @"\b(vdm|vrt|vct|vc|whsec|sk)_[A-Za-z0-9+/_-]{8,}=*|\beyJ[A-Za-z0-9_-]{8,}(\.[A-Za-z0-9_-]*)*|\b([Bb]earer|[Bb]asic)\s+[A-Za-z0-9+/=._~-]{8,}",
        RegexOptions.NonBacktracking | RegexOptions.CultureInvariant
    );

    public static string Of(string text) => Secrets.Replace(text, "[redacted]");
}
