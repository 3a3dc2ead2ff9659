using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Vidimus.Platform.Facts;
using Vidimus.Platform.Persistence;

namespace Vidimus.Policies.Compliance;

/// <summary>
/// Sends the weekly digests that are due. The mails, how far they tell and when the next is due are saved together and under
/// the lease: whichever node does it and wherever it stops, each digest is made once, with a mail for each member. A mail is
/// handed over at least once, see <see cref="Vidimus.Platform.Mail.SendingWork{T}"/>. After a time without any server one
/// digest is made for all of it.
/// </summary>
internal sealed partial class Digests(
    IDbContextFactory<VidimusDb> databases,
    DatabaseClock time,
    Commits commits,
    Leases leases,
    DigestMail mail,
    TimeProvider clock,
    ILogger<Digests> log
)
    : LeasedWork(
        "policies.digests",
        TimeSpan.FromSeconds(60),
        TimeSpan.FromSeconds(30),
        leases,
        clock,
        log
    )
{
    private const int AtOnce = 50;
    private readonly Leases _leases = leases;

    /// <summary>Whose could not be sent just now: they are left out until the others are through.</summary>
    private readonly HashSet<string> _stuck = new(StringComparer.Ordinal);

    protected override async Task<bool> Round(Lease lease, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var now = await time.Now(db, cancellation);
        string[] stuck = [.. _stuck];
        var due = await db.Across<DigestRow>()
            .Where(d => d.NextAt <= now && !stuck.Contains(d.OrganizationId))
            .OrderBy(d => d.NextAt)
            .Take(AtOnce)
            .Select(d => d.OrganizationId)
            .ToListAsync(cancellation);
        foreach (var organization in due)
            await Try(lease, organization, cancellation);
        if (due.Count < AtOnce)
            _stuck.Clear();
        return due.Count == AtOnce;
    }

    private async Task Try(Lease lease, string organization, CancellationToken cancellation)
    {
        try
        {
            await Send(lease, organization, cancellation);
        }
        catch (Exception e)
            when (e
                    is not (
                        OutOfMemoryException
                        or OperationCanceledException
                        or LeaseLostException
                    )
            )
        {
            _stuck.Add(organization);
            LogFailed(log, organization, e);
        }
    }

    private async Task Send(Lease lease, string organization, CancellationToken cancellation)
    {
        var done = await commits.Commit<bool>(
            Author.Installation with
            {
                OrganizationId = organization,
                Mode = "live",
            },
            async unit =>
            {
                await _leases.Demand(unit, lease);
                var row = await unit.Db.Set<DigestRow>().SingleAsync();
                var now = await time.Now(unit.Db, CancellationToken.None);
                if (row.NextAt is not { } next || next > now)
                    return false;
                row.NextAt = ChangeComplianceSettings.Next(row, now);
                row.Version++;
                var mails = mail.CanSend ? await mail.Put(unit, row, now) : 0;
                if (mails > 0)
                    row.LastSentAt = now;
                unit.State(
                    new SimpleFact(
                        "compliance.digest-made",
                        organization,
                        ("mails", mails.ToString(CultureInfo.InvariantCulture))
                    )
                );
                return true;
            },
            cancellation
        );
        if (done.Problem is { } refused)
            throw new CommitFailedException(refused.Message, null);
    }

    [LoggerMessage(
        4501,
        LogLevel.Error,
        "The digest of organization {Organization} could not be sent; it is tried again."
    )]
    private static partial void LogFailed(ILogger logger, string organization, Exception exception);
}
