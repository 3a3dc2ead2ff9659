using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Vidimus.Access.Usage;
using Vidimus.Credentials.Issuing;
using Vidimus.Credentials.Recipients;
using Vidimus.Platform.Facts;
using Vidimus.Platform.Mail;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;
using Vidimus.Platform.Telemetry;

namespace Vidimus.Credentials.Distribution;

/// <summary>Sends credentials' links to their recipients, and writes down what came of it.</summary>
internal sealed partial class Distributor(
    IDbContextFactory<VidimusDb> databases,
    Commits commits,
    RecipientPost post,
    Issuance issuance,
    MailWake wake,
    ILogger<Distributor> log
) : SendingWork<DistributionRow>(wake, issuance.Clock, log)
{
    private static readonly TimeSpan[] Waits =
    [
        TimeSpan.FromMinutes(1),
        TimeSpan.FromMinutes(5),
        TimeSpan.FromMinutes(30),
        TimeSpan.FromHours(2),
        TimeSpan.FromHours(8),
        TimeSpan.FromHours(24),
    ];

    protected override async Task<IReadOnlyList<DistributionRow>> Take(
        int most,
        IReadOnlyDictionary<string, int> running,
        CancellationToken cancellation
    )
    {
        var now = issuance.Now;
        DistributionRow[] due =
        [
            .. Share(await Due(now, Full(running), cancellation), most, running),
        ];
        if (due.Length == 0)
            return due;
        List<DistributionRow> taken = [];
        await commits.Keep(
            "credentials.upkeep",
            async unit =>
            {
                taken = [];
                foreach (var row in due)
                {
                    // Whoever read the same row and comes second finds another time in it.
                    var won = await unit
                        .Db.Across<DistributionRow>()
                        .Where(d =>
                            d.OrganizationId == row.OrganizationId
                            && d.CredentialId == row.CredentialId
                            && d.NextTryAt == row.NextTryAt
                            && d.RequestedAt == row.RequestedAt
                        )
                        .ExecuteUpdateAsync(set =>
                            set.SetProperty(d => d.NextTryAt, now + Claim)
                                .SetProperty(d => d.Attempts, row.Attempts + 1)
                        );
                    if (won == 1)
                        taken.Add(row);
                }
            },
            CancellationToken.None
        );
        foreach (var row in taken)
            row.Attempts++;
        return taken;
    }

    private async Task<List<DistributionRow>> Due(
        DateTimeOffset now,
        string[] full,
        CancellationToken cancellation
    )
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        return await db.Across<DistributionRow>()
            .AsNoTracking()
            .Where(d => d.NextTryAt <= now && !full.Contains(d.OrganizationId))
            .OrderBy(d => d.NextTryAt)
            .Take(32)
            .ToListAsync(cancellation);
    }

    protected override async Task Send(DistributionRow taken)
    {
        var outcome = await Try(taken);
        Meters.MailTries.Add(1, new("kind", "credential"), new("outcome", outcome.Word));
        if (outcome.Code is { } code)
            LogRefused(log, taken.CredentialId, taken.Attempts, code);
        await commits.Commit<bool>(
            Author(taken),
            async unit =>
            {
                if (
                    await unit.Db.Distributions.SingleOrDefaultAsync(d =>
                        d.CredentialId == taken.CredentialId
                    )
                    is not { } row
                )
                    return PlatformProblems.NotFound;
                Settle(row, taken, outcome);
                if (outcome.Failure is null)
                    post.Count(unit);
                unit.State(Fact(taken.CredentialId, outcome));
                if (outcome is { Failure: not null, Again: null })
                    unit.AddUp(
                        DayTallies.Row(
                            row.OrganizationId,
                            row.Mode,
                            DayTallies.Unmailed,
                            issuance.Now,
                            1
                        )
                    );
                return true;
            },
            CancellationToken.None
        );
    }

    private static SimpleFact Fact(string credentialId, Outcome outcome) =>
        outcome.Bounced
            ? new("credential.bounced", credentialId, ("code", outcome.Code))
            : new SimpleFact(
                outcome.Failure is null ? "credential.distributed"
                    : outcome.Again is not null ? "credential.distribution-delayed"
                    : "credential.distribution-failed",
                credentialId
            );

    private void Settle(DistributionRow row, DistributionRow taken, Outcome outcome)
    {
        row.SentAt = outcome.Failure is null ? issuance.Now : row.SentAt;
        // Asked for once more while this one was under way: that one is still to be sent.
        if (row.Attempts != taken.Attempts || row.RequestedAt != taken.RequestedAt)
            return;
        row.NextTryAt = outcome.Again;
        row.Failure = outcome.Again is null ? outcome.Failure : null;
        row.Code = outcome.Code;
        row.BouncedAt = outcome.Bounced ? issuance.Now : null;
        if (outcome.Again is null)
            row.Claim = null;
    }

    private async Task<Outcome> Try(DistributionRow row)
    {
        try
        {
            return await TrySend(row) is { } failure
                ? new(failure, "not-sendable", null, false)
                : new(null, null, null, false);
        }
        catch (MailRefusedException e) when (e.IsFinal)
        {
            return new($"The mailbox refused it ({e.Code}).", e.Code, null, true);
        }
        catch (MailRefusedException e) when (e.Code == RecipientPost.UsedUp)
        {
            return new("The mails of the day are used up.", e.Code, post.NextDay, false);
        }
        catch (MailRefusedException e)
        {
            var again = row.Attempts <= Waits.Length;
            return new(
                "The mail server did not take it.",
                e.Code,
                again ? issuance.Now + Waits[row.Attempts - 1] : null,
                false
            );
        }
    }

    /// <summary>Null when it was sent, else why it will never be.</summary>
    private async Task<string?> TrySend(DistributionRow row)
    {
        await using var db = await databases.CreateDbContextAsync();
        db.Enter(row.OrganizationId, row.Mode);
        var credential = await db
            .Credentials.AsNoTracking()
            .SingleOrDefaultAsync(c => c.Id == row.CredentialId);
        if (credential is null || credential.RevokedAt is not null)
            return "The credential was revoked before it was sent.";
        var recipient = await db
            .Recipients.AsNoTracking()
            .SingleOrDefaultAsync(r => r.Id == credential.RecipientId);
        var content = await db
            .Contents.AsNoTracking()
            .SingleOrDefaultAsync(c => c.CredentialId == row.CredentialId);
        if (recipient?.Email is not { } address || content is null)
            return "The recipient has no address.";
        if (await Link(row, recipient, address) is not var (link, token))
            return "The recipient's data was erased.";
        var about = await CredentialMail.About(
            db,
            issuance,
            credential,
            recipient,
            content.Input,
            link
        );
        var setting = await CredentialMail.Read(db, credential.GroupId, CancellationToken.None);
        var (mail, _) = CredentialMail.Write(about, setting, row.Language, address);
        await post.Send(db, mail, row.Mode, token, CancellationToken.None);
        return null;
    }

    /// <summary>
    /// The recipient's link, the same at every try of one sending, and what the mail is known by. The link is on record, by
    /// its digest, before it leaves.
    /// </summary>
    private async Task<(string Link, string Token)?> Link(
        DistributionRow row,
        RecipientRow recipient,
        string address
    )
    {
        var key = issuance.Vault.Open(recipient.DataKey);
        if (row is { Claim: { } kept, Token: { } known })
            return (
                ClaimLinks.Url(
                    issuance.BaseUrl,
                    RecipientVault.Unseal(key, row.CredentialId, "claim", kept)
                ),
                known
            );
        var (secret, token) = (ClaimLinks.NewSecret(), MailServer.NewToken());
        var made = await commits.Commit<bool>(
            Author(row),
            async unit =>
            {
                if (
                    await unit.Db.Distributions.SingleOrDefaultAsync(d =>
                        d.CredentialId == row.CredentialId
                    )
                        is not { } current
                    || !await unit.Db.Recipients.AnyAsync(r => r.Id == recipient.Id)
                )
                    return PlatformProblems.NotFound;
                current.Claim = RecipientVault.Seal(key, row.CredentialId, "claim", secret);
                current.Token = token;
                await ClaimLinks.Add(
                    unit,
                    row.CredentialId,
                    recipient.Id,
                    secret,
                    RecipientVault.Seal(
                        key,
                        row.CredentialId,
                        "address",
                        System.Text.Encoding.UTF8.GetBytes(address)
                    ),
                    issuance.Clock
                );
                return true;
            },
            CancellationToken.None
        );
        return made.Ok ? (ClaimLinks.Url(issuance.BaseUrl, secret), token) : null;
    }

    private static Author Author(DistributionRow row) =>
        new(row.OrganizationId, row.Mode, "installation", "distribution", "");

    /// <summary>What came of a try.</summary>
    private sealed record Outcome(
        string? Failure,
        string? Code,
        DateTimeOffset? Again,
        bool Bounced
    )
    {
        public string Word =>
            Failure is null ? "sent"
            : Again is not null ? "delayed"
            : Bounced ? "bounced"
            : "given-up";
    }

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
