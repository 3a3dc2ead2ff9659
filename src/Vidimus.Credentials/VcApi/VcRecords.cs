using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Vidimus.Credentials.Status;
using Vidimus.Platform.Persistence;
using Vidimus.Proofs;

namespace Vidimus.Credentials.VcApi;

/// <summary>Finds what was issued through the VC API.</summary>
internal static class VcRecords
{
    /// <summary>Digest of what a credential says, whatever secures it.</summary>
    public static string DigestOf(JsonElement credential)
    {
        var bare = JsonObject.Create(credential)!;
        bare.Remove("proof");
        return Multibase.EncodeBase64Url(SHA256.HashData(Jcs.Canonicalize(bare)));
    }

    public static string DigestOfId(string id) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(id)));

    /// <summary>
    /// The record of a credential of this organization and mode; null when nothing like it was issued. Issued twice word for word,
    /// it has two records: the one that was ended counts.
    /// </summary>
    public static async Task<VcRecordRow?> Find(
        VidimusDb db,
        string organizationId,
        string mode,
        JsonElement credential,
        CancellationToken cancellation
    )
    {
        var digest = DigestOf(credential);
        return await db.Enter(organizationId, mode)
            .VcRecords.AsNoTracking()
            .Where(r => r.Digest == digest)
            .OrderByDescending(r => r.RevokedAt != null)
            .ThenByDescending(r => r.SuspendedAt != null)
            .FirstOrDefaultAsync(cancellation);
    }

    /// <summary>What those in a status list have to tell.</summary>
    public static async Task<IReadOnlyList<StatusOf>> Statuses(
        VidimusDb db,
        string listId,
        CancellationToken cancellation
    )
    {
        // Two queries, for each of which there is an index over just these few rows.
        var revoked = await db
            .VcRecords.Where(r => r.StatusListId == listId && r.RevokedAt != null)
            .Select(r => new StatusOf(
                r.StatusIndex!.Value,
                true,
                r.SuspendedAt != null,
                false,
                r.StatusPurposes
            ))
            .ToListAsync(cancellation);
        var suspended = await db
            .VcRecords.Where(r =>
                r.StatusListId == listId && r.SuspendedAt != null && r.RevokedAt == null
            )
            .Select(r => new StatusOf(r.StatusIndex!.Value, false, true, false, r.StatusPurposes))
            .ToListAsync(cancellation);
        return [.. revoked, .. suspended];
    }
}
