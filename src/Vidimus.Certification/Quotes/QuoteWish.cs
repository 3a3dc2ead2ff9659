namespace Vidimus.Certification.Quotes;

/// <summary>What a quote is asked for. The values that each member may have are those of the capabilities.</summary>
/// <param name="SourceLanguage">What is translated from.</param>
/// <param name="UseCase">What the document is for.</param>
/// <param name="PageCount">How many pages.</param>
/// <param name="SpeedTier">How fast; <c>standard</c> where nothing is said.</param>
/// <param name="TargetLanguage">What is translated into; the first of the capabilities where nothing is said.</param>
/// <param name="DocumentType">What it is; <c>other</c> where nothing is said.</param>
/// <param name="ProductLine"><c>full_translation</c> where nothing is said, or <c>review_and_certify</c>.</param>
/// <param name="AddOns">What is wanted besides.</param>
public sealed record QuoteWish(
    string? SourceLanguage = null,
    string? UseCase = null,
    long? PageCount = null,
    string? SpeedTier = null,
    string? TargetLanguage = null,
    string? DocumentType = null,
    string? ProductLine = null,
    IReadOnlyList<string?>? AddOns = null
);
