using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Vidimus.Access;
using Vidimus.Credentials.Issuing;
using Vidimus.Platform.Facts;
using Vidimus.Platform.Json;
using Vidimus.Platform.Persistence;

namespace Vidimus.Credentials.Events;

/// <summary>
/// Credentials as events show them: what is on record. What a credential says is the recipient's, encrypted under the
/// recipient's key, and stays where it is; the name and address come only where they are asked for.
/// </summary>
internal sealed class CredentialResource(AccessOptions options, TimeProvider clock) : IEventResource
{
    // The members of its own GET that are on record. All others are content.
    private static readonly HashSet<string> OnRecord =
    [
        "id",
        "uuid",
        "groupId",
        "state",
        "mode",
        "validFrom",
        "validUntil",
        "issuedAt",
        "revokedAt",
        "revocationReason",
        "createdAt",
        "updatedAt",
        "verifyUrl",
        "replaces",
        "replacedBy",
        "renewalOf",
        "distributedAt",
        "digest",
        "suspendedAt",
        "suspensionReason",
    ];

    public string Type => "credential";

    public string? Path(string id) => $"/v1/credentials/{id}";

    public async Task<IReadOnlyDictionary<string, EventResourceState>> Read(
        VidimusDb db,
        IReadOnlyCollection<string> ids,
        bool recipients,
        CancellationToken cancellation
    )
    {
        var now = clock.GetUtcNow();
        var rows = await db
            .Credentials.AsNoTracking()
            .Where(c => ids.Contains(c.Id))
            .ToListAsync(cancellation);
        var sent = await db
            .Distributions.AsNoTracking()
            .Where(d => ids.Contains(d.CredentialId))
            .ToDictionaryAsync(d => d.CredentialId, cancellation);
        string[] wanted = recipients ? [.. rows.Select(r => r.RecipientId).Distinct()] : [];
        var people = await RecipientResource.People(db, wanted, cancellation);
        return rows.ToDictionary(
            r => r.Id,
            r => new EventResourceState(
                Show(Views.Of(r, null, null, options.BaseUrl, now, sent.GetValueOrDefault(r.Id))),
                people.GetValueOrDefault(r.RecipientId)
            )
        );
    }

    private static JsonObject Show(Credential credential)
    {
        var all = (JsonObject)JsonSerializer.SerializeToNode(credential, VidimusJson.Native)!;
        var shown = new JsonObject();
        foreach (var (name, value) in all)
        {
            if (OnRecord.Contains(name))
                shown[name] = value?.DeepClone();
        }
        return shown;
    }
}
