namespace Vidimus.Certification.Desk;

/// <summary>An order as the desk lists it.</summary>
/// <param name="Id"><c>ord_…</c></param>
/// <param name="CustomerId">The organization that ordered.</param>
/// <param name="Customer">Its name.</param>
/// <param name="State">How far the order is.</param>
/// <param name="StateAt">Since when.</param>
/// <param name="ProductLine"><c>full_translation</c> or <c>review_and_certify</c>.</param>
/// <param name="SourceLanguage">The language of the sources.</param>
/// <param name="TargetLanguage">The language of the result.</param>
/// <param name="SpeedTier">How quickly it was ordered.</param>
/// <param name="PageCount">Pages that were quoted.</param>
/// <param name="TotalCents">Its price.</param>
/// <param name="Currency">In what.</param>
/// <param name="CreatedAt">When it was submitted.</param>
/// <param name="PaidAt">When it was paid.</param>
/// <param name="DueAt">When it was promised to be ready.</param>
/// <param name="SecondsLeft">Seconds until then, less than nothing once it is late; null when nobody works on it any more.</param>
/// <param name="Overdue">Whether it is late and still open.</param>
/// <param name="ReviewerId">The member who works on it; null while nobody does.</param>
/// <param name="ReviewerName">The name in that member's profile; null without one.</param>
/// <param name="ClaimedAt">Since when.</param>
/// <param name="Mine">Whether the caller works on it.</param>
/// <param name="DraftState">How far a machine's draft is: <c>waiting</c>, <c>working</c>, <c>made</c> or <c>failed</c>; null where none is made.</param>
/// <param name="Version">What every change has to name, so that nobody overwrites what they have not seen.</param>
public sealed record DeskOrder(
    string Id,
    string CustomerId,
    string Customer,
    string State,
    DateTimeOffset StateAt,
    string ProductLine,
    string SourceLanguage,
    string TargetLanguage,
    string SpeedTier,
    int PageCount,
    long TotalCents,
    string Currency,
    DateTimeOffset CreatedAt,
    DateTimeOffset? PaidAt,
    DateTimeOffset DueAt,
    long? SecondsLeft,
    bool Overdue,
    string? ReviewerId,
    string? ReviewerName,
    DateTimeOffset? ClaimedAt,
    bool Mine,
    string? DraftState,
    int Version
);

/// <summary>An order with all that a reviewer needs.</summary>
/// <param name="Order">The order.</param>
/// <param name="Input">What was ordered.</param>
/// <param name="Documents">Its files: sources, drafts, results, and what was certified; in this order, each kind oldest first.</param>
/// <param name="ResultId">The document that would be certified now; null while there is none.</param>
/// <param name="Draft">The machine's draft; null where none is made.</param>
/// <param name="History">What happened to it and what was said about it, oldest first.</param>
/// <param name="Actions">What the caller may do now: any of <c>claim</c>, <c>release</c>, <c>edit</c>, <c>submit</c>, <c>send_back</c>, <c>fail</c>, <c>sign_off</c>, <c>draft</c>. Commenting is always possible.</param>
/// <param name="FourEyes">Whether who signs is not who made the translation.</param>
/// <param name="WhyNotSign">Where the order could be signed off, but not by the caller: why; null otherwise.</param>
/// <param name="EndReason">Why it failed or was called off; null otherwise.</param>
/// <param name="CertificateId">The certificate; null before it is ready.</param>
/// <param name="Statement">What who signs states on the first page of the certified PDF.</param>
public sealed record DeskOrderDetail(
    DeskOrder Order,
    DeskInput Input,
    IReadOnlyList<DeskDocument> Documents,
    string? ResultId,
    MachineDraft? Draft,
    IReadOnlyList<DeskEntry> History,
    IReadOnlyList<string> Actions,
    bool FourEyes,
    string? WhyNotSign,
    string? EndReason,
    string? CertificateId,
    string Statement
);

/// <summary>What was ordered.</summary>
/// <param name="ProductLine">The product line.</param>
/// <param name="SourceLanguage">The language of the sources.</param>
/// <param name="TargetLanguage">The language of the result.</param>
/// <param name="UseCase">What it is for.</param>
/// <param name="SpeedTier">How quickly.</param>
/// <param name="DocumentType">What kind of document it is.</param>
/// <param name="PageCount">Pages.</param>
/// <param name="AddOns">What else was ordered.</param>
public sealed record DeskInput(
    string ProductLine,
    string SourceLanguage,
    string TargetLanguage,
    string UseCase,
    string SpeedTier,
    string DocumentType,
    int PageCount,
    IReadOnlyList<string> AddOns
);

