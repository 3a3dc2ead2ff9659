using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Vidimus.Platform.Facts;
using Vidimus.Platform.Ids;
using Vidimus.Platform.Json;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Secrets;

namespace Vidimus.Webhooks.Endpoints;

/// <summary>
/// What a key's own endpoint becomes when the key is replaced: the successor gets one like it, in the transaction that
/// replaces the key. It signs with a secret of its own and, as long as the old key goes on, with the old ones as well, so
/// that the receiver sees no gap.
/// </summary>
internal static class KeyEndpoints
{
    /// <summary>The endpoints that follow from the keys replaced among these facts.</summary>
    public static async Task<IReadOnlyList<(Type Kind, IReadOnlyList<object> Rows)>> Follow(
        VidimusDb db,
        IReadOnlyList<FactRow> facts,
        DatabaseClock time,
        MasterKeys keys,
        TimeProvider clock
    )
    {
        var endpoints = new List<EndpointRow>();
        var secrets = new List<SecretRow>();
        foreach (var fact in facts.Where(f => f.Kind == "key.rotated"))
        {
            var old = await db.Across<EndpointRow>()
                .AsNoTracking()
                .OrderBy(e => e.Id)
                .FirstOrDefaultAsync(e =>
                    e.OrganizationId == fact.OrganizationId
                    && e.KeyId == fact.ResourceId
                    && e.About == ""
                    && e.ResourceId == null
                    && e.DeletedAt == null
                );
            if (old is null)
                continue;
            var now = await time.Now(db, CancellationToken.None);
            var live = await db.Across<SecretRow>()
                .AsNoTracking()
                .Where(s => s.OrganizationId == old.OrganizationId && s.EndpointId == old.Id)
                .ToListAsync();
            using var members = JsonDocument.Parse(fact.Members);
            Times.TryParse(members.RootElement.GetProperty("expiresAt").GetString(), out var end);
            var next = Successor(
                old,
                [.. live.Where(s => s.IsLive(now))],
                members.RootElement.GetProperty("replacedBy").GetString()!,
                await CreateEndpoint.NextNumber(db, old.OrganizationId)
                    + endpoints.Count(e => e.OrganizationId == old.OrganizationId),
                end,
                now,
                keys,
                clock
            );
            endpoints.Add(next.Endpoint);
            secrets.AddRange(next.Secrets);
        }
        return endpoints.Count == 0
            ? []
            : [(typeof(EndpointRow), endpoints), (typeof(SecretRow), secrets)];
    }

    /// <summary>The successor's endpoint, with a secret of its own and the old ones that sign now, until the end of the old key.</summary>
    public static (EndpointRow Endpoint, IReadOnlyList<SecretRow> Secrets) Successor(
        EndpointRow old,
        IReadOnlyList<SecretRow> live,
        string newKeyId,
        long number,
        DateTimeOffset end,
        DateTimeOffset now,
        MasterKeys keys,
        TimeProvider clock
    )
    {
        var next = new EndpointRow
        {
            OrganizationId = old.OrganizationId,
            Id = NewId.Create("we", clock),
            Number = number,
            Mode = old.Mode,
            Surface = old.Surface,
            Url = old.Url,
            Description = old.Description,
            Events = old.Events,
            Include = old.Include,
            Headers = old.Headers,
            KeyId = newKeyId,
            State = old.State,
            DisabledReason = old.DisabledReason,
            FailingSince = old.FailingSince,
            LastFailureAt = old.LastFailureAt,
            FailureCount = old.FailureCount,
            CreatedAt = now,
            UpdatedAt = now,
            Version = 1,
        };
        var own = EndpointSecrets.Row(next, EndpointSecrets.Make(), keys, now, clock);
        // The newest of the old ones stay where there would be more than may sign at once.
        var copies = EndpointSecrets
            .NewestFirst(live)
            .Take(EndpointSecrets.MostLive - 1)
            .Select(s => new SecretRow
            {
                OrganizationId = next.OrganizationId,
                EndpointId = next.Id,
                Id = NewId.Create("whs", clock),
                Secret = s.Secret,
                CreatedAt = s.CreatedAt,
                ExpiresAt = s.ExpiresAt <= end ? s.ExpiresAt : end,
            });
        return (next, [own, .. end > now ? copies : []]);
    }
}
