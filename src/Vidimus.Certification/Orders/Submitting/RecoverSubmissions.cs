using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Vidimus.Platform.Persistence;

namespace Vidimus.Certification.Orders.Submitting;

/// <summary>Brings submissions to their end that somebody left behind; one node at a time does it, and never takes a charge.</summary>
internal sealed partial class RecoverSubmissions(
    IDbContextFactory<VidimusDb> databases,
    SettleSubmission settle,
    SubmissionVault vault,
    DatabaseClock time,
    SubmissionLease lease,
    ILogger<RecoverSubmissions> log
)
    : LeasedWork(
        "certification.submissions",
        TimeSpan.FromSeconds(60),
        TimeSpan.FromSeconds(2),
        lease.Leases,
        lease.Clock,
        log
    )
{
    private const int AtOnce = 20;
    private readonly ILogger _log = log;

    protected override async Task<bool> Round(Lease lease, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var now = await time.Now(db, cancellation);
        var left = await db.Across<SubmissionRow>()
            .AsNoTracking()
            .Where(s => s.LeaseUntil <= now)
            .OrderBy(s => s.LeaseUntil)
            .Take(AtOnce)
            .ToListAsync(cancellation);
        foreach (var row in left)
            await Try(row, cancellation);
        return left.Count == AtOnce;
    }

    private async Task Try(SubmissionRow row, CancellationToken cancellation)
    {
        try
        {
            await settle.Recover(row, cancellation);
        }
        catch (Exception e)
            when (e is not OutOfMemoryException
                && !(e is OperationCanceledException && cancellation.IsCancellationRequested)
            )
        {
            LogFailed(_log, row.Id, row.OrganizationId, e);
            await vault.Postpone(row.OrganizationId, row.Id, TimeSpan.FromMinutes(1));
        }
    }

    [LoggerMessage(
        5103,
        LogLevel.Error,
        "The submission {Order} of {Organization} could not be brought to its end; that is tried again."
    )]
    private static partial void LogFailed(
        ILogger logger,
        string order,
        string organization,
        Exception exception
    );
}

/// <summary>What a leased work is made of, put together so that its constructor stays short.</summary>
internal sealed record SubmissionLease(Leases Leases, TimeProvider Clock);
