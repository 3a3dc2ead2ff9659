using Microsoft.EntityFrameworkCore;
using Vidimus.Platform.Persistence;

namespace Vidimus.Credentials.Recipients;

/// <summary>
/// A mailbox that got links by mail gets no further ones for a while, and then for longer: whoever knows an address can ask
/// for them, and must not fill its mailbox.
/// </summary>
internal static class LostLinkPause
{
    /// <summary>After the first mail, and after those that were asked for.</summary>
    private static readonly TimeSpan[] Pauses =
    [
        TimeSpan.FromMinutes(15),
        TimeSpan.FromMinutes(15),
        TimeSpan.FromHours(1),
        TimeSpan.FromDays(1),
    ];

    /// <summary>After so long without asking, the pauses are short again.</summary>
    private static readonly TimeSpan Remembered = TimeSpan.FromDays(7);

    /// <summary>Whether these recipients, who have one mailbox, are to get no links now.</summary>
    public static async Task<bool> IsOn(VidimusDb db, string[] recipients, DateTimeOffset now)
    {
        var since = now - Remembered;
        var mailed = await db.Set<ClaimRow>()
            .AsNoTracking()
            .Where(c =>
                recipients.Contains(c.RecipientId) && c.Address != null && c.CreatedAt > since
            )
            .OrderByDescending(c => c.CreatedAt)
            .Select(c => new
            {
                c.Id,
                c.CredentialId,
                c.CreatedAt,
            })
            .Take(1000)
            .ToListAsync();
        if (mailed.Count == 0)
            return false;
        // One mail has one link of each credential.
        var asked = mailed
            .Where(c => c.Id.StartsWith(ClaimRow.LostPrefix, StringComparison.Ordinal))
            .GroupBy(c => c.CredentialId)
            .Select(g => g.Count())
            .DefaultIfEmpty()
            .Max();
        return now < mailed[0].CreatedAt + Pauses[Math.Min(asked, Pauses.Length - 1)];
    }
}
