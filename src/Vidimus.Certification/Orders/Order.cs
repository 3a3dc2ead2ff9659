namespace Vidimus.Certification.Orders;

/// <summary>An order as its customer sees it.</summary>
/// <param name="Id"><c>ord_…</c></param>
/// <param name="Mode"><c>live</c> or <c>test</c>.</param>
/// <param name="QuoteId">The quote it was ordered by.</param>
/// <param name="Status">How far it is: <c>created</c>, <c>paid</c>, <c>processing</c>, <c>reviewing_draft</c>, <c>in_review</c>, <c>ready</c>, <c>delivered</c>, <c>failed</c>, <c>cancelled</c> or <c>refunded</c>.</param>
/// <param name="StatusAt">Since when.</param>
/// <param name="ProductLine"><c>full_translation</c> or <c>review_and_certify</c>.</param>
/// <param name="SourceLanguage">Language of the documents.</param>
/// <param name="TargetLanguage">Language of the result.</param>
/// <param name="UseCase">What the result is for.</param>
/// <param name="DocumentType">What the documents are.</param>
/// <param name="SpeedTier">How quickly it was ordered to be done.</param>
/// <param name="PageCount">Pages that were quoted.</param>
/// <param name="AddOns">What was ordered besides.</param>
/// <param name="TotalCents">What it costs.</param>
/// <param name="Currency">In what, as ISO 4217 names it, in lower case.</param>
/// <param name="RefundedCents">What was given back or is being given back.</param>
/// <param name="Payment">How it is paid: <c>none</c>, <c>invoice</c> or <c>stripe</c>.</param>
/// <param name="Reference">What its submitter named it by: the idempotency key.</param>
/// <param name="KeyId">The key by which it was ordered; null for a member.</param>
/// <param name="CreatedAt">When it was ordered.</param>
/// <param name="PromisedDeliveryAt">When it was promised to be ready.</param>
/// <param name="PaidAt">When its charge was confirmed; null until then.</param>
/// <param name="ReadyAt">When its result was there; null until then.</param>
/// <param name="DeliveredAt">When its result was fetched first; null until then.</param>
/// <param name="EndReason">Why it failed or was cancelled; null otherwise.</param>
/// <param name="CertificateId">Its certificate, <c>vcrt_…</c>; null until there is one.</param>
/// <param name="Documents">Its documents: sources in their order, the customer's draft, and the certified one.</param>
public sealed record Order(
    string Id,
    string Mode,
    string QuoteId,
    string Status,
    DateTimeOffset StatusAt,
    string ProductLine,
    string SourceLanguage,
    string TargetLanguage,
    string UseCase,
    string DocumentType,
    string SpeedTier,
    int PageCount,
    IReadOnlyList<string> AddOns,
    long TotalCents,
    string Currency,
    long RefundedCents,
    string Payment,
    string Reference,
    string? KeyId,
    DateTimeOffset CreatedAt,
    DateTimeOffset PromisedDeliveryAt,
    DateTimeOffset? PaidAt,
    DateTimeOffset? ReadyAt,
    DateTimeOffset? DeliveredAt,
    string? EndReason,
    string? CertificateId,
    IReadOnlyList<OrderDocument> Documents
);

/// <summary>A document of an order.</summary>
/// <param name="Id"><c>doc_…</c></param>
/// <param name="Kind"><c>source</c>, <c>draft</c> (the customer's) or <c>certified</c>.</param>
/// <param name="Name">The file's name, where one was given.</param>
/// <param name="MediaType">Its type, as its bytes say.</param>
/// <param name="Size">Its size in bytes.</param>
/// <param name="Sha256">SHA-256 of its bytes, in hex.</param>
/// <param name="Pages">Its pages, where it says so.</param>
/// <param name="RemovedAt">When its bytes were destroyed; null while they are kept.</param>
public sealed record OrderDocument(
    string Id,
    string Kind,
    string? Name,
    string MediaType,
    long Size,
    string Sha256,
    int? Pages,
    DateTimeOffset? RemovedAt
);

/// <summary>How far an order is.</summary>
/// <param name="Id">The order.</param>
/// <param name="Mode"><c>live</c> or <c>test</c>.</param>
/// <param name="Status">As <see cref="Order.Status"/>.</param>
/// <param name="StatusAt">Since when.</param>
/// <param name="CreatedAt">When it was ordered.</param>
/// <param name="PromisedDeliveryAt">When it was promised to be ready.</param>
/// <param name="EndReason">Why it failed or was cancelled; null otherwise.</param>
public sealed record OrderProgress(
    string Id,
    string Mode,
    string Status,
    DateTimeOffset StatusAt,
    DateTimeOffset CreatedAt,
    DateTimeOffset PromisedDeliveryAt,
    string? EndReason
);

/// <summary>The result of an order: the certified document and what it is certified by.</summary>
/// <param name="OrderId">The order.</param>
/// <param name="Status">As <see cref="Order.Status"/>: <c>delivered</c>, since it is fetched now.</param>
/// <param name="IsSandbox">Whether the order is a test, and the document a demonstration.</param>
/// <param name="Certificate">The certificate.</param>
/// <param name="Document">The certified document.</param>
public sealed record OrderResultView(
    string OrderId,
    string Status,
    bool IsSandbox,
    OrderCertificate Certificate,
    ResultDocument Document
);

/// <summary>What anybody can check an order's result by.</summary>
/// <param name="CertificateId"><c>vcrt_…</c></param>
/// <param name="TranslatorName">Who signed it off.</param>
/// <param name="TranslatorCredentials">What entitles them to.</param>
/// <param name="IssuedAt">When it was signed.</param>
/// <param name="PublicVerifyUrl">The page where anybody checks it.</param>
/// <param name="Jws">The receipt: a compact JWS.</param>
public sealed record OrderCertificate(
    string CertificateId,
    string TranslatorName,
    string TranslatorCredentials,
    DateTimeOffset IssuedAt,
    string PublicVerifyUrl,
    string Jws
);

/// <summary>Where the certified document is downloaded.</summary>
/// <param name="Id"><c>doc_…</c></param>
/// <param name="MediaType">Its type.</param>
/// <param name="Size">Its size in bytes.</param>
/// <param name="Sha256">SHA-256 of its bytes, in hex; the receipt names it.</param>
/// <param name="Url">An address where it is downloaded with a key or token that may read orders.</param>
/// <param name="DownloadUrl">An address where whoever has it downloads the document without a key, for a short time.</param>
/// <param name="DownloadUrlExpiresAt">Until when.</param>
public sealed record ResultDocument(
    string Id,
    string MediaType,
    long Size,
    string Sha256,
    string Url,
    string DownloadUrl,
    DateTimeOffset DownloadUrlExpiresAt
);
