namespace Vidimus.Certification.Catalogue;

/// <summary>What can be ordered: the values that a quote's members may have, and what they mean for price and time.</summary>
/// <param name="SupportedSourceLanguages">Languages that are translated from.</param>
/// <param name="SupportedTargetLanguages">Languages that are translated into; the first is meant where a request names none.</param>
/// <param name="SupportedUseCases">What a document may be for.</param>
/// <param name="SupportedDocumentTypes">What a document may be.</param>
/// <param name="ProductLines">What is done; the first is meant where a request names none.</param>
/// <param name="SpeedTiers">How fast.</param>
/// <param name="AddOns">What can be had besides; only those that are available may be asked for.</param>
/// <param name="SpecialtyLanguages">Source languages that cost more and take longer.</param>
/// <param name="SpecialtyLanguagePageCents">What a page of them costs more.</param>
/// <param name="Currency">What prices are in, as ISO 4217 names it, in lower case.</param>
/// <param name="QuoteValidHours">Hours for which a quote binds.</param>
/// <param name="MaxPageCount">Most pages of one order.</param>
/// <param name="AcceptedDocumentMediaTypes">Types of files that a document may be.</param>
/// <param name="MaxDocumentBytes">Size that a document stays under.</param>
/// <param name="Guarantee">What the agency promises about acceptance; null where it promises nothing.</param>
/// <param name="GuaranteeUrl">Where that is explained; null where it is nowhere.</param>
public sealed record Capabilities(
    IReadOnlyList<string> SupportedSourceLanguages,
    IReadOnlyList<string> SupportedTargetLanguages,
    IReadOnlyList<string> SupportedUseCases,
    IReadOnlyList<string> SupportedDocumentTypes,
    IReadOnlyList<OfferedProductLine> ProductLines,
    IReadOnlyList<OfferedSpeedTier> SpeedTiers,
    IReadOnlyList<OfferedAddOn> AddOns,
    IReadOnlyList<string> SpecialtyLanguages,
    long SpecialtyLanguagePageCents,
    string Currency,
    int QuoteValidHours,
    int MaxPageCount,
    IReadOnlyList<string> AcceptedDocumentMediaTypes,
    long MaxDocumentBytes,
    string? Guarantee,
    string? GuaranteeUrl
);

/// <summary>What is done with a document.</summary>
/// <param name="ProductLine"><c>full_translation</c> or <c>review_and_certify</c>.</param>
/// <param name="MinimumCents">The least that it costs.</param>
public sealed record OfferedProductLine(string ProductLine, long MinimumCents);

/// <summary>How fast it is done.</summary>
/// <param name="Tier">Its name.</param>
/// <param name="SlaHours">In how many hours after the order the result is there.</param>
/// <param name="SpecialtyLanguageSlaHours">The same for specialty languages; null where they cannot be had so fast.</param>
/// <param name="PageCents">What a page costs, by product line.</param>
public sealed record OfferedSpeedTier(
    string Tier,
    int SlaHours,
    int? SpecialtyLanguageSlaHours,
    IReadOnlyDictionary<string, long> PageCents
);

/// <summary>What can be had besides.</summary>
/// <param name="AddOn">Its name.</param>
/// <param name="Description">What it is.</param>
/// <param name="Available">Whether it can be had now.</param>
/// <param name="PriceCents">What it costs.</param>
/// <param name="Per"><c>order</c> or <c>page</c>.</param>
public sealed record OfferedAddOn(
    string AddOn,
    string Description,
    bool Available,
    long PriceCents,
    string Per
);
