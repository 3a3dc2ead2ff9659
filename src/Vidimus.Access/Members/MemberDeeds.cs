using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Vidimus.Access.Members.SigningIn;
using Vidimus.Platform.Http;
using Vidimus.Platform.Mail;
using Vidimus.Platform.Persistence;

namespace Vidimus.Access.Members;

/// <summary>Changes that a member makes to how the member signs in: in the member's name, on the record of the member's organizations.</summary>
internal sealed class MemberDeeds(
    VidimusDb db,
    Commits commits,
    MailOutbox outbox,
    AccessOptions options,
    TimeProvider clock
)
{
    public DateTimeOffset Now => clock.GetUtcNow();

    /// <summary>Mails the member what was changed, with the change.</summary>
    public async Task Tell(Unit unit, string memberId, string what)
    {
        if (!outbox.IsConfigured)
            return;
        var address = await unit
            .Db.Members.Where(m => m.Id == memberId)
            .Select(m => m.Email)
            .SingleAsync();
        outbox.Put(
            unit,
            "account-changed",
            LinkMails.Changed(address, what, options.BaseUrl),
            TimeSpan.FromDays(1)
        );
    }

    /// <summary>Runs the unit; false when it says so, or was refused.</summary>
    public async Task<bool> Commit(HttpContext http, string memberId, Func<Unit, Task<bool>> unit)
    {
        var record = await MemberFacts.FirstOrganization(db, memberId, http.RequestAborted);
        var done = await commits.Commit<bool>(
            new(record, "live", "member", memberId, http.RequestId()),
            async u => await unit(u),
            http.RequestAborted
        );
        return done is { Ok: true, Value: true };
    }
}
