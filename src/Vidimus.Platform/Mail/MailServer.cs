using System.Net;
using System.Net.Mail;
using System.Text;

namespace Vidimus.Platform.Mail;

/// <summary>The one place from which mail leaves.</summary>
public sealed class MailServer(MailOptions options)
{
    /// <summary>Whether mail can be sent.</summary>
    public bool IsConfigured => options.IsConfigured;

    /// <summary>Sends a mail; throws <see cref="MailRefusedException"/> when it was not taken.</summary>
    public async Task Send(OutgoingMail mail, CancellationToken cancellation)
    {
        if (!MailAddresses.IsOne(mail.To))
            throw new MailRefusedException(true, "5.1.3"); // RFC 3463: bad destination mailbox address syntax
        using var message = Message(mail);
        if (options.Folder.Length > 0)
        {
            await WriteDown(message, cancellation);
            return;
        }
        using var client = new SmtpClient(options.Host, options.Port);
        client.EnableSsl = options.Tls;
        if (options.User.Length > 0)
            client.Credentials = new NetworkCredential(options.User, options.Password);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(TimeSpan.FromSeconds(60));
        try
        {
            await client.SendMailAsync(message, limit.Token);
        }
        catch (SmtpFailedRecipientException e)
        {
            throw new MailRefusedException((int)e.StatusCode >= 500, $"{(int)e.StatusCode}", e);
        }
        catch (SmtpException e)
        {
            throw new MailRefusedException(false, $"{(int)e.StatusCode}", e);
        }
        catch (OperationCanceledException e) when (!cancellation.IsCancellationRequested)
        {
            throw new MailRefusedException(false, "timeout", e);
        }
    }

    private MailMessage Message(OutgoingMail mail)
    {
        var from = options.From.Length > 0 ? options.From : "vidimus@localhost";
        var message = new MailMessage(
            new MailAddress(
                from,
                mail.FromName is { } name ? MailAddresses.OneLine(name) : null,
                Encoding.UTF8
            ),
            new MailAddress(mail.To)
        )
        {
            Subject = MailAddresses.OneLine(mail.Subject),
            SubjectEncoding = Encoding.UTF8,
            Body = mail.Text,
            BodyEncoding = Encoding.UTF8,
            IsBodyHtml = false,
        };
        if (mail.ReplyTo is { } reply && MailAddresses.IsOne(reply))
            message.ReplyToList.Add(reply);
        if (mail.Html is { } html)
            message.AlternateViews.Add(
                AlternateView.CreateAlternateViewFromString(html, Encoding.UTF8, "text/html")
            );
        message.Headers.Add("Auto-Submitted", "auto-generated"); // RFC 3834, section 5
        return message;
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
