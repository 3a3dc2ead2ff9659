namespace Vidimus.Platform.Mail;

/// <summary>Sends through an organization's own server where it has one, and through the installation's otherwise.</summary>
public sealed class MailPost(MailServer server, IOwnMailServers own)
{
    /// <summary>Sends a mail; throws <see cref="MailRefusedException"/> when it was not taken.</summary>
    /// <param name="mail">The mail.</param>
    /// <param name="organizationId">On whose behalf.</param>
    /// <param name="mayUseOwn">False for what must not go through a server that a tenant controls.</param>
    /// <param name="token">See <see cref="MailServer.NewToken"/>.</param>
    /// <param name="cancellation">Ends it early.</param>
    public async Task Send(
        OutgoingMail mail,
        string organizationId,
        bool mayUseOwn,
        string token,
        CancellationToken cancellation
    )
    {
        var route = mayUseOwn ? await own.Find(organizationId, cancellation) : null;
        if (route is null && !server.IsConfigured)
            throw new MailRefusedException(false, "not-configured");
        var sender = new MailSenderOf(organizationId, route, MayBeShown: mayUseOwn);
        await server.Send(mail, sender, token, cancellation);
    }
}
