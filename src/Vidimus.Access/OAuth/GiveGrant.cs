using Microsoft.EntityFrameworkCore;
using Vidimus.Access.Keys;
using Vidimus.Access.Members;
using Vidimus.Access.OAuth.Clients;
using Vidimus.Access.Organizations;
using Vidimus.Platform.Ids;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Access.OAuth;

/// <summary>
/// Writes down that a member said yes: the grant, and the code by which the client comes to it. Whoever ended the session,
/// narrowed the role or took the member out in the meantime was first.
/// </summary>
internal sealed class GiveGrant(
    Commits commits,
    MemberCheck members,
    OAuthClients clients,
    DatabaseClock time,
    TimeProvider clock
)
{
    /// <summary>Open grants of one member to one client in one organization; the one unused for longest makes room.</summary>
    private const int MostOfClient = 20;

    /// <summary>Open grants of one member altogether: clients register themselves, so a bound by client alone is none.</summary>
    private const int MostOfMember = 100;

    public async Task<Result<bool>> Run(Consent consent, string mode, string code, string requestId)
    {
        var digest = KeyFormat.Digest(code);
        return await commits.Commit<bool>(
            new(
                consent.Membership.OrganizationId,
                mode,
                "member",
                consent.Session.MemberId,
                requestId
            ),
            async unit =>
            {
                // Before anything is read: removing the member waits for this and finds the grant, or was first and is seen.
                await MemberRules.Take(unit);
                var now = await time.Now(unit.Db, CancellationToken.None);
                var before = await unit.Db.OAuthCodes.SingleOrDefaultAsync(c => c.Digest == digest);
                // A second click of the same page: the same answer, while it is worth something.
                if (before is not null)
                    return before.UsedAt is null && before.ExpiresAt > now
                        ? true
                        : OAuthProblems.InvalidGrant.With(
                            "You answered this before.",
                            hint: "Go back to the program, and begin again if it is not connected"
                        );
                if (await Refusal(unit, consent) is { } refused)
                    return refused;
                await MakeRoom(unit, consent, now);
                var grant = Grant(consent, mode, now);
                unit.Db.Add(grant);
                unit.Db.Add(Code(consent, grant, digest, now));
                unit.State(GrantFact.Made(grant));
                await clients.Used(unit, consent.Request.Back.Client);
                return true;
            },
            CancellationToken.None
        );
    }

    private async Task<Problem?> Refusal(Unit unit, Consent consent)
    {
        // Read first, and written: what ends the member's sessions and grants writes this row too, and of two that meet
        // there the second is run again and sees what the first did (docs/decisions/0036).
        var member = await unit.Db.Members.SingleAsync(m => m.Id == consent.Session.MemberId);
        member.Version++;
        var session = await unit.Db.Sessions.SingleOrDefaultAsync(s => s.Id == consent.Session.Id);
        if (session is not { EndedAt: null } || session.SecurityStamp != member.SecurityStamp)
            return new(AccessProblems.SessionEnded);
        var (membership, disabled) = await members.MembershipIn(
            unit.Db,
            consent.Membership.OrganizationId,
            consent.Session.MemberId
        );
        if (membership is null || disabled)
            return new(AccessProblems.NotAMember);
        if (membership.OrganizationState != OrganizationState.Active)
            return new(AccessProblems.OrganizationDisabled);
        return Scopes.SatisfiesAll(Roles.Scopes(membership.Role), consent.Scopes)
            ? null
            : AccessProblems.ScopeInsufficient.With(
                "Your role has changed, and does not allow all of this any more.",
                hint: "Begin again"
            );
    }

    private static async Task MakeRoom(Unit unit, Consent consent, DateTimeOffset now)
    {
        var (member, client) = (consent.Session.MemberId, consent.Request.Back.Client.Id);
        var open = await unit
            .Db.Across<GrantRow>()
            .Where(g => g.MemberId == member && g.RevokedAt == null && g.ExpiresAt > now)
            .ToListAsync();
        GrantRow[] latest =
        [
            .. open.OrderByDescending(g => g.LastUsedAt ?? g.CreatedAt)
                .ThenByDescending(g => g.Id, StringComparer.Ordinal),
        ];
        var tooMany = latest
            .Where(g =>
                g.ClientId == client && g.OrganizationId == consent.Membership.OrganizationId
            )
            .Skip(MostOfClient - 1)
            .Union(latest.Skip(MostOfMember - 1));
        foreach (var grant in tooMany)
            GrantEnd.One(unit, grant, GrantEnd.TooMany, now);
    }

    private GrantRow Grant(Consent consent, string mode, DateTimeOffset now)
    {
        var (request, client) = (consent.Request, consent.Request.Back.Client);
        return new()
        {
            OrganizationId = consent.Membership.OrganizationId,
            Id = NewId.Create("grt", clock),
            MemberId = consent.Session.MemberId,
            Mode = mode,
            ClientId = client.Id,
            ClientName = client.Name,
            ClientVersion = client.Version,
            RedirectHost = RedirectUris.HostFor(request.Back.RedirectUri),
            Scopes = string.Join(' ', consent.Scopes),
            Resource = request.Resource,
            CreatedAt = now,
            ExpiresAt = now + RefreshTokens.Longest,
            Version = 1,
        };
    }

    private static OAuthCodeRow Code(
        Consent consent,
        GrantRow grant,
        string digest,
        DateTimeOffset now
    ) =>
        new()
        {
            OrganizationId = grant.OrganizationId,
            Digest = digest,
            GrantId = grant.Id,
            ClientId = grant.ClientId,
            RedirectUri = consent.Request.Back.RedirectUri,
            Challenge = consent.Request.Challenge,
            ExpiresAt = now + Codes.Lifetime,
        };
}
