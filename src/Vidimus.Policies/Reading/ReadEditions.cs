using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Vidimus.Access;
using Vidimus.Platform.Http;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;
using Vidimus.Policies.Model;
using Vidimus.Policies.Writing;

namespace Vidimus.Policies.Reading;

/// <summary>A version of a policy, as it was.</summary>
/// <param name="PolicyId">The policy's id.</param>
/// <param name="Edition">Its number, from 1.</param>
/// <param name="Version">Its publisher's name for it.</param>
/// <param name="At">When it came.</param>
/// <param name="Digest">SHA-256 of the canonical document.</param>
/// <param name="Document">The whole of it; left out in lists.</param>
public sealed record PolicyEdition(
    string PolicyId,
    int Edition,
    string? Version,
    DateTimeOffset At,
    string Digest,
    PolicyDocument? Document = null
);

/// <summary>The versions of a policy, newest first, and each of them.</summary>
internal sealed class ReadEditions(
    VidimusDb db,
    CurrentCaller caller,
    PolicyLibrary library,
    PolicyReader reader,
    Cursors cursors
)
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes
            .MapGet(
                "/v1/policies/{id}/editions",
                async (
                    HttpContext http,
                    ReadEditions read,
                    string id,
                    string? cursor,
                    string? limit
                ) => (await read.List(id, cursor, limit, http.RequestAborted)).Answer()
            )
            .Needs(Scopes.PoliciesRead)
            .Produces<Page<PolicyEdition>>()
            .WithTags("Policies")
            .WithSummary("List the versions of a policy")
            .WithName("listPolicyEditions");
        routes
            .MapGet(
                "/v1/policies/{id}/editions/{edition}",
                (HttpContext http, ReadEditions read, string id, string edition) =>
                    http.Once(
                        found => Written.Json(200, found).Unless(http),
                        () => read.One(id, edition, http.RequestAborted)
                    )
            )
            .Needs(Scopes.PoliciesRead)
            .Produces<PolicyEdition>()
            .WithTags("Policies")
            .WithSummary("Get a version of a policy")
            .WithName("getPolicyEdition");
    }

    private async Task<Result<Page<PolicyEdition>>> List(
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
        var owners = library.Of(caller.Value);
        if (await reader.Find(owners, id, cancellation) is not { } policy)
            return PoliciesProblems.PolicyNotFound;
        var scope = string.Join('\u001f', ["editions", policy.OrganizationId, id]);
        var at = "";
        if (cursor is not null && !cursors.TryRead(scope, cursor, out at))
            return PlatformProblems.InvalidCursor;
        var before = at.Length == 0 ? int.MaxValue : int.Parse(at, CultureInfo.InvariantCulture);
        var rows = await Of(policy)
            .Where(e => e.Edition < before)
            .OrderByDescending(e => e.Edition)
            .Take(size + 1)
            .Select(e => new PolicyEdition(
                e.PolicyId,
                e.Edition,
                e.VersionLabel,
                e.At,
                e.Digest,
                null
            ))
            .ToListAsync(cancellation);
        return rows.ToPage(
            size,
            e => e,
            e => cursors.Make(scope, e.Edition.ToString(CultureInfo.InvariantCulture))
        );
    }

    private async Task<Result<PolicyEdition>> One(
        string id,
        string edition,
        CancellationToken cancellation
    )
    {
        var owners = library.Of(caller.Value);
        if (await reader.Find(owners, id, cancellation) is not { } policy)
            return PoliciesProblems.PolicyNotFound;
        if (!int.TryParse(edition, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return PoliciesProblems.EditionNotFound;
        var row = await Of(policy).SingleOrDefaultAsync(e => e.Edition == number, cancellation);
        return row is null
            ? PoliciesProblems.EditionNotFound
            : new PolicyEdition(
                row.PolicyId,
                row.Edition,
                row.VersionLabel,
                row.At,
                row.Digest,
                PolicyText.Unpack(row.Content)
            );
    }

    private IQueryable<EditionRow> Of(PolicyRow policy) =>
        db.Across<EditionRow>()
            .AsNoTracking()
            .Where(e => e.OrganizationId == policy.OrganizationId && e.PolicyId == policy.Id);
}
