namespace Vidimus.Client;

/// <summary>An order.</summary>
public sealed record Order : IChecked
{
    /// <summary><c>ord_…</c></summary>
    public required string Id { get; init; }

    /// <summary>Live, or a test that runs by the sandbox's clock and never costs.</summary>
    public required Mode Mode { get; init; }

    /// <summary>The quote that it was ordered by.</summary>
    public required string QuoteId { get; init; }

    /// <summary>How far it is.</summary>
    public required OrderState Status { get; init; }

    /// <summary>Since when.</summary>
    public required DateTimeOffset StatusAt { get; init; }

    /// <summary><c>full_translation</c> or <c>review_and_certify</c>.</summary>
    public required string ProductLine { get; init; }

    /// <summary>Language of the documents.</summary>
    public required string SourceLanguage { get; init; }

    /// <summary>Language of the result.</summary>
    public required string TargetLanguage { get; init; }

    /// <summary>What the result is for.</summary>
    public required string UseCase { get; init; }

    /// <summary>What the documents are.</summary>
    public required string DocumentType { get; init; }

    /// <summary>How quickly it was ordered to be done.</summary>
    public required string SpeedTier { get; init; }

    /// <summary>Pages that were quoted.</summary>
    public required int PageCount { get; init; }

    /// <summary>Extras that were ordered.</summary>
    public required IReadOnlyList<string> AddOns { get; init; }

    /// <summary>Its price, in cents.</summary>
    public required long TotalCents { get; init; }

    /// <summary>In what, as ISO 4217 names it, in lower case.</summary>
    public required string Currency { get; init; }

    /// <summary>What was given back or is being given back, in cents.</summary>
    public required long RefundedCents { get; init; }

    /// <summary>How it is paid: <c>none</c>, <c>invoice</c> or <c>stripe</c>.</summary>
    public required string Payment { get; init; }

    /// <summary>What its submitter named it by: the idempotency key.</summary>
    public required string Reference { get; init; }

    /// <summary>The key by which it was ordered; null for a member.</summary>
    public string? KeyId { get; init; }

    /// <summary>When it was ordered.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was promised to be ready.</summary>
    public required DateTimeOffset PromisedDeliveryAt { get; init; }

    /// <summary>When its charge was confirmed.</summary>
    public DateTimeOffset? PaidAt { get; init; }

    /// <summary>When its result was there.</summary>
    public DateTimeOffset? ReadyAt { get; init; }

    /// <summary>When its result was first fetched.</summary>
    public DateTimeOffset? DeliveredAt { get; init; }

    /// <summary>Why it failed or was cancelled.</summary>
    public string? EndReason { get; init; }

    /// <summary>Its certificate, <c>vcrt_…</c>; null until there is one.</summary>
    public string? CertificateId { get; init; }

    /// <summary>Its documents: sources in their order, the customer's draft, and the certified one.</summary>
    public required IReadOnlyList<DocumentOfOrder> Documents { get; init; }

    void IChecked.Check(Checker check)
    {
        check.Id(Id, "ord_", "id");
        check.Id(QuoteId, "q_", "quoteId");
        check.Id(KeyId, "key_", "keyId");
        check.That(PageCount >= 1, "pageCount");
        check.Each(AddOns, "addOns");
        check.That(TotalCents >= 0, "totalCents");
        check.That(RefundedCents >= 0 && RefundedCents <= TotalCents, "refundedCents");
        check.Filled(Currency, "currency");
        check.That(CertificateId is null || Certificate.IsId(CertificateId), "certificateId");
        check.Each(Documents, "documents");
    }
}

/// <summary>A document of an order.</summary>
public sealed record DocumentOfOrder : IChecked
{
    /// <summary><c>doc_…</c></summary>
    public required string Id { get; init; }

    /// <summary><c>source</c>, <c>draft</c> (the customer's) or <c>certified</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>The file's name, where one was given.</summary>
    public string? Name { get; init; }

    /// <summary>What it is, as its bytes say.</summary>
    public required string MediaType { get; init; }

    /// <summary>Its size in bytes.</summary>
    public required long Size { get; init; }

    /// <summary>SHA-256 of its bytes, in lower-case hexadecimal digits.</summary>
    public required string Sha256 { get; init; }

    /// <summary>Its pages, where it says so.</summary>
    public int? Pages { get; init; }

    /// <summary>When its bytes were destroyed; null while they are kept.</summary>
    public DateTimeOffset? RemovedAt { get; init; }

    void IChecked.Check(Checker check)
    {
        check.Id(Id, "doc_", "id");
        check.Filled(Kind, "kind");
        check.Filled(MediaType, "mediaType");
        check.That(Size >= 0, "size");
        check.That(Hex.IsSha256(Sha256), "sha256");
        check.That(Pages is null or >= 0, "pages");
    }
}

/// <summary>Which orders to list.</summary>
public sealed record OrderFilter
{
    /// <summary>Only those that are this far.</summary>
    public OrderState? Status { get; init; }

    /// <summary>Only those ordered at this time or later.</summary>
    public DateTimeOffset? CreatedFrom { get; init; }

    /// <summary>Only those ordered before this time.</summary>
    public DateTimeOffset? CreatedTo { get; init; }

    /// <summary>1 to 100.</summary>
    public int PageSize { get; init; } = 50;
}

