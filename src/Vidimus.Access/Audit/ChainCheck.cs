using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Vidimus.Platform.Facts;
using Vidimus.Platform.Persistence;

namespace Vidimus.Access.Audit;

/// <summary>What a look at an organization's chain came to.</summary>
/// <param name="OrganizationId">Whose chain; empty for the installation's own.</param>
/// <param name="Valid">True when nothing in the part looked at is wrong.</param>
/// <param name="Complete">True when the part reaches the end of the chain.</param>
/// <param name="From">First number looked at.</param>
/// <param name="To">Last number looked at; one less than <paramref name="From"/> for none.</param>
/// <param name="HeadNumber">Number of the last fact sealed; 0 for none.</param>
/// <param name="HeadHash">Its hash.</param>
/// <param name="FirstBad">The first place that is not as it was sealed; null when there is none.</param>
/// <param name="Unsealed">Facts that no chain holds yet.</param>
/// <param name="Checkpoint">The checkpoint that was handed in; null for none.</param>
/// <param name="ContinueFrom">Where the next call goes on; null when complete, or when something is wrong.</param>
public sealed record AuditVerification(
    string OrganizationId,
    bool Valid,
    bool Complete,
    long From,
    long To,
    long HeadNumber,
    string HeadHash,
    AuditDefect? FirstBad,
    UnsealedFacts Unsealed,
    CheckedCheckpoint? Checkpoint,
    long? ContinueFrom
);

/// <summary>A place in the chain that is not as it was sealed.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Id">Id of the fact that stands there now; null when none does.</param>
/// <param name="Problem">
/// <c>missing</c>, <c>altered</c> (content, place or hash), <c>beyondEnd</c>, <c>cutTail</c> or <c>otherThanCheckpoint</c>.
/// </param>
/// <param name="Explanation">One sentence for people.</param>
public sealed record AuditDefect(long Number, string? Id, string Problem, string Explanation);

/// <summary>Facts that no chain holds yet: those of the last second, or more when sealing is held up.</summary>
/// <param name="Count">How many, counted up to 10,000.</param>
/// <param name="OldestAt">When the oldest was stated; null for none.</param>
/// <param name="OldestAgeSeconds">Its age.</param>
public sealed record UnsealedFacts(int Count, DateTimeOffset? OldestAt, double OldestAgeSeconds);

/// <summary>A checkpoint that was kept, beside the chain as it stands.</summary>
/// <param name="Number">Number of its last fact.</param>
/// <param name="Hash">Its hash.</param>
/// <param name="At">When it was made.</param>
/// <param name="Matches">True when the chain holds that fact at that number.</param>
public sealed record CheckedCheckpoint(long Number, string Hash, DateTimeOffset At, bool Matches);

/// <summary>
/// Goes through an organization's chain, a bounded part at a time: recomputes each hash from the fact and the hash before,
/// and compares with what checkpoints say, those kept in the database and one that was kept elsewhere. Whoever can write to
/// the database can make a new chain that fits together; only a checkpoint kept elsewhere tells it from the old one.
/// </summary>
internal sealed class ChainCheck(IDbContextFactory<VidimusDb> databases, TimeProvider clock)
{
    /// <summary>Facts looked at in one call.</summary>
    public const int Most = 10_000;
    private const int PageSize = 1000;
    private const int MostCounted = 10_000;

