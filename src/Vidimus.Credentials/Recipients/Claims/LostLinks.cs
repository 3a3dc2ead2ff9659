using System.Text;
using System.Threading.Channels;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Vidimus.Access;
using Vidimus.Credentials.Distribution;
using Vidimus.Credentials.Issuing;
using Vidimus.Credentials.Verifying;
using Vidimus.Platform.Mail;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Credentials.Recipients;

/// <summary>
/// Mails new links to whoever lost theirs: one mail of each organization that has something for the address. What is asked
/// for waits in memory, a few at a time; if it is lost, somebody asks again.
/// </summary>
internal sealed partial class LostLinks(
    IDbContextFactory<VidimusDb> databases,
    Commits commits,
    MailOutbox outbox,
    RecipientPost post,
    Issuance issuance,
    ILogger<LostLinks> log
) : BackgroundService
{
    private const int MostRecipients = 50;
    private const int MostOrganizations = 200;
    private const int MostCredentials = 20;

    private readonly Channel<(string Address, string Language)> _asked = Channel.CreateBounded<(
        string,
        string
    )>(new BoundedChannelOptions(100) { FullMode = BoundedChannelFullMode.DropWrite });

    public void Ask(string address, string language) => _asked.Writer.TryWrite((address, language));

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        await Complete(stoppingToken);
        await foreach (var (address, language) in _asked.Reader.ReadAllAsync(stoppingToken))
        {
            try
            {
                await Find(address, language, stoppingToken);
            }
            catch (Exception e)
                when (e is not OutOfMemoryException
                    && !(e is OperationCanceledException && stoppingToken.IsCancellationRequested)
                )
            {
                LogFailed(log, e.GetType().Name);
            }
        }
    }

    /// <summary>Makes recipients of an older version findable by their address, once at each start.</summary>
    private async Task Complete(CancellationToken cancellation)
    {
        try
        {
            for (var after = ""; after is not null; )
            {
                var from = after;
                await commits.Keep(
                    "credentials.upkeep",
                    async unit =>
                    {
                        var rows = await unit
                            .Db.Across<RecipientRow>()
                            .Where(r =>
                                r.Email != null
                                && r.SearchEmail == null
                                && string.Compare(r.Id, from) > 0
                            )
                            .OrderBy(r => r.Id)
                            .Take(200)
                            .ToListAsync();
                        foreach (var row in rows)
                            row.Complete();
                        after = rows.Count < 200 ? null : rows[^1].Id;
                    },
                    cancellation
                );
            }
        }
        catch (Exception e)
            when (e is not OutOfMemoryException
                && !(e is OperationCanceledException && cancellation.IsCancellationRequested)
            )
        {
            LogFailed(log, e.GetType().Name); // at the next start
        }
    }

    private async Task Find(string address, string language, CancellationToken cancellation)
    {
        var lower = address.ToLowerInvariant();
        await using var db = await databases.CreateDbContextAsync(cancellation);
        // Those that knew the address first: nobody crowds them out with recipients or organizations made later.
        var tenants = await db.Across<RecipientRow>()
            .Where(r => r.SearchEmail == lower)
            .GroupBy(r => new { r.OrganizationId, r.Mode })
            .OrderBy(g => g.Min(r => r.Id))
            .Select(g => g.Key)
            .Take(MostOrganizations)
            .ToListAsync(cancellation);
        var inUse = await db.OrganizationsInUse([
            .. tenants.Select(t => t.OrganizationId).Distinct(),
        ]);
        foreach (var tenant in tenants.Where(t => inUse.GetValueOrDefault(t.OrganizationId)))
        {
            var ids = await db.Across<RecipientRow>()
                .Where(r =>
                    r.SearchEmail == lower
                    && r.OrganizationId == tenant.OrganizationId
                    && r.Mode == tenant.Mode
                )
                .OrderByDescending(r => r.UpdatedAt)
                .Take(MostRecipients)
                .Select(r => r.Id)
                .ToArrayAsync(cancellation);
            await Send(
                new(tenant.OrganizationId, tenant.Mode, "installation", "lost-links", ""),
                ids,
                language
            );
        }
    }

    private Task<Result<bool>> Send(Author author, string[] ids, string language) =>
        commits.Commit<bool>(
            author,
            async unit =>
            {
                if (
                    await LostLinkPause.IsOn(unit.Db, ids, issuance.Now)
                    || await post.Refusal(unit.Db, author.Mode, CancellationToken.None) is not null
                )
                    return PlatformProblems.NotFound;
                var recipients = await unit
                    .Db.Recipients.AsNoTracking()
                    .Where(r => ids.Contains(r.Id) && r.Email != null)
                    .ToDictionaryAsync(r => r.Id);
                var rows = await unit
                    .Db.Credentials.AsNoTracking()
                    .Where(c => ids.Contains(c.RecipientId) && c.IssuedAt != null)
                    .OrderByDescending(c => c.Id)
                    .Take(MostCredentials)
                    .ToListAsync();
                rows.RemoveAll(c => !recipients.ContainsKey(c.RecipientId));
                if (rows.Count == 0)
                    return PlatformProblems.NotFound;
                await Write(unit, rows, recipients, language);
                return true;
            },
            CancellationToken.None
        );

    private async Task Write(
        Unit unit,
        List<CredentialRow> rows,
        Dictionary<string, RecipientRow> recipients,
        string language
    )
    {
        var words = new VerifyPageWords(VerifyPageLanguage.Choose(language));
        var issuer = await unit.Db.IssuerFacts(unit.Author.OrganizationId, CancellationToken.None);
        var setting = await unit.Db.Set<MailSettingsRow>().AsNoTracking().SingleOrDefaultAsync();
        var ids = rows.Select(r => r.Id).ToArray();
        var inputs = await unit
            .Db.Contents.AsNoTracking()
            .Where(c => ids.Contains(c.CredentialId))
            .ToDictionaryAsync(c => c.CredentialId, c => c.Input);
        var text = new StringBuilder();
        if (unit.Author.Mode == "test")
            text.Append(words["MailIsTest"]).Append("\n\n");
        text.Append(words.Say("LostMail", issuer.Name)).Append('\n');
        foreach (var row in rows.Where(r => inputs.ContainsKey(r.Id)))
        {
            var recipient = recipients[row.RecipientId];
            var key = issuance.Vault.Open(recipient.DataKey);
            var secret = ClaimLinks.NewSecret();
            var address = Encoding.UTF8.GetBytes(recipient.Email!);
            await ClaimLinks.Add(
                unit,
                row.Id,
                recipient.Id,
                secret,
                RecipientVault.Seal(key, row.Id, "address", address),
                issuance.Clock,
                lost: true
            );
            text.Append('\n')
                .Append(MailAddresses.OneLine(Views.Input(key, row.Id, inputs[row.Id]).Name))
                .Append('\n')
                .Append(ClaimLinks.Url(issuance.BaseUrl, secret))
                .Append('\n');
        }
        post.Count(unit);
        outbox.Put(
            unit,
            "claim-links",
            new(
                recipients[rows[0].RecipientId].Email!,
                words.Say("LostSubject", issuer.Name),
                text.ToString(),
                FromName: setting?.FromName ?? issuer.Name,
                ReplyTo: setting?.ReplyTo
            ),
            TimeSpan.FromHours(24),
            own: true,
            about: string.Join(' ', rows.Select(r => r.RecipientId).Distinct())
        );
    }

    [LoggerMessage(
        4002,
        LogLevel.Error,
        "Links that somebody asked for were not made: {Exception}."
    )]
    private static partial void LogFailed(ILogger logger, string exception);
}
