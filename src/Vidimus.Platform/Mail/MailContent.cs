using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Vidimus.Platform.Mail;

/// <summary>
/// A mail as it is handed over (RFC 5322, RFC 2045): the text for every reader and the same as HTML, in base64, so that no
/// line of it can be taken for anything else.
/// </summary>
internal sealed class MailContent
{
    private static readonly IdnMapping Idn = new();
    private readonly StringBuilder _text = new();

    private MailContent(string to) => To = to;

    public string To { get; }

    /// <summary>Writes a mail.</summary>
    /// <param name="mail">The mail.</param>
    /// <param name="from">Address it comes from.</param>
    /// <param name="token">What it is known by when something comes back: the left side of its Message-ID.</param>
    /// <param name="now">Its date.</param>
    /// <param name="inFolder">Whose it is, where it lands in a folder; null to leave that out.</param>
    public static MailContent Of(
        OutgoingMail mail,
        string from,
        string token,
        DateTimeOffset now,
        MailSenderOf? inFolder
    )
    {
        var content = new MailContent(mail.To);
        content.Header(
            "Date",
            now.ToString("ddd, dd MMM yyyy HH:mm:ss '+0000'", CultureInfo.InvariantCulture)
        );
        content.Header("From", $"{Name(mail.FromName)}<{Envelope(from)}>");
        content.Header("To", $"<{Envelope(mail.To)}>");
        if (mail.ReplyTo is { } reply && MailAddresses.IsOne(reply))
            content.Header("Reply-To", $"<{Envelope(reply)}>");
        content.Header("Subject", Words(MailAddresses.OneLine(mail.Subject)));
        content.Header("Message-ID", $"<{token}@{Domain(from)}>");
        content.Header("Auto-Submitted", "auto-generated"); // RFC 3834, section 5
        content.Header("MIME-Version", "1.0");
        if (inFolder is not null)
            content.Header("X-Vidimus-Organization", inFolder.OrganizationId);
        if (inFolder is { MayBeShown: true })
            content.Header("X-Vidimus-Shown", "yes");
        content.Body(mail);
        return content;
    }

    /// <summary>The mail's bytes.</summary>
    public byte[] Bytes() => Encoding.UTF8.GetBytes(_text.ToString());

    /// <summary>As sent after <c>DATA</c>: lines that begin with a dot get another (RFC 5321, section 4.5.2), and the end.</summary>
    public byte[] Dotted() =>
        Encoding.UTF8.GetBytes(
            _text.ToString().Replace("\r\n.", "\r\n..", StringComparison.Ordinal) + ".\r\n"
        );

    /// <summary>The domain of an address in ASCII.</summary>
    public static string Domain(string address)
    {
        var domain = address[(address.LastIndexOf('@') + 1)..];
        try
        {
            return Idn.GetAscii(domain);
        }
        catch (ArgumentException)
        {
            return "localhost";
        }
    }

    /// <summary>The address with its domain in ASCII.</summary>
    public static string Envelope(string address) =>
        $"{address[..address.LastIndexOf('@')]}@{Domain(address)}";

    private void Body(OutgoingMail mail)
    {
        if (mail.Html is not { } html)
        {
            Part("text/plain", mail.Text);
            return;
        }
        var boundary = $"vidimus-{RandomNumberGenerator.GetHexString(24, lowercase: true)}";
        Header("Content-Type", $"multipart/alternative; boundary=\"{boundary}\"");
        _text.Append("\r\n");
        _text.Append(CultureInfo.InvariantCulture, $"--{boundary}\r\n");
        Part("text/plain", mail.Text);
        _text.Append(CultureInfo.InvariantCulture, $"--{boundary}\r\n");
        Part("text/html", html);
        _text.Append(CultureInfo.InvariantCulture, $"--{boundary}--\r\n");
    }

    private void Part(string type, string text)
    {
        Header("Content-Type", $"{type}; charset=utf-8");
        Header("Content-Transfer-Encoding", "base64");
        _text.Append("\r\n");
        var lines = text.ReplaceLineEndings("\r\n");
        foreach (var line in Convert.ToBase64String(Encoding.UTF8.GetBytes(lines)).Chunk(76))
            _text.Append(line).Append("\r\n");
    }

    private void Header(string name, string value)
    {
        // The only line ends are those between encoded words.
        var words = value.Replace("\r\n =?", "", StringComparison.Ordinal);
        if (words.AsSpan().ContainsAny('\r', '\n', '\0'))
            throw new InvalidOperationException($"The header {name} would have several lines.");
        _text.Append(name).Append(": ").Append(value).Append("\r\n");
    }

    private static string Name(string? name) =>
        name is null || MailAddresses.OneLine(name) is not { Length: > 0 } plain ? ""
        : plain.All(c => char.IsAsciiLetterOrDigit(c) || c is ' ' or '-') && plain.Length < 60
            ? $"{plain} "
        : $"{Encoded(plain)} ";

    private static string Words(string text) =>
        Ascii.IsValid(text) && text.Length < 200 && !text.Contains("=?", StringComparison.Ordinal)
            ? text
            : Encoded(text);

    /// <summary>Encoded words (RFC 2047, section 2), each a line of its own and of whole characters.</summary>
    private static string Encoded(string text)
    {
        const int mostBytes = 42; // 56 letters in base64, and the frame around them: under 75
        List<string> words = [];
        var part = new StringBuilder();
        var bytes = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            if (bytes + rune.Utf8SequenceLength > mostBytes)
                End();
            part.Append(rune);
            bytes += rune.Utf8SequenceLength;
        }
        End();
        return string.Join("\r\n ", words);

        void End()
        {
            if (bytes > 0)
                words.Add(
                    $"=?utf-8?B?{Convert.ToBase64String(Encoding.UTF8.GetBytes(part.ToString()))}?="
                );
            part.Clear();
            bytes = 0;
        }
    }
}
