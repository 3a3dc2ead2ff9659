using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vidimus.Access.Approvals;
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
/// <param name="AllowedNetworks">Networks (CIDR) or addresses that requests must come from; null or empty for any.</param>
/// <param name="ForAssistant">Whether an assistant works with it; an assistant itself cannot take that back.</param>
public sealed record EditKeyRequest(
    Optional<string> Label,
    Optional<string> Environment,
    Optional<IReadOnlyList<string>> Scopes,
    Optional<DateTimeOffset?> ExpiresAt,
    Optional<int?> RateLimitPerMinute,
    Optional<long?> SpendCapDayCents,
    Optional<long?> SpendCapMonthCents,
    Optional<IReadOnlyList<string>> AllowedNetworks,
    Optional<bool?> ForAssistant
);

/// <summary>Edits a key; the change counts from the next request on.</summary>
internal sealed class EditKey(
    Writes writes,
    CurrentCaller caller,
    DatabaseClock time,
    KeyOptions limits,
    TimeProvider clock
)
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
        if (Check(request, now).Problem is { } wrong)
            return wrong;
        if (KeyRules.Above(caller.Value, request.Scopes.Value ?? []) is { } above)
            return above;
        if (
            request.ForAssistant is { IsGiven: true, Value: not true }
            && RuleTerms.Refuse(caller.Value) is { } notTheirs
        )
            return notTheirs;

        return await writes.Commit<ApiKey>(
            async unit =>
            {
                if (await KeyRules.Find(unit.Db, caller.Value, id) is not { } key)
                    return PlatformProblems.NotFound;
                if (key.RevokedAt is not null)
                    return AccessProblems.KeyRevoked;
                if (KeyRules.Above(caller.Value, key.ScopeList) is { } outOfReach)
                    return outOfReach;
                if (
                    request.ExpiresAt.IsGiven
                    && EndIsFinal(
                        key,
                        request.ExpiresAt.Value,
                        await time.Now(unit.Db, CancellationToken.None)
                    )
                        is { } final
                )
                    return final;
                var before = KeyTerms.Of(key);
                Apply(request, key, now);
                unit.State(KeyTerms.Edited(key, before));
                return ApiKey.Of(key, now, limits);
            },
            cancellation
        );
    }

    /// <summary>The refusal when the end may not become this one: an ended key stays ended, and a replaced one ends.</summary>
    private static Problem? EndIsFinal(KeyRow key, DateTimeOffset? wanted, DateTimeOffset now)
    {
        if (key.ExpiresAt <= now)
            return new(AccessProblems.KeyExpired);
        if (key.ReplacedBy is not null && !(wanted <= key.ExpiresAt))
            return AccessProblems.KeyRotated.With(
                "The key has been replaced; its end can be brought forward, not put off.",
                "expiresAt",
                "Use its successor, which replacedBy names"
            );
        return null;
    }

    private static Fields Check(EditKeyRequest request, DateTimeOffset now)
    {
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
        fields.Check(
            request.ForAssistant is not { IsGiven: true, Value: null },
            "forAssistant",
            "must be true or false"
        );
        return fields.AllowList("allowedNetworks", request.AllowedNetworks.Value);
    }

    private static void Apply(EditKeyRequest request, KeyRow key, DateTimeOffset now)
    {
        key.Label = request.Label.Or(key.Label)!;
        key.Environment = request.Environment.Or(key.Environment)!;
        key.Scopes = request.Scopes.Value is { } scopes ? string.Join(' ', scopes) : key.Scopes;
        if (request.ExpiresAt.IsGiven)
        {
            key.ExpiresAt = request.ExpiresAt.Value;
            key.NoticeDays = KeyNotices.PassedAt(now, key.ExpiresAt);
        }
        if (request.AllowedNetworks.IsGiven)
            key.AllowedNetworks = Networks.Store(request.AllowedNetworks.Value);
        key.RateLimitPerMinute = request.RateLimitPerMinute.Or(key.RateLimitPerMinute)!.Value;
        key.SpendCapDayCents = request.SpendCapDayCents.Or(key.SpendCapDayCents);
        key.SpendCapMonthCents = request.SpendCapMonthCents.Or(key.SpendCapMonthCents);
        key.ForAssistant = request.ForAssistant.Or(key.ForAssistant)!.Value;
        key.Version++;
    }
}
