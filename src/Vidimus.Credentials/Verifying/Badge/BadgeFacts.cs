using System.Globalization;
using System.Text;

namespace Vidimus.Credentials.Verifying;

/// <summary>
/// What a badge on somebody else's site shows: what was achieved, who says so, and how it stands now. Never the recipient's
/// name, which the site may show by itself and which may be erased here.
/// </summary>
/// <param name="Id">Id of the credential; null when there is none.</param>
/// <param name="State"><c>valid</c>, <c>test</c>, <c>revoked</c>, <c>suspended</c>, <c>expired</c>, <c>not_yet_valid</c>, <c>erased</c>, <c>invalid</c>, <c>unverifiable</c> or <c>none</c>.</param>
/// <param name="IsTest">Whether it attests nothing, however it stands.</param>
/// <param name="Name">What was achieved.</param>
/// <param name="Issuer">Who says so.</param>
/// <param name="At">When it was looked up.</param>
internal sealed record BadgeFacts(
    string? Id,
    string State,
    bool IsTest,
    string? Name,
    string? Issuer,
    DateTimeOffset At
)
{
    /// <summary>Reasons that have a word of their own, the gravest first.</summary>
    private static readonly string[] Named =
    [
        "revoked",
        "erased",
        "suspended",
        "expired",
        "not_yet_valid",
    ];

    /// <summary>Room for a name, in letters of middle width.</summary>
    private const int Room = 31;

    public static BadgeFacts Of(Verification? verification, DateTimeOffset now) =>
        verification is null
            ? new(null, "none", false, null, null, now)
            : new(
                verification.Credential?.Id,
                verification.Verdict switch
                {
                    "valid" => "valid",
                    "valid_test" => "test",
                    "unverifiable" => "unverifiable",
                    _ => Named.FirstOrDefault(verification.Reasons.Contains) ?? "invalid",
                },
                verification.Mode == "test",
                Bounded(verification.Credential?.Name),
                Bounded(verification.Credential?.Issuer?.Name),
                verification.CheckedAt
            );

    /// <summary>Which of the four colours it has: <c>ok</c>, <c>bad</c>, <c>doubt</c> or <c>test</c>.</summary>
    public string Tone =>
        State switch
        {
            "valid" => "ok",
            "test" => "test",
            "unverifiable" or "suspended" or "not_yet_valid" or "none" => "doubt",
            _ => "bad",
        };

    public VerifyPageIcon Icon =>
        Tone switch
        {
            "ok" => VerifyPageIcon.Seal,
            "test" => VerifyPageIcon.Flask,
            "doubt" => VerifyPageIcon.Doubt,
            _ => VerifyPageIcon.Stop,
        };

    /// <summary>The state in a word or two.</summary>
    public string Says(VerifyPageWords words) =>
        IsTest && State != "test"
            ? $"{words["Badge_test"]} · {words["Badge_" + State]}"
            : words["Badge_" + State];

    /// <summary>
    /// A name as far as there is room for it. What would turn the direction of the text around, or is no character, is left out;
    /// a letter with a tower of marks on it counts for its marks.
    /// </summary>
    public static string? Bounded(string? text)
    {
        if (text is null)
            return null;
        var shown = new StringBuilder();
        var width = 0.0;
        foreach (var rune in text.EnumerateRunes().Where(IsShown).Take(4 * Room))
        {
            width += Width(rune);
            if (width > Room)
                return shown.ToString().TrimEnd() + "…";
            shown.Append(rune);
        }
        return shown.Length == 0 ? null : shown.ToString();
    }

    private static bool IsShown(Rune rune) =>
        rune.Value != 0xFFFD
        && Rune.GetUnicodeCategory(rune)
            is not (
                UnicodeCategory.Control
                or UnicodeCategory.Format
                or UnicodeCategory.PrivateUse
                or UnicodeCategory.Surrogate
                or UnicodeCategory.OtherNotAssigned
                or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator
            );

    // Roughly, of letters as browsers draw them; CJK and emoji are square.
    private static double Width(Rune rune) =>
        rune.Value switch
        {
            'i' or 'j' or 'l' or 't' or 'f' or 'I' or '.' or ',' or ':' or ';' or '\'' or ' ' =>
                0.55,
            'm' or 'w' or 'M' or 'W' or '@' => 1.6,
            >= 'A' and <= 'Z' => 1.25,
            < 0x1100 => 1,
            _ => 1.9,
        };
}
