using Microsoft.EntityFrameworkCore;
using Vidimus.Platform.Facts;

namespace Vidimus.Platform.Persistence;

/// <summary>A module's part in declaring that the database was restored from a backup.</summary>
public interface IRestored
{
    /// <summary>What is ended, for the operator to read.</summary>
    string What { get; }

    /// <summary>Ends what was handed out or drawn after the backup was made and is now unknown.</summary>
    Task Run(Unit unit);
}

/// <summary>What a restore came to.</summary>
/// <param name="Epoch">The installation's new epoch.</param>
/// <param name="LostSince">The last thing the backup knows of; null when it knows of nothing.</param>
/// <param name="At">When the restore was declared.</param>
/// <param name="Ended">What was ended.</param>
public sealed record Restored(
    int Epoch,
    DateTimeOffset? LostSince,
    DateTimeOffset At,
    IReadOnlyList<string> Ended
);

/// <summary>
/// Declares that the database was restored: a new epoch, which ends every running node; what modules must not go on
/// with is ended in the same transaction, and every organization's record says what is missing.
/// </summary>
public sealed class Restoring(
    IDbContextFactory<VidimusDb> databases,
    Commits commits,
    IEnumerable<IRestored> parts,
    TimeProvider clock
)
{
    /// <summary>Declares it now.</summary>
    public async Task<Restored> Run(CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        var organizations = new List<(string Id, DateTimeOffset Last)>();
        await using (var db = await databases.CreateDbContextAsync(cancellation))
        {
            foreach (
                var last in await db.Across<FactRow>()
                    .GroupBy(f => f.OrganizationId)
                    .Select(g => new { Id = g.Key, Last = g.Max(f => f.At) })
                    .ToListAsync(cancellation)
            )
                organizations.Add((last.Id, last.Last));
        }
        DateTimeOffset? since = organizations.Count == 0 ? null : organizations.Max(o => o.Last);
        var epoch = 0;
        await commits.Keep(
            "installation.restored",
            async unit =>
            {
                var row =
                    await unit.Db.Set<InstallationRow>().SingleOrDefaultAsync()
                    ?? throw new InvalidOperationException(
                        "The database is older than this version. Restore it under the version that wrote it, or start this version on it once, then declare the restore."
                    );
                row.Epoch++;
                row.RestoredAt = now;
                row.LostSince =
                    row.ConfirmedAt is null && row.LostSince < since ? row.LostSince : since;
                row.ConfirmedAt = null;
                epoch = row.Epoch;
                foreach (var part in parts)
                    await part.Run(unit);
            },
            cancellation
        );
        foreach (var (id, last) in organizations.Where(o => o.Id.Length > 0))
            await State(id, epoch, last, cancellation);
        return new(epoch, since, now, [.. parts.Select(p => p.What)]);
    }

    /// <summary>What was lost has been done again as far as it can be: credentials verify as before.</summary>
    public Task Confirm(CancellationToken cancellation) =>
        commits.Keep(
            "installation.restored",
            async unit =>
            {
                if (await unit.Db.Set<InstallationRow>().SingleOrDefaultAsync() is { } row)
                    row.ConfirmedAt = clock.GetUtcNow();
            },
            cancellation
        );

    private async Task State(
        string organizationId,
        int epoch,
        DateTimeOffset last,
        CancellationToken cancellation
    ) =>
        await commits.Commit<bool>(
            Author.Installation with
            {
                OrganizationId = organizationId,
            },
            unit =>
            {
                unit.State(
                    new SimpleFact(
                        "installation.restored",
                        organizationId,
                        (
                            "epoch",
                            epoch.ToString(System.Globalization.CultureInfo.InvariantCulture)
                        ),
                        (
                            "lostSince",
                            last.ToString("O", System.Globalization.CultureInfo.InvariantCulture)
                        )
                    )
                );
                return Task.FromResult<Problems.Result<bool>>(true);
            },
            cancellation
        );
}
