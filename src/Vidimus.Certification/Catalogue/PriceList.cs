using Vidimus.Access;
using Vidimus.Certification.Quotes;
using Vidimus.Credentials;
using Vidimus.Platform.Problems;

namespace Vidimus.Certification.Catalogue;

/// <summary>One item of a price.</summary>
/// <param name="Code">What it is for: <c>translation</c>, <c>review</c>, <c>specialty_language</c>, <c>minimum</c>, or an add-on's name.</param>
/// <param name="Description">The same in words.</param>
/// <param name="Quantity">How many: pages, or 1.</param>
/// <param name="UnitCents">What one costs.</param>
/// <param name="AmountCents">What all of them cost.</param>
public sealed record PriceLine(
    string Code,
    string Description,
    int Quantity,
    long UnitCents,
    long AmountCents
);

/// <summary>What an input costs, and how long it takes.</summary>
internal sealed record Priced(
    IReadOnlyList<PriceLine> Lines,
    long TotalCents,
    string Currency,
    int SlaHours
);

/// <summary>What can be ordered and for how much, as the settings have it.</summary>
internal sealed class PriceList(CertificationOptions options, AccessOptions access)
{
    /// <summary>Names of lines that no add-on has.</summary>
    public static readonly string[] OwnCodes =
    [
        "translation",
        "review",
        "specialty_language",
        "minimum",
    ];

    private readonly CatalogueOptions _list = options.Catalogue;

    /// <summary>
    /// Why nothing can be ordered in this mode: a live certificate names the server's public address, and an order that nobody
    /// could sign off must not be taken.
    /// </summary>
    public Problem? Closed(string mode) =>
        mode == "live" && access.PublicUrl is null
            ? CredentialProblems.PublicUrlMissing.With(
                "Live orders cannot be taken before the server's public address is set: nobody could sign them off.",
                hint: "Ask the operator to set PublicUrl; test orders can be submitted without"
            )
            : null;

    /// <summary>The wish with its defaults filled in, or what is wrong with it; fields are named after <paramref name="prefix"/>.</summary>
    public Result<QuoteInput> Read(QuoteWish wish, string prefix = "")
    {
        var fields = new Fields(prefix)
            .OneOf("sourceLanguage", wish.SourceLanguage, SourceLanguages, required: true)
            .OneOf("targetLanguage", wish.TargetLanguage, TargetLanguages)
            .OneOf("useCase", wish.UseCase, UseCases, required: true)
            .Check(wish.PageCount is not null, "pageCount", "is required: how many pages")
            .Number("pageCount", wish.PageCount, 1, _list.MostPages)
            .OneOf("speedTier", wish.SpeedTier, SpeedTiers)
            .OneOf("documentType", wish.DocumentType, DocumentTypes)
            .OneOf("productLine", wish.ProductLine, ProductLines);
        AddOns(fields, wish.AddOns);
        if (fields.Problem is { } wrong)
            return wrong;
        var input = new QuoteInput(
            wish.ProductLine ?? ProductLines[0],
            wish.SourceLanguage!,
            wish.TargetLanguage ?? DefaultTargetLanguage,
            wish.UseCase!,
            wish.SpeedTier ?? QuoteInput.StandardTier,
            wish.DocumentType ?? QuoteInput.OtherDocument,
            (int)wish.PageCount!.Value,
            [.. _list.AddOns.Keys.Where(name => wish.AddOns?.Contains(name) == true)]
        );
        return Together(new Fields(prefix), input).Problem is { } unfit ? unfit : input;
    }

