using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Vidimus.Access.Members;
using Vidimus.Access.Tokens;
using Vidimus.Platform.Http;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Access.OAuth;

/// <summary>What a member let a client do.</summary>
/// <param name="Id"><c>grt_…</c></param>
/// <param name="MemberId">The member.</param>
/// <param name="MemberName">The member's name.</param>
/// <param name="ClientId">The client.</param>
/// <param name="ClientName">What the client called itself when it was allowed; nobody checked it.</param>
/// <param name="RedirectHost">Where the answer was sent.</param>
/// <param name="Mode"><c>live</c> or <c>test</c>.</param>
/// <param name="Scopes">What was granted; the member's role may allow less by now.</param>
/// <param name="Resource">What it is access to.</param>
/// <param name="State"><c>active</c>, <c>revoked</c> or <c>expired</c>.</param>
/// <param name="CreatedAt">When it was allowed.</param>
/// <param name="LastUsedAt">When it was last used; some minutes old at most.</param>
/// <param name="ExpiresAt">Its latest end.</param>
/// <param name="RevokedAt">When it was ended; null while it was not.</param>
/// <param name="RevokedFor">Why: <c>revoked</c>, <c>client</c>, <c>reuse</c>, <c>member-removed</c>, <c>signed-out</c>, <c>client-deleted</c>, <c>replaced</c> or <c>restored</c>.</param>
public sealed record Grant(
    string Id,
    string MemberId,
    string MemberName,
    string ClientId,
    string ClientName,
    string RedirectHost,
    string Mode,
    IReadOnlyList<string> Scopes,
    string Resource,
    string State,
    DateTimeOffset CreatedAt,
    DateTimeOffset? LastUsedAt,
    DateTimeOffset ExpiresAt,
    DateTimeOffset? RevokedAt,
    string? RevokedFor
)
{
    internal static string StateOf(GrantRow row, DateTimeOffset now) =>
        row.RevokedAt is not null ? "revoked"
        : row.ExpiresAt <= now ? "expired"
        : "active";

    internal static Grant Of(GrantRow row, string memberName, DateTimeOffset now) =>
        new(
            row.Id,
            row.MemberId,
            memberName,
            row.ClientId,
            row.ClientName,
            row.RedirectHost,
            row.Mode,
            row.Scopes.Split(' '),
            row.Resource,
            StateOf(row, now),
            row.CreatedAt,
            row.LastUsedAt,
            row.ExpiresAt,
            row.RevokedAt,
            row.RevokedFor
        );
}

/// <summary>Lists grants, newest first: a member's own, and the whole organization's for who may manage members.</summary>
internal sealed class ReadGrants(
    VidimusDb db,
    CurrentCaller caller,
    Cursors cursors,
    TimeProvider clock
)
{
    private static readonly string[] States = ["active", "revoked", "expired"];

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet(
                "/v1/grants",
                async (
                    HttpContext http,
                    ReadGrants read,
                    string? memberId,
                    string? state,
                    string? cursor,
                    string? limit
                ) => (await read.Run(memberId, state, cursor, limit, http.RequestAborted)).Answer()
            )
            .Needs(GetMe.AnyScope)
            .Produces<Page<Grant>>()
            .WithTags("OAuth")
            .WithSummary("List what clients were allowed")
            .WithName("listGrants");

    /// <summary>Whose grants the caller may see and end: null for everybody's.</summary>
    public static Result<string?> Whose(Caller caller)
    {
        if (caller.May(Scopes.MembersAdmin))
            return MemberRules.TestKey(caller) is { } refused ? refused : (string?)null;
        return caller.MemberId is { } own
            ? own
            : AccessProblems.ScopeInsufficient.With(
                $"This key may not do that: it lacks the scope {Scopes.MembersAdmin}."
            ) with
            {
                RequiredScopes = [Scopes.MembersAdmin],
            };
    }

    public async Task<Result<Page<Grant>>> Run(
        string? memberId,
        string? state,
        string? cursor,
        string? limit,
        CancellationToken cancellation
    )
    {
        var fields = new Fields().OneOf("state", state, States);
        var size = fields.PageSize(limit);
        if (fields.Problem is { } wrong)
            return wrong;
        var whose = Whose(caller.Value);
        if (whose.Problem is { } refused)
            return refused;
        // Somebody else's are, to who may not see them, none.
        if (whose.Value is { } own && memberId is not null && memberId != own)
            return new Page<Grant>([], null, false);
        var of = whose.Value ?? memberId;
        var scope = $"grants|{caller.Value.OrganizationId}|{of}|{state}";
        var after = "";
        if (cursor is not null && !cursors.TryRead(scope, cursor, out after))
            return PlatformProblems.InvalidCursor;
        var now = clock.GetUtcNow();
        // One whose code was not brought back by the client is nothing yet.
        var grants = InState(db.Grants.Where(g => g.UsedAt != null), state, now);
        if (of is not null)
            grants = grants.Where(g => g.MemberId == of);
        if (after.Length > 0)
            grants = grants.Where(g => string.Compare(g.Id, after) < 0);
        var rows = await (
            from grant in grants
            join person in db.Members on grant.MemberId equals person.Id
            orderby grant.Id descending
            select new { Grant = grant, person.Name }
        )
            .Take(size + 1)
            .ToListAsync(cancellation);
        return rows.ToPage(
            size,
            r => Grant.Of(r.Grant, r.Name, now),
            r => cursors.Make(scope, r.Grant.Id)
        );
    }

    private static IQueryable<GrantRow> InState(
        IQueryable<GrantRow> grants,
        string? state,
        DateTimeOffset now
    ) =>
        state switch
        {
            "revoked" => grants.Where(g => g.RevokedAt != null),
            "expired" => grants.Where(g => g.RevokedAt == null && g.ExpiresAt <= now),
            "active" => grants.Where(g => g.RevokedAt == null && g.ExpiresAt > now),
            _ => grants,
        };
}
