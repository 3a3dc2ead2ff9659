using System.Globalization;
using System.Security.Cryptography;
using Vidimus.Platform.Secrets;

namespace Vidimus.Platform.Mail;

/// <summary>The one place from which mail leaves: to the installation's server, to an organization's own, or into a folder.</summary>
public sealed class MailServer
{
    private readonly MailOptions _options;
    private readonly SmtpConnect _connect;
    private readonly SmtpDialog _dialog;
    private readonly TimeProvider _clock;

    internal MailServer(MailOptions options, SmtpConnect connect, TimeProvider clock)
    {
        (_options, _connect, _clock) = (options, connect, clock);
        _dialog = new(connect);
    }

    /// <summary>Whether mail can be sent where an organization has no server of its own.</summary>
    public bool IsConfigured => _options.IsConfigured;

    /// <summary>The folder that mail goes into instead of being sent; null when it is sent.</summary>
    public string? Folder => _options.Folder.Length > 0 ? _options.Folder : null;

    /// <summary>What a mail is known by when something comes back: unguessable, and nothing in itself.</summary>
    public static string NewToken() => RandomNumberGenerator.GetHexString(32, lowercase: true);

    /// <summary>Whether a server that a tenant names may be connected to.</summary>
    public Task<bool> MayReach(MailRoute route, CancellationToken cancellation) =>
        _connect.MayReach(route, cancellation);

    /// <summary>Sends a mail; throws <see cref="MailRefusedException"/> when it was not taken.</summary>
    /// <param name="mail">The mail.</param>
    /// <param name="sender">On whose behalf, and through which server.</param>
    /// <param name="token">See <see cref="NewToken"/>.</param>
    /// <param name="cancellation">Ends it early.</param>
    public async Task Send(
        OutgoingMail mail,
        MailSenderOf sender,
        string token,
        CancellationToken cancellation
    )
    {
        if (!MailAddresses.IsOne(mail.To))
            throw new MailRefusedException(true, "5.1.3"); // RFC 3463: bad destination mailbox address syntax
        var now = _clock.GetUtcNow();
        if (sender.Own is null && Folder is { } folder)
        {
            var from = _options.From.Length > 0 ? _options.From : "vidimus@localhost";
            await WriteDown(folder, MailContent.Of(mail, from, token, now, sender), cancellation);
            return;
        }
        var route = sender.Own ?? Installations();
        await _dialog.Send(
            route,
            MailContent.Of(mail, route.From, token, now, inFolder: null),
            token,
            cancellation
        );
    }

    private MailRoute Installations() =>
        new(
            _options.Host,
            _options.Port,
            !_options.Tls ? MailTls.None
                : _options.Port == 465 ? MailTls.Implicit
                : MailTls.StartTls,
            _options.User,
            new Secret(_options.Password),
            _options.From,
            IsGuarded: false
        );

    /// <summary>Written beside and moved: whoever watches the folder never reads half a mail.</summary>
    private async Task WriteDown(string to, MailContent mail, CancellationToken cancellation)
    {
        var folder = Directory.CreateDirectory(to).FullName;
        var time = _clock
            .GetUtcNow()
            .ToString("yyyyMMdd'T'HHmmssfff", CultureInfo.InvariantCulture);
        var name = Path.Combine(folder, $"{time}-{NewToken()[..12]}");
        await File.WriteAllBytesAsync($"{name}.part", mail.Bytes(), cancellation);
        File.Move($"{name}.part", $"{name}.eml");
    }
}
