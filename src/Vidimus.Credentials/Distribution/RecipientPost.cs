using Microsoft.EntityFrameworkCore;
using Vidimus.Access.Usage;
using Vidimus.Platform.Mail;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Credentials.Distribution;

/// <summary>
/// Sends mail to recipients. Through the installation's server an organization sends so many a day: else one of them could
/// have everybody's mail refused. Nodes that send at the same moment may go beyond it by a few.
/// </summary>
internal sealed class RecipientPost(
    MailPost post,
    Commits commits,
    MailOptions options,
    TimeProvider clock
)
{
    /// <summary>Why a mail waits that is one too many.</summary>
    public const string UsedUp = "daily-limit";

    private const string Mailed = "mailed";

    /// <summary>When the next day begins.</summary>
    public DateTimeOffset NextDay => new(clock.GetUtcNow().UtcDateTime.Date.AddDays(1));

    /// <summary>Sends a mail of the tenant of this context; the change that writes it down counts it.</summary>
    public async Task Send(
        VidimusDb db,
        OutgoingMail mail,
        string mode,
        string token,
        CancellationToken cancellation
    )
    {
        if (await Refusal(db, mode, cancellation) is not null)
            throw new MailRefusedException(false, UsedUp);
        await post.Send(mail, db.Organization!, true, token, cancellation);
    }

    /// <summary>As above, and counts it.</summary>
    public async Task SendCounted(
        VidimusDb db,
        OutgoingMail mail,
        string mode,
        CancellationToken cancellation
    )
    {
        await Send(db, mail, mode, MailServer.NewToken(), cancellation);
        var row = DayTallies.Row(db.Organization!, mode, Mailed, clock.GetUtcNow(), 1);
        await commits.Keep(
            "access.counts",
            unit =>
            {
                unit.AddUp(row);
                return Task.CompletedTask;
            },
            CancellationToken.None
        );
    }

    /// <summary>One more of today, with the change.</summary>
    public void Count(Unit unit) =>
        unit.AddUp(
            DayTallies.Row(
                unit.Author.OrganizationId,
                unit.Author.Mode,
                Mailed,
                clock.GetUtcNow(),
                1
            )
        );

    /// <summary>The refusal when the day's mails are used up.</summary>
    public async Task<Problem?> Refusal(VidimusDb db, string mode, CancellationToken cancellation)
    {
        var most =
            mode == "test" ? options.PerOrganizationPerDayInTest : options.PerOrganizationPerDay;
        if (
            most == 0
            || await db.Set<MailSettingsRow>().AnyAsync(m => m.Host != null, cancellation)
        )
            return null;
        var now = clock.GetUtcNow();
        var name = DayTallies.Row(db.Organization!, mode, Mailed, now, 0).Name;
        var sent = await db.Set<TallyRow>()
            .Where(t => t.Name == name && t.Mode == mode)
            .Select(t => t.Value)
            .SingleOrDefaultAsync(cancellation);
        return sent < most
            ? null
            : new Problem(CredentialProblems.MailUsedUp)
            {
                RetryAfterSeconds = (int)Math.Ceiling((NextDay - now).TotalSeconds),
            };
    }
}
