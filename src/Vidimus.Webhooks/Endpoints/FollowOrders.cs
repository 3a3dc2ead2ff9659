using System.Buffers.Binary;
using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Vidimus.Access.Keys;
using Vidimus.Platform.Outgoing;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;
using Vidimus.Platform.Secrets;

namespace Vidimus.Webhooks.Endpoints;

/// <summary>The address that an order names for its own events: an endpoint that lives as long as the order does.</summary>
internal sealed class FollowOrders(
    OutgoingTarget target,
    DatabaseClock time,
    MasterKeys keys,
    TimeProvider clock
) : IKeyWebhooks
{
    public async Task<Problem?> Address(string url, CancellationToken cancellation) =>
        (await target.CheckResolved(url, cancellation)) is { Ok: false } refused
            ? new Fields().Wrong("webhookUrl", refused.Reason!).Problem
            : null;

    public async Task Follow(Unit unit, string keyId, string resourceId, string url)
    {
        var organizationId = unit.Author.OrganizationId;
        var now = await time.Now(unit.Db, CancellationToken.None);
        var secretsOf = await OwnOf(unit, keyId) ?? await Keep(unit, keyId, now);
        unit.AddNew(
            KeyWebhook.Row(
                organizationId,
                unit.Author.Mode,
                keyId,
                url,
                ByChance(),
                now,
                clock,
                (resourceId, secretsOf)
            )
        );
    }

    /// <summary>
    /// A secret for a key that has none. It is shown to nobody: whoever wants to verify gives the key another one, and both
    /// sign for a while.
    /// </summary>
    private async Task<string> Keep(Unit unit, string keyId, DateTimeOffset now)
    {
        // Two orders at once take the same number, so that one of them is run again and finds what the other made.
        var number = await CreateEndpoint.NextNumber(unit.Db, unit.Author.OrganizationId);
        if (await OwnOf(unit, keyId) is { } made)
            return made;
        var own = KeyWebhook.Row(
            unit.Author.OrganizationId,
            unit.Author.Mode,
            keyId,
            "",
            number,
            now,
            clock
        );
        unit.Db.AddRange(own, EndpointSecrets.Row(own, EndpointSecrets.Make(), keys, now, clock));
        unit.State(KeyWebhook.Made(own));
        return own.Id;
    }

    private static Task<string?> OwnOf(Unit unit, string keyId) =>
        KeyWebhook
            .Own(unit.Db, unit.Author.OrganizationId, keyId)
            .Select(e => e.Id)
            .FirstOrDefaultAsync();

    private static long ByChance()
    {
        Span<byte> bytes = stackalloc byte[8];
        RandomNumberGenerator.Fill(bytes);
        return BinaryPrimitives.ReadInt64LittleEndian(bytes) | long.MinValue;
    }
}
