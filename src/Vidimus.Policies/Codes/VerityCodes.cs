using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vidimus.Access;
using Vidimus.Platform.Http;
using Vidimus.Platform.Json;
using Vidimus.Platform.Problems;

namespace Vidimus.Policies.Codes;

/// <summary>Codes to be looked up, by Verity's names.</summary>
/// <param name="Codes">1 to 50 codes.</param>
/// <param name="CodeSystem">Their table; left out, whichever has them.</param>
/// <param name="Include">What is wanted besides: <c>rvu</c>, <c>policies</c>, as a list or with commas.</param>
/// <param name="Jurisdiction">A jurisdiction or a state, for the policies.</param>
public sealed record VerityCodeBatchRequest(
    IReadOnlyList<string?>? Codes = null,
    string? CodeSystem = null,
    [property: JsonConverter(typeof(UnicodeElement))] JsonElement? Include = null,
    string? Jurisdiction = null
);

/// <summary>Codes as Verity's clients look them up.</summary>
internal sealed class VerityCodes(LookUpCodes lookUp, TimeProvider clock)
{
    public const string Tag = "Verity";
    private const string Rvu = "rvu";
    private const string Policies = "policies";

    // Rates that payers negotiated: clients ask for them, and none are held here.
    private const string Rates = "rates";

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes
            .MapGet(
                "/api/v1/codes/lookup",
                (
                    HttpContext http,
                    VerityCodes codes,
                    string? code,
                    string? code_system,
                    string? jurisdiction,
                    string? include,
                    string? fuzzy
                ) =>
                    http.OnceSnake(
                        200,
                        () => codes.One(http, code, code_system, jurisdiction, include, fuzzy)
                    )
            )
            .Needs(Scopes.PoliciesRead)
            .Produces<VerityAnswer<VerityCodeLookup>>()
            .WithTags(Tag)
            .WithSummary("Look a code up (Verity form)")
            .WithName("verityLookUpCode");
        routes
            .MapPost(
                "/api/v1/codes/batch",
                (HttpContext http, VerityCodes codes) =>
                    http.TakeSnake<VerityCodeBatchRequest, VerityAnswer<VerityCodeBatch>>(
                        200,
                        r => codes.Many(http, r)
                    )
            )
            .Needs(Scopes.PoliciesRead)
            .Repeatable("reads only")
            .Accepts<VerityCodeBatchRequest>("application/json")
            .Produces<VerityAnswer<VerityCodeBatch>>()
            .WithTags(Tag)
            .WithSummary("Look up to 50 codes up (Verity form)")
            .WithName("verityLookUpCodes");
    }

    private async Task<Result<VerityAnswer<VerityCodeLookup>>> One(
        HttpContext http,
        string? code,
        string? codeSystem,
        string? jurisdiction,
        string? include,
        string? fuzzy
    )
    {
        var fields = new Fields()
            .Code("code", code)
            .System("code_system", codeSystem)
            .Text("jurisdiction", jurisdiction, 10);
        var wanted = fields.Include(include, Rvu, Policies, Rates);
        var near = fields.Switch("fuzzy", fuzzy, unless: true);
        if (fields.Problem is { } wrong)
            return wrong;
        var found = await lookUp.Run(
            new([code!])
            {
                System = codeSystem,
                Jurisdiction = jurisdiction,
                Fees = wanted.Contains(Rvu),
                Policies = wanted.Contains(Policies),
                Suggestions = near,
            },
            http.RequestAborted
        );
        return http.InVerity(VerityCodeLookup.Of(found[0]), clock);
    }

    private async Task<Result<VerityAnswer<VerityCodeBatch>>> Many(
        HttpContext http,
        VerityCodeBatchRequest request
    )
    {
        var fields = new Fields()
            .Codes("codes", request.Codes)
            .System("code_system", request.CodeSystem)
            .Text("jurisdiction", request.Jurisdiction, 10);
        var wanted = fields.Include(request.Include, Rvu, Policies, Rates);
        if (fields.Problem is { } wrong)
            return wrong;
        var found = await lookUp.Run(
            new([.. request.Codes!.Select(c => c!)])
            {
                System = request.CodeSystem,
                Jurisdiction = request.Jurisdiction,
                Fees = wanted.Contains(Rvu),
                Policies = wanted.Contains(Policies),
            },
            http.RequestAborted
        );
        return http.InVerity(
            new VerityCodeBatch(
                request
                    .Codes!.Zip(found)
                    .DistinctBy(c => c.First, StringComparer.Ordinal)
                    .ToDictionary(
                        c => c.First!,
                        c => VerityCodeLookup.Of(c.Second),
                        StringComparer.Ordinal
                    )
            ),
            clock
        );
    }
}
