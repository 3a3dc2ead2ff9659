using Microsoft.EntityFrameworkCore;
using Vidimus.Platform.Ids;

namespace Vidimus.Platform.Persistence;

/// <summary>The one row that says whose database this is.</summary>
internal sealed class InstallationRow
{
    /// <summary>Always 1.</summary>
    public required int Slot { get; init; }

    /// <summary><c>inst_…</c>, for as long as the installation lives.</summary>
    public required string Id { get; init; }

    /// <summary>Counts the restores: whoever knows a lower number knows a past that is no more.</summary>
    public required int Epoch { get; set; }
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When the last restore was declared.</summary>
    public DateTimeOffset? RestoredAt { get; set; }

    /// <summary>The last thing the restored backup knows of; what came between it and the restore is lost.</summary>
    public DateTimeOffset? LostSince { get; set; }

    /// <summary>When the operator said that what is lost has been done again.</summary>
    public DateTimeOffset? ConfirmedAt { get; set; }
}

/// <summary>The time of which nothing is known since a restore, until the operator has made up for it.</summary>
/// <param name="Since">The last thing the backup knows of.</param>
/// <param name="Until">When the restore was declared.</param>
public sealed record RestoreGap(DateTimeOffset Since, DateTimeOffset Until);

/// <summary>Whose database this is and how often it was restored.</summary>
/// <param name="Id"><c>inst_…</c>.</param>
/// <param name="Epoch">Counts the restores.</param>
public readonly record struct InstallationMark(string Id, int Epoch);

/// <summary>
/// Keeps a node to its own database: it notes the installation's id beside its data and starts on no other, so that a
/// fail-over to an empty standby is met with a refusal and not with a new, empty installation.
/// </summary>
public sealed class Installation(PersistenceOptions options, TimeProvider clock)
{
    /// <summary>The installation that this process serves, known once it has started.</summary>
    public InstallationMark? Served { get; private set; }

    /// <summary>What was lost by a restore and is not made up for; null when nothing is.</summary>
    public RestoreGap? Gap { get; private set; }

    /// <summary>Reads the row anew; answers the mark, or null when there is no row.</summary>
    internal async Task<InstallationMark?> Look(VidimusDb db, CancellationToken cancellation)
    {
        var row = await db.Set<InstallationRow>().AsNoTracking().SingleOrDefaultAsync(cancellation);
        Gap = row is { RestoredAt: { } until, ConfirmedAt: null }
            ? new(row.LostSince ?? row.CreatedAt, until)
            : null;
        return row is null ? null : new(row.Id, row.Epoch);
    }

    /// <summary>Throws when the database is not the one expected; to be asked before anything is written.</summary>
    internal async Task Demand(VidimusDb db, bool isEmpty, CancellationToken cancellation)
    {
        if (Expected is not { } expected)
            return;
        if (isEmpty)
            throw new InvalidOperationException(
                $"The database is empty, but this node serves the installation {expected}. {WhatToDo}"
            );
        if (await db.HasInstallation(cancellation) && await Look(db, cancellation) is { } found)
            DemandSame(found.Id, expected);
    }

    /// <summary>Notes whose database this is; makes the id where there is none. Runs under the lock of migrations.</summary>
    internal async Task Settle(VidimusDb db, CancellationToken cancellation)
    {
        if (await Look(db, cancellation) is not { } found)
        {
            found = new(Expected ?? NewId.Create("inst", clock), 1);
            db.Add(
                new InstallationRow
                {
                    Slot = 1,
                    Id = found.Id,
                    Epoch = found.Epoch,
                    CreatedAt = clock.GetUtcNow(),
                }
            );
            await Transactions.Save(db);
        }
        Served = found;
        if (Expected is null)
            Note(found.Id);
    }

    private string? Expected =>
        options.Installation is { Length: > 0 } set ? set
        : File.Exists(options.InstallationFile)
        && File.ReadAllText(options.InstallationFile).Trim() is { Length: > 0 } noted
            ? noted
        : null;

    private string WhatToDo =>
        $"Point Database:ConnectionString at the right database or restore a backup into this one. If a new installation is meant, delete {Path.GetFullPath(options.InstallationFile)} and leave Database:Installation empty.";

    private void DemandSame(string found, string expected)
    {
        if (found != expected)
            throw new InvalidOperationException(
                $"The database belongs to the installation {found}, but this node serves {expected}. {WhatToDo}"
            );
    }

    private void Note(string id)
    {
        try
        {
            Directory.CreateDirectory(options.Folder);
            File.WriteAllText(options.InstallationFile, id + "\n");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A node that may write no files is told by the setting instead.
        }
    }
}
