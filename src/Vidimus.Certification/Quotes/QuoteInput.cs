using System.Text.Json;
using Vidimus.Platform.Json;

namespace Vidimus.Certification.Quotes;

/// <summary>What is to be done, as it was quoted, with every default filled in.</summary>
/// <param name="ProductLine"><c>full_translation</c>, or <c>review_and_certify</c> for the customer's own draft.</param>
/// <param name="SourceLanguage">What it is translated from.</param>
/// <param name="TargetLanguage">What it is translated into.</param>
/// <param name="UseCase">What it is for.</param>
/// <param name="SpeedTier">How fast.</param>
/// <param name="DocumentType">What it is.</param>
/// <param name="PageCount">How many pages.</param>
/// <param name="AddOns">What is wanted besides, in the order of the catalogue.</param>
public sealed record QuoteInput(
    string ProductLine,
    string SourceLanguage,
    string TargetLanguage,
    string UseCase,
    string SpeedTier,
    string DocumentType,
    int PageCount,
    IReadOnlyList<string> AddOns
)
{
    internal const string FullTranslation = "full_translation";
    internal const string ReviewAndCertify = "review_and_certify";
    internal const string StandardTier = "standard";
    internal const string OtherDocument = "other";

    /// <summary>As rows keep it.</summary>
    internal string Write() => JsonSerializer.Serialize(this, VidimusJson.Native);

    internal static QuoteInput Read(string stored) =>
        JsonSerializer.Deserialize<QuoteInput>(stored, VidimusJson.Native)!;
}
