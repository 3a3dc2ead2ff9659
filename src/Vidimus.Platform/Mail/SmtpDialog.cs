using System.Security.Authentication;
using System.Text;

namespace Vidimus.Platform.Mail;

/// <summary>
/// Hands one mail to a mail server (RFC 5321). The framework's client cannot be given the address that was checked, keeps
/// no time when it is asynchronous and hides the enhanced status codes; the protocol is small.
/// </summary>
internal sealed class SmtpDialog(SmtpConnect connect)
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    public async Task Send(
        MailRoute route,
        MailContent mail,
        string token,
        CancellationToken cancellation
    )
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(Longest);
        try
        {
            await using var lines = new SmtpLines(
                await connect.Open(route, limit.Token),
                route.Host
            );
            var offered = await Begin(lines, route, limit.Token);
            await Authenticate(lines, route, offered, limit.Token);
            await Hand(lines, route, mail, token, offered, limit.Token);
            await Quit(lines, limit.Token);
        }
        catch (OperationCanceledException e) when (!cancellation.IsCancellationRequested)
        {
            throw new MailRefusedException(false, "timeout", e);
        }
        catch (AuthenticationException e)
        {
            throw new MailRefusedException(false, "tls-failed", e);
        }
        catch (IOException e) when (e is not MailRefusedException)
        {
            throw new MailRefusedException(false, "connection-lost", e);
        }
    }

    /// <summary>Greeting, TLS where it is demanded, and what the server offers.</summary>
    private static async Task<SmtpReply> Begin(
        SmtpLines lines,
        MailRoute route,
        CancellationToken cancellation
    )
    {
        if (route.Tls == MailTls.Implicit)
            await lines.Encrypt(cancellation);
        Demand(await lines.Read(cancellation), final: false);
        var hello = $"EHLO {MailContent.Domain(route.From)}";
        var offered = Demand(await lines.Ask(hello, cancellation), final: false);
        if (route.Tls != MailTls.StartTls)
            return offered;
        if (!offered.Offers("STARTTLS"))
            throw new MailRefusedException(false, "tls-missing");
        Demand(await lines.Ask("STARTTLS", cancellation), final: false);
        await lines.Encrypt(cancellation);
        return Demand(await lines.Ask(hello, cancellation), final: false);
    }

    /// <summary>RFC 4954, by PLAIN (RFC 4616) or by LOGIN where that is all there is.</summary>
    private static async Task Authenticate(
        SmtpLines lines,
        MailRoute route,
        SmtpReply offered,
        CancellationToken cancellation
    )
    {
        if (route.User.Length == 0)
            return;
        var ways = offered.Parameters("AUTH") ?? [];
        if (ways.Contains("PLAIN", StringComparer.OrdinalIgnoreCase))
        {
            var all = Base64($"\0{route.User}\0{route.Password.Reveal()}");
            Demand(await lines.Ask($"AUTH PLAIN {all}", cancellation), final: false);
            return;
        }
        if (!ways.Contains("LOGIN", StringComparer.OrdinalIgnoreCase))
            throw new MailRefusedException(false, "auth-unsupported");
        Demand(await lines.Ask("AUTH LOGIN", cancellation), final: false);
        Demand(await lines.Ask(Base64(route.User), cancellation), final: false);
        Demand(await lines.Ask(Base64(route.Password.Reveal()), cancellation), final: false);
    }

    private static async Task Hand(
        SmtpLines lines,
        MailRoute route,
        MailContent mail,
        string token,
        SmtpReply offered,
        CancellationToken cancellation
    )
    {
        var from = $"MAIL FROM:<{MailContent.Envelope(route.From)}>";
        var to = $"RCPT TO:<{MailContent.Envelope(mail.To)}>";
        if (!Ascii.IsValid(from) || !Ascii.IsValid(to))
        {
            if (!offered.Offers("SMTPUTF8"))
                throw new MailRefusedException(true, "5.6.7"); // RFC 6531, section 3.5
            from += " SMTPUTF8";
        }
        if (offered.Offers("DSN"))
        {
            // RFC 3461: what comes back later names the mail by this, and holds no more of it than its head.
            from += $" RET=HDRS ENVID={token}";
            to += " NOTIFY=FAILURE";
        }
        Demand(await lines.Ask(from, cancellation), final: false);
        Demand(await lines.Ask(to, cancellation), final: true);
        Demand(await lines.Ask("DATA", cancellation), final: true);
        await lines.Write(mail.Dotted(), cancellation);
        Demand(await lines.Read(cancellation), final: true);
    }

    /// <summary>The mail is theirs by now; how they part says nothing about it.</summary>
    private static async Task Quit(SmtpLines lines, CancellationToken cancellation)
    {
        try
        {
            await lines.Ask("QUIT", cancellation);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // taken all the same
        }
    }

    /// <param name="reply">The reply.</param>
    /// <param name="final">Whether a permanent refusal here is about this mail, so that another try cannot help.</param>
    private static SmtpReply Demand(SmtpReply reply, bool final) =>
        reply.IsPositive
            ? reply
            : throw new MailRefusedException(final && reply.Code >= 500, reply.Why);

    private static string Base64(string text) =>
        Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
