namespace Vidimus.Client;

/// <summary>What can be ordered.</summary>
public sealed record Capabilities : IChecked
{
    /// <summary>Languages of documents.</summary>
    public required IReadOnlyList<string> SourceLanguages { get; init; }

    /// <summary>Languages of results.</summary>
    public required IReadOnlyList<string> TargetLanguages { get; init; }

    /// <summary>What documents can be for.</summary>
    public required IReadOnlyList<string> UseCases { get; init; }

    /// <summary>Kinds of documents.</summary>
    public required IReadOnlyList<string> DocumentTypes { get; init; }

    /// <summary>What can be done with them.</summary>
    public required IReadOnlyList<string> ProductLines { get; init; }

    /// <summary>How fast it can be.</summary>
    public required IReadOnlyList<SpeedTier> SpeedTiers { get; init; }

    /// <summary>Extras.</summary>
    public required IReadOnlyList<AddOn> AddOns { get; init; }

    /// <summary>Currency of all prices, as ISO 4217 names it, in lower case.</summary>
    public required string Currency { get; init; }

    /// <summary>Where the promise of acceptance stands in words; null where none is made.</summary>
    public string? GuaranteeUrl { get; init; }

    void IChecked.Check(Checker check)
    {
        check.Each(SourceLanguages, "sourceLanguages");
        check.Each(TargetLanguages, "targetLanguages");
        check.Each(UseCases, "useCases");
        check.Each(DocumentTypes, "documentTypes");
        check.Each(ProductLines, "productLines");
        check.Each(SpeedTiers, "speedTiers");
        check.Each(AddOns, "addOns");
        check.Filled(Currency, "currency");
        check.Link(GuaranteeUrl, "guaranteeUrl");
    }
}

/// <summary>How fast an order can be.</summary>
/// <param name="Tier">Its name in quotes.</param>
/// <param name="SlaHours">Within how many hours of the order it is ready.</param>
public sealed record SpeedTier(string Tier, int SlaHours) : IChecked
{
    void IChecked.Check(Checker check)
    {
        check.Filled(Tier, "tier");
        check.NotNegative(SlaHours, "slaHours");
    }
}

/// <summary>An extra.</summary>
/// <param name="Id">Its name in quotes.</param>
/// <param name="Name">Its name for people.</param>
/// <param name="PriceCents">What it costs, in cents.</param>
/// <param name="Available">Whether it can be ordered now.</param>
public sealed record AddOn(string Id, string Name, long PriceCents, bool Available) : IChecked
{
    void IChecked.Check(Checker check) => check.Filled(Id, "id");
}
