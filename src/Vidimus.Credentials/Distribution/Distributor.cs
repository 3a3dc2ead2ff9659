using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Vidimus.Access;
using Vidimus.Credentials.Issuing;
using Vidimus.Platform.Facts;
using Vidimus.Platform.Mail;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Credentials.Distribution;

/// <summary>
/// Sends what is due. A node takes a row by moving its next try ahead, so that a node that dies leaves nothing behind;
/// a mail may go out twice then, and is never lost.
/// </summary>
internal sealed partial class Distributor(
    IDbContextFactory<VidimusDb> databases,
    Commits commits,
    Leases leases,
    MailServer mail,
    Issuance issuance,
    ILogger<Distributor> log
)
    : LeasedWork(
        "credentials.distribution",
        TimeSpan.FromSeconds(30),
        TimeSpan.FromSeconds(1),
        leases,
        issuance.Clock,
        log
    )
{
    private readonly Leases _leases = leases;
    private static readonly TimeSpan Claim = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan[] Waits =
    [
        TimeSpan.FromMinutes(1),
        TimeSpan.FromMinutes(5),
        TimeSpan.FromMinutes(30),
        TimeSpan.FromHours(2),
        TimeSpan.FromHours(8),
        TimeSpan.FromHours(24),
    ];

    protected override async Task<bool> Round(Lease lease, CancellationToken cancellation)
    {
        if (!mail.IsConfigured)
            return false;
        foreach (var row in await Take(lease, cancellation))
            await Send(row, cancellation);
        return false;
    }

    private async Task<List<DistributionRow>> Take(Lease lease, CancellationToken cancellation)
    {
        var now = issuance.Now;
        await using var db = await databases.CreateDbContextAsync(cancellation);
        if (!await db.Across<DistributionRow>().AnyAsync(d => d.NextTryAt <= now, cancellation))
            return [];
        List<DistributionRow> taken = [];
        await commits.Keep(
            "credentials.upkeep",
            async unit =>
            {
                // Two nodes that took at once would both send.
                await _leases.Demand(unit, lease);
                taken = await unit
                    .Db.Across<DistributionRow>()
                    .Where(d => d.NextTryAt <= now)
                    .OrderBy(d => d.NextTryAt)
                    .Take(20)
                    .ToListAsync();
                foreach (var row in taken)
                {
                    row.NextTryAt = now + Claim;
                    row.Attempts++;
                }
            },
            cancellation
        );
        return taken;
    }

    private async Task Send(DistributionRow row, CancellationToken cancellation)
    {
        string? failure = null;
        var again = false;
        try
        {
            failure = await TrySend(row, cancellation);
        }
        catch (MailRefusedException e)
        {
            LogRefused(log, row.CredentialId, row.Attempts, e.Code);
            failure = "The mail server did not take it.";
            again = !e.IsFinal && row.Attempts <= Waits.Length;
        }
        await commits.Commit<bool>(
            new(row.OrganizationId, row.Mode, "installation", "distribution", ""),
            async unit =>
            {
                if (
                    await unit.Db.Distributions.SingleOrDefaultAsync(d =>
                        d.CredentialId == row.CredentialId
                    )
                    is not { } current
                )
                    return PlatformProblems.NotFound;
                var now = issuance.Now;
                current.NextTryAt = again ? now + Waits[row.Attempts - 1] : null;
                current.SentAt = failure is null ? now : current.SentAt;
                current.Failure = again ? null : failure;
                unit.State(
                    new SimpleFact(
                        failure is null ? "credential.distributed"
                            : again ? "credential.distribution-delayed"
                            : "credential.distribution-failed",
                        row.CredentialId
                    )
                );
                return true;
            },
            cancellation
        );
    }

    /// <summary>Null when it was sent, else why it will never be.</summary>
    private async Task<string?> TrySend(DistributionRow row, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        db.Enter(row.OrganizationId, row.Mode);
        var credential = await db
            .Credentials.AsNoTracking()
            .SingleOrDefaultAsync(c => c.Id == row.CredentialId, cancellation);
        if (credential is null || credential.RevokedAt is not null)
            return "The credential was revoked before it was sent.";
        var recipient = await db
            .Recipients.AsNoTracking()
            .SingleOrDefaultAsync(r => r.Id == credential.RecipientId, cancellation);
        var content = await db
            .Contents.AsNoTracking()
            .SingleOrDefaultAsync(c => c.CredentialId == row.CredentialId, cancellation);
        if (recipient?.Email is not { } address || content is null)
            return "The recipient has no address.";
        var input = Views.Input(
            issuance.Vault.Open(recipient.DataKey),
            row.CredentialId,
            content.Input
        );
        var issuer = await db.IssuerFacts(row.OrganizationId, cancellation);
        var link = CredentialDocument.VerifyUrl(issuance.BaseUrl, row.CredentialId);
        await mail.Send(
            new(
                address,
                $"{input.Name} — {issuer.Name}",
                Text(recipient.Name, input.Name, issuer.Name, link, row.Mode)
            ),
            cancellation
        );
        return null;
    }

    private static string Text(
        string name,
        string credential,
        string issuer,
        string link,
        string mode
    ) =>
        $"""
            {name},

            {issuer} has issued you a digital credential: {credential}
            {(mode == "test" ? "\nThis is a test. It attests nothing.\n" : "")}
            See it, share it, and let anyone verify it:
            {link}

            """;

    [LoggerMessage(
        4001,
        LogLevel.Warning,
        "Mail for {CredentialId} was not taken at try {Attempt}: {Code}."
    )]
    private static partial void LogRefused(
        ILogger logger,
        string credentialId,
        int attempt,
        string code
    );
}
