namespace Vidimus.Client;

/// <summary>An order to be submitted.</summary>
public sealed record NewOrder
{
    /// <summary>The quote that it is ordered by, <c>q_…</c>.</summary>
    public required string QuoteId { get; init; }

    /// <summary>The files, in their order: uploaded ones, or addresses that the server fetches them from.</summary>
    public required IReadOnlyList<NewOrderDocument> Documents { get; init; }

    /// <summary>For <c>review_and_certify</c>: your own translation.</summary>
    public NewOrderDocument? Draft { get; init; }

    /// <summary>Where events of this order are sent, instead of where those of the key go.</summary>
    public string? WebhookUrl { get; init; }

    /// <summary>Who answers for the order, where a gate of the organization asks for that person's credentials.</summary>
    public NewOrderRecipient? Recipient { get; init; }
}

/// <summary>A recipient of the organization, named by exactly one of these.</summary>
public sealed record NewOrderRecipient
{
    /// <summary><c>rcp_…</c></summary>
    public string? Id { get; init; }

    /// <summary>The organization's own word for the person.</summary>
    public string? ExternalId { get; init; }

    /// <summary>E-mail address.</summary>
    public string? Email { get; init; }
}

/// <summary>A file of an order: give either where it is, or what it was uploaded as.</summary>
public sealed record NewOrderDocument
{
    /// <summary>Address that the server fetches it from, open or signed.</summary>
    public string? Url { get; init; }

    /// <summary>What it was uploaded as, <c>doc_…</c>.</summary>
    public string? DocumentId { get; init; }

    /// <summary>Its name, shown to reviewers.</summary>
    public string? Name { get; init; }

    /// <summary>A file that the server fetches.</summary>
    public static NewOrderDocument At(string url, string? name = null) =>
        new() { Url = url, Name = name };

    /// <summary>A file that was uploaded.</summary>
    public static NewOrderDocument Uploaded(string id) =>
        new() { DocumentId = Ids.Checked(id, "doc_") };
}

internal sealed record NewOrderBody(
    string QuoteId,
    string IdempotencyKey,
    IReadOnlyList<NewOrderDocument> Documents,
    NewOrderDocument? Draft,
    string? WebhookUrl,
    NewOrderRecipient? Recipient
);
