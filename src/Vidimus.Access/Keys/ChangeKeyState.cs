using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vidimus.Platform.Facts;
using Vidimus.Platform.Http;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Access.Keys;

/// <summary>Why the state is changed.</summary>
/// <param name="Reason">At most 200 characters, for the record; no personal data.</param>
public sealed record ChangeKeyStateRequest(string? Reason)
{
    /// <summary>Without a reason.</summary>
    public ChangeKeyStateRequest()
        : this((string?)null) { }
}

/// <summary>
/// Suspends (reversible), resumes or revokes (final) a key. Once the answer is out, no node lets the key or an access
/// token made from it in again.
/// </summary>
internal sealed class ChangeKeyState(
    Writes writes,
    CurrentCaller caller,
    KeyOptions limits,
    TimeProvider clock
)
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        MapOne(routes, "suspend", "Suspend a key");
        MapOne(routes, "resume", "Resume a suspended key");
        MapOne(routes, "revoke", "Revoke a key for ever");
    }

    private static void MapOne(IEndpointRouteBuilder routes, string verb, string summary) =>
        routes
            .MapPost(
                "/v1/keys/{id}/" + verb,
                (HttpContext http, ChangeKeyState change, string id) =>
                    http.TakeOptional<ChangeKeyStateRequest, ApiKey>(
                        200,
                        r => change.Run(id, verb, r.Reason, http.RequestAborted)
                    )
            )
            .Needs(Scopes.KeysAdmin)
            .Accepts<ChangeKeyStateRequest>(isOptional: true, "application/json")
            .Produces<ApiKey>()
            .WithTags("Keys")
            .WithSummary(summary)
            .WithName(verb + "Key");

    public async Task<Result<ApiKey>> Run(
        string id,
        string verb,
        string? reason,
        CancellationToken cancellation
    )
    {
        if (new Fields().Text("reason", reason, 200).Problem is { } wrong)
            return wrong;
        return await writes.Commit<ApiKey>(
            async unit =>
            {
                var now = clock.GetUtcNow();
                if (await KeyRules.Find(unit.Db, caller.Value, id) is not { } key)
                    return PlatformProblems.NotFound;
                // Ending trust is never refused for want of scopes; giving it back is.
                if (verb == "resume" && KeyRules.Above(caller.Value, key.ScopeList) is { } above)
                    return above;
                if (key.RevokedAt is not null)
                    return verb == "revoke"
                        ? ApiKey.Of(key, now, limits)
                        : AccessProblems.KeyRevoked;
                switch (verb)
                {
                    case "suspend":
                        key.SuspendedAt ??= now;
                        key.SuspendedReason ??= "requested";
                        break;
                    case "resume":
                        key.SuspendedAt = null;
                        key.SuspendedReason = null;
                        break;
                    default:
                        key.RevokedAt = now;
                        break;
                }
                key.Version++;
                unit.State(new SimpleFact(FactKind(verb), key.Id, ("reason", reason)));
                return ApiKey.Of(key, now, limits);
            },
            cancellation
        );
    }

    private static string FactKind(string verb) =>
        verb switch
        {
            "suspend" => "key.suspended",
            "resume" => "key.resumed",
            _ => "key.revoked",
        };
}
