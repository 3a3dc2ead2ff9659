using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Vidimus.Access.Keys;
using Vidimus.Platform.Http;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Access.Authentications;

/// <summary>How often a key met with one outcome from one network in one day.</summary>
/// <param name="Id">Id of this count, <c>ath_…</c>.</param>
/// <param name="KeyId">The key.</param>
/// <param name="Mode">The key's mode.</param>
/// <param name="Environment">The key's environment now.</param>
/// <param name="Day">The day in UTC, <c>2026-11-22</c>.</param>
/// <param name="Outcome"><c>exchanged</c>; or refused: <c>revoked</c>, <c>expired</c>, <c>suspended</c>, <c>organization_disabled</c>, <c>address_not_allowed</c>, <c>scope_insufficient</c>.</param>
/// <param name="Network">The address, cut to 24 bits of IPv4 or 48 of IPv6; <c>others</c> for all networks beyond the first 50 of a day.</param>
/// <param name="Count">How often.</param>
/// <param name="FirstAt">First time that day.</param>
/// <param name="LastAt">Last time that day.</param>
public sealed record KeyAuthentication(
    string Id,
    string KeyId,
    string Mode,
    string Environment,
    string Day,
    string Outcome,
    string Network,
    long Count,
    DateTimeOffset FirstAt,
    DateTimeOffset LastAt
);

/// <summary>Lists the authentication history of the organization's keys, what began last first.</summary>
internal sealed class ListAuthentications(VidimusDb db, CurrentCaller caller, Cursors cursors)
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes
            .MapGet(
                "/v1/keys/{id}/authentications",
                async (
                    HttpContext http,
                    ListAuthentications list,
                    string id,
                    string? outcome,
                    string? cursor,
                    string? limit
                ) => (await list.OfKey(id, outcome, cursor, limit, http.RequestAborted)).Answer()
            )
            .Needs(Scopes.KeysAdmin)
            .Produces<Page<KeyAuthentication>>()
            .WithTags("Keys")
            .WithSummary("List what became of a key's authentications")
            .WithName("listKeyAuthentications");
        routes
            .MapGet(
                "/v1/authentications",
                async (
                    HttpContext http,
                    ListAuthentications list,
                    string? environment,
                    string? outcome,
                    string? keyId,
                    string? cursor,
                    string? limit
                ) =>
                    (
                        await list.Run(
                            environment,
                            outcome,
                            keyId,
                            cursor,
                            limit,
                            http.RequestAborted
                        )
                    ).Answer()
            )
            .Needs(Scopes.KeysAdmin)
            .Produces<Page<KeyAuthentication>>()
            .WithTags("Keys")
            .WithSummary("List what became of authentications")
            .WithName("listAuthentications");
    }

    public async Task<Result<Page<KeyAuthentication>>> OfKey(
        string id,
        string? outcome,
        string? cursor,
        string? limit,
        CancellationToken cancellation
    ) =>
        await KeyRules.Find(db, caller.Value, id) is null
            ? PlatformProblems.NotFound
            : await Run(null, outcome, id, cursor, limit, cancellation);

    public async Task<Result<Page<KeyAuthentication>>> Run(
        string? environment,
        string? outcome,
        string? keyId,
        string? cursor,
        string? limit,
        CancellationToken cancellation
    )
    {
        var fields = new Fields()
            .OneOf("environment", environment, KeyRules.Environments)
            .OneOf("outcome", outcome, AuthenticationOutcome.All)
            .Text("keyId", keyId, 100);
        var size = fields.PageSize(limit);
        if (fields.Problem is { } wrong)
            return wrong;
        var who = caller.Value;
        var scope =
            $"authentications|{who.OrganizationId}|{who.Mode}|{environment}|{outcome}|{keyId}";
        var after = "";
        if (cursor is not null && !cursors.TryRead(scope, cursor, out after))
            return PlatformProblems.InvalidCursor;
        var counts = db.Authentications.AsQueryable();
        if (keyId is not null)
            counts = counts.Where(a => a.KeyId == keyId);
        if (outcome is not null)
            counts = counts.Where(a => a.Outcome == outcome);
        if (after.Length > 0)
            counts = counts.Where(a => string.Compare(a.Id, after) < 0);
        var rows = await (
            from a in counts
            join key in db.Keys
                on new { a.OrganizationId, Id = a.KeyId } equals new { key.OrganizationId, key.Id }
            where who.Mode == "live" || key.Mode == "test"
            where environment == null || key.Environment == environment
            orderby a.Id descending
            select new KeyAuthentication(
                a.Id,
                a.KeyId,
                key.Mode,
                key.Environment,
                a.Day,
                a.Outcome,
                a.Network,
                a.Count,
                a.FirstAt,
                a.LastAt
            )
        )
            .Take(size + 1)
            .ToListAsync(cancellation);
        return rows.ToPage(size, a => a, a => cursors.Make(scope, a.Id));
    }
}
