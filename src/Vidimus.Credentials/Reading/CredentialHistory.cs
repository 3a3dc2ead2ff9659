using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Vidimus.Access;
using Vidimus.Platform.Facts;
using Vidimus.Platform.Http;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Credentials.Reading;

/// <summary>Something that happened to a credential.</summary>
/// <param name="At">When.</param>
/// <param name="Kind">What, such as <c>credential.issued</c>.</param>
/// <param name="ActorKind">Kind of who did it: <c>key</c>, <c>member</c>, <c>installation</c>, …</param>
/// <param name="ActorId">Id of who did it.</param>
/// <param name="Members">Further particulars; ids, states, times and reasons.</param>
public sealed record CredentialHappening(
    DateTimeOffset At,
    string Kind,
    string ActorKind,
    string ActorId,
    JsonElement Members
);

/// <summary>
/// What the organization's record says of one credential, newest first: for those who work with credentials and may not
/// read the whole record.
/// </summary>
internal sealed class CredentialHistory(VidimusDb db, CurrentCaller caller, Cursors cursors)
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet(
                "/v1/credentials/{id}/history",
                async (
                    HttpContext http,
                    CredentialHistory history,
                    string id,
                    string? cursor,
                    string? limit
                ) => (await history.Run(id, cursor, limit, http.RequestAborted)).Answer()
            )
            .Needs(Scopes.CredentialsRead)
            .Produces<Page<CredentialHappening>>()
            .WithTags("Credentials")
            .WithSummary("List what happened to a credential")
            .WithName("listCredentialHistory");

    public async Task<Result<Page<CredentialHappening>>> Run(
        string id,
        string? cursor,
        string? limit,
        CancellationToken cancellation
    )
    {
        var fields = new Fields();
        var size = fields.PageSize(limit);
        if (fields.Problem is { } wrong)
            return wrong;
        if (await CredentialIds.Find(db, id, cancellation) is not { } credential)
            return CredentialProblems.CredentialNotFound;
        var scope = $"history|{caller.Value.OrganizationId}|{credential.Id}";
        var before = "";
        if (cursor is not null && !cursors.TryRead(scope, cursor, out before))
            return PlatformProblems.InvalidCursor;
        var facts = db.Set<FactRow>().AsNoTracking().Where(f => f.ResourceId == credential.Id);
        if (before.Length > 0)
            facts = facts.Where(f => string.Compare(f.Id, before) < 0);
        var rows = await facts
            .OrderByDescending(f => f.Id)
            .Take(size + 1)
            .ToListAsync(cancellation);
        return rows.ToPage(size, Of, f => cursors.Make(scope, f.Id));
    }

    private static CredentialHappening Of(FactRow fact) =>
        new(fact.At, fact.Kind, fact.ActorKind, fact.ActorId, JsonElement.Parse(fact.Members));
}
