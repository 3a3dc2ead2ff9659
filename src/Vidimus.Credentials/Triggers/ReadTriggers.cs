using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Vidimus.Access;
using Vidimus.Credentials.Groups;
using Vidimus.Credentials.Issuing;
using Vidimus.Platform.Http;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Credentials.Triggers;

/// <summary>Shows the triggers of a group, all of them or one, and what became of its events.</summary>
internal sealed class ReadTriggers(
    VidimusDb db,
    CurrentCaller caller,
    Cursors cursors,
    Issuance issuance
)
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes
            .MapGet(
                "/v1/groups/{id}/triggers",
                async (HttpContext http, ReadTriggers read, string id) =>
                    (await read.All(id, http.RequestAborted)).Answer()
            )
            .Needs(Scopes.GroupsRead)
            .Produces<Page<Trigger>>()
            .WithTags("Triggers")
            .WithSummary("List a group's triggers, newest first; there are 20 at most")
            .WithName("listTriggers");
        routes
            .MapGet(
                "/v1/groups/{id}/triggers/{triggerId}",
                async (HttpContext http, ReadTriggers read, string id, string triggerId) =>
                    (await read.One(id, triggerId, http.RequestAborted)).Answer()
            )
            .Needs(Scopes.GroupsRead)
            .Produces<Trigger>()
            .WithTags("Triggers")
            .WithSummary("Get a trigger")
            .WithName("getTrigger");
        routes
            .MapGet(
                "/v1/groups/{id}/triggers/{triggerId}/events",
                async (
                    HttpContext http,
                    ReadTriggers read,
                    string id,
                    string triggerId,
                    string? state,
                    string? cursor,
                    string? limit
                ) =>
                    (
                        await read.Events(
                            (id, triggerId),
                            state,
                            cursor,
                            limit,
                            http.RequestAborted
                        )
                    ).Answer()
            )
            .Needs(Scopes.GroupsRead)
            .Produces<Page<TriggerEvent>>()
            .WithTags("Triggers")
            .WithSummary("List what became of a trigger's events, newest first")
            .WithName("listTriggerEvents");
    }

    public async Task<Result<Page<Trigger>>> All(string groupId, CancellationToken cancellation)
    {
        if (await GroupRules.Find(db, groupId, cancellation) is not { } group)
            return CredentialProblems.GroupNotFound;
        var rows = await db
            .Triggers.AsNoTracking()
            .Where(t => t.GroupId == group.Id && t.DeletedAt == null)
            .OrderByDescending(t => t.Id)
            .ToListAsync(cancellation);
        return new Page<Trigger>(
            [.. rows.Select(t => Trigger.Of(t, issuance.BaseUrl))],
            null,
            false
        );
    }

    public async Task<Result<Trigger>> One(
        string groupId,
        string id,
        CancellationToken cancellation
    ) =>
        await db.TriggerOf(groupId, id, cancellation) is { } row
            ? Trigger.Of(row, issuance.BaseUrl)
            : TriggerProblems.NotFound;

    public async Task<Result<Page<TriggerEvent>>> Events(
        (string GroupId, string Id) trigger,
        string? state,
        string? cursor,
        string? limit,
        CancellationToken cancellation
    )
    {
        var fields = new Fields().OneOf("state", state, EventState.All);
        var size = fields.PageSize(limit);
        if (fields.Problem is { } wrong)
            return wrong;
        if (await db.TriggerOf(trigger.GroupId, trigger.Id, cancellation) is not { } row)
            return TriggerProblems.NotFound;
        var scope =
            $"trigger-events|{caller.Value.OrganizationId}|{caller.Value.Mode}|{row.Id}|{state}";
        var before = "";
        if (cursor is not null && !cursors.TryRead(scope, cursor, out before))
            return PlatformProblems.InvalidCursor;
        var events = db.TriggerEvents.AsNoTracking().Where(e => e.TriggerId == row.Id);
        if (state is not null)
            events = events.Where(e => e.State == state);
        if (before.Length > 0)
            events = events.Where(e => string.Compare(e.Id, before) < 0);
        var rows = await events
            .OrderByDescending(e => e.Id)
            .Take(size + 1)
            .ToListAsync(cancellation);
        return rows.ToPage(size, TriggerEvent.Of, e => cursors.Make(scope, e.Id));
    }
}

/// <summary>Finds triggers.</summary>
internal static class TriggerLookUp
{
    /// <summary>The caller's trigger of this id in this group, which may be named by its number.</summary>
    public static async Task<TriggerRow?> TriggerOf(
        this VidimusDb db,
        string groupId,
        string id,
        CancellationToken cancellation
    ) =>
        await db.Triggers.SingleOrDefaultAsync(t => t.Id == id && t.DeletedAt == null, cancellation)
            is { } row
        && await GroupRules.Find(db, groupId, cancellation) is { } group
        && group.Id == row.GroupId
            ? row
            : null;
}
