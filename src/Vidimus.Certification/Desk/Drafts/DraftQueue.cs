using Microsoft.EntityFrameworkCore;
using Vidimus.Certification.Orders;
using Vidimus.Platform.Persistence;

namespace Vidimus.Certification.Desk.Drafts;

/// <summary>A draft that this node makes now; the version says whether it is still this node's.</summary>
internal sealed record TakenDraft(string AgencyId, string OrderId, int Attempt, int Version);

/// <summary>
/// Which orders wait for a draft. Whoever takes one moves its time to the end of a lease: a node that dies with it leaves it to
/// another, and what it would still write is not written.
/// </summary>
internal sealed class DraftQueue(Commits commits, DatabaseClock time, DraftOptions options)
{
    private const string Kind = "certification.upkeep";
    private const int AtATime = 50;
    private const string FullDay = "As many drafts were made today as the operator allows.";
    private static readonly TimeSpan Day = TimeSpan.FromHours(24);
    private static readonly TimeSpan Spare = TimeSpan.FromMinutes(2);

    private int MostAttempts => Math.Clamp(options.MostAttempts, 1, 10);

    public static MachineDraftRow New(OrderRow order, DateTimeOffset now) =>
        new()
        {
            OrganizationId = order.AgencyId,
            OrderId = order.Id,
            State = DraftStates.Waiting,
            StateAt = now,
            Attempts = 0,
            NextAt = now,
            Version = 1,
        };

    /// <summary>Puts up the orders that want a draft and have none.</summary>
    public Task PutUp(CancellationToken cancellation) =>
        commits.Keep(
            Kind,
            async unit =>
            {
                var now = await time.Now(unit.Db, CancellationToken.None);
                var orders = await Wanting(unit.Db).ToListAsync();
                await unit.AddMissing(orders.Where(options.Wants).Select(o => New(o, now)));
            },
            cancellation
        );

    /// <summary>Whether anything is to be put up or taken; asked without a change, for most rounds find nothing.</summary>
    public async Task<(bool PutUp, bool Take)> Look(VidimusDb db, CancellationToken cancellation)
    {
        var now = await time.Now(db, cancellation);
        return (
            await Wanting(db).AnyAsync(cancellation),
            await db.Across<MachineDraftRow>().AnyAsync(d => d.NextAt <= now, cancellation)
        );
    }

    /// <summary>Takes what is due, a few at a time.</summary>
    public async Task<IReadOnlyList<TakenDraft>> Take(CancellationToken cancellation)
    {
        List<TakenDraft> taken = [];
        await commits.Keep(
            Kind,
            async unit =>
            {
                taken = [];
                var now = await time.Now(unit.Db, CancellationToken.None);
                var due = await unit
                    .Db.Across<MachineDraftRow>()
                    .Where(d => d.NextAt <= now)
                    .OrderBy(d => d.NextAt)
                    .ThenBy(d => d.OrderId)
                    .Take(Math.Clamp(options.AtOnce, 1, 16))
                    .ToListAsync();
                var since = now - Day;
                var sent = await unit
                    .Db.Across<MachineDraftRow>()
                    .CountAsync(d => d.SentAt > since);
                foreach (var row in due)
                {
                    if (row.Attempts >= MostAttempts)
                        GiveUp(row, now);
                    else if (sent++ < options.MostPerDay)
                        taken.Add(Lease(row, now));
                    else
                        Postpone(row, now);
                }
            },
            cancellation
        );
        return taken;
    }

    private TakenDraft Lease(MachineDraftRow row, DateTimeOffset now)
    {
        (row.State, row.StateAt, row.SentAt) = (DraftStates.Working, now, now);
        row.NextAt = now.AddSeconds(Math.Clamp(options.TimeoutSeconds, 5, 600)) + Spare;
        row.Attempts++;
        row.Model = options.Model;
        row.Reason = null;
        row.Version++;
        return new(row.OrganizationId, row.OrderId, row.Attempts, row.Version);
    }

    // It was taken as often as it may be, and whoever took it last never said what became of it.
    private static void GiveUp(MachineDraftRow row, DateTimeOffset now)
    {
        (row.State, row.StateAt, row.NextAt) = (DraftStates.Failed, now, null);
        row.Reason = "The server was stopped while it made the draft.";
        row.Version++;
    }

    private static void Postpone(MachineDraftRow row, DateTimeOffset now)
    {
        (row.State, row.StateAt, row.Reason) = (DraftStates.Waiting, now, FullDay);
        row.NextAt = now.AddHours(1);
        row.Version++;
    }

    /// <summary>Writes down that there is no draft, for now or for good; nothing where another has it meanwhile.</summary>
    public Task Fail(
        TakenDraft taken,
        string reason,
        TimeSpan? again,
        CancellationToken cancellation
    ) =>
        commits.Keep(
            Kind,
            async unit =>
            {
                if (await Held(unit.Db, taken) is not { } row)
                    return;
                var now = await time.Now(unit.Db, CancellationToken.None);
                var last = again is null || taken.Attempt >= MostAttempts;
                row.State = last ? DraftStates.Failed : DraftStates.Waiting;
                row.NextAt = last ? null : now + again;
                (row.StateAt, row.Reason) = (now, reason);
                row.Version++;
            },
            cancellation
        );

    /// <summary>The row, while it is the taker's.</summary>
    public static Task<MachineDraftRow?> Held(VidimusDb db, TakenDraft taken) =>
        db.Across<MachineDraftRow>()
            .SingleOrDefaultAsync(d =>
                d.OrganizationId == taken.AgencyId
                && d.OrderId == taken.OrderId
                && d.Version == taken.Version
            );

    private IQueryable<OrderRow> Wanting(VidimusDb db)
    {
        string[] customers = [.. options.Organizations];
        string[] languages = [.. options.Languages];
        var (all, any) = (customers.Length == 0, languages.Length == 0);
        var drafts = db.Across<MachineDraftRow>();
        return db.Across<OrderRow>()
            .AsNoTracking()
            .Where(o =>
                o.Mode == "live"
                && (o.State == OrderStates.Paid || o.State == OrderStates.Processing)
                && o.ProductLine == "full_translation"
                && o.PageCount <= options.MostPages
                && (all || customers.Contains(o.OrganizationId))
                && (any || languages.Contains(o.SourceLanguage))
                && !drafts.Any(d => d.OrganizationId == o.AgencyId && d.OrderId == o.Id)
            )
            .OrderBy(o => o.DueAt)
            .Take(AtATime);
    }
}