    public async Task<AuditVerification> Run(
        string organization,
        long from,
        AuditCheckpoint? kept,
        CancellationToken cancellation
    )
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var beyond = await LastRow(db, organization, cancellation);
        // Read after that row: a seal writes both at once, so what it shows beyond this end was not written by one.
        var head = await db.Across<AuditChainRow>()
            .AsNoTracking()
            .FirstOrDefaultAsync(c => c.OrganizationId == organization, cancellation);
        var end = head?.Number ?? 0;
        var (to, bad) = await Walk(db, organization, from, end, cancellation);
        if (bad is null && to == end && beyond is { Number: { } number } && number > end)
            bad = new(
                end + 1,
                beyond.Id,
                "beyondEnd",
                $"A fact stands at number {number}, but the chain ends at {end}."
            );
        var told = await Cut(db, organization, end, kept, cancellation);
        var compared = kept is null
            ? null
            : new CheckedCheckpoint(
                kept.Number,
                kept.Hash,
                kept.At,
                await Matches(db, kept, cancellation)
            );
        if (told is null && compared is { Matches: false })
            told = Other(kept!.Number, null, kept.At);
        if (bad is null || told?.Number < bad.Number)
            bad = told ?? bad;
        var complete = to >= end;
        return new(
            organization,
            bad is null,
            complete,
            from,
            to,
            end,
            head?.Hash ?? ChainForm.Beginning,
            bad,
            await Unsealed(db, organization, cancellation),
            compared,
            bad is null && !complete ? to + 1 : null
        );
    }

    private static async Task<(long To, AuditDefect? Bad)> Walk(
        VidimusDb db,
        string organization,
        long from,
        long end,
        CancellationToken cancellation
    )
    {
        var at = from - 1;
        if (at > end)
            return (at, null);
        var previous = await HashAt(db, organization, at, cancellation);
        if (previous is null)
            return (at, Missing(at));
        var last = Math.Min(end, at + Most);
        while (at < last)
        {
            // SQLite answers at once and hashing never waits: without this, whoever asks meanwhile would.
            await Task.Yield();
            var pageEnd = Math.Min(last, at + PageSize);
            var rows = await Page(db, organization, at, pageEnd, cancellation);
            var checkpoints = await db.Across<AuditCheckpointRow>()
                .AsNoTracking()
                .Where(c =>
                    c.OrganizationId == organization && c.Number > at && c.Number <= pageEnd
                )
                .ToDictionaryAsync(c => c.Number, cancellation);
            foreach (var row in rows)
            {
                if (row.Number != at + 1)
                    return (at, Missing(at + 1));
                if (row.Hash != ChainForm.Hash(row, at + 1, previous))
                    return (at, Altered(row));
                if (
                    checkpoints.TryGetValue(at + 1, out var checkpoint)
                    && checkpoint.Hash != row.Hash
                )
                    return (at, Other(at + 1, row.Id, checkpoint.At));
                (at, previous) = (at + 1, row.Hash!);
            }
            if (at < pageEnd)
                return (at, Missing(at + 1));
        }
        return (at, null);
    }

    private static Task<List<FactRow>> Page(
        VidimusDb db,
        string organization,
        long after,
        long end,
        CancellationToken cancellation
    ) =>
        db.Across<FactRow>()
            .AsNoTracking()
            .Where(f => f.OrganizationId == organization && f.Number > after && f.Number <= end)
            .OrderBy(f => f.Number)
            .ToListAsync(cancellation);

    private static Task<FactRow?> LastRow(
        VidimusDb db,
        string organization,
        CancellationToken cancellation
    ) =>
        db.Across<FactRow>()
            .AsNoTracking()
            .Where(f => f.OrganizationId == organization && f.Number != null)
            .OrderByDescending(f => f.Number)
            .FirstOrDefaultAsync(cancellation);

    private static async Task<string?> HashAt(
        VidimusDb db,
        string organization,
        long number,
        CancellationToken cancellation
    ) =>
        number == 0
            ? ChainForm.Beginning
            : await db.Across<FactRow>()
                .Where(f => f.OrganizationId == organization && f.Number == number)
                .Select(f => f.Hash)
                .FirstOrDefaultAsync(cancellation);

    /// <summary>A checkpoint, handed in or kept here, that names a number after the end.</summary>
    private static async Task<AuditDefect?> Cut(
        VidimusDb db,
        string organization,
        long end,
        AuditCheckpoint? kept,
        CancellationToken cancellation
    )
    {
        var own = await db.Across<AuditCheckpointRow>()
            .Where(c => c.OrganizationId == organization && c.Number > end)
            .OrderByDescending(c => c.Number)
            .Select(c => new { c.Number, c.At })
            .FirstOrDefaultAsync(cancellation);
        var (number, at) =
            kept?.Number > end ? (kept.Number, kept.At) : (own?.Number ?? 0, own?.At ?? default);
        if (number == 0)
            return null;
        // A checkpoint made while this was being read names a fact that is there.
        if (
            kept?.Number != number
            && await HashAt(db, organization, number, cancellation) is not null
        )
            return null;
        return new(
            end + 1,
            null,
            "cutTail",
            $"The chain ends at number {end}, but it had reached {number} by {ChainForm.Time(at)}: the facts after {end} were cut off."
        );
    }

    private static async Task<bool> Matches(
        VidimusDb db,
        AuditCheckpoint kept,
        CancellationToken cancellation
    ) => await HashAt(db, kept.OrganizationId, kept.Number, cancellation) == kept.Hash;

    private async Task<UnsealedFacts> Unsealed(
        VidimusDb db,
        string organization,
        CancellationToken cancellation
    )
    {
        var unsealed = db.Across<FactRow>()
            .AsNoTracking()
            .Where(f => f.OrganizationId == organization && f.Number == null)
            .OrderBy(f => f.Id);
        var oldest = await unsealed
            .Select(f => (DateTimeOffset?)f.At)
            .FirstOrDefaultAsync(cancellation);
        var count = oldest is null ? 0 : await unsealed.Take(MostCounted).CountAsync(cancellation);
        var age = oldest is { } at ? (clock.GetUtcNow() - at).TotalSeconds : 0;
        return new(count, oldest, Math.Max(0, Math.Round(age, 3)));
    }

    private static AuditDefect Missing(long number) =>
        new(
            number,
            null,
            "missing",
            string.Create(
                CultureInfo.InvariantCulture,
                $"No fact stands at number {number}: it was deleted, or moved elsewhere."
            )
        );

    private static AuditDefect Altered(FactRow row) =>
        new(
            row.Number!.Value,
            row.Id,
            "altered",
            $"The fact at number {row.Number} is not the one that was sealed there: its content, its place or its hash was changed, or one before it."
        );

    private static AuditDefect Other(long number, string? id, DateTimeOffset at) =>
        new(
            number,
            id,
            "otherThanCheckpoint",
            $"The fact at number {number} is not the one that the checkpoint of {ChainForm.Time(at)} names: the chain was made anew up to here."
        );
}