/// <summary>The result of an order: the certified document and what it is certified by.</summary>
public sealed record OrderResult : IChecked
{
    /// <summary><c>ord_…</c></summary>
    public required string OrderId { get; init; }

    /// <summary>How far the order is: delivered, since its result is fetched now.</summary>
    public required OrderState Status { get; init; }

    /// <summary>Whether the order is a test, and the document a demonstration.</summary>
    public required bool IsSandbox { get; init; }

    /// <summary>The certificate and its receipt.</summary>
    public required OrderCertificate Certificate { get; init; }

    /// <summary>The certified document.</summary>
    public required ResultDocument Document { get; init; }

    void IChecked.Check(Checker check)
    {
        check.Id(OrderId, "ord_", "orderId");
        check.Inside(Certificate, "certificate");
        check.Inside(Document, "document");
    }
}

/// <summary>What anybody can check an order's result by.</summary>
public sealed record OrderCertificate : IChecked
{
    /// <summary><c>vcrt_…</c></summary>
    public required string CertificateId { get; init; }

    /// <summary>Who answers for it.</summary>
    public required string TranslatorName { get; init; }

    /// <summary>By what that person is entitled to.</summary>
    public required string TranslatorCredentials { get; init; }

    /// <summary>When it was signed.</summary>
    public required DateTimeOffset IssuedAt { get; init; }

    /// <summary>Page that shows anybody whether it is good; made to be handed on.</summary>
    public required string PublicVerifyUrl { get; init; }

    /// <summary>The receipt, a compact JWS (RFC 7515); see <see cref="ReceiptVerifier"/>.</summary>
    public required string Jws { get; init; }

    void IChecked.Check(Checker check)
    {
        check.That(Certificate.IsId(CertificateId), "certificateId");
        check.Filled(TranslatorName, "translatorName");
        check.Link(PublicVerifyUrl, "publicVerifyUrl");
        check.That(Certificate.IsCompact(Jws), "jws");
    }
}

/// <summary>Where the certified document is downloaded.</summary>
public sealed record ResultDocument : IChecked
{
    /// <summary><c>doc_…</c></summary>
    public required string Id { get; init; }

    /// <summary>What it is.</summary>
    public required string MediaType { get; init; }

    /// <summary>Its size in bytes.</summary>
    public required long Size { get; init; }

    /// <summary>SHA-256 of its bytes, in lower-case hexadecimal digits; the receipt names it.</summary>
    public required string Sha256 { get; init; }

    /// <summary>Where it is downloaded with a key that may read orders.</summary>
    public required string Url { get; init; }

    /// <summary>Where whoever has this address downloads it without a key, for a short time.</summary>
    public required string DownloadUrl { get; init; }

    /// <summary>Until when.</summary>
    public required DateTimeOffset DownloadUrlExpiresAt { get; init; }

    void IChecked.Check(Checker check)
    {
        check.Id(Id, "doc_", "id");
        check.Filled(MediaType, "mediaType");
        check.That(Size >= 0, "size");
        check.That(Hex.IsSha256(Sha256), "sha256");
        check.Link(Url, "url");
        check.Link(DownloadUrl, "downloadUrl");
    }
}

/// <summary>What was given back of an order's price, or is being given back.</summary>
public sealed record Refund : IChecked
{
    /// <summary><c>rfd_…</c></summary>
    public required string Id { get; init; }

    /// <summary><c>ord_…</c></summary>
    public required string OrderId { get; init; }

    /// <summary>How much, in cents.</summary>
    public required long AmountCents { get; init; }

    /// <summary>In what, as ISO 4217 names it, in lower case.</summary>
    public required string Currency { get; init; }

    /// <summary><c>pending</c>, <c>succeeded</c>, <c>failed</c> (the amount can be asked for again) or <c>void</c> (nothing had been taken).</summary>
    public required string State { get; init; }

    /// <summary>Why it failed; null otherwise.</summary>
    public string? Failure { get; init; }

    /// <summary>When it was asked for.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it succeeded or failed; null while it is pending.</summary>
    public DateTimeOffset? SettledAt { get; init; }

    /// <summary>How far the order is: refunded once all of its price was given back.</summary>
    public required OrderState OrderStatus { get; init; }

    /// <summary>What was given back of the order altogether, or is being given back, in cents.</summary>
    public required long OrderRefundedCents { get; init; }

    void IChecked.Check(Checker check)
    {
        check.Id(Id, "rfd_", "id");
        check.Id(OrderId, "ord_", "orderId");
        check.That(AmountCents >= 0, "amountCents");
        check.Filled(Currency, "currency");
        check.Filled(State, "state");
        check.That(OrderRefundedCents >= 0, "orderRefundedCents");
    }
}

/// <summary>An order that was called off.</summary>
public sealed record CancelledOrder : IChecked
{
    /// <summary><c>ord_…</c></summary>
    public required string OrderId { get; init; }

    /// <summary>Cancelled, or refunded once all of its price was given back.</summary>
    public required OrderState Status { get; init; }

    /// <summary>Since when.</summary>
    public required DateTimeOffset StatusAt { get; init; }

    /// <summary>What is given back; null where nothing was paid.</summary>
    public Refund? Refund { get; init; }

    void IChecked.Check(Checker check)
    {
        check.Id(OrderId, "ord_", "orderId");
        check.Inside(Refund, "refund");
    }
}

internal sealed record RefundBody(long? AmountCents);
