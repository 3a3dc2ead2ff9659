using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;

namespace Vidimus.Platform.Persistence;

/// <summary>Who may do a piece of work that one node does at a time.</summary>
internal sealed class LeaseRow
{
    public required string Name { get; init; }
    public required string Holder { get; set; }
    public long Number { get; set; }

    /// <summary>Its end by the database's time.</summary>
    public required DateTimeOffset Until { get; set; }
}

/// <summary>A lease as its holder knows it.</summary>
/// <param name="Name">What it is for.</param>
/// <param name="Number">
/// The fencing token: each acquisition has a larger one, so that a write by an earlier holder is told from the present one's.
/// </param>
/// <param name="Length">How long it lasts from each acquisition or renewal.</param>
/// <param name="AskedAt">
/// This node's monotonic time before it asked: the lease ends no earlier than <paramref name="Length"/> after it.
/// </param>
public sealed record Lease(string Name, long Number, TimeSpan Length, long AskedAt);

/// <summary>The lease ended or has another holder: what was about to be written is not.</summary>
public sealed class LeaseLostException(string name)
    : InvalidOperationException($"The lease '{name}' is no longer this node's.");

/// <summary>
/// Leases, by which several nodes agree on one for a piece of work. They end by the database's time. A node may be stopped
/// at any instruction and go on after its lease ended; therefore a holder's write calls <see cref="Demand"/> in the
/// transaction of the write, and a late one is refused whatever the node believes.
/// </summary>
public sealed class Leases(
    IDbContextFactory<VidimusDb> databases,
    Commits commits,
    DatabaseClock databaseClock,
    TimeProvider clock
)
{
    private const string Kind = "platform.lease";

    /// <summary>This process among the nodes; another one after each start.</summary>
    public string Node { get; } = $"node_{RandomNumberGenerator.GetHexString(24, lowercase: true)}";

    /// <summary>
    /// Takes the lease when nobody has it; null when somebody does, be it this very node. Asking for one that is taken
    /// writes nothing. One that ends later than any lease of this length can was taken before the clock went back, and
    /// counts as ended: its holder is fenced like every other.
    /// </summary>
    public async Task<Lease?> Acquire(string name, TimeSpan length, CancellationToken cancellation)
    {
        await using (var db = await databases.CreateDbContextAsync(cancellation))
        {
            var now = await databaseClock.Now(db, cancellation);
            var latest = now + (2 * length);
            var taken = await db.Set<LeaseRow>()
                .AnyAsync(l => l.Name == name && l.Until > now && l.Until <= latest, cancellation);
            if (taken)
                return null;
        }
        var asked = clock.GetTimestamp();
        long? number = null;
        await commits.Keep(
            Kind,
            async unit => number = await Take(unit.Db, name, length),
            cancellation
        );
        return number is { } mine ? new(name, mine, length, asked) : null;
    }

    /// <summary>Lets it last for its length from now on; null when it ended before, even if nobody took it since.</summary>
    public async Task<Lease?> Renew(Lease lease, CancellationToken cancellation)
    {
        var asked = clock.GetTimestamp();
        var renewed = false;
        await commits.Keep(
            Kind,
            async unit =>
            {
                var (now, moment) = databaseClock.Moment(unit.Db, 4);
                renewed =
                    await unit.Db.Database.ExecuteSqlAsync(
                        Sql(
                            $"UPDATE platform_leases SET until = {now} + {{3}} WHERE name = {{0}} AND number = {{1}} AND holder = {{2}} AND until > {now}",
                            lease.Name,
                            lease.Number,
                            Node,
                            Milliseconds(lease.Length),
                            moment
                        )
                    ) == 1;
            },
            cancellation
        );
        return renewed ? lease with { AskedAt = asked } : null;
    }

    /// <summary>Gives it back, so that the next holder need not wait for its end.</summary>
    public Task Release(Lease lease, CancellationToken cancellation) =>
        commits.Keep(
            Kind,
            unit =>
                unit.Db.Database.ExecuteSqlAsync(
                    $"UPDATE platform_leases SET until = 0 WHERE name = {lease.Name} AND number = {lease.Number} AND holder = {Node}"
                ),
            cancellation
        );

    /// <summary>
    /// True while a careful holder may begin something: the lease lasts at least <paramref name="margin"/> longer by this
    /// node's monotonic clock. It saves work that would be refused; it proves nothing, <see cref="Demand"/> does.
    /// </summary>
    public bool Lasts(Lease lease, TimeSpan margin) =>
        clock.GetElapsedTime(lease.AskedAt) + margin < lease.Length;

    /// <summary>
    /// Demands in the transaction of a write that the lease is still the writer's; throws <see cref="LeaseLostException"/>
    /// otherwise, and nothing of the unit is saved. Until the transaction ends nobody else can take the lease.
    /// </summary>
    public async Task Demand(Unit unit, Lease lease)
    {
        var (now, moment) = databaseClock.Moment(unit.Db, 3);
        // A node stopped right here would hold the row, and with it the lease, for as long as it stands still:
        // PostgreSQL ends such a transaction.
        var held = unit.Db.Database.IsNpgsql()
            ? $"""
                WITH bounded AS MATERIALIZED (SELECT set_config('idle_in_transaction_session_timeout', '15s', true))
                SELECT l.number AS "Value" FROM platform_leases l, bounded
                WHERE l.name = {"{0}"} AND l.number = {"{1}"} AND l.holder = {"{2}"} AND l.until > {now} FOR SHARE OF l
                """
            : $"""
                SELECT number AS "Value" FROM platform_leases
                WHERE name = {"{0}"} AND number = {"{1}"} AND holder = {"{2}"} AND until > {now}
                """;
        var found = await unit
            .Db.Database.SqlQuery<long>(Sql(held, lease.Name, lease.Number, Node, moment))
            .ToListAsync();
        if (found.Count == 0)
            throw new LeaseLostException(lease.Name);
    }

    private async Task<long?> Take(VidimusDb db, string name, TimeSpan length)
    {
        var (now, moment) = databaseClock.Moment(db, 3);
        // The holder that is just writing holds the row; waiting for it would hold up everything else of this batch.
        var free = db.Database.IsNpgsql() ? " FOR UPDATE SKIP LOCKED" : "";
        object[] values = [name, Node, Milliseconds(length), moment];
        var taken = await db
            .Database.SqlQuery<long>(
                Sql(
                    $"""
                    UPDATE platform_leases SET holder = {"{1}"}, number = number + 1, until = {now} + {"{2}"}
                    WHERE name = (SELECT name FROM platform_leases WHERE name = {"{0}"} AND (until <= {now} OR until > {now} + 2 * {"{2}"}){free})
                    RETURNING number AS "Value"
                    """,
                    values
                )
            )
            .ToListAsync();
        if (taken.Count > 0)
            return taken[0];
        var first = await db
            .Database.SqlQuery<long>(
                Sql(
                    $"""
                    INSERT INTO platform_leases (name, holder, number, until) VALUES ({"{0}"}, {"{1}"}, 1, {now} + {"{2}"})
                    ON CONFLICT (name) DO NOTHING RETURNING number AS "Value"
                    """,
                    values
                )
            )
            .ToListAsync();
        return first.Count > 0 ? first[0] : null;
    }

    // The texts differ by engine in fixed places; every value is a parameter.
    private static FormattableString Sql(string text, params object[] values) =>
        FormattableStringFactory.Create(text, values);

    private static long Milliseconds(TimeSpan length) => (long)length.TotalMilliseconds;
}
