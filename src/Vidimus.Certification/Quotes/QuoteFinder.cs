using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Vidimus.Certification.Catalogue;
using Vidimus.Platform.Http;
using Vidimus.Platform.Json;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Certification.Quotes;

/// <summary>Finds the quote that an order refers to, and sees that it is still good and meant for the same work.</summary>
internal sealed class QuoteFinder(VidimusDb db, PriceList prices, DatabaseClock time)
{
    private const string Echo = "echoedInput";

    /// <summary>
    /// The quote, where it has not expired and <paramref name="echoedInput"/>, if given, says what was quoted. In which order,
    /// and whether defaults are left out or written down, makes no difference; nor do members that nobody was quoted for.
    /// </summary>
    public async Task<Result<QuoteRow>> Find(
        string quoteId,
        JsonElement? echoedInput,
        CancellationToken cancellation
    )
    {
        var quote = await db
            .Quotes.AsNoTracking()
            .SingleOrDefaultAsync(q => q.Id == quoteId, cancellation);
        if (quote is null)
            return CertificationProblems.InvalidQuote.With(field: "quoteId");
        if (prices.Closed(quote.Mode) is { } closed)
            return closed;
        if (quote.ExpiresAt <= await time.Now(db, cancellation))
            return CertificationProblems.QuoteExpired.With(
                $"The quote expired at {Times.Format(quote.ExpiresAt)}.",
                "quoteId"
            );
        return echoedInput is { } echo && Difference(echo, QuoteInput.Read(quote.Input)) is { } no
            ? no
            : quote;
    }

    private Problem? Difference(JsonElement echo, QuoteInput quoted)
    {
        var wish = Bodies.Parse<QuoteWish>(
            JsonSerializer.SerializeToUtf8Bytes(echo, VidimusJson.Native),
            VidimusJson.Tolerant
        );
        if (wish.Problem is { } unreadable)
            return Inside(unreadable);
        var repeated = wish.Value!;
        // Not looked up in the catalogue: a quote binds, whatever the settings have become since.
        return Differs(
                "productLine",
                repeated.ProductLine ?? prices.ProductLines[0],
                quoted.ProductLine
            )
            ?? Differs("sourceLanguage", repeated.SourceLanguage, quoted.SourceLanguage)
            ?? Differs(
                "targetLanguage",
                repeated.TargetLanguage ?? prices.DefaultTargetLanguage,
                quoted.TargetLanguage
            )
            ?? Differs("useCase", repeated.UseCase, quoted.UseCase)
            ?? Differs("speedTier", repeated.SpeedTier ?? QuoteInput.StandardTier, quoted.SpeedTier)
            ?? Differs(
                "documentType",
                repeated.DocumentType ?? QuoteInput.OtherDocument,
                quoted.DocumentType
            )
            ?? Differs("pageCount", $"{repeated.PageCount}", $"{quoted.PageCount}")
            ?? Differs("addOns", Sorted(repeated.AddOns ?? []), Sorted(quoted.AddOns));
    }

    private static string Sorted(IEnumerable<string?> addOns) =>
        string.Join(", ", addOns.Order(StringComparer.Ordinal));

    private static Problem? Differs(string member, string? repeated, string quoted) =>
        repeated == quoted
            ? null
            : CertificationProblems.InvalidQuote.With(
                $"{Echo}.{member} is {Shown(repeated)}, but the quote is for {Shown(quoted)}.",
                $"{Echo}.{member}",
                "Repeat the input of the quote, or ask for a new quote with the input you want"
            );

    // What a caller sends may be long, and is theirs to repeat.
    private static string Shown(string? value) =>
        string.IsNullOrEmpty(value) ? "left out"
        : value.Length > 100 ? $"'{value[..100]}…'"
        : $"'{value}'";

    // What cannot be read was read by itself: its path continues the outer one.
    private static Problem Inside(Problem problem) =>
        problem.Field is { Length: > 0 } field and not "(body)"
            ? PlatformProblems.Validation.With($"{Echo}.{problem.Message}", $"{Echo}.{field}")
            : new Fields().Wrong(Echo, "must be the object that was quoted").Problem!;
}
