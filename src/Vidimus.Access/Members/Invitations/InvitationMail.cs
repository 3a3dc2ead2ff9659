using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Vidimus.Access.Keys;
using Vidimus.Access.Operating;
using Vidimus.Platform.Mail;
using Vidimus.Platform.Persistence;

namespace Vidimus.Access.Members.Invitations;

/// <summary>The token of an invitation's link, which stands in the mail and nowhere else.</summary>
internal sealed record InvitationToken(string Text)
{
    public string Digest => KeyFormat.Digest(Text);

    public static InvitationToken Make() =>
        new(Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32)));
}

/// <summary>Puts the mail of an invitation up, in the change that makes the invitation.</summary>
internal sealed class InvitationMail(MailOutbox outbox, AccessOptions options)
{
    /// <summary>How long a link works.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(7);

    public bool IsConfigured => outbox.IsConfigured;

    public async Task Put(Unit unit, InvitationRow invitation, InvitationToken token)
    {
        var organization = await unit
            .Db.Organizations.Where(o => o.Id == invitation.OrganizationId)
            .Select(o => o.Name)
            .SingleAsync();
        await Put(unit, invitation, token, organization);
    }

    /// <summary>As above, where the organization's name is at hand.</summary>
    public async Task Put(
        Unit unit,
        InvitationRow invitation,
        InvitationToken token,
        string organization
    )
    {
        var from = await OperatorsLink.WorksFrom(unit.Db, invitation);
        if (from <= invitation.ExpiresAt - Lifetime)
            from = null;
        var by = await unit
            .Db.Members.Where(m => m.Id == invitation.InvitedBy)
            .Select(m => m.Name)
            .SingleOrDefaultAsync();
        outbox.Put(unit, "invitation", Text(invitation, organization, by, token, from), Lifetime);
    }

    private OutgoingMail Text(
        InvitationRow invitation,
        string organization,
        string? by,
        InvitationToken token,
        DateTimeOffset? from
    ) =>
        new(
            invitation.Email,
            $"Invitation to {organization}",
            $"""
            {by
                ?? Inviter(
                    invitation.InvitedBy
                )} invites you to {organization}, as {invitation.Role}.

            To accept, open this link. It works once, {(
                from is null ? "" : $"from {from:yyyy-MM-dd HH:mm} UTC "
            )}until {invitation.ExpiresAt:yyyy-MM-dd HH:mm} UTC:

            {options.BaseUrl}/join/{token.Text}

            If you do not know why you got this mail, do nothing: without you nothing happens.
            """
        );

    /// <summary>Who invites, where no member did.</summary>
    public static string Inviter(string by) =>
        OperatorsLink.Is(by) ? "The operator of this server" : "An administrator";
}
