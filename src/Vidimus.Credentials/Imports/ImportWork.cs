using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Vidimus.Access;
using Vidimus.Access.Gate;
using Vidimus.Platform.Facts;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Credentials.Imports;

/// <summary>
/// Checks and issues the rows of imports, a piece of each import in turn, so that a long one keeps no other waiting. One
/// node at a time does it. What is issued and how far the import is are one change: after a crash it goes on with the first
/// row that is not issued.
/// </summary>
internal sealed partial class ImportWork(
    IServiceScopeFactory scopes,
    IDbContextFactory<VidimusDb> databases,
    Commits commits,
    Leases leases,
    ImportClock clock,
    ILogger<ImportWork> log
)
    : LeasedWork(
        "credentials.imports",
        TimeSpan.FromSeconds(60),
        TimeSpan.FromSeconds(1),
        leases,
        clock.Time,
        log
    )
{
    private const int AtOnce = 8;
    private const int MostTries = 10;
    private readonly ILogger _log = log;

    protected override async Task<bool> Round(Lease lease, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var now = await clock.Now(db);
        var due = await db.Across<ImportRow>()
            .AsNoTracking()
            .Where(i => i.DueAt <= now)
            .OrderBy(i => i.DueAt)
            .Take(AtOnce)
            .ToListAsync(cancellation);
        foreach (var import in due)
            await Try(lease, import, cancellation);
        return due.Count > 0;
    }

    private async Task Try(Lease lease, ImportRow import, CancellationToken cancellation)
    {
        try
        {
            if (await Go(lease, import, cancellation) is { } refused)
                await Stop(import, refused, cancellation);
        }
        catch (Exception e)
            when (e is not (OutOfMemoryException or LeaseLostException)
                && !(e is OperationCanceledException && cancellation.IsCancellationRequested)
            )
        {
            LogFailed(_log, import.Id, import.OrganizationId, import.Tries + 1, e);
            await Postpone(import, cancellation);
        }
    }

    private async Task<Problem?> Go(Lease lease, ImportRow import, CancellationToken cancellation)
    {
        await using var scope = scopes.CreateAsyncScope();
        var services = scope.ServiceProvider;
        if (import.State == ImportState.Checking)
        {
            await services.GetRequiredService<CheckRows>().Run(lease, import, cancellation);
            return null;
        }
        return await Enter(services, import)
            ?? await services.GetRequiredService<IssueRows>().Run(lease, import, cancellation);
    }

    /// <summary>From here on the work acts as whoever started the import, as long as that one may issue.</summary>
    private static async Task<Problem?> Enter(IServiceProvider services, ImportRow import) =>
        import.ActorKind switch
        {
            "key" => await services
                .GetRequiredService<ActingKeys>()
                .Enter(
                    services,
                    import.OrganizationId,
                    import.ActorId!,
                    Scopes.CredentialsIssue,
                    import.Id,
                    import.RequestId!
                ),
            "member" => await services
                .GetRequiredService<ActingMembers>()
                .Enter(
                    services,
                    import.OrganizationId,
                    import.ActorId!,
                    import.Mode,
                    Scopes.CredentialsIssue,
                    import.Id,
                    import.RequestId!
                ),
            _ => new(ImportProblems.NobodyActs),
        };

    private Task Stop(ImportRow import, Problem refused, CancellationToken cancellation) =>
        commits.Commit<bool>(
            Installation(import),
            async unit =>
            {
                var row = await unit.Db.Imports.SingleOrDefaultAsync(i => i.Id == import.Id);
                if (row is not { State: ImportState.Running } || row.Version != import.Version)
                    return PlatformProblems.Conflict;
                row.State = ImportState.Stopped;
                row.Reason = refused.Type.Code;
                row.DueAt = null;
                row.RemoveAt = clock.Time.GetUtcNow().AddHours(clock.Options.UnstartedHours);
                row.UpdatedAt = clock.Time.GetUtcNow();
                row.Version++;
                unit.State(new SimpleFact("import.stopped", row.Id, ("reason", refused.Type.Code)));
                return true;
            },
            cancellation
        );

    private async Task Postpone(ImportRow import, CancellationToken cancellation)
    {
        if (import.Tries + 1 >= MostTries && import.State == ImportState.Running)
        {
            await Stop(import, new(PlatformProblems.Internal), cancellation);
            return;
        }
        await commits.Keep(
            "credentials.upkeep",
            async unit =>
            {
                var row = await Find(unit.Db, import);
                if (row?.DueAt is null || row.Version != import.Version)
                    return;
                row.Tries++;
                row.DueAt = row.DueAt.Value.AddSeconds(Math.Pow(2, Math.Min(row.Tries, 10)));
                row.Version++;
            },
            cancellation
        );
    }

    /// <summary>The import's row as it stands, whoever's it is.</summary>
    public static Task<ImportRow?> Find(VidimusDb db, ImportRow import) =>
        db.Across<ImportRow>()
            .SingleOrDefaultAsync(i =>
                i.OrganizationId == import.OrganizationId && i.Id == import.Id
            );

    /// <summary>The import has come to its end; its rows are kept for a little while.</summary>
    public static void End(ImportRow row, string state, ImportClock clock)
    {
        row.State = state;
        row.DueAt = null;
        row.EndedAt = clock.Time.GetUtcNow();
        row.UpdatedAt = row.EndedAt.Value;
        row.RemoveAt = row.EndedAt.Value.AddHours(clock.Options.KeepHours);
    }

    public static Author Installation(ImportRow import) =>
        new(import.OrganizationId, import.Mode, "installation", "imports", import.RequestId ?? "");

    [LoggerMessage(
        4101,
        LogLevel.Error,
        "Rows of the import {Import} of {Organization} could not be gone through (try {Try}); it is tried again later."
    )]
    private static partial void LogFailed(
        ILogger logger,
        string import,
        string organization,
        int @try,
        Exception exception
    );
}
