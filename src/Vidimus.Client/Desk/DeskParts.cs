using System.Text.Json.Serialization;

namespace Vidimus.Client;

/// <summary>Who a file of an order comes from.</summary>
[JsonConverter(typeof(WireEnum<DeskDocumentBy>))]
public enum DeskDocumentBy
{
    /// <summary>The customer.</summary>
    Customer,

    /// <summary>A machine: nobody has reviewed it.</summary>
    Machine,

    /// <summary>A reviewer, or the server for one.</summary>
    Desk,
}

/// <summary>A file of an order.</summary>
public sealed record DeskDocument : IChecked
{
    /// <summary><c>doc_…</c></summary>
    public required string Id { get; init; }

    /// <summary><c>source</c>, <c>draft</c>, <c>result</c> or <c>certified</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>Who it comes from.</summary>
    public required DeskDocumentBy By { get; init; }

    /// <summary>The member of the desk; null for others.</summary>
    public string? MemberId { get; init; }

    /// <summary>Its name; null where none was given.</summary>
    public string? Name { get; init; }

    /// <summary>What it is. <c>text/plain</c> is text written at the desk or by a machine.</summary>
    public required string MediaType { get; init; }

    /// <summary>Its bytes.</summary>
    public required long Size { get; init; }

    /// <summary>SHA-256 of them, in hex.</summary>
    public required string Sha256 { get; init; }

    /// <summary>Its pages, where it says so.</summary>
    public int? Pages { get; init; }

    /// <summary>When it came.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Whether its bytes were destroyed.</summary>
    public required bool Removed { get; init; }

    void IChecked.Check(Checker check)
    {
        check.Id(Id, "doc_", "id");
        check.Filled(Kind, "kind");
        check.Filled(MediaType, "mediaType");
        check.Id(MemberId, "mem_", "memberId");
        check.That(Size >= 0, "size");
        check.That(Hex.IsSha256(Sha256), "sha256");
        check.That(Pages is null or >= 0, "pages");
    }
}

/// <summary>A machine's draft, for reviewers alone.</summary>
public sealed record MachineDraft : IChecked
{
    /// <summary><c>waiting</c>, <c>working</c>, <c>made</c> or <c>failed</c>.</summary>
    public required string State { get; init; }

    /// <summary>How often it was tried.</summary>
    public required int Attempts { get; init; }

    /// <summary>The model that made it.</summary>
    public string? Model { get; init; }

    /// <summary>The draft; null before it is made.</summary>
    public string? DocumentId { get; init; }

    /// <summary>Why there is none.</summary>
    public string? Reason { get; init; }

    /// <summary>When it came to that.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>When it is tried next.</summary>
    public DateTimeOffset? NextAt { get; init; }

    void IChecked.Check(Checker check)
    {
        check.Filled(State, "state");
        check.NotNegative(Attempts, "attempts");
        check.Id(DocumentId, "doc_", "documentId");
    }
}

/// <summary>Something that happened to an order, or was said about it at the desk.</summary>
public sealed record DeskEntry : IChecked
{
    /// <summary>Its id; for a step that the desk did not take, the name of the step.</summary>
    public required string Id { get; init; }

    /// <summary><c>created</c>, <c>paid</c>, <c>claimed</c>, <c>released</c>, <c>commented</c>, <c>edited</c>, <c>drafted</c> (by a machine), <c>submitted</c>, <c>sent_back</c>, <c>failed</c>, <c>signed</c>, <c>ready</c>, <c>delivered</c>, <c>cancelled</c> or <c>refunded</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The member who did; null for a step of the customer or the server.</summary>
    public string? MemberId { get; init; }

    /// <summary>The name in the member's profile, or the member's own.</summary>
    public string? MemberName { get; init; }

    /// <summary>The comment or reason.</summary>
    public string? Text { get; init; }

    /// <summary>The document it is about.</summary>
    public string? DocumentId { get; init; }

    void IChecked.Check(Checker check)
    {
        check.That(Ids.Is(Id, "dsk_") || Id == Kind, "id");
        check.Filled(Kind, "kind");
        check.Id(MemberId, "mem_", "memberId");
        check.Id(DocumentId, "doc_", "documentId");
    }
}

/// <summary>How much there is to do.</summary>
public sealed record DeskCounts : IChecked
{
    /// <summary>Open orders that nobody works on.</summary>
    public required int Unclaimed { get; init; }

    /// <summary>Open orders that the caller works on.</summary>
    public required int Mine { get; init; }

    /// <summary>Open orders that are late.</summary>
    public required int Overdue { get; init; }

    /// <summary>Open orders that are due within four hours.</summary>
    public required int DueSoon { get; init; }

    /// <summary>Orders that nobody has begun.</summary>
    public required int Paid { get; init; }

    /// <summary>Orders being translated.</summary>
    public required int Processing { get; init; }

    /// <summary>Customers' drafts being reviewed.</summary>
    public required int ReviewingDraft { get; init; }

    /// <summary>Translations being reviewed.</summary>
    public required int InReview { get; init; }

    void IChecked.Check(Checker check)
    {
        check.NotNegative(Unclaimed, "unclaimed");
        check.NotNegative(Mine, "mine");
        check.NotNegative(Overdue, "overdue");
        check.NotNegative(DueSoon, "dueSoon");
        check.NotNegative(Paid, "paid");
        check.NotNegative(Processing, "processing");
        check.NotNegative(ReviewingDraft, "reviewingDraft");
        check.NotNegative(InReview, "inReview");
    }
}

/// <summary>A document that was saved at the desk, and the order with it.</summary>
public sealed record DeskSaved : IChecked
{
    /// <summary>The order as it is now.</summary>
    public required DeskOrder Order { get; init; }

    /// <summary>The document, which is the result to be certified from now on.</summary>
    public required DeskDocument Document { get; init; }

    void IChecked.Check(Checker check)
    {
        check.Inside(Order, "order");
        check.Inside(Document, "document");
    }
}

/// <summary>Which orders the desk lists; every condition has to hold.</summary>
public sealed record DeskFilter
{
    /// <summary>In this state only; null for all that are paid and not finished.</summary>
    public DeskState? State { get; init; }

    /// <summary>From this language only.</summary>
    public string? Language { get; init; }

    /// <summary>Of this product line only.</summary>
    public string? ProductLine { get; init; }

    /// <summary>Those only that the caller works on.</summary>
    public bool Mine { get; init; }

    /// <summary>Those only that nobody works on.</summary>
    public bool Unclaimed { get; init; }

    /// <summary>Those only that are late.</summary>
    public bool Overdue { get; init; }

    /// <summary>Orders in one page, 1 to 100.</summary>
    public int PageSize { get; init; } = 50;
}

internal sealed record DeskStepBody(int Version);

internal sealed record DeskReasonBody(int Version, string Reason);

internal sealed record DeskCommentBody(string Text);

internal sealed record DeskTextBody(int Version, string Text);
