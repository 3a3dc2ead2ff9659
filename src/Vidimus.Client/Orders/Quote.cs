namespace Vidimus.Client;

/// <summary>What is to be priced. What is left out is filled in by the price list; the quote says with what.</summary>
public sealed record NewQuote
{
    /// <summary>Language of the document, such as <c>fa</c>; <see cref="Capabilities"/> names those there are.</summary>
    public required string SourceLanguage { get; init; }

    /// <summary>What it is for, such as <c>uscis</c>.</summary>
    public required string UseCase { get; init; }

    /// <summary>Pages of the document.</summary>
    public required int PageCount { get; init; }

    /// <summary>How fast, such as <c>rush</c>; standard when null.</summary>
    public string? SpeedTier { get; init; }

    /// <summary><c>full_translation</c> or <c>review_and_certify</c>.</summary>
    public string? ProductLine { get; init; }

    /// <summary>Language of the result; the price list's when null.</summary>
    public string? TargetLanguage { get; init; }

    /// <summary>Kind of document, such as <c>birth_certificate</c>.</summary>
    public string? DocumentType { get; init; }

    /// <summary>Extras, by their names in <see cref="Capabilities"/>.</summary>
    public IReadOnlyList<string>? AddOns { get; init; }
}

/// <summary>What was priced, with everything filled in.</summary>
public sealed record QuotedInput
{
    /// <summary><c>full_translation</c> or <c>review_and_certify</c>.</summary>
    public required string ProductLine { get; init; }

    /// <summary>Language of the document.</summary>
    public required string SourceLanguage { get; init; }

    /// <summary>Language of the result.</summary>
    public required string TargetLanguage { get; init; }

    /// <summary>What it is for.</summary>
    public required string UseCase { get; init; }

    /// <summary>How fast.</summary>
    public required string SpeedTier { get; init; }

    /// <summary>Kind of document.</summary>
    public required string DocumentType { get; init; }

    /// <summary>Pages of the document.</summary>
    public required int PageCount { get; init; }

    /// <summary>Extras.</summary>
    public required IReadOnlyList<string> AddOns { get; init; }
}

/// <summary>A price that binds until it expires. It costs nothing, and may be ordered more than once.</summary>
public sealed record Quote : IChecked
{
    /// <summary><c>q_…</c></summary>
    public required string Id { get; init; }

    /// <summary>Live, or a test whose orders run by the sandbox's clock.</summary>
    public required Mode Mode { get; init; }

    /// <summary>What was priced, with every default filled in; what an order can repeat.</summary>
    public required QuotedInput Input { get; init; }

    /// <summary>The items of the price.</summary>
    public required IReadOnlyList<QuoteLine> Lines { get; init; }

    /// <summary>The price, in cents.</summary>
    public required long TotalCents { get; init; }

    /// <summary>In what, as ISO 4217 names it, in lower case.</summary>
    public required string Currency { get; init; }

    /// <summary>In how many hours after the order the result is there.</summary>
    public required int SlaHours { get; init; }

    /// <summary>When that is, for an order of this moment.</summary>
    public required DateTimeOffset PromisedDeliveryAt { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Until when it can be ordered.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    void IChecked.Check(Checker check)
    {
        check.Id(Id, "q_", "id");
        check.That(Input.PageCount >= 1, "input.pageCount");
        check.Each(Lines, "lines");
        check.That(TotalCents >= 0, "totalCents");
        check.Filled(Currency, "currency");
        check.NotNegative(SlaHours, "slaHours");
    }
}

/// <summary>An item of a price.</summary>
public sealed record QuoteLine : IChecked
{
    /// <summary>What it is, such as <c>pages</c> or the name of an extra.</summary>
    public required string Code { get; init; }

    /// <summary>The same for people.</summary>
    public required string Description { get; init; }

    /// <summary>How many.</summary>
    public required int Quantity { get; init; }

    /// <summary>What one costs, in cents.</summary>
    public required long UnitCents { get; init; }

    /// <summary>What they cost together, in cents.</summary>
    public required long AmountCents { get; init; }

    void IChecked.Check(Checker check)
    {
        check.Filled(Code, "code");
        check.NotNegative(Quantity, "quantity");
        check.That(UnitCents >= 0, "unitCents");
        check.That(AmountCents >= 0, "amountCents");
    }
}
