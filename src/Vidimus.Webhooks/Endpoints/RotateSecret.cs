using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vidimus.Access;
using Vidimus.Platform.Facts;
using Vidimus.Platform.Http;
using Vidimus.Platform.Json;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;
using Vidimus.Platform.Secrets;

namespace Vidimus.Webhooks.Endpoints;

/// <summary>How an endpoint's secret is replaced.</summary>
/// <param name="GraceHours">Hours that the earlier secrets go on signing beside the new one, 0 to 168; 24 by default. None outlives its own end.</param>
/// <param name="Secret">A secret of your own, <c>whsec_</c> and base64 of 24 to 64 random bytes; left out, one is made.</param>
public sealed record RotateWebhookSecretRequest(long? GraceHours, string? Secret)
{
    /// <summary>With a day of grace.</summary>
    public RotateWebhookSecretRequest()
        : this(null, null) { }
}

/// <summary>Gives an endpoint a new secret, shown once; the earlier ones sign beside it until they end.</summary>
internal sealed class RotateSecret(
    Writes writes,
    DatabaseClock time,
    MasterKeys keys,
    TimeProvider clock
)
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost(
                "/v1/webhooks/{id}/rotate-secret",
                (HttpContext http, RotateSecret rotate, string id) =>
                    http.TakeOptional<RotateWebhookSecretRequest, WebhookEndpointWithSecret>(
                        201,
                        r => rotate.Run(id, r, http.RequestAborted)
                    )
            )
            .Needs(Scopes.WebhooksWrite)
            .Accepts<RotateWebhookSecretRequest>(isOptional: true, "application/json")
            .Produces<WebhookEndpointWithSecret>(201)
            .WithTags("Webhooks")
            .WithSummary("Replace the secret of a webhook endpoint")
            .WithName("rotateWebhookSecret");

    private async Task<Result<WebhookEndpointWithSecret>> Run(
        string id,
        RotateWebhookSecretRequest request,
        CancellationToken cancellation
    )
    {
        var fields = new Fields()
            .Number("graceHours", request.GraceHours, 0, 168)
            .OwnSecret("secret", request.Secret);
        if (fields.Problem is { } wrong)
            return wrong;
        var secret = request.Secret is { } own
            ? EndpointSecrets.Read(own)!
            : EndpointSecrets.Make();
        return await writes.Commit<WebhookEndpointWithSecret>(
            async unit =>
            {
                if (await EndpointTerms.Find(unit.Db, id, CancellationToken.None) is not { } row)
                    return WebhookProblems.EndpointNotFound;
                if (row.SecretsOf is not null)
                    return WebhookProblems.SecretOfKey;
                return await In(unit, row, secret, request.GraceHours);
            },
            cancellation
        );
    }

    /// <summary>In a unit that has read the endpoint: gives it this secret, and the earlier ones their end.</summary>
    public async Task<Result<WebhookEndpointWithSecret>> In(
        Unit unit,
        EndpointRow row,
        byte[] secret,
        long? graceHours
    )
    {
        var now = await time.Now(unit.Db, CancellationToken.None);
        var end = now.AddHours(graceHours ?? 24);
        var earlier = await EndpointTerms.Secrets(unit.Db, row.Id, CancellationToken.None);
        var live = earlier.Count(s => s.IsLive(now) && end > now);
        if (live >= EndpointSecrets.MostLive)
            return TooMany(earlier, now);
        var fresh = EndpointSecrets.Row(row, secret, keys, now, clock);
        foreach (var old in earlier)
            End(unit, old, end, now);
        unit.Db.Add(fresh);
        row.UpdatedAt = now;
        // Two that rotate at once meet here, and the second counts anew.
        row.Version++;
        unit.State(
            new SimpleFact(
                "webhook.secret-rotated",
                row.Id,
                ("secretId", fresh.Id),
                ("earlierEndAt", Times.Format(end))
            )
        );
        return new WebhookEndpointWithSecret(
            WebhookEndpoint.Of(row, [fresh, .. earlier], keys, now),
            EndpointSecrets.Text(secret)
        );
    }

    private static void End(Unit unit, SecretRow old, DateTimeOffset end, DateTimeOffset now)
    {
        if (!(old.ExpiresAt <= end))
            old.ExpiresAt = end;
        if (!old.IsLive(now))
            unit.Db.Remove(old);
    }

    private static Problem TooMany(IEnumerable<SecretRow> secrets, DateTimeOffset now)
    {
        var next = secrets.Where(s => s.ExpiresAt > now).Min(s => s.ExpiresAt)!.Value;
        return WebhookProblems.TooManySecrets.With(
            $"The endpoint has {EndpointSecrets.MostLive} secrets that still sign; the next of them ends at {Times.Format(next)}.",
            "graceHours"
        );
    }
}
