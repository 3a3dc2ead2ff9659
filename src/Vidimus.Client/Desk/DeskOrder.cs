using System.Text.Json.Serialization;

namespace Vidimus.Client;

/// <summary>How far an order is, as the desk sees it.</summary>
[JsonConverter(typeof(WireEnum<DeskState>))]
public enum DeskState
{
    /// <summary>Submitted, not paid.</summary>
    Created,

    /// <summary>Paid, not begun.</summary>
    Paid,

    /// <summary>Being translated.</summary>
    Processing,

    /// <summary>The customer's own draft is being reviewed.</summary>
    ReviewingDraft,

    /// <summary>The translation is being reviewed.</summary>
    InReview,

    /// <summary>Certified.</summary>
    Ready,

    /// <summary>Fetched by the customer.</summary>
    Delivered,

    /// <summary>It could not be done.</summary>
    Failed,

    /// <summary>Called off.</summary>
    Cancelled,

    /// <summary>All of its price was given back.</summary>
    Refunded,
}

/// <summary>What a reviewer may do with an order.</summary>
[JsonConverter(typeof(WireEnum<DeskAction>))]
public enum DeskAction
{
    /// <summary>Begin working on it.</summary>
    Claim,

    /// <summary>Leave it to others; of somebody else's, take it away from them.</summary>
    Release,

    /// <summary>Write or upload the result.</summary>
    Edit,

    /// <summary>Hand the translation over for review.</summary>
    Submit,

    /// <summary>Send it back for another translation.</summary>
    SendBack,

    /// <summary>Tell the customer that it cannot be done.</summary>
    Fail,

    /// <summary>Certify it under the reviewer's name.</summary>
    SignOff,

    /// <summary>Have a machine try a draft once more.</summary>
    Draft,
}

/// <summary>An order as the desk lists it.</summary>
public sealed record DeskOrder : IChecked
{
    /// <summary><c>ord_…</c></summary>
    public required string Id { get; init; }

    /// <summary>The organization that ordered.</summary>
    public required string CustomerId { get; init; }

    /// <summary>Its name.</summary>
    public required string Customer { get; init; }

    /// <summary>How far it is.</summary>
    public required DeskState State { get; init; }

    /// <summary>Since when.</summary>
    public required DateTimeOffset StateAt { get; init; }

    /// <summary><c>full_translation</c> or <c>review_and_certify</c>.</summary>
    public required string ProductLine { get; init; }

    /// <summary>The language of the sources.</summary>
    public required string SourceLanguage { get; init; }

    /// <summary>The language of the result.</summary>
    public required string TargetLanguage { get; init; }

    /// <summary>How quickly it was ordered.</summary>
    public required string SpeedTier { get; init; }

    /// <summary>Pages that were quoted.</summary>
    public required int PageCount { get; init; }

    /// <summary>Its price.</summary>
    public required long TotalCents { get; init; }

    /// <summary>In what.</summary>
    public required string Currency { get; init; }

    /// <summary>When it was submitted.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was paid.</summary>
    public DateTimeOffset? PaidAt { get; init; }

    /// <summary>When it was promised to be ready.</summary>
    public required DateTimeOffset DueAt { get; init; }

    /// <summary>Seconds until then, less than nothing once it is late; null when nobody works on it any more.</summary>
    public long? SecondsLeft { get; init; }

    /// <summary>Whether it is late and still open.</summary>
    public required bool Overdue { get; init; }

    /// <summary>The member who works on it; null while nobody does.</summary>
    public string? ReviewerId { get; init; }

    /// <summary>The name in that member's profile, or the member's own.</summary>
    public string? ReviewerName { get; init; }

    /// <summary>Since when.</summary>
    public DateTimeOffset? ClaimedAt { get; init; }

    /// <summary>Whether the caller works on it.</summary>
    public required bool Mine { get; init; }

    /// <summary>How far a machine's draft is: <c>waiting</c>, <c>working</c>, <c>made</c> or <c>failed</c>; null where none is made.</summary>
    public string? DraftState { get; init; }

    /// <summary>What every change has to name.</summary>
    public required int Version { get; init; }

    void IChecked.Check(Checker check)
    {
        check.Id(Id, "ord_", "id");
        check.Id(CustomerId, "org_", "customerId");
        check.Filled(ProductLine, "productLine");
        check.Filled(SourceLanguage, "sourceLanguage");
        check.Filled(TargetLanguage, "targetLanguage");
        check.Filled(Currency, "currency");
        check.Id(ReviewerId, "mem_", "reviewerId");
        check.That(PageCount >= 1, "pageCount");
        check.That(TotalCents >= 0, "totalCents");
        check.That(Version > 0, "version");
    }
}

/// <summary>An order with all that a reviewer needs.</summary>
public sealed record DeskOrderDetail : IChecked
{
    /// <summary>The order.</summary>
    public required DeskOrder Order { get; init; }

    /// <summary>What was ordered.</summary>
    public required DeskInput Input { get; init; }

    /// <summary>Its files: sources, drafts, results, and what was certified; each kind oldest first.</summary>
    public required IReadOnlyList<DeskDocument> Documents { get; init; }

    /// <summary>The document that would be certified now; null while there is none.</summary>
    public string? ResultId { get; init; }

    /// <summary>The machine's draft; null where none is made.</summary>
    public MachineDraft? Draft { get; init; }

    /// <summary>What happened to it and what was said about it, oldest first.</summary>
    public required IReadOnlyList<DeskEntry> History { get; init; }

    /// <summary>What the caller may do now. Commenting is always possible.</summary>
    public required IReadOnlyList<DeskAction> Actions { get; init; }

    /// <summary>Whether who signs is not who made the translation.</summary>
    public required bool FourEyes { get; init; }

    /// <summary>Where the order could be signed off, but not by the caller: why.</summary>
    public string? WhyNotSign { get; init; }

    /// <summary>Why it failed or was called off.</summary>
    public string? EndReason { get; init; }

    /// <summary>The certificate, once it is ready.</summary>
    public string? CertificateId { get; init; }

    /// <summary>What who signs states on the first page of the certified PDF.</summary>
    public string Statement { get; init; } = "";

    void IChecked.Check(Checker check)
    {
        check.Inside(Order, "order");
        check.Inside(Input, "input");
        check.Each(Documents, "documents");
        check.Id(ResultId, "doc_", "resultId");
        check.Inside(Draft, "draft");
        check.Each(History, "history");
        check.That(CertificateId is null || Certificate.IsId(CertificateId), "certificateId");
    }
}

/// <summary>What was ordered.</summary>
public sealed record DeskInput : IChecked
{
    /// <summary>The product line.</summary>
    public required string ProductLine { get; init; }

    /// <summary>The language of the sources.</summary>
    public required string SourceLanguage { get; init; }

    /// <summary>The language of the result.</summary>
    public required string TargetLanguage { get; init; }

    /// <summary>What it is for.</summary>
    public required string UseCase { get; init; }

    /// <summary>How quickly.</summary>
    public required string SpeedTier { get; init; }

    /// <summary>What kind of document it is.</summary>
    public required string DocumentType { get; init; }

    /// <summary>Pages.</summary>
    public required int PageCount { get; init; }

    /// <summary>What else was ordered.</summary>
    public required IReadOnlyList<string> AddOns { get; init; }

    void IChecked.Check(Checker check)
    {
        check.That(PageCount >= 1, "pageCount");
        check.Each(AddOns, "addOns");
    }
}
