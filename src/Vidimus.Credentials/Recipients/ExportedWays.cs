using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Vidimus.Credentials.Wallets;
using Vidimus.Platform.Json;
using Vidimus.Platform.Persistence;

namespace Vidimus.Credentials.Recipients;

/// <summary>By which ways credentials reach their recipient: links, offers to wallets, and what wallets took.</summary>
internal sealed record ExportedWays(
    ILookup<string, ClaimRow> Claims,
    ILookup<string, WalletOfferRow> Offers,
    ILookup<string, WalletCopyRow> Copies
)
{
    /// <summary>Of each sort for a page of credentials; there are never so many that matter.</summary>
    private const int Most = 10_000;

    public static async Task<ExportedWays> Read(
        VidimusDb db,
        string[] credentials,
        CancellationToken cancellation
    ) =>
        new(
            (
                await db.Set<ClaimRow>()
                    .AsNoTracking()
                    .Where(c => credentials.Contains(c.CredentialId))
                    .OrderBy(c => c.CreatedAt)
                    .Take(Most)
                    .ToListAsync(cancellation)
            ).ToLookup(c => c.CredentialId),
            (
                await db.Set<WalletOfferRow>()
                    .AsNoTracking()
                    .Where(o => credentials.Contains(o.CredentialId))
                    .OrderBy(o => o.CreatedAt)
                    .Take(Most)
                    .ToListAsync(cancellation)
            ).ToLookup(o => o.CredentialId),
            (
                await db.Set<WalletCopyRow>()
                    .AsNoTracking()
                    .Where(c => credentials.Contains(c.CredentialId))
                    .OrderBy(c => c.TakenAt)
                    .Take(Most)
                    .ToListAsync(cancellation)
            ).ToLookup(c => c.CredentialId)
        );

    public void Write(Utf8JsonWriter json, string credentialId)
    {
        json.WritePropertyName("claims");
        JsonSerializer.Serialize(json, ClaimsOf(credentialId), VidimusJson.Native);
        json.WritePropertyName("walletOffers");
        JsonSerializer.Serialize(json, OffersOf(credentialId), VidimusJson.Native);
        json.WritePropertyName("walletCopies");
        JsonSerializer.Serialize(json, CopiesOf(credentialId), VidimusJson.Native);
    }

    private IReadOnlyList<ExportedClaim> ClaimsOf(string credentialId) =>
        [
            .. Claims[credentialId]
                .Select(c => new ExportedClaim(
                    c.Id,
                    c.Address is null ? "staff"
                        : c.Id.StartsWith(ClaimRow.LostPrefix, StringComparison.Ordinal) ? "lost"
                        : "mail",
                    c.CreatedAt,
                    c.EndedAt
                )),
        ];

    private IReadOnlyList<ExportedWalletOffer> OffersOf(string credentialId) =>
        [
            .. Offers[credentialId]
                .Select(o => new ExportedWalletOffer(
                    o.Id,
                    o.Formats.Split(' '),
                    o.Mailed,
                    o.CreatedAt,
                    o.ExpiresAt,
                    o.RedeemedAt,
                    o.EndedAt
                )),
        ];

    private IReadOnlyList<ExportedWalletCopy> CopiesOf(string credentialId) =>
        [
            .. Copies[credentialId]
                .Select(c => new ExportedWalletCopy(
                    c.Id,
                    c.Format,
                    c.Digest,
                    c.KeyDigest,
                    c.TakenAt,
                    c.Reported?.Split(' ') ?? []
                )),
        ];
}
