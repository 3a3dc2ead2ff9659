using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vidimus.Platform.Facts;
using Vidimus.Platform.Http;
using Vidimus.Platform.Json;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Access.Keys;

/// <summary>Changes to a key; members left out stay as they are.</summary>
/// <param name="Label">What it is for.</param>
/// <param name="Environment">Where it is used.</param>
/// <param name="Scopes">What it may do; also for access tokens made from it already.</param>
/// <param name="ExpiresAt">When it ends; null for never.</param>
/// <param name="RateLimitPerMinute">Requests in any minute.</param>
/// <param name="SpendCapDayCents">What it may spend in any 24 hours, in cents; null for no cap.</param>
/// <param name="SpendCapMonthCents">What it may spend in any 30 days, in cents; null for no cap.</param>
public sealed record EditKeyRequest(
    Optional<string> Label,
    Optional<string> Environment,
    Optional<IReadOnlyList<string>> Scopes,
    Optional<DateTimeOffset?> ExpiresAt,
    Optional<int?> RateLimitPerMinute,
    Optional<long?> SpendCapDayCents,
    Optional<long?> SpendCapMonthCents
);

/// <summary>Edits a key; the change counts from the next request on.</summary>
internal sealed class EditKey(Writes writes, CurrentCaller caller, TimeProvider clock)
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPatch(
                "/v1/keys/{id}",
                (HttpContext http, EditKey edit, string id) =>
                    http.Take<EditKeyRequest, ApiKey>(
                        200,
                        r => edit.Run(id, r, http.RequestAborted)
                    )
            )
            .Needs(Scopes.KeysAdmin)
            .Accepts<EditKeyRequest>("application/json")
            .Produces<ApiKey>()
            .WithTags("Keys")
            .WithSummary("Edit a key")
            .WithName("editKey");

    public async Task<Result<ApiKey>> Run(
        string id,
        EditKeyRequest request,
        CancellationToken cancellation
    )
    {
        var now = clock.GetUtcNow();
        var fields = new Fields();
        if (request.Label.IsGiven)
            fields.Text("label", request.Label.Value, 100, required: true);
        if (request.Environment.IsGiven)
            fields.OneOf(
                "environment",
                request.Environment.Value,
                KeyRules.Environments,
                required: true
            );
        if (request.Scopes.IsGiven)
            fields
                .Check(request.Scopes.Value is not null, "scopes", "must hold 1 to 20 scopes")
                .Scopes("scopes", request.Scopes.Value);
        if (request.ExpiresAt.IsGiven)
            fields.Expiry("expiresAt", request.ExpiresAt.Value, now);
        if (request.RateLimitPerMinute.IsGiven)
            fields
                .Check(
                    request.RateLimitPerMinute.Value is not null,
                    "rateLimitPerMinute",
                    "must be a whole number"
                )
                .Number("rateLimitPerMinute", request.RateLimitPerMinute.Value, 1, 100_000);
        fields
            .Cap("spendCapDayCents", request.SpendCapDayCents.Value)
            .Cap("spendCapMonthCents", request.SpendCapMonthCents.Value);
        if (fields.Problem is { } wrong)
            return wrong;
        if (KeyRules.Above(caller.Value, request.Scopes.Value ?? []) is { } above)
            return above;

        return await writes.Commit<ApiKey>(
            async unit =>
            {
                if (await KeyRules.Find(unit.Db, caller.Value, id) is not { } key)
                    return PlatformProblems.NotFound;
                if (key.RevokedAt is not null)
                    return AccessProblems.KeyRevoked;
                if (KeyRules.Above(caller.Value, key.ScopeList) is { } outOfReach)
                    return outOfReach;
                var before = key.Scopes;
                key.Label = request.Label.Or(key.Label)!;
                key.Environment = request.Environment.Or(key.Environment)!;
                key.Scopes = request.Scopes.Value is { } scopes
                    ? string.Join(' ', scopes)
                    : key.Scopes;
                key.ExpiresAt = request.ExpiresAt.Or(key.ExpiresAt);
                key.RateLimitPerMinute = request
                    .RateLimitPerMinute.Or(key.RateLimitPerMinute)!
                    .Value;
                key.SpendCapDayCents = request.SpendCapDayCents.Or(key.SpendCapDayCents);
                key.SpendCapMonthCents = request.SpendCapMonthCents.Or(key.SpendCapMonthCents);
                key.Version++;
                unit.State(
                    new SimpleFact(
                        "key.edited",
                        key.Id,
                        ("scopesBefore", before),
                        ("scopes", key.Scopes),
                        ("spendCapDayCents", MintKey.Cents(key.SpendCapDayCents)),
                        ("spendCapMonthCents", MintKey.Cents(key.SpendCapMonthCents))
                    )
                );
                return ApiKey.Of(key, now);
            },
            cancellation
        );
    }
}
