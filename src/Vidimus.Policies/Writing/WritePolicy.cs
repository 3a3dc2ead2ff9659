using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vidimus.Access;
using Vidimus.Platform.Http;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;
using Vidimus.Policies.Model;
using Vidimus.Policies.People;

namespace Vidimus.Policies.Writing;

/// <summary>What became of a policy that was written.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Edition">Its edition now, from 1; also in the <c>ETag</c>.</param>
/// <param name="ChangeId">Number of the change; null when nothing changed.</param>
/// <param name="ChangeType">What the change was, such as <c>created</c> or <c>codes_changed</c>; null when nothing changed.</param>
/// <param name="ChangeSummary">What changed, in a sentence; null when nothing did.</param>
/// <param name="Outcome"><c>created</c>, <c>changed</c> or <c>unchanged</c>.</param>
/// <param name="Status"><c>active</c> or <c>retired</c>.</param>
/// <param name="UpdatedAt">When it changed last.</param>
public sealed record PolicyWritten(
    string Id,
    int Edition,
    long? ChangeId,
    string? ChangeType,
    string? ChangeSummary,
    string Outcome,
    string Status,
    DateTimeOffset UpdatedAt
);

/// <summary>How a policy is retired.</summary>
public sealed record RetirePolicy
{
    /// <summary>First day it no longer holds, <c>YYYY-MM-DD</c>; today when left out. One that is to come is noted, and comes by itself.</summary>
    public string? Date { get; init; }
}

/// <summary>
/// Writes one policy: as a new one, anew, or as retired. Each change makes an edition and a numbered change; what says the
/// same as before makes neither.
/// </summary>
internal sealed class WritePolicy(Writes writes, CurrentCaller caller, PolicyWriter writer)
{
    // Most policies are a few pages; one with thousands of codes is as dear as a list.
    private const int SmallBody = 65_536;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes
            .MapPost(
                "/v1/policies",
                (HttpContext http, WritePolicy write) =>
                    Take(http, d => write.Put(d, null, 0, http.RequestAborted))
            )
            .Described("Enter a policy", "createPolicy")
            .AcceptsLists()
            .Weighs(5, bodiesOver: SmallBody)
            .Heavy(SmallBody)
            .Accepts<PolicyDocument>("application/json")
            .Produces<PolicyWritten>(201);
        routes
            .MapPut(
                "/v1/policies/{id}",
                (HttpContext http, WritePolicy write, string id) =>
                    Take(http, d => write.Put(d, id, IfMatch(http), http.RequestAborted))
            )
            .Described("State a policy anew, whole, or enter it", "putPolicy")
            .AcceptsLists()
            .Weighs(5, bodiesOver: SmallBody)
            .Heavy(SmallBody)
            .Accepts<PolicyDocument>("application/json")
            .Produces<PolicyWritten>()
            .Produces<PolicyWritten>(201);
        routes
            .MapPost(
                "/v1/policies/{id}/retire",
                async (HttpContext http, WritePolicy write, string id) =>
                {
                    var bytes = await http.ReadBytes();
                    if (bytes.Problem is { } refused)
                        return new Refusal(refused);
                    var body =
                        bytes.Value!.Length == 0
                            ? new RetirePolicy()
                            : await http.ReadJson<RetirePolicy>();
                    return body.Problem is { } wrong
                        ? new Refusal(wrong)
                        : await http.Once(
                            Answer,
                            () => write.Retire(id, body.Value!, IfMatch(http), http.RequestAborted)
                        );
                }
            )
            .Described("Retire a policy", "retirePolicy")
            .Accepts<RetirePolicy>(true, "application/json")
            .Produces<PolicyWritten>();
    }

    public async Task<Result<PolicyWritten>> Put(
        PolicyDocument document,
        string? id,
        int? edition,
        CancellationToken cancellation
    )
    {
        if (caller.Value.Mode != "live")
            return PoliciesProblems.LiveModeRequired;
        if (id is not null && document.Id is { } said && said != id)
            return new Fields().Wrong("id", "must be the one in the address").Problem!;
        var ready = writer.Ready(document with { Id = id ?? document.Id });
        if (ready.Problem is { } wrong)
            return wrong;
        return await writes.Commit<PolicyWritten>(
            async unit =>
                await GuardedPolicies.Refusal(unit, caller.Value, [ready.Value!.Document.Id!])
                    is { } notTheirs
                    ? notTheirs
                    : Show(await writer.Put(unit, ready.Value!, edition)),
            cancellation
        );
    }

    public async Task<Result<PolicyWritten>> Retire(
        string id,
        RetirePolicy request,
        int? edition,
        CancellationToken cancellation
    )
    {
        if (caller.Value.Mode != "live")
            return PoliciesProblems.LiveModeRequired;
        if (DocumentRules.Date(new Fields(), "date", request.Date).Problem is { } wrong)
            return wrong;
        return await writes.Commit<PolicyWritten>(
            async unit =>
                await GuardedPolicies.Refusal(unit, caller.Value, [id]) is { } notTheirs
                    ? notTheirs
                    : Show(await writer.Retire(unit, id, request.Date, edition)),
            cancellation
        );
    }

    private static Result<PolicyWritten> Show(Result<WrittenPolicy> written)
    {
        if (written.Problem is { } refused)
            return refused;
        var (row, outcome, change) = written.Value!;
        return new PolicyWritten(
            row.Id,
            row.Edition,
            change?.Number,
            change?.Type,
            change?.Summary,
            outcome switch
            {
                WriteOutcome.Created => "created",
                WriteOutcome.Changed => "changed",
                _ => "unchanged",
            },
            row.Status,
            row.UpdatedAt
        );
    }

    private static async Task<IResult> Take(
        HttpContext http,
        Func<PolicyDocument, Task<Result<PolicyWritten>>> run
    )
    {
        var body = await http.ReadJson<PolicyDocument>(PolicyText.Wire);
        return body.Problem is { } refused
            ? new Refusal(refused)
            : await http.Once(Answer, () => run(body.Value!));
    }

    private static Written Answer(PolicyWritten written) =>
        Written.Json(written.Outcome == "created" ? 201 : 200, written) with
        {
            Header = ("ETag", ETag(written.Edition)),
        };

    private static string ETag(int edition) =>
        string.Create(CultureInfo.InvariantCulture, $"\"{edition}\"");

    // RFC 9110, 13.1.1: any one of the tags, compared strongly; what is no tag of ours never matches.
    private static int? IfMatch(HttpContext http)
    {
        var said = http.Request.Headers.IfMatch.ToString();
        if (said.Length == 0)
            return null;
        if (said == "*")
            return PolicyWriter.AnyEdition;
        return
            said is ['"', .. var tag, '"']
            && int.TryParse(
                Edition(tag),
                NumberStyles.None,
                CultureInfo.InvariantCulture,
                out var edition
            )
            && edition > 0
            ? edition
            : PolicyWriter.NoEdition;
    }

    // A change answers with the edition alone; who reads gets it with a digest of what was read, which may be more than the
    // policy: see Conditional.
    private static ReadOnlySpan<char> Edition(ReadOnlySpan<char> tag) =>
        tag.IndexOf('-') is >= 0 and var end ? tag[..end] : tag;
}

internal static class WritingRoutes
{
    /// <summary>What the routes that change policies have in common.</summary>
    public static RouteHandlerBuilder Described(
        this RouteHandlerBuilder route,
        string summary,
        string name
    ) => route.Needs(Scopes.PoliciesWrite).WithTags("Policies").WithSummary(summary).WithName(name);
}
