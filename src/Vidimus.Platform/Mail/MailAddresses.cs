using System.Net.Mail;

namespace Vidimus.Platform.Mail;

/// <summary>What may stand as an address in a mail of ours.</summary>
public static class MailAddresses
{
    /// <summary>RFC 5321 section 4.5.3.1.3, without the angle brackets.</summary>
    private const int MostCharacters = 254;

    /// <summary>
    /// True for one bare address. Line ends and everything else that could begin another header or another recipient make it
    /// none (RFC 5322 section 2.2).
    /// </summary>
    public static bool IsOne(string text) =>
        text.Length <= MostCharacters
        && !text.Any(c =>
            char.IsControl(c) || char.IsWhiteSpace(c) || c is ',' or ';' or '<' or '>' or '"'
        )
        && MailAddress.TryCreate(text, out var address)
        && address.Address == text
        && address.DisplayName.Length == 0;

    /// <summary>One line for a header: control characters and line ends, also those of Unicode, become spaces.</summary>
    public static string OneLine(string text) =>
        string.Join(
            ' ',
            new string([
                .. text.Select(c => char.IsControl(c) || c is '\u2028' or '\u2029' ? ' ' : c),
            ]).Split(' ', StringSplitOptions.RemoveEmptyEntries)
        );
}
