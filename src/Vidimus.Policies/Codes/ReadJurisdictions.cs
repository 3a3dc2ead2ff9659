using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vidimus.Access;
using Vidimus.Platform.Http;
using Vidimus.Platform.Problems;
using Vidimus.Policies.Model;

namespace Vidimus.Policies.Codes;

/// <summary>A jurisdiction, as Verity's clients read it.</summary>
/// <param name="MacName">Who decides there.</param>
/// <param name="MacCode">The contractor's code.</param>
/// <param name="JurisdictionCode">The jurisdiction's code.</param>
/// <param name="JurisdictionName">Its name.</param>
/// <param name="States">Two-letter codes of its states and territories.</param>
/// <param name="MacType">What the contractor decides about.</param>
/// <param name="WebsiteUrl">Where the contractor is on the web.</param>
public sealed record VerityJurisdiction(
    string MacName,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? MacCode,
    string JurisdictionCode,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        string? JurisdictionName,
    IReadOnlyList<string> States,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? MacType,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? WebsiteUrl
)
{
    internal static VerityJurisdiction Of(Jurisdiction jurisdiction) =>
        new(
            jurisdiction.ContractorName,
            jurisdiction.ContractorCode,
            jurisdiction.Code,
            jurisdiction.Name,
            jurisdiction.States,
            jurisdiction.ContractorType,
            jurisdiction.WebsiteUrl
        );
}

/// <summary>Jurisdictions, natively and for Verity's clients; all of them, or those of a state.</summary>
internal sealed class ReadJurisdictions(
    Jurisdictions jurisdictions,
    PolicyLibrary library,
    CurrentCaller caller,
    TimeProvider clock
)
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes
            .MapGet(
                "/v1/jurisdictions",
                (HttpContext http, ReadJurisdictions read, string? state) =>
                    http.Once(
                        200,
                        () =>
                            read.Run(
                                state,
                                found => new Page<Jurisdiction>(found, null, false),
                                http.RequestAborted
                            )
                    )
            )
            .Needs(Scopes.PoliciesRead)
            .Produces<Page<Jurisdiction>>()
            .WithTags("Codes")
            .WithSummary("List jurisdictions and their contractors")
            .WithName("listJurisdictions");
        routes
            .MapGet(
                "/api/v1/jurisdictions",
                (HttpContext http, ReadJurisdictions read, string? state) =>
                    http.OnceSnake(
                        200,
                        () =>
                            read.Run(
                                state,
                                found =>
                                    http.InVerity(
                                        (IReadOnlyList<VerityJurisdiction>)
                                            [.. found.Select(VerityJurisdiction.Of)],
                                        read.Clock
                                    ),
                                http.RequestAborted
                            )
                    )
            )
            .Needs(Scopes.PoliciesRead)
            .Produces<VerityAnswer<IReadOnlyList<VerityJurisdiction>>>()
            .WithTags(VerityCodes.Tag)
            .WithSummary("List jurisdictions and their contractors (Verity form)")
            .WithName("verityListJurisdictions");
    }

    private TimeProvider Clock => clock;

    private async Task<Result<T>> Run<T>(
        string? state,
        Func<IReadOnlyList<Jurisdiction>, T> answer,
        CancellationToken cancellation
    )
    {
        if (new Fields().State("state", state).Problem is { } wrong)
            return wrong;
        var owners = library.Of(caller.Value);
        return answer(
            state is null
                ? await jurisdictions.All(owners, cancellation)
                : await jurisdictions.OfState(owners, state, cancellation)
        );
    }
}
