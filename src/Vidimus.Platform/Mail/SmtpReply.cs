using System.Text.RegularExpressions;

namespace Vidimus.Platform.Mail;

/// <summary>A reply of a mail server (RFC 5321, section 4.2).</summary>
internal sealed partial record SmtpReply(int Code, IReadOnlyList<string> Lines)
{
    public bool IsPositive => Code is >= 200 and < 400;

    /// <summary>The enhanced status code (RFC 2034, RFC 3463) if there is one, else the reply code; never words of the server.</summary>
    public string Why =>
        Enhanced().Match(Lines[^1]) is { Success: true } found
            ? found.Value
            : Code.ToString(System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Whether the server offers an extension (RFC 5321, section 4.1.1.1).</summary>
    public bool Offers(string keyword) => Parameters(keyword) is not null;

    /// <summary>The parameters of an extension; null when it is not offered.</summary>
    public string[]? Parameters(string keyword) =>
        Lines
            .Skip(1)
            .Select(l => l.Split([' ', '='], StringSplitOptions.RemoveEmptyEntries))
            .FirstOrDefault(w =>
                w.Length > 0 && w[0].Equals(keyword, StringComparison.OrdinalIgnoreCase)
            )
            ?[1..];

    [GeneratedRegex(@"^[245]\.\d{1,3}\.\d{1,3}(?=$|[^\d])", RegexOptions.None, 1000)]
    private static partial Regex Enhanced();
}
