using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vidimus.Access.Approvals;
using Vidimus.Platform.Facts;
using Vidimus.Platform.Http;
using Vidimus.Platform.Ids;
using Vidimus.Platform.Json;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Access.Keys;

/// <summary>How a key is replaced.</summary>
/// <param name="GraceSeconds">Seconds that the old key goes on, 0 to 2,592,000 (30 days); 86,400 (a day) by default. It never outlives its own end.</param>
/// <param name="Label">The successor's label; the old key's by default.</param>
/// <param name="ExpiresAt">The successor's end; by default it lives as long as the old key was given.</param>
public sealed record RotateKeyRequest(long? GraceSeconds, string? Label, DateTimeOffset? ExpiresAt)
{
    /// <summary>With a day of grace.</summary>
    public RotateKeyRequest()
        : this(null, null, null) { }
}

/// <summary>
/// Replaces a key: a successor with everything that was decided about it, and an exact end for itself. A key has one
/// successor; of two that rotate it at once, one is refused.
/// </summary>
internal sealed class RotateKey(
    Writes writes,
    CurrentCaller caller,
    DatabaseClock time,
    KeyOptions limits,
    TimeProvider clock
)
{
    private const int Day = 86_400;

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost(
                "/v1/keys/{id}/rotate",
                (HttpContext http, RotateKey rotate, string id) =>
                    http.TakeOptional<RotateKeyRequest, MintedKey>(
                        201,
                        r => rotate.Run(id, r, http.RequestAborted)
                    )
            )
            .Needs(Scopes.KeysAdmin)
            .Accepts<RotateKeyRequest>(isOptional: true, "application/json")
            .Produces<MintedKey>(201)
            .WithTags("Keys")
            .WithSummary("Replace a key by a successor")
            .WithName("rotateKey");

    public async Task<Result<MintedKey>> Run(
        string id,
        RotateKeyRequest request,
        CancellationToken cancellation
    )
    {
        var fields = new Fields()
            .Number("graceSeconds", request.GraceSeconds, 0, 30 * Day)
            .Text("label", request.Label, 100)
            .Expiry("expiresAt", request.ExpiresAt, clock.GetUtcNow());
        if (fields.Problem is { } wrong)
            return wrong;
        return await writes.Commit<MintedKey>(
            async unit =>
            {
                if (await KeyRules.Find(unit.Db, caller.Value, id) is not { } old)
                    return PlatformProblems.NotFound;
                var now = await time.Now(unit.Db, CancellationToken.None);
                if (Refusal(old, now) is { } refused)
                    return refused;
                if (KeyRules.Above(caller.Value, old.ScopeList) is { } above)
                    return above;
                // The successor's text is answered, and it is as unbound as the key it replaces.
                if (ApprovalCaller.IsAssistants(caller.Value) && !old.ForAssistant)
                    return ApprovalProblems.NotForAssistants.With(
                        "An assistant replaces only keys that are for assistants: the rules of approvals would not hold for this one's successor."
                    );
                var secret = KeyFormat.Mint(old.Family, old.Mode);
                var successor = old.Successor(
                    NewId.Create("key", clock),
                    secret,
                    request.Label ?? old.Label,
                    request.ExpiresAt ?? SameLife(old, now),
                    now
                );
                successor.MadeBy = await KeyRules.MakerFor(unit.Db, caller.Value) ?? old.MadeBy;
                End(old, now.AddSeconds(request.GraceSeconds ?? Day), now, successor.Id);
                unit.Db.Add(successor);
                unit.State(
                    new SimpleFact(
                        "key.rotated",
                        old.Id,
                        ("replacedBy", successor.Id),
                        ("expiresAt", Times.Format(old.ExpiresAt!.Value))
                    )
                );
                unit.State(KeyTerms.Minted(successor));
                return MintKey.Shown(successor, secret, now, limits);
            },
            cancellation
        );
    }

    private static Problem? Refusal(KeyRow old, DateTimeOffset now) =>
        old.RevokedAt is not null ? new(AccessProblems.KeyRevoked)
        : old.ReplacedBy is not null ? new(AccessProblems.KeyRotated)
        : old.ExpiresAt <= now ? new(AccessProblems.KeyExpired)
        : null;

    private static void End(KeyRow old, DateTimeOffset grace, DateTimeOffset now, string successor)
    {
        if (!(old.ExpiresAt <= grace))
        {
            old.ExpiresAt = grace;
            old.NoticeDays = KeyNotices.PassedAt(now, grace);
        }
        old.ReplacedBy = successor;
        old.Version++;
    }

    private static DateTimeOffset? SameLife(KeyRow old, DateTimeOffset now) =>
        old.ExpiresAt is { } end
            ? now
                + TimeSpan.FromTicks(
                    Math.Min((end - old.CreatedAt).Ticks, TimeSpan.FromDays(3650).Ticks)
                )
            : null;
}
