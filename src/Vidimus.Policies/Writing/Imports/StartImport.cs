using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Vidimus.Access;
using Vidimus.Platform.Facts;
using Vidimus.Platform.Http;
using Vidimus.Platform.Ids;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Policies.Writing.Imports;

/// <summary>Begins an import, or takes up the one of the same fingerprint that is not finished.</summary>
internal sealed partial class StartImport(Writes writes, CurrentCaller caller, TimeProvider clock)
{
    /// <summary>How many imports of an organization may be open.</summary>
    private const int MostOpen = 20;

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost(
                "/v1/policy-imports",
                async (HttpContext http, StartImport start) =>
                {
                    var body = await http.ReadJson<StartPolicyImport>();
                    return body.Problem is { } refused
                        ? new Refusal(refused)
                        : await http.Once(
                            started => Written.Json(started.IsNew ? 201 : 200, started.Import),
                            () => start.Run(body.Value!, http.RequestAborted)
                        );
                }
            )
            .Described(
                "Begin an import of policies or codes, or take it up again",
                "startPolicyImport"
            )
            .Repeatable("the fingerprint finds the import that was begun")
            .Accepts<StartPolicyImport>("application/json")
            .Produces<PolicyImport>(201)
            .Produces<PolicyImport>();

    internal sealed record Started(PolicyImport Import, bool IsNew);

    public async Task<Result<Started>> Run(
        StartPolicyImport request,
        CancellationToken cancellation
    )
    {
        if (caller.Value.Mode != "live")
            return PoliciesProblems.LiveModeRequired;
        var fields = new Fields()
            .Check(
                request.Source is { } source && ASource().IsMatch(source),
                "source",
                "must have 1 to 100 letters, digits, '.', '-' and '_'"
            )
            .OneOf("kind", request.Kind, ImportKinds.Names, required: true)
            .Text("fingerprint", request.Fingerprint, 100, required: true)
            .Check(
                !request.Baseline || request.Kind == ImportKinds.Policies,
                "baseline",
                "is for policies alone"
            )
            .Check(
                !request.Baseline || !request.Replaces,
                "replaces",
                "is not for a first load: nothing is retired or removed by one"
            );
        if (fields.Problem is { } wrong)
            return wrong;
        return await writes.Commit<Started>(unit => Start(unit, request), cancellation);
    }

    private async Task<Result<Started>> Start(Unit unit, StartPolicyImport request)
    {
        // Two that start the same at once meet at the counter; the second finds what the first began.
        var numbers = await PolicyNumbers.Imports(unit);
        var open = await unit
            .Db.PolicyImports.AsNoTracking()
            .Where(i => PolicyImportState.Open.Contains(i.State))
            .ToListAsync();
        if (open.Find(i => IsSame(i, request)) is { } found)
            return found.Baseline == request.Baseline && found.Replaces == request.Replaces
                ? new Started(PolicyImport.Of(found), IsNew: false)
                : PoliciesProblems.PolicyImportDiffers.With(
                    "An import with this fingerprint is open, and says otherwise about baseline or replaces.",
                    "fingerprint"
                );
        // A row carries one import's number: of two, the one that ends first would miss what the other brought anew.
        if (open.Find(i => i.Kind == request.Kind && i.Source == request.Source) is { } other)
            return PoliciesProblems.PolicySourceOpen.With(
                $"{other.Id} of {other.Kind} from {other.Source} is not finished.",
                "source",
                hint: $"Run its command again with the same files, or give it up: vidimus policies imports {other.Id} --cancel, or POST /v1/policy-imports/{other.Id}/cancel. What it brought stays."
            );
        if (open.Count >= MostOpen)
            return PoliciesProblems.PolicyImportsOpen;
        var row = New(unit.Author, request, numbers.Next());
        await numbers.Keep(unit);
        unit.AddNew(row);
        unit.State(new SimpleFact("policy-import.started", row.Id, ("kind", row.Kind)));
        return new Started(PolicyImport.Of(row), IsNew: true);
    }

    private static bool IsSame(PolicyImportRow row, StartPolicyImport request) =>
        row.Kind == request.Kind
        && row.Source == request.Source
        && row.Fingerprint == request.Fingerprint;

    private PolicyImportRow New(Author author, StartPolicyImport request, long number)
    {
        var now = clock.GetUtcNow();
        return new()
        {
            OrganizationId = author.OrganizationId,
            Id = NewId.Create("pim", clock),
            Number = number,
            Source = request.Source,
            Kind = request.Kind,
            Fingerprint = request.Fingerprint,
            Baseline = request.Baseline,
            Replaces = request.Replaces,
            State = PolicyImportState.Running,
            NextBatch = 1,
            Records = 0,
            Created = 0,
            Changed = 0,
            Unchanged = 0,
            Retired = 0,
            Refused = 0,
            Nameless = 0,
            Errors = 0,
            ActorKind = author.ActorKind,
            ActorId = author.ActorId,
            CreatedAt = now,
            UpdatedAt = now,
        };
    }

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9._-]{0,99}\\z", RegexOptions.None, 100)]
    private static partial Regex ASource();
}
