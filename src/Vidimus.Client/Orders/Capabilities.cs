namespace Vidimus.Client;

/// <summary>What can be ordered: the values that a quote's members may have, and what they mean for price and time.</summary>
public sealed record Capabilities : IChecked
{
    /// <summary>Languages that are translated from.</summary>
    public required IReadOnlyList<string> SupportedSourceLanguages { get; init; }

    /// <summary>Languages that are translated into; the first is meant where a quote names none.</summary>
    public required IReadOnlyList<string> SupportedTargetLanguages { get; init; }

    /// <summary>What a document may be for.</summary>
    public required IReadOnlyList<string> SupportedUseCases { get; init; }

    /// <summary>What a document may be.</summary>
    public required IReadOnlyList<string> SupportedDocumentTypes { get; init; }

    /// <summary>What is done; the first is meant where a quote names none.</summary>
    public required IReadOnlyList<OfferedProductLine> ProductLines { get; init; }

    /// <summary>How fast.</summary>
    public required IReadOnlyList<OfferedSpeedTier> SpeedTiers { get; init; }

    /// <summary>Extras; only those that are available may be asked for.</summary>
    public required IReadOnlyList<OfferedAddOn> AddOns { get; init; }

    /// <summary>Source languages that cost more and take longer.</summary>
    public required IReadOnlyList<string> SpecialtyLanguages { get; init; }

    /// <summary>What a page of them costs more, in cents.</summary>
    public required long SpecialtyLanguagePageCents { get; init; }

    /// <summary>What prices are in, as ISO 4217 names it, in lower case.</summary>
    public required string Currency { get; init; }

    /// <summary>Hours for which a quote binds.</summary>
    public required int QuoteValidHours { get; init; }

    /// <summary>Most pages of one order.</summary>
    public required int MaxPageCount { get; init; }

    /// <summary>Types of files that a document may be.</summary>
    public required IReadOnlyList<string> AcceptedDocumentMediaTypes { get; init; }

    /// <summary>Size that a document stays under, in bytes.</summary>
    public required long MaxDocumentBytes { get; init; }

    /// <summary>What the agency promises about acceptance; null where it promises nothing.</summary>
    public string? Guarantee { get; init; }

    /// <summary>Where that is explained; null where it is nowhere.</summary>
    public string? GuaranteeUrl { get; init; }

    void IChecked.Check(Checker check)
    {
        check.Each(SupportedSourceLanguages, "supportedSourceLanguages");
        check.Each(SupportedTargetLanguages, "supportedTargetLanguages");
        check.Each(SupportedUseCases, "supportedUseCases");
        check.Each(SupportedDocumentTypes, "supportedDocumentTypes");
        check.Each(ProductLines, "productLines");
        check.Each(SpeedTiers, "speedTiers");
        check.Each(AddOns, "addOns");
        check.Each(SpecialtyLanguages, "specialtyLanguages");
        check.That(SpecialtyLanguagePageCents >= 0, "specialtyLanguagePageCents");
        check.Filled(Currency, "currency");
        check.NotNegative(QuoteValidHours, "quoteValidHours");
        check.NotNegative(MaxPageCount, "maxPageCount");
        check.Each(AcceptedDocumentMediaTypes, "acceptedDocumentMediaTypes");
        check.That(MaxDocumentBytes > 0, "maxDocumentBytes");
        check.Link(GuaranteeUrl, "guaranteeUrl");
    }
}

/// <summary>What is done with a document.</summary>
/// <param name="ProductLine"><c>full_translation</c> or <c>review_and_certify</c>.</param>
/// <param name="MinimumCents">The least that it costs.</param>
public sealed record OfferedProductLine(string ProductLine, long MinimumCents) : IChecked
{
    void IChecked.Check(Checker check)
    {
        check.Filled(ProductLine, "productLine");
        check.That(MinimumCents >= 0, "minimumCents");
    }
}

/// <summary>How fast it is done.</summary>
public sealed record OfferedSpeedTier : IChecked
{
    /// <summary>Its name.</summary>
    public required string Tier { get; init; }

    /// <summary>In how many hours after the order the result is there.</summary>
    public required int SlaHours { get; init; }

    /// <summary>The same for specialty languages; null where they cannot be had so fast.</summary>
    public int? SpecialtyLanguageSlaHours { get; init; }

    /// <summary>What a page costs, in cents, by product line.</summary>
    public required IReadOnlyDictionary<string, long> PageCents { get; init; }

    void IChecked.Check(Checker check)
    {
        check.Filled(Tier, "tier");
        check.NotNegative(SlaHours, "slaHours");
        check.That(SpecialtyLanguageSlaHours is null or >= 0, "specialtyLanguageSlaHours");
        foreach (var (line, cents) in PageCents)
            check.That(cents >= 0, $"pageCents.{line}");
    }
}

/// <summary>What can be had besides.</summary>
public sealed record OfferedAddOn : IChecked
{
    /// <summary>Its name.</summary>
    public required string AddOn { get; init; }

    /// <summary>What it is.</summary>
    public required string Description { get; init; }

    /// <summary>Whether it can be had now.</summary>
    public required bool Available { get; init; }

    /// <summary>What it costs, in cents.</summary>
    public required long PriceCents { get; init; }

    /// <summary><c>order</c> or <c>page</c>.</summary>
    public required string Per { get; init; }

    void IChecked.Check(Checker check)
    {
        check.Filled(AddOn, "addOn");
        check.That(PriceCents >= 0, "priceCents");
        check.Filled(Per, "per");
    }
}
