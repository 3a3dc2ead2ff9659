using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Vidimus.Access;
using Vidimus.Platform.Http;
using Vidimus.Platform.Json;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Webhooks.Signing;

/// <summary>How the key is replaced.</summary>
/// <param name="Compromised">True when somebody else may have the old key: it is withdrawn and the new one signs at once.</param>
public sealed record RotateWebhookKeyRequest(bool? Compromised)
{
    /// <summary>In good order.</summary>
    public RotateWebhookKeyRequest()
        : this((bool?)null) { }
}

/// <summary>A key of <c>v1a</c> signatures.</summary>
/// <param name="Id">Its id, the <c>kid</c> in the published set.</param>
/// <param name="PublicKey">The public key as Standard Webhooks writes it.</param>
/// <param name="SignsFrom">When it begins to sign; it is published from now on.</param>
public sealed record WebhookSigningKey(string Id, string PublicKey, DateTimeOffset SignsFrom);

/// <summary>
/// Replaces the organization's signing key. The new one is published at once and signs once every receiver that keeps the
/// set for as long as it may has read it; the old one signs until then, and stays published for seven days more.
/// </summary>
internal sealed class RotateSigningKey(
    Writes writes,
    CurrentCaller caller,
    SigningKeys keys,
    TimeProvider clock
)
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost(
                "/v1/webhook-keys/rotate",
                (HttpContext http, RotateSigningKey rotate) =>
                    http.TakeOptional<RotateWebhookKeyRequest, WebhookSigningKey>(
                        200,
                        r => rotate.Run(r, http.RequestAborted)
                    )
            )
            .Needs(Scopes.WebhooksWrite)
            .Accepts<RotateWebhookKeyRequest>(isOptional: true, "application/json")
            .Produces<WebhookSigningKey>()
            .WithTags("Webhooks")
            .WithSummary("Replace the key of v1a signatures")
            .WithName("rotateWebhookKey");

    public async Task<Result<WebhookSigningKey>> Run(
        RotateWebhookKeyRequest request,
        CancellationToken cancellation
    )
    {
        if (caller.Value.Mode != "live")
            return AccessProblems.ModeForbidden.With(
                "A test key cannot replace the key that live events are signed with too.",
                hint: "Use a live key with the scope webhooks:write"
            );
        return await writes.Commit<WebhookSigningKey>(
            async unit =>
            {
                var now = clock.GetUtcNow();
                var rows = await unit.Db.WebhookSigningKeys.ToListAsync(cancellation);
                var compromised = request.Compromised == true;
                if (!compromised && SigningKeys.NextAt(rows, now) is { } taken)
                    return WebhookProblems.SigningKeyIsNew.With(
                        $"The last one takes over at {Times.Format(taken)}."
                    );
                unit.Db.RemoveRange(rows.Where(k => compromised || SigningKeys.IsPast(k, now)));
                var from = rows.Count == 0 || compromised ? now : now + SigningKeys.Lead;
                foreach (var old in rows.Where(k => k.RetiredAt is null && !compromised))
                    old.RetiredAt = from;
                var row = keys.Add(unit, from);
                return new WebhookSigningKey(
                    row.Id,
                    $"whpk_{Convert.ToBase64String(row.PublicKey)}",
                    from
                );
            },
            cancellation
        );
    }
}
