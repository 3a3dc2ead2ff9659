using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Vidimus.Access.Tokens;
using Vidimus.Platform.Http;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Access.Approvals;

/// <summary>
/// Lists and shows approvals, newest first. Who may decide sees those of the organization, in person also what they are
/// about; an assistant sees what it asked for itself, a member what the own assistants asked for.
/// </summary>
internal sealed class ReadApprovals(
    VidimusDb db,
    CurrentCaller caller,
    Cursors cursors,
    ShownApprovals shown,
    DatabaseClock time
)
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes
            .MapGet(
                "/v1/approvals",
                async (
                    HttpContext http,
                    ReadApprovals read,
                    string? state,
                    string? cursor,
                    string? limit
                ) => (await read.List(state, cursor, limit, http.RequestAborted)).Answer()
            )
            .Needs(GetMe.AnyScope)
            .Produces<Page<Approval>>()
            .WithTags("Approvals")
            .WithSummary("List approvals")
            .WithName("listApprovals");
        routes
            .MapGet(
                "/v1/approvals/{id}",
                async (HttpContext http, ReadApprovals read, string id) =>
                    (await read.One(id, http.RequestAborted)).Answer()
            )
            .Needs(GetMe.AnyScope)
            .Produces<Approval>()
            .WithTags("Approvals")
            .WithSummary("Get an approval")
            .WithName("getApproval");
    }

    public async Task<Result<Page<Approval>>> List(
        string? state,
        string? cursor,
        string? limit,
        CancellationToken cancellation
    )
    {
        var fields = new Fields().OneOf("state", state, ApprovalStates.All);
        var size = fields.PageSize(limit);
        if (fields.Problem is { } wrong)
            return wrong;
        var who = caller.Value;
        var scope = $"approvals|{who.OrganizationId}|{who.Mode}|{who.KeyId}|{who.MemberId}|{state}";
        var after = "";
        if (cursor is not null && !cursors.TryRead(scope, cursor, out after))
            return PlatformProblems.InvalidCursor;
        var now = await time.Now(db, cancellation);
        var found = InState(Visible(), state, now);
        if (after.Length > 0)
            found = found.Where(a => string.Compare(a.Id, after) < 0);
        var rows = await found
            .OrderByDescending(a => a.Id)
            .Take(size + 1)
            .ToListAsync(cancellation);
        var keys = Decides ? await Keys(rows, cancellation) : [];
        return rows.ToPage(
            size,
            a =>
                shown.Show(
                    a,
                    now,
                    arguments: false,
                    a.KeyId is { } key ? keys.GetValueOrDefault(key) : null
                ),
            a => cursors.Make(scope, a.Id)
        );
    }

    public async Task<Result<Approval>> One(string id, CancellationToken cancellation)
    {
        if (await Visible().SingleOrDefaultAsync(a => a.Id == id, cancellation) is not { } row)
            return PlatformProblems.NotFound;
        var now = await time.Now(db, cancellation);
        if (!Decides)
            return shown.Show(row, now, arguments: false);
        var keys = await Keys([row], cancellation);
        var names = await db.ApprovalRules.ToDictionaryAsync(r => r.Id, r => r.Name, cancellation);
        return shown.Show(
            row,
            now,
            // What ran out is erased within a minute, and from now on not shown.
            arguments: InPerson && row.StateAt(now) != ApprovalStates.Expired,
            keys.Values.SingleOrDefault(),
            names
        );
    }

    private Task<Dictionary<string, AskingKey>> Keys(
        IEnumerable<ApprovalRow> rows,
        CancellationToken cancellation
    )
    {
        var ids = rows.Select(a => a.KeyId).Where(id => id is not null).Distinct().ToList();
        return db
            .Keys.Where(k => ids.Contains(k.Id))
            .ToDictionaryAsync(
                k => k.Id,
                k => new AskingKey(k.Label, k.MadeBy, k.ForAssistant),
                cancellation
            );
    }

    private bool InPerson => caller.Value.SessionId is not null;

    private bool Decides =>
        caller.Value.May(Scopes.ApprovalsDecide) && !ApprovalCaller.IsAssistants(caller.Value);

    private IQueryable<ApprovalRow> Visible()
    {
        var all = db.Approvals.AsNoTracking();
        if (Decides)
            return all;
        if (ApprovalCaller.Of(caller.Value) is { } who)
            return all.Where(a => a.CallerDigest == who.Digest);
        var member = caller.Value.MemberId;
        return all.Where(a => a.MemberId == member);
    }

    private static IQueryable<ApprovalRow> InState(
        IQueryable<ApprovalRow> all,
        string? state,
        DateTimeOffset now
    ) =>
        state switch
        {
            null => all,
            ApprovalStates.Pending or ApprovalStates.Approved => all.Where(a =>
                a.State == state && a.ExpiresAt > now
            ),
            ApprovalStates.Expired => all.Where(a =>
                a.State == state
                || (a.State == ApprovalStates.Pending || a.State == ApprovalStates.Approved)
                    && a.ExpiresAt <= now
            ),
            _ => all.Where(a => a.State == state),
        };
}
