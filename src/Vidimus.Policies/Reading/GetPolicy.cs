using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vidimus.Access;
using Vidimus.Platform.Http;
using Vidimus.Platform.Problems;
using Vidimus.Policies.Codes;
using Vidimus.Policies.Model;

namespace Vidimus.Policies.Reading;

/// <summary>A policy as it was read: head, document, who decides by it, and its changes where they were asked for.</summary>
internal sealed record ReadPolicy(
    PolicyRow Row,
    PolicyDocument Document,
    PolicyContractor? Contractor,
    IReadOnlyList<PolicyChange>? Changes,
    HashSet<string> Include,
    bool Library
)
{
    /// <summary>A part of the policy where it was asked for; null otherwise.</summary>
    public IReadOnlyList<T>? Part<T>(string word, Func<IEnumerable<T>?> items) =>
        Include.Contains(word) ? [.. items() ?? []] : null;
}

/// <summary>One policy, with expansions.</summary>
internal sealed class GetPolicy(
    CurrentCaller caller,
    PolicyLibrary library,
    PolicyReader reader,
    Jurisdictions jurisdictions,
    PolicyChanges changes
)
{
    private const int MostChanges = 100;

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet(
                "/v1/policies/{id}",
                (HttpContext http, GetPolicy get, string id, string? include) =>
                    http.Once(
                        policy =>
                            // The tag by which a later change can say what it was made from, and a later read what it has.
                            Written
                                .Json(200, policy)
                                .Unless(
                                    http,
                                    policy.Edition.ToString(CultureInfo.InvariantCulture)
                                ),
                        () => get.Native(id, include, http.RequestAborted)
                    )
            )
            .Needs(Scopes.PoliciesRead)
            .Produces<PolicyDetail>()
            .WithTags("Policies")
            .WithSummary("Get a policy")
            .WithName("getPolicy");

    public async Task<Result<ReadPolicy>> Run(
        string id,
        string? include,
        CancellationToken cancellation
    )
    {
        var fields = new Fields();
        var words = fields.Include(include);
        if (fields.Problem is { } wrong)
            return wrong;
        var owners = library.Of(caller.Value);
        if (await reader.Find(owners, id, cancellation) is not { } row)
            return PoliciesProblems.PolicyNotFound;
        var document = await reader.Document(row, cancellation);
        var latest = words.Contains("versions")
            ? await changes.Latest(row, MostChanges, cancellation)
            : null;
        return new ReadPolicy(
            row,
            document,
            await Contractor(owners, row, cancellation),
            latest,
            words,
            PolicyShapes.IsLibrary(row, owners)
        );
    }

    private async Task<PolicyContractor?> Contractor(
        string[] owners,
        PolicyRow row,
        CancellationToken cancellation
    )
    {
        if (row.Jurisdiction is not { } code)
            return null;
        var all = await jurisdictions.All(owners, cancellation);
        return Jurisdictions.Coded(all, code) is not { } found
            ? null
            : new(found.ContractorName, found.ContractorCode, found.Code, found.Name, found.States);
    }

    private async Task<Result<PolicyDetail>> Native(
        string id,
        string? include,
        CancellationToken cancellation
    )
    {
        var read = await Run(id, include, cancellation);
        return read.Problem is { } refused ? refused : Detail(read.Value!);
    }

    private static PolicyDetail Detail(ReadPolicy read)
    {
        var (row, document) = (read.Row, read.Document);
        return new(
            row.Id,
            row.Title,
            row.Type,
            document.Jurisdictions ?? [],
            PolicyShapes.Payer(row),
            row.Status,
            row.EffectiveDate,
            row.RetireDate,
            row.LastReviewedDate,
            row.VersionLabel,
            row.SourceUrl,
            document.PdfUrl,
            row.Summary,
            document.Description,
            document.Specialty ?? [],
            document.Keywords ?? [],
            document.Sections,
            document.Documentation ?? [],
            row.CodeCount,
            row.CriteriaCount,
            row.Sample,
            row.Edition,
            row.Digest,
            read.Library,
            row.CreatedAt,
            row.UpdatedAt,
            read.Contractor,
            read.Part("criteria", () => document.Criteria),
            read.Part("codes", () => document.Codes?.Select(PolicyShapes.Code)),
            read.Part("attachments", () => document.Attachments),
            read.Changes
        );
    }
}
