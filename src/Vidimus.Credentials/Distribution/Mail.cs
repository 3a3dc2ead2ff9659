using System.Net;
using System.Net.Mail;
using System.Text;

namespace Vidimus.Credentials.Distribution;

/// <summary>How mail leaves. Section <c>Mail</c>.</summary>
internal sealed class MailOptions
{
    /// <summary>SMTP server; empty for none.</summary>
    public string Host { get; set; } = "";

    /// <summary>Its port.</summary>
    public int Port { get; set; } = 587;

    /// <summary>Whether to demand TLS (STARTTLS, RFC 3207).</summary>
    public bool Tls { get; set; } = true;

    public string User { get; set; } = "";
    public string Password { get; set; } = "";

    /// <summary>Address that mail comes from.</summary>
    public string From { get; set; } = "";

    /// <summary>Folder into which mail is written instead of sent; for development.</summary>
    public string Folder { get; set; } = "";

    public bool IsConfigured => (Host.Length > 0 && From.Length > 0) || Folder.Length > 0;
}

/// <summary>The one place from which mail leaves.</summary>
internal sealed class Mail(MailOptions options)
{
    public bool IsConfigured => options.IsConfigured;

    /// <summary>Sends plain text to one address; throws <see cref="SmtpException"/> when the server refuses.</summary>
    public async Task Send(string to, string subject, string text, CancellationToken cancellation)
    {
        using var message = new MailMessage(
            options.From.Length > 0 ? options.From : "vidimus@localhost",
            to
        )
        {
            Subject = subject,
            SubjectEncoding = Encoding.UTF8,
            Body = text,
            BodyEncoding = Encoding.UTF8,
            IsBodyHtml = false,
        };
        message.Headers.Add("Auto-Submitted", "auto-generated"); // RFC 3834, section 5
        using var client = new SmtpClient();
        if (options.Folder.Length > 0)
        {
            Directory.CreateDirectory(options.Folder);
            client.DeliveryMethod = SmtpDeliveryMethod.SpecifiedPickupDirectory;
            client.PickupDirectoryLocation = Path.GetFullPath(options.Folder);
        }
        else
        {
            client.Host = options.Host;
            client.Port = options.Port;
            client.EnableSsl = options.Tls;
            client.Timeout = 30_000;
            if (options.User.Length > 0)
                client.Credentials = new NetworkCredential(options.User, options.Password);
        }
        await client.SendMailAsync(message, cancellation);
    }
}
