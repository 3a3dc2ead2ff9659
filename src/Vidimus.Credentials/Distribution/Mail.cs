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
        if (options.Folder.Length > 0)
        {
            await WriteDown(message, cancellation);
            return;
        }
        using var client = new SmtpClient(options.Host, options.Port);
        client.EnableSsl = options.Tls;
        client.Timeout = 30_000;
        if (options.User.Length > 0)
            client.Credentials = new NetworkCredential(options.User, options.Password);
        await client.SendMailAsync(message, cancellation);
    }

    /// <summary>Written beside and moved: whoever watches the folder never reads half a mail.</summary>
    private async Task WriteDown(MailMessage message, CancellationToken cancellation)
    {
        var folder = Directory.CreateDirectory(options.Folder).FullName;
        var beside = Directory.CreateDirectory(Path.Combine(folder, Path.GetRandomFileName()));
        try
        {
            using var client = new SmtpClient();
            client.DeliveryMethod = SmtpDeliveryMethod.SpecifiedPickupDirectory;
            client.PickupDirectoryLocation = beside.FullName;
            await client.SendMailAsync(message, cancellation);
            foreach (var file in beside.GetFiles())
                file.MoveTo(Path.Combine(folder, file.Name));
        }
        finally
        {
            beside.Delete(recursive: true);
        }
    }
}