    /// <summary>What this costs now.</summary>
    public Priced Price(QuoteInput input)
    {
        var tier = _list.SpeedTiers[input.SpeedTier];
        var review = input.ProductLine == QuoteInput.ReviewAndCertify;
        List<PriceLine> lines =
        [
            Line(
                review ? "review" : "translation",
                review
                    ? $"Review and certify, {input.SpeedTier}"
                    : $"Translation, {input.SpeedTier}",
                input.PageCount,
                review ? tier.ReviewPageCents : tier.PageCents
            ),
        ];
        if (IsSpecialty(input.SourceLanguage))
            lines.Add(
                Line(
                    "specialty_language",
                    $"Specialty language, {input.SourceLanguage}",
                    input.PageCount,
                    _list.SpecialtyPageCents
                )
            );
        var minimum = Minimum(input.ProductLine);
        var work = Sum(lines);
        if (work < minimum)
            lines.Add(Line("minimum", "Up to the least that an order costs", 1, minimum - work));
        foreach (var name in input.AddOns)
        {
            var one = _list.AddOns[name];
            lines.Add(Line(name, one.Meaning, one.PerPage ? input.PageCount : 1, one.Cents));
        }
        return new(lines, Sum(lines), options.Currency, SlaHours(input));
    }

    /// <summary>The least that the work costs, before add-ons.</summary>
    public long Minimum(string productLine) =>
        productLine == QuoteInput.ReviewAndCertify ? _list.ReviewMinimumCents : _list.MinimumCents;

    public bool IsSpecialty(string language) =>
        _list.SourceLanguages.GetValueOrDefault(language) == "specialty";

    public IReadOnlyList<string> SourceLanguages { get; } =
    [.. options.Catalogue.SourceLanguages.Where(l => l.Value != "off").Select(l => l.Key)];

    public IReadOnlyList<string> TargetLanguages { get; } = On(options.Catalogue.TargetLanguages);

    /// <summary>What is translated into where nothing is said.</summary>
    public string DefaultTargetLanguage => _list.DefaultTargetLanguage;

    public IReadOnlyList<string> UseCases { get; } = On(options.Catalogue.UseCases);

    public IReadOnlyList<string> DocumentTypes { get; } = On(options.Catalogue.DocumentTypes);

    public IReadOnlyList<string> SpeedTiers { get; } =
    [.. options.Catalogue.SpeedTiers.Where(t => t.Value.Offered).Select(t => t.Key)];

    /// <summary>The first is what is meant where nothing is said.</summary>
    public IReadOnlyList<string> ProductLines { get; } =
    [
        .. options.Catalogue.FullTranslation ? [QuoteInput.FullTranslation] : Array.Empty<string>(),
        .. options.Catalogue.ReviewAndCertify
            ? [QuoteInput.ReviewAndCertify]
            : Array.Empty<string>(),
    ];

    private int SlaHours(QuoteInput input)
    {
        var tier = _list.SpeedTiers[input.SpeedTier];
        return IsSpecialty(input.SourceLanguage) ? tier.SpecialtySlaHours : tier.SlaHours;
    }

    // What each member may be by itself, but not with the others.
    private Fields Together(Fields fields, QuoteInput input) =>
        fields
            .Check(
                SlaHours(input) > 0,
                "speedTier",
                $"is not offered for the specialty language {input.SourceLanguage}"
            )
            .Check(
                input.SourceLanguage != input.TargetLanguage,
                "targetLanguage",
                "must be another language than sourceLanguage"
            );

    private void AddOns(Fields fields, IReadOnlyList<string?>? wanted)
    {
        string[] available = [.. _list.AddOns.Where(a => a.Value.Available).Select(a => a.Key)];
        for (var i = 0; i < (wanted?.Count ?? 0) && i < 50; i++)
            fields
                .OneOf($"addOns.{i}", wanted![i], available, required: true)
                .Check(
                    wanted.Take(i).All(before => before != wanted[i]),
                    $"addOns.{i}",
                    "must not be named twice"
                );
        fields.Check(wanted is not { Count: > 50 }, "addOns", "must hold at most 50 add-ons");
    }

    private static PriceLine Line(string code, string text, int quantity, long unit) =>
        new(code, text, quantity, unit, checked(quantity * unit));

    private static long Sum(List<PriceLine> lines)
    {
        var sum = 0L;
        foreach (var line in lines)
            sum = checked(sum + line.AmountCents);
        return sum;
    }

    private static string[] On(Dictionary<string, bool> entries) =>
        [.. entries.Where(e => e.Value).Select(e => e.Key)];
}
