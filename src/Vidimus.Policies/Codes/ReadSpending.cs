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

namespace Vidimus.Policies.Codes;

/// <summary>What was paid for a code; amounts are texts in dollars.</summary>
/// <param name="Code">The code.</param>
/// <param name="TotalPaid">What was paid in all years.</param>
/// <param name="TotalClaims">Claims of all years.</param>
/// <param name="UniqueBeneficiaries">People it was paid for, in the year that had most: nobody can tell those of several years apart.</param>
/// <param name="UniqueProviders">Those who were paid, likewise.</param>
/// <param name="DateRange">From when to when.</param>
/// <param name="ByYear">Year by year.</param>
public sealed record CodeSpending(
    string Code,
    string TotalPaid,
    long TotalClaims,
    long UniqueBeneficiaries,
    long UniqueProviders,
    SpendingRange DateRange,
    IReadOnlyList<YearSpending> ByYear
);

/// <summary>What was paid for a code, by Verity's names, filed by the code.</summary>
/// <param name="TotalPaid">Dollars, as a text.</param>
/// <param name="TotalClaims">Claims.</param>
/// <param name="UniqueBeneficiaries">People, in the year that had most.</param>
/// <param name="UniqueProviders">Providers, in the year that had most.</param>
/// <param name="DateRange">First and last day.</param>
/// <param name="ByYear">Year by year.</param>
public sealed record VerityCodeSpending(
    string TotalPaid,
    long TotalClaims,
    long UniqueBeneficiaries,
    long UniqueProviders,
    SpendingRange DateRange,
    IReadOnlyList<YearSpending> ByYear
)
{
    internal static VerityCodeSpending Of(CodeSpending spent) =>
        new(
            spent.TotalPaid,
            spent.TotalClaims,
            spent.UniqueBeneficiaries,
            spent.UniqueProviders,
            spent.DateRange,
            spent.ByYear
        );
}

/// <summary>A stretch of time.</summary>
/// <param name="Min">Its first day.</param>
/// <param name="Max">Its last day.</param>
public sealed record SpendingRange(string? Min, string? Max);

/// <summary>What was paid for a code in a year.</summary>
/// <param name="Year">The year.</param>
/// <param name="TotalPaid">What was paid.</param>
/// <param name="TotalClaims">Claims.</param>
/// <param name="UniqueBeneficiaries">People it was paid for.</param>
public sealed record YearSpending(
    int Year,
    string TotalPaid,
    long TotalClaims,
    long UniqueBeneficiaries
);

/// <summary>What was paid for codes, natively and for Verity's clients; nothing for a code of which nothing is loaded.</summary>
internal sealed class ReadSpending(
    VidimusDb db,
    PolicyLibrary library,
    CurrentCaller caller,
    TimeProvider clock
)
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes
            .MapGet(
                "/v1/spending",
                (HttpContext http, ReadSpending read, string? code, string? codes, string? year) =>
                    http.Once(
                        200,
                        () =>
                            read.Run(
                                code,
                                codes,
                                year,
                                found => new Page<CodeSpending>(found, null, false),
                                http.RequestAborted
                            )
                    )
            )
            .Needs(Scopes.PoliciesRead)
            .Produces<Page<CodeSpending>>()
            .WithTags("Codes")
            .WithSummary("See what was paid for codes")
            .WithName("getSpendingByCode");
        routes
            .MapGet(
                "/api/v1/spending/by-code",
                (HttpContext http, ReadSpending read, string? code, string? codes, string? year) =>
                    http.OnceSnake(
                        200,
                        () =>
                            read.Run(
                                code,
                                codes,
                                year,
                                found =>
                                    http.InVerity(
                                        (IReadOnlyDictionary<string, VerityCodeSpending>)
                                            found.ToDictionary(
                                                s => s.Code,
                                                VerityCodeSpending.Of,
                                                StringComparer.Ordinal
                                            ),
                                        read.Clock
                                    ),
                                http.RequestAborted
                            )
                    )
            )
            .Needs(Scopes.PoliciesRead)
            .Produces<VerityAnswer<IReadOnlyDictionary<string, VerityCodeSpending>>>()
            .WithTags(VerityCodes.Tag)
            .WithSummary("See what was paid for codes (Verity form)")
            .WithName("veritySpendingByCode");
    }

    private TimeProvider Clock => clock;

    private async Task<Result<T>> Run<T>(
        string? code,
        string? codes,
        string? year,
        Func<IReadOnlyList<CodeSpending>, T> answer,
        CancellationToken cancellation
    )
    {
        string[] asked =
        [
            .. (codes ?? "")
                .Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                .Take(CodeFields.MostCodes + 1),
        ];
        if (code is not null)
            asked = [code, .. asked];
        var only = 0;
        var fields = new Fields().Codes(codes is null ? "code" : "codes", asked);
        fields.Check(
            year is null
                || year.Length == 4
                    && int.TryParse(
                        year,
                        NumberStyles.None,
                        CultureInfo.InvariantCulture,
                        out only
                    ),
            "year",
            "must be a year such as 2024"
        );
        if (fields.Problem is { } wrong)
            return wrong;
        string[] wanted =
        [
            .. asked.Select(text => CodeText.Normal(text)).OfType<string>().Distinct(),
        ];
        var owners = library.Of(caller.Value);
        var rows = await PolicyLibrary
            .Rows<SpendingRow>(db, owners)
            .AsNoTracking()
            .Where(r => wanted.Contains(r.Code) && (only == 0 || r.Year == only))
            .ToListAsync(cancellation);
        var own = rows.OrderBy(r => Array.IndexOf(owners, r.OrganizationId))
            .DistinctBy(r => (r.Code, r.Year))
            .ToLookup(r => r.Code, StringComparer.Ordinal);
        return answer([
            .. wanted.Where(own.Contains).Select(c => Of(c, [.. own[c].OrderBy(r => r.Year)])),
        ]);
    }

    private static CodeSpending Of(string code, IReadOnlyList<SpendingRow> years) =>
        new(
            CodeText.Shown(CodeText.Guess(code), code),
            Dollars(years.Sum(y => y.PaidCents)),
            years.Sum(y => y.Claims),
            years.Max(y => y.Beneficiaries),
            years.Max(y => y.Providers),
            new(Day(years[0].Year, "01-01"), Day(years[^1].Year, "12-31")),
            [
                .. years.Select(y => new YearSpending(
                    y.Year,
                    Dollars(y.PaidCents),
                    y.Claims,
                    y.Beneficiaries
                )),
            ]
        );

    private static string Day(int year, string day) =>
        string.Create(CultureInfo.InvariantCulture, $"{year:0000}-{day}");

    private static string Dollars(long cents) =>
        (cents / 100m).ToString("0.00", CultureInfo.InvariantCulture);
}
