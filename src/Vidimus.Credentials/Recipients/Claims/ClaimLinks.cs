using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Vidimus.Platform.Facts;
using Vidimus.Platform.Ids;
using Vidimus.Platform.Persistence;

namespace Vidimus.Credentials.Recipients;

/// <summary>
/// Links by which recipients reach their credentials: 256 random bits, of which only the digest is kept. Whoever has one
/// may act for the recipient, so it goes by mail to the recipient's address, or by staff's own hand.
/// </summary>
internal static class ClaimLinks
{
    /// <summary>Letters of the secret in a link.</summary>
    public const int Letters = 43;

    /// <summary>Links of one credential that work at once; a further one ends the oldest of its sort.</summary>
    private const int MostOpen = 20;

    /// <summary>The same of those that somebody asked for who knows the address.</summary>
    private const int MostLost = 3;

    public static byte[] NewSecret() => RandomNumberGenerator.GetBytes(32);

    public static string Url(string baseUrl, byte[] secret) =>
        $"{baseUrl}/c/{Base64Url.EncodeToString(secret)}";

    /// <summary>The digest of what stands in a link; null when nothing of ours can stand there.</summary>
    public static string? Digest(string text) =>
        text.Length == Letters && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_')
            ? Digest(Encoding.ASCII.GetBytes(text))
            : null;

    /// <summary>Puts a link on record with the change.</summary>
    /// <param name="unit">The change.</param>
    /// <param name="credentialId">What it leads to.</param>
    /// <param name="recipientId">Whose that is.</param>
    /// <param name="secret">The secret.</param>
    /// <param name="address">The address it is mailed to, sealed; null when staff hands it over.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="lost">True when somebody asked for it who knows the address, which may be anybody: it ends only others of its sort.</param>
    public static async Task<ClaimRow> Add(
        Unit unit,
        string credentialId,
        string recipientId,
        byte[] secret,
        byte[]? address,
        TimeProvider clock,
        bool lost = false
    )
    {
        var now = clock.GetUtcNow();
        var old = await Open(unit.Db, credentialId)
            .Where(c => c.Id.StartsWith(ClaimRow.LostPrefix) == lost)
            .OrderByDescending(c => c.CreatedAt)
            .ThenByDescending(c => c.Id)
            .Skip((lost ? MostLost : MostOpen) - 1)
            .ToListAsync();
        foreach (var ended in old)
            ended.EndedAt = now;
        var row = new ClaimRow
        {
            OrganizationId = unit.Author.OrganizationId,
            Id = NewId.Create(lost ? ClaimRow.Lost : "clm", clock),
            Mode = unit.Author.Mode,
            CredentialId = credentialId,
            RecipientId = recipientId,
            Digest = Digest(Encoding.ASCII.GetBytes(Base64Url.EncodeToString(secret))),
            Address = address,
            CreatedAt = now,
        };
        unit.Db.Add(row);
        unit.State(new SimpleFact("credential.claim-made", credentialId));
        return row;
    }

    /// <summary>Ends every link of a credential, also one that is about to be mailed; answers how many.</summary>
    public static async Task<int> End(Unit unit, string credentialId, DateTimeOffset now)
    {
        var open = await Open(unit.Db, credentialId).ToListAsync();
        foreach (var row in open)
            row.EndedAt = now;
        if (
            await unit.Db.Distributions.SingleOrDefaultAsync(d => d.CredentialId == credentialId) is
            { } sending
        )
            sending.Claim = null;
        return open.Count;
    }

    private static IQueryable<ClaimRow> Open(VidimusDb db, string credentialId) =>
        db.Set<ClaimRow>().Where(c => c.CredentialId == credentialId && c.EndedAt == null);

    private static string Digest(byte[] text) => Convert.ToHexStringLower(SHA256.HashData(text));
}
