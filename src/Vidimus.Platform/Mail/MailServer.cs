using System.Net;
using System.Net.Mail;
using System.Text;

namespace Vidimus.Platform.Mail;

/// <summary>The one place from which mail leaves.</summary>
public sealed class MailServer(MailOptions options)
{
    /// <summary>Whether mail can be sent.</summary>
    public bool IsConfigured => options.IsConfigured;

    /// <summary>Sends plain text to one address; throws <see cref="SmtpException"/> when the server refuses.</summary>
    public async Task Send(OutgoingMail mail, CancellationToken cancellation)
    {
        using var message = new MailMessage(
            options.From.Length > 0 ? options.From : "vidimus@localhost",
            mail.To
        )
        {
            Subject = mail.Subject,
            SubjectEncoding = Encoding.UTF8,
            Body = mail.Text,
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
