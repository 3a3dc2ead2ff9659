using System.Text.RegularExpressions;
using Vidimus.Certification.Quotes;

namespace Vidimus.Certification.Catalogue;

/// <summary>What the settings of the catalogue have to be, so that whatever is quoted can be priced and done.</summary>
internal static partial class CatalogueRules
{
    // With the most pages and every add-on a sum stays far below what a long holds.
    private const long DearestCents = 1_000_000_000;
    private const int LongestHours = 24 * 365;

    /// <summary>Throws with what is wrong and what to do about it.</summary>
    public static void Demand(CertificationOptions options)
    {
        var list = options.Catalogue;
        Demand(
            Currency().IsMatch(options.Currency),
            $"Certification:Currency is '{options.Currency}'; it must be three lower-case letters as ISO 4217 has them, such as usd."
        );
        Number("QuoteHours", options.QuoteHours, 1, 24 * 90);
        Number("KeepQuotesDays", options.KeepQuotesDays, 1, 3650);
        Demand(
            options.GuaranteeText.Length <= 2000,
            "Certification:GuaranteeText is longer than 2,000 characters; put the whole text at Certification:GuaranteeUrl."
        );
        Demand(
            options.GuaranteeUrl.Length == 0
                || (
                    Uri.TryCreate(options.GuaranteeUrl, UriKind.Absolute, out var url)
                    && url.Scheme is "https" or "http"
                ),
            $"Certification:GuaranteeUrl is '{options.GuaranteeUrl}'; it must be a web address such as https://agency.example/guarantee, or empty."
        );
        Number("Catalogue:MostPages", list.MostPages, 1, 10_000);
        Cents("Catalogue:SpecialtyPageCents", list.SpecialtyPageCents);
        Cents("Catalogue:MinimumCents", list.MinimumCents);
        Cents("Catalogue:ReviewMinimumCents", list.ReviewMinimumCents);
        Demand(
            list.FullTranslation || list.ReviewAndCertify,
            "Certification:Catalogue offers nothing: set FullTranslation or ReviewAndCertify to true."
        );
        Languages(list);
        Some("UseCases", list.UseCases);
        Some("DocumentTypes", list.DocumentTypes, QuoteInput.OtherDocument);
        Tiers(list);
        AddOns(list);
    }

    private static void Languages(CatalogueOptions list)
    {
        Names("SourceLanguages", list.SourceLanguages.Keys);
        foreach (var (name, value) in list.SourceLanguages)
            Demand(
                value is "standard" or "specialty" or "off",
                $"Certification:Catalogue:SourceLanguages:{name} is '{value}'; it must be standard, specialty or off."
            );
        Demand(
            list.SourceLanguages.Values.Any(v => v != "off"),
            "Certification:Catalogue:SourceLanguages are all off: leave at least one."
        );
        Some("TargetLanguages", list.TargetLanguages, list.DefaultTargetLanguage);
    }

    private static void Tiers(CatalogueOptions list)
    {
        Names("SpeedTiers", list.SpeedTiers.Keys);
        foreach (var (name, tier) in list.SpeedTiers)
        {
            Number($"Catalogue:SpeedTiers:{name}:SlaHours", tier.SlaHours, 1, LongestHours);
            Number(
                $"Catalogue:SpeedTiers:{name}:SpecialtySlaHours",
                tier.SpecialtySlaHours,
                0,
                LongestHours
            );
            Cents($"Catalogue:SpeedTiers:{name}:PageCents", tier.PageCents);
            Cents($"Catalogue:SpeedTiers:{name}:ReviewPageCents", tier.ReviewPageCents);
        }
        Demand(
            list.SpeedTiers.TryGetValue(QuoteInput.StandardTier, out var standard)
                && standard.Offered,
            "Certification:Catalogue:SpeedTiers:standard must be offered: it is what is taken where a request names none."
        );
    }

    private static void AddOns(CatalogueOptions list)
    {
        Names("AddOns", list.AddOns.Keys);
        foreach (var (name, one) in list.AddOns)
        {
            Cents($"Catalogue:AddOns:{name}:Cents", one.Cents);
            Demand(
                one.Meaning.Length is > 0 and <= 200,
                $"Certification:Catalogue:AddOns:{name}:Meaning must say in 1 to 200 characters what it is: it stands on quotes."
            );
        }
        Demand(
            !list.AddOns.Keys.Intersect(PriceList.OwnCodes).Any(),
            $"Certification:Catalogue:AddOns may not be named {string.Join(", ", PriceList.OwnCodes)}: quotes have lines of these names."
        );
    }

    private static void Some(string what, Dictionary<string, bool> entries, string? needed = null)
    {
        Names(what, entries.Keys);
        Demand(
            entries.ContainsValue(true),
            $"Certification:Catalogue:{what} are all off: leave at least one."
        );
        Demand(
            needed is null || entries.GetValueOrDefault(needed),
            $"Certification:Catalogue:{what}:{needed} must be true: it is what is taken where a request names none."
        );
    }

    private static void Names(string what, IEnumerable<string> names)
    {
        foreach (var name in names)
            Demand(
                Name().IsMatch(name),
                $"Certification:Catalogue:{what} has an entry '{name}'; names are 1 to 40 lower-case letters, digits, hyphens and underscores."
            );
    }

    private static void Cents(string what, long cents) => Number(what, cents, 0, DearestCents);

    private static void Number(string what, long value, long least, long most) =>
        Demand(
            value >= least && value <= most,
            $"Certification:{what} is {value}; it must be a whole number from {least} to {most}."
        );

    private static void Demand(bool right, string otherwise)
    {
        if (!right)
            throw new InvalidOperationException(otherwise);
    }

    [GeneratedRegex(@"\A[a-z]{3}\z", RegexOptions.None, 100)]
    private static partial Regex Currency();

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9_-]{0,39}\z", RegexOptions.None, 100)]
    private static partial Regex Name();
}
