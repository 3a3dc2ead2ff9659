namespace Vidimus.Certification.Quotes;

/// <summary>What is to be done, as it was quoted, with every default filled in.</summary>
internal sealed record QuoteInput(
    string ProductLine,
    string SourceLanguage,
    string TargetLanguage,
    string UseCase,
    string SpeedTier,
    string DocumentType,
    int PageCount,
    IReadOnlyList<string> AddOns
);
