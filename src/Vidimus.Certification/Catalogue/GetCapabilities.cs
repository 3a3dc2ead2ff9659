using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vidimus.Access;
using Vidimus.Certification.Quotes;
using Vidimus.Platform.Http;

namespace Vidimus.Certification.Catalogue;

/// <summary>Tells what can be ordered, in which languages, how fast and for how much.</summary>
internal sealed class GetCapabilities(CertificationOptions options, PriceList prices)
{
    /// <summary>The types of files that documents may be; which one a file is, its bytes say.</summary>
    private static readonly string[] MediaTypes =
    [
        "application/pdf",
        "image/jpeg",
        "image/png",
        "image/heic",
        "image/heif",
        "image/tiff",
        "image/webp",
    ];

    private const long LargestDocument = 25 * 1024 * 1024;

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/v1/capabilities", (GetCapabilities get) => get.Answer())
            .Needs(Scopes.OrdersRead)
            .Produces<Capabilities>()
            .WithTags("Quotes")
            .WithSummary("Read what can be ordered and for how much")
            .WithName("getCapabilities");

    /// <summary>The answer. A client may keep it for an hour; nothing between it and the server does, as with every answer to a caller.</summary>
    public Written Answer() => Written.Json(200, Run());

    private Capabilities Run()
    {
        var list = options.Catalogue;
        return new(
            prices.SourceLanguages,
            // The one that is meant where nothing is said comes first.
            [.. prices.TargetLanguages.OrderByDescending(l => l == prices.DefaultTargetLanguage)],
            prices.UseCases,
            prices.DocumentTypes,
            [.. prices.ProductLines.Select(p => new OfferedProductLine(p, prices.Minimum(p)))],
            [.. prices.SpeedTiers.Select(name => Tier(name, list.SpeedTiers[name]))],
            [
                .. list.AddOns.Select(a => new OfferedAddOn(
                    a.Key,
                    a.Value.Meaning,
                    a.Value.Available,
                    a.Value.Cents,
                    a.Value.PerPage ? "page" : "order"
                )),
            ],
            [.. prices.SourceLanguages.Where(prices.IsSpecialty)],
            list.SpecialtyPageCents,
            options.Currency,
            options.QuoteHours,
            list.MostPages,
            MediaTypes,
            LargestDocument,
            options.GuaranteeText.Length > 0 ? options.GuaranteeText : null,
            options.GuaranteeUrl.Length > 0 ? options.GuaranteeUrl : null
        );
    }

    private OfferedSpeedTier Tier(string name, SpeedTierOptions tier) =>
        new(
            name,
            tier.SlaHours,
            tier.SpecialtySlaHours > 0 ? tier.SpecialtySlaHours : null,
            prices.ProductLines.ToDictionary(
                p => p,
                p => p == QuoteInput.ReviewAndCertify ? tier.ReviewPageCents : tier.PageCents
            )
        );
}
