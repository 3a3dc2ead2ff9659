using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Vidimus.Access;
using Vidimus.Platform.Http;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;
using Vidimus.Policies.Model;
using Vidimus.Policies.Reading;

namespace Vidimus.Policies.Codes;

/// <summary>Codes to be looked up.</summary>
/// <param name="Codes">1 to 50 codes.</param>
/// <param name="System">Their table; left out, whichever has them.</param>
/// <param name="Include">What is wanted besides: <c>fees</c>, <c>policies</c>.</param>
/// <param name="Jurisdiction">A jurisdiction or a state, for the policies.</param>
public sealed record LookUpCodesRequest(
    IReadOnlyList<string?>? Codes = null,
    string? System = null,
    IReadOnlyList<string?>? Include = null,
    string? Jurisdiction = null
);

/// <summary>The answers, in the order of the codes.</summary>
/// <param name="Results">One for each code.</param>
public sealed record LookedUpCodes(IReadOnlyList<CodeLookup> Results);

/// <summary>The code table, natively: one code, several, a list, and finding by words.</summary>
internal sealed class ReadCodes(
    VidimusDb db,
    PolicyLibrary library,
    CurrentCaller caller,
    Cursors cursors,
    LookUpCodes lookUp,
    CodeIndex index
)
{
    private const string Fees = "fees";
    private const string Policies = "policies";

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes
            .MapGet(
                "/v1/codes/{code}",
                (
                    HttpContext http,
                    ReadCodes read,
                    string code,
                    string? system,
                    string? jurisdiction,
                    string? include
                ) =>
                    http.Once(
                        200,
                        () => read.One(code, system, jurisdiction, include, http.RequestAborted)
                    )
            )
            .Needs(Scopes.PoliciesRead)
            .Produces<CodeLookup>()
            .WithTags("Codes")
            .WithSummary("Look a code up")
            .WithName("getCode");
        routes
            .MapGet(
                "/v1/codes",
                (
                    HttpContext http,
                    ReadCodes read,
                    string? q,
                    string? system,
                    string? cursor,
                    string? limit
                ) => http.Once(200, () => read.List(q, system, cursor, limit, http.RequestAborted))
            )
            .Needs(Scopes.PoliciesRead)
            .Produces<Page<CodeLookup>>()
            .WithTags("Codes")
            .WithSummary("List codes, or find them by words or by how they begin")
            .WithName("listCodes");
        routes
            .MapPost(
                "/v1/codes/batch",
                (HttpContext http, ReadCodes read) =>
                    http.Take<LookUpCodesRequest, LookedUpCodes>(
                        200,
                        r => read.Many(r, http.RequestAborted)
                    )
            )
            .Needs(Scopes.PoliciesRead)
            .Repeatable("reads only")
            .Accepts<LookUpCodesRequest>("application/json")
            .Produces<LookedUpCodes>()
            .WithTags("Codes")
            .WithSummary("Look up to 50 codes up")
            .WithName("lookUpCodes");
    }

    private async Task<Result<CodeLookup>> One(
        string code,
        string? system,
        string? jurisdiction,
        string? include,
        CancellationToken cancellation
    )
    {
        var fields = new Fields()
            .Code("code", code)
            .System("system", system)
            .Text("jurisdiction", jurisdiction, 10);
        var wanted = fields.Include(include, Fees, Policies);
        if (fields.Problem is { } wrong)
            return wrong;
        var found = await lookUp.Run(
            new([code])
            {
                System = system,
                Jurisdiction = jurisdiction,
                Fees = wanted.Contains(Fees),
                Policies = wanted.Contains(Policies),
                Suggestions = true,
            },
            cancellation
        );
        return found[0] is { Found: true } known ? known : NotFound(found[0]);
    }

    private static Problem NotFound(CodeLookup none) =>
        none.Suggestions is { Count: > 0 } near
            ? PoliciesProblems.CodeNotFound.With(
                hint: $"Perhaps {string.Join(" or ", near.Take(3).Select(s => s.Code))} is meant"
            )
            : new(PoliciesProblems.CodeNotFound);

    private async Task<Result<LookedUpCodes>> Many(
        LookUpCodesRequest request,
        CancellationToken cancellation
    )
    {
        var fields = new Fields()
            .Codes("codes", request.Codes)
            .System("system", request.System)
            .Text("jurisdiction", request.Jurisdiction, 10);
        var wanted = request.Include ?? [];
        for (var i = 0; i < wanted.Count; i++)
            fields.OneOf($"include.{i}", wanted[i], [Fees, Policies], required: true);
        if (fields.Problem is { } wrong)
            return wrong;
        return new LookedUpCodes(
            await lookUp.Run(
                new([.. request.Codes!.Select(c => c!)])
                {
                    System = request.System,
                    Jurisdiction = request.Jurisdiction,
                    Fees = wanted.Contains(Fees),
                    Policies = wanted.Contains(Policies),
                },
                cancellation
            )
        );
    }

    private async Task<Result<Page<CodeLookup>>> List(
        string? q,
        string? system,
        string? cursor,
        string? limit,
        CancellationToken cancellation
    )
    {
        var fields = new Fields().Text("q", q, 200).System("system", system);
        var size = fields.PageSize(limit);
        if (fields.Problem is { } wrong)
            return wrong;
        var table = string.IsNullOrWhiteSpace(system) ? null : CodeText.Named(system);
        var owners = library.Of(caller.Value);
        if (q is not null)
            return cursor is null
                ? await Find(owners, q, table, size, cancellation)
                : PlatformProblems.InvalidCursor;

        var scope = $"codes|{caller.Value.OrganizationId}|{table}";
        var after = "";
        if (cursor is not null && !cursors.TryRead(scope, cursor, out after))
            return PlatformProblems.InvalidCursor;
        var rows = Table(owners, table);
        if (after.Split('|') is [var code, var within])
            rows = rows.Where(r =>
                string.Compare(r.Code, code) > 0
                || (r.Code == code && string.Compare(r.System, within) > 0)
            );
        var found = await rows.OrderBy(r => r.Code)
            .ThenBy(r => r.System)
            .Take(size + 1)
            .ToListAsync(cancellation);
        return found.ToPage(size, Of, r => cursors.Make(scope, $"{r.Code}|{r.System}"));
    }

    // What begins with the text, then what its description has the words of, best first; as many as one page holds.
    private async Task<Page<CodeLookup>> Find(
        string[] owners,
        string q,
        string? table,
        int size,
        CancellationToken cancellation
    )
    {
        var rows = new List<CodeRow>();
        if (CodeText.Normal(q, table) is { } begun)
        {
            var last = begun + new string('Z', CodeText.MostLetters);
            rows = await Table(owners, table)
                .Where(r => string.Compare(r.Code, begun) >= 0 && string.Compare(r.Code, last) <= 0)
                .OrderBy(r => r.Code)
                .ThenBy(r => r.System)
                .Take(size)
                .ToListAsync(cancellation);
        }
        if (rows.Count < size)
        {
            var hits = await index.Search(owners, q, table, size, cancellation);
            string[] codes = [.. hits.Select(h => h.Code).Distinct(StringComparer.Ordinal)];
            var named = (
                await Table(owners, table)
                    .Where(r => codes.Contains(r.Code))
                    .ToListAsync(cancellation)
            ).ToDictionary(r => (r.OrganizationId, r.System, r.Code));
            rows.AddRange(
                hits.Select(h => named.GetValueOrDefault((h.OrganizationId, h.System, h.Code)))
                    .OfType<CodeRow>()
            );
        }
        return new(
            [.. rows.DistinctBy(r => (r.System, r.Code)).Take(size).Select(Of)],
            null,
            false
        );
    }

    private IQueryable<CodeRow> Table(string[] owners, string? system)
    {
        var own = owners[0];
        var rows = PolicyLibrary
            .Rows<CodeRow>(db, owners)
            .AsNoTracking()
            .Where(r =>
                r.OrganizationId == own
                || !db.Across<CodeRow>()
                    .Any(o => o.OrganizationId == own && o.Code == r.Code && o.System == r.System)
            );
        return system is null ? rows : rows.Where(r => r.System == system);
    }

    private static CodeLookup Of(CodeRow row) =>
        new(
            CodeText.Shown(row.System, row.Code),
            row.System,
            true,
            row.Description,
            row.ShortDescription,
            row.Category,
            row.BetosCode,
            row.PoaExempt,
            row.Active
        );
}