/// <summary>A file of an order.</summary>
/// <param name="Id"><c>doc_…</c></param>
/// <param name="Kind"><c>source</c>, <c>draft</c>, <c>result</c> or <c>certified</c>.</param>
/// <param name="By">Who it comes from: <c>customer</c>, <c>machine</c> or <c>desk</c>.</param>
/// <param name="MemberId">The member of the desk; null for others.</param>
/// <param name="Name">Its name; null where none was given.</param>
/// <param name="MediaType">What it is. <c>text/plain</c> is text written at the desk or by a machine.</param>
/// <param name="Size">Its bytes.</param>
/// <param name="Sha256">SHA-256 of them, in hex.</param>
/// <param name="Pages">Its pages, where it says so.</param>
/// <param name="CreatedAt">When it came.</param>
/// <param name="Removed">Whether its bytes were destroyed.</param>
public sealed record DeskDocument(
    string Id,
    string Kind,
    string By,
    string? MemberId,
    string? Name,
    string MediaType,
    long Size,
    string Sha256,
    int? Pages,
    DateTimeOffset CreatedAt,
    bool Removed
);

/// <summary>A machine's draft. It is for reviewers alone, and nothing of it is certified unless a reviewer makes it the result.</summary>
/// <param name="State"><c>waiting</c>, <c>working</c>, <c>made</c> or <c>failed</c>.</param>
/// <param name="Attempts">How often it was tried.</param>
/// <param name="Model">The model that made it.</param>
/// <param name="DocumentId">The draft; null before it is made.</param>
/// <param name="Reason">Why there is none, in words for reviewers; null otherwise.</param>
/// <param name="At">When it came to that.</param>
/// <param name="NextAt">When it is tried next; null when it is not.</param>
public sealed record MachineDraft(
    string State,
    int Attempts,
    string? Model,
    string? DocumentId,
    string? Reason,
    DateTimeOffset At,
    DateTimeOffset? NextAt
);

/// <summary>Something that happened to an order, or was said about it at the desk.</summary>
/// <param name="Id">Its id; for a step that the desk did not take, the name of the step.</param>
/// <param name="Kind"><c>created</c>, <c>paid</c>, <c>claimed</c>, <c>released</c>, <c>commented</c>, <c>edited</c>, <c>drafted</c> (by a machine), <c>submitted</c>, <c>sent_back</c>, <c>failed</c>, <c>signed</c>, <c>ready</c>, <c>delivered</c>, <c>cancelled</c> or <c>refunded</c>.</param>
/// <param name="At">When.</param>
/// <param name="MemberId">The member who did; null for a step of the customer or the server.</param>
/// <param name="MemberName">The name in the member's profile, or the member's own; null for a member who left.</param>
/// <param name="Text">The comment or reason; null without one.</param>
/// <param name="DocumentId">The document it is about; null for none.</param>
public sealed record DeskEntry(
    string Id,
    string Kind,
    DateTimeOffset At,
    string? MemberId,
    string? MemberName,
    string? Text,
    string? DocumentId
);

/// <summary>How much there is to do.</summary>
/// <param name="Unclaimed">Open orders that nobody works on.</param>
/// <param name="Mine">Open orders that the caller works on.</param>
/// <param name="Overdue">Open orders that are late.</param>
/// <param name="DueSoon">Open orders that are due within four hours.</param>
/// <param name="Paid">Orders that nobody has begun.</param>
/// <param name="Processing">Orders being translated.</param>
/// <param name="ReviewingDraft">Customers' drafts being reviewed.</param>
/// <param name="InReview">Translations being reviewed.</param>
public sealed record DeskCounts(
    int Unclaimed,
    int Mine,
    int Overdue,
    int DueSoon,
    int Paid,
    int Processing,
    int ReviewingDraft,
    int InReview
);

/// <summary>A document that was saved at the desk, and the order with it.</summary>
/// <param name="Order">The order as it is now.</param>
/// <param name="Document">The document, which is the result to be certified from now on.</param>
public sealed record DeskSaved(DeskOrder Order, DeskDocument Document);

/// <summary>A step at the desk.</summary>
/// <param name="Version">The version of the order that the reviewer looks at.</param>
public sealed record DeskStepRequest(int? Version);

/// <summary>A step at the desk that needs a reason.</summary>
/// <param name="Version">The version of the order that the reviewer looks at.</param>
/// <param name="Reason">Why, at most 2,000 characters; for a failed order the customer is told at most 500.</param>
public sealed record DeskReasonRequest(int? Version, string? Reason);

/// <summary>A comment.</summary>
/// <param name="Text">At most 4,000 characters; seen at the desk only.</param>
public sealed record DeskCommentRequest(string? Text);

/// <summary>A result written at the desk.</summary>
/// <param name="Version">The version of the order that the reviewer looks at.</param>
/// <param name="Text">At most 200,000 characters. An empty line ends a paragraph; a line that begins with <c># </c> is a heading, with <c>## </c> a smaller one.</param>
public sealed record DeskTextRequest(int? Version, string? Text);
