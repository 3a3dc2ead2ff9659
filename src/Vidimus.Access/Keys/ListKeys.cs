using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Vidimus.Platform.Http;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Access.Keys;

/// <summary>Which keys are listed, as asked for.</summary>
internal sealed record KeyFilter(
    string? Mode,
    string? Environment,
    string? State,
    string? UnusedForDays,
    string? OlderThanDays
);

/// <summary>Lists the organization's keys, newest first; a test caller sees test keys.</summary>
internal sealed class ListKeys(
    VidimusDb db,
    CurrentCaller caller,
    Cursors cursors,
    KeyOptions limits,
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
                    string? unusedForDays,
                    string? olderThanDays,
                    string? cursor,
                    string? limit
                ) =>
                    (
                        await list.Run(
                            new(mode, environment, state, unusedForDays, olderThanDays),
                            cursor,
                            limit,
                            http.RequestAborted
                        )
                    ).Answer()
            )
            .Needs(Scopes.KeysAdmin)
            .Produces<Page<ApiKey>>()
            .WithTags("Keys")
            .WithSummary("List keys")
            .WithName("listKeys");

    public async Task<Result<Page<ApiKey>>> Run(
        KeyFilter filter,
        string? cursor,
        string? limit,
        CancellationToken cancellation
    )
    {
        var fields = new Fields()
            .OneOf("mode", filter.Mode, KeyRules.Modes)
            .OneOf("environment", filter.Environment, KeyRules.Environments)
            .OneOf("state", filter.State, States);
        var unused = fields.Days("unusedForDays", filter.UnusedForDays);
        var older = fields.Days("olderThanDays", filter.OlderThanDays);
        var size = fields.PageSize(limit);
        if (fields.Problem is { } wrong)
            return wrong;
        var now = clock.GetUtcNow();
        var scope =
            $"keys|{caller.Value.OrganizationId}|{caller.Value.Mode}|{filter.Mode}|{filter.Environment}|{filter.State}|{unused}|{older}";
        var after = "";
        if (cursor is not null && !cursors.TryRead(scope, cursor, out after))
            return PlatformProblems.InvalidCursor;

        var keys = db.Keys.Where(k => caller.Value.Mode == "live" || k.Mode == "test");
        if (filter.Mode is not null)
            keys = keys.Where(k => k.Mode == filter.Mode);
        if (filter.Environment is not null)
            keys = keys.Where(k => k.Environment == filter.Environment);
        if (now.AddDays(-unused) is var unusedSince && unused > 0)
            keys = keys.Where(k => (k.LastUsedAt ?? k.CreatedAt) <= unusedSince);
        if (now.AddDays(-older) is var mintedBy && older > 0)
            keys = keys.Where(k => k.CreatedAt <= mintedBy);
        if (after.Length > 0)
            keys = keys.Where(k => string.Compare(k.Id, after) < 0);
        keys = InState(keys, filter.State, now);
        var rows = await keys.OrderByDescending(k => k.Id).Take(size + 1).ToListAsync(cancellation);
        return rows.ToPage(size, k => ApiKey.Of(k, now, limits), k => cursors.Make(scope, k.Id));
    }

    private static IQueryable<KeyRow> InState(
        IQueryable<KeyRow> keys,
        string? state,
        DateTimeOffset now
    ) =>
        state switch
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
}
