using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Vidimus.Platform.Http;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Access.Keys;

/// <summary>Lists the organization's keys, newest first; a test caller sees test keys.</summary>
internal sealed class ListKeys(
    VidimusDb db,
    CurrentCaller caller,
    Cursors cursors,
    TimeProvider clock
)
{
    private static readonly string[] States = ["active", "suspended", "revoked", "expired"];

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet(
                "/v1/keys",
                async (
                    HttpContext http,
                    ListKeys list,
                    string? mode,
                    string? environment,
                    string? state,
                    string? cursor,
                    string? limit
                ) =>
                    (
                        await list.Run(mode, environment, state, cursor, limit, http.RequestAborted)
                    ).Answer()
            )
            .Needs(Scopes.KeysAdmin)
            .Produces<Page<ApiKey>>()
            .WithTags("Keys")
            .WithSummary("List keys")
            .WithName("listKeys");

    public async Task<Result<Page<ApiKey>>> Run(
        string? mode,
        string? environment,
        string? state,
        string? cursor,
        string? limit,
        CancellationToken cancellation
    )
    {
        var fields = new Fields()
            .OneOf("mode", mode, KeyRules.Modes)
            .OneOf("environment", environment, KeyRules.Environments)
            .OneOf("state", state, States);
        var size = fields.PageSize(limit);
        if (fields.Problem is { } wrong)
            return wrong;
        var now = clock.GetUtcNow();
        var scope =
            $"keys|{caller.Value.OrganizationId}|{caller.Value.Mode}|{mode}|{environment}|{state}";
        var after = "";
        if (cursor is not null && !cursors.TryRead(scope, cursor, out after))
            return PlatformProblems.InvalidCursor;

        var keys = db.Keys.Where(k => caller.Value.Mode == "live" || k.Mode == "test");
        if (mode is not null)
            keys = keys.Where(k => k.Mode == mode);
        if (environment is not null)
            keys = keys.Where(k => k.Environment == environment);
        if (after.Length > 0)
            keys = keys.Where(k => string.Compare(k.Id, after) < 0);
        keys = state switch
        {
            "revoked" => keys.Where(k => k.RevokedAt != null),
            "expired" => keys.Where(k => k.RevokedAt == null && k.ExpiresAt <= now),
            "suspended" => keys.Where(k =>
                k.RevokedAt == null && !(k.ExpiresAt <= now) && k.SuspendedAt != null
            ),
            "active" => keys.Where(k =>
                k.RevokedAt == null
                && (k.ExpiresAt == null || k.ExpiresAt > now)
                && k.SuspendedAt == null
            ),
            _ => keys,
        };
        var rows = await keys.OrderByDescending(k => k.Id).Take(size + 1).ToListAsync(cancellation);
        return rows.ToPage(size, k => ApiKey.Of(k, now), k => cursors.Make(scope, k.Id));
    }
}
