using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Vidimus.Platform.Ids;
using Vidimus.Platform.Persistence;

namespace Vidimus.Access.OAuth.Clients;

/// <summary>
/// Forgets clients that registered themselves: after a day those that nobody let in, after thirty those that did not come
/// back; never one that a member still lets in. Clients that organizations entered stay.
/// </summary>
internal sealed class ClientJanitor(Commits commits, TimeProvider clock, ILogger<ClientJanitor> log)
    : PeriodicWork(TimeSpan.FromMinutes(10), clock, log)
{
    private const string Rows = "access.identity";
    public static readonly TimeSpan Unused = TimeSpan.FromHours(24);
    public static readonly TimeSpan Left = TimeSpan.FromDays(30);
    private static readonly TimeSpan KeepDocuments = TimeSpan.FromDays(90);
    private readonly TimeProvider _clock = clock;

    protected override async Task Round(CancellationToken cancellation)
    {
        var now = _clock.GetUtcNow();
        var first = NewId.First(OAuthRegistrationRow.Prefix, now - Unused);
        var (left, documents) = (now - Left, now - KeepDocuments);
        await commits.RemoveOver(
            Rows,
            db =>
                Ungranted(db, now).Where(r => r.UsedAt == null && string.Compare(r.Id, first) < 0),
            cancellation
        );
        await commits.RemoveOver(
            Rows,
            db => Ungranted(db, now).Where(r => r.UsedAt < left),
            cancellation
        );
        await commits.RemoveOver(
            Rows,
            db => db.OAuthDocuments.Where(r => r.UsedAt < documents),
            cancellation
        );
    }

    /// <summary>Clients that nobody's grant names, or only ones that are over.</summary>
    private static IQueryable<OAuthRegistrationRow> Ungranted(VidimusDb db, DateTimeOffset now) =>
        db.OAuthRegistrations.Where(r =>
            !db.Across<GrantRow>()
                .Any(g => g.ClientId == r.Id && g.RevokedAt == null && g.ExpiresAt > now)
        );
}
