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

/// <summary>What payers' formularies say of drugs, natively and for Verity's clients; nothing where none is loaded.</summary>
internal sealed class ReadFormulary(
    VidimusDb db,
    PolicyLibrary library,
    CurrentCaller caller,
    TimeProvider clock
)
{
    private const int MostWords = 8;

    /// <summary>Verity's clients say it where they mean no payer in particular.</summary>
    private const string Every = "all";

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes
            .MapGet(
                "/v1/formulary",
                (HttpContext http, ReadFormulary read, string? q, string? payer, string? limit) =>
                    http.Once(
                        200,
                        () =>
                            read.Run(
                                q,
                                payer,
                                limit,
                                found => new Page<FormularyEntry>(found, null, false),
                                http.RequestAborted
                            )
                    )
            )
            .Needs(Scopes.PoliciesRead)
            .Produces<Page<FormularyEntry>>()
            .WithTags("Codes")
            .WithSummary("Find drugs in payers' formularies")
            .WithName("searchFormulary");
        routes
            .MapGet(
                "/api/v1/drugs/formulary",
                (HttpContext http, ReadFormulary read, string? q, string? payer, string? limit) =>
                    http.OnceSnake(
                        200,
                        () =>
                            read.Run(
                                q,
                                payer,
                                limit,
                                found =>
                                    http.InVerity<IReadOnlyList<VerityFormularyEntry>>(
                                        [.. found.Select(VerityFormularyEntry.Of)],
                                        read.Clock
                                    ),
                                http.RequestAborted
                            )
                    )
            )
            .Needs(Scopes.PoliciesRead)
            .Produces<VerityAnswer<IReadOnlyList<VerityFormularyEntry>>>()
            .WithTags(VerityCodes.Tag)
            .WithSummary("Find drugs in payers' formularies (Verity form)")
            .WithName("veritySearchFormulary");
    }

    private TimeProvider Clock => clock;

    private async Task<Result<T>> Run<T>(
        string? q,
        string? payer,
        string? limit,
        Func<IReadOnlyList<FormularyEntry>, T> answer,
        CancellationToken cancellation
    )
    {
        var fields = new Fields().Text("q", q, 200).Text("payer", payer, 100);
        var size = fields.PageSize(limit);
        if (fields.Problem is { } wrong)
            return wrong;
        string[] words =
        [
            .. (q ?? "")
                .ToLowerInvariant()
                .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
                .Take(MostWords),
        ];
        var owners = library.Of(caller.Value);
        var own = owners[0];
        var rows = PolicyLibrary
            .Rows<FormularyRow>(db, owners)
            .AsNoTracking()
            .Where(r =>
                r.OrganizationId == own
                || !db.Across<FormularyRow>().Any(o => o.OrganizationId == own && o.Id == r.Id)
            );
        foreach (var word in words)
            rows = rows.Where(r => r.Search.Contains(word));
        if (payer?.Trim().ToLowerInvariant() is { } name and not Every)
            rows = rows.Where(
                Folding.Of<FormularyRow>(
                    name,
                    r => r.Source == name || r.PayerName.ToLower().Contains(name)
                )
            );
        var found = await rows.OrderBy(r => r.DrugName)
            .ThenBy(r => r.PayerName)
            .ThenBy(r => r.Id)
            .Take(size)
            .Select(r => r.Body)
            .ToListAsync(cancellation);
        return answer([
            .. found
                .Select(FormularyEntry.Read)
                .OfType<FormularyEntry>()
                .Select(e => e with { MatchedText = e.MatchedText ?? Matched(e, words) }),
        ]);
    }

    private static string? Matched(FormularyEntry entry, string[] words) =>
        words.Length == 0
            ? null
            : new[] { entry.DrugName, entry.DrugClass, entry.TherapeuticCategory }.FirstOrDefault(
                text => text?.Contains(words[0], StringComparison.OrdinalIgnoreCase) == true
            );
}
