using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Vidimus.Access.Members.SigningIn;
using Vidimus.Access.OAuth;
using Vidimus.Platform.Facts;
using Vidimus.Platform.Http;
using Vidimus.Platform.Ids;
using Vidimus.Platform.Mail;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Access.Members;

/// <summary>
/// Changes how a member signs in. In one transaction: the change, its facts on the record of each of the member's organizations,
/// the end of all other sessions, and the mail that tells the member.
/// </summary>
internal sealed class MemberChanges(
    Commits commits,
    MailOutbox outbox,
    AccessOptions options,
    VidimusDb db,
    KnownBrowsers known,
    TimeProvider clock
)
{
    /// <summary>
    /// Makes the change in the session of this browser, which gets a new secret; all others end. The change may refuse.
    /// </summary>
    /// <param name="http">The request.</param>
    /// <param name="session">The session of this browser.</param>
    /// <param name="told">What the mail says happened.</param>
    /// <param name="change">The change of the member's row.</param>
    public async Task<Problem?> Make(
        HttpContext http,
        SessionFacts session,
        string told,
        Func<Unit, MemberRow, Task<Problem?>> change
    )
    {
        var (digest, secret) = Sessions.NewSecret();
        var stamp = "";
        var done = await Change(
            http,
            session.MemberId,
            session.MemberId,
            async (unit, member) =>
            {
                if (await change(unit, member) is { } refused)
                    return refused;
                var own = await unit.Db.Sessions.SingleAsync(s => s.Id == session.Id);
                if (own.EndedAt is not null)
                    return new(AccessProblems.SessionEnded);
                await EndAll(unit, member, session.Id);
                (own.SecurityStamp, own.Digest) = (member.SecurityStamp, digest);
                Tell(unit, member, told);
                stamp = member.SecurityStamp;
                return null;
            }
        );
        if (done is not null)
            return done;
        Sessions.SetCookie(http, secret);
        // Every browser is unknown from now on, but for this one.
        if (known.IsKnown(http, session.MemberId, session.MemberStamp))
            known.Remember(http, session.MemberId, stamp);
        return null;
    }

    /// <summary>As above, for who is not signed in: all sessions end.</summary>
    public Task<Problem?> MakeOutside(
        HttpContext http,
        string memberId,
        string actorId,
        string told,
        Func<Unit, MemberRow, Task<Problem?>> change
    ) =>
        Change(
            http,
            memberId,
            actorId,
            async (unit, member) =>
            {
                if (await change(unit, member) is { } refused)
                    return refused;
                await EndAll(unit, member, null);
                // Who had lost the account may have let clients in who were not the member's.
                await GrantEnd.OfMember(
                    unit,
                    member.Id,
                    null,
                    GrantEnd.SignedOut,
                    clock.GetUtcNow()
                );
                Tell(unit, member, told);
                return null;
            }
        );

    /// <summary>Ends the sessions of a member, all or one, and with them what clients were allowed where that is wanted; states it.</summary>
    public Task<Problem?> EndSessions(
        HttpContext http,
        SessionFacts session,
        string? only,
        bool assistants = false
    ) =>
        Change(
            http,
            session.MemberId,
            session.MemberId,
            async (unit, member) =>
            {
                var now = clock.GetUtcNow();
                var open = await unit
                    .Db.Sessions.Where(s =>
                        s.MemberId == member.Id
                        && s.EndedAt == null
                        && (only == null || s.Id == only)
                    )
                    .ToListAsync();
                if (open.Count == 0)
                    return new(PlatformProblems.NotFound);
                open.ForEach(s => s.EndedAt = now);
                // With all of them every browser becomes unknown.
                if (only is null)
                    member.SecurityStamp = NewId.Create("stp", clock);
                if (assistants)
                    await GrantEnd.OfMember(unit, member.Id, null, GrantEnd.SignedOut, now);
                await MemberFacts.State(unit, member.Id, [MemberFacts.SessionsEnded(member.Id)]);
                return null;
            }
        );

    private async Task<Problem?> Change(
        HttpContext http,
        string memberId,
        string actorId,
        Func<Unit, MemberRow, Task<Problem?>> change
    )
    {
        var organization = await MemberFacts.FirstOrganization(db, memberId, http.RequestAborted);
        var done = await commits.Commit<bool>(
            new(organization, "live", "member", actorId, http.RequestId()),
            async unit =>
            {
                var member = await unit.Db.Members.SingleAsync(m => m.Id == memberId);
                var before = (MemberRow)unit.Db.Entry(member).CurrentValues.Clone().ToObject();
                if (await change(unit, member) is { } refused)
                    return refused;
                member.Version++;
                await MemberFacts.State(unit, memberId, MemberFacts.Of(before, member));
                return true;
            },
            http.RequestAborted
        );
        return done.Problem;
    }

    private async Task EndAll(Unit unit, MemberRow member, string? butId)
    {
        member.SecurityStamp = NewId.Create("stp", clock);
        var now = clock.GetUtcNow();
        await foreach (
            var other in unit
                .Db.Sessions.Where(s =>
                    s.MemberId == member.Id && s.EndedAt == null && s.Id != butId
                )
                .AsAsyncEnumerable()
        )
            other.EndedAt = now;
    }

    private void Tell(Unit unit, MemberRow member, string what)
    {
        if (outbox.IsConfigured)
            outbox.Put(
                unit,
                "account-changed",
                LinkMails.Changed(member.Email, what, options.BaseUrl),
                TimeSpan.FromDays(1)
            );
    }
}
