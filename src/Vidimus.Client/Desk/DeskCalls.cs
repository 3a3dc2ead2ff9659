namespace Vidimus.Client;

/// <summary>
/// The review desk: orders of the agency's customers, the soonest due first; scope <c>orders:review</c>. Keys read; steps
/// are a member's, and signing off is done in person. Every step names the version of the order that was looked at: one that
/// was changed since is refused with 409 <c>ORDER_CHANGED</c>, and nothing is overwritten.
/// </summary>
public sealed class DeskCalls
{
    private readonly Caller caller;

    internal DeskCalls(Caller caller) => this.caller = caller;

    /// <summary>Every order the filter names, the soonest due first, fetched page by page.</summary>
    public IAsyncEnumerable<DeskOrder> List(
        DeskFilter? filter = null,
        CancellationToken cancellation = default
    ) =>
        Lists.All(
            caller,
            Listing(filter ??= new()),
            filter.PageSize,
            VidimusJson.Default.PageDeskOrder,
            cancellation
        );

    /// <summary>One page of the same list.</summary>
    public Task<Page<DeskOrder>> ListPage(
        DeskFilter? filter = null,
        string? cursor = null,
        CancellationToken cancellation = default
    ) =>
        Lists.One(
            caller,
            Listing(filter ??= new()),
            filter.PageSize,
            cursor,
            VidimusJson.Default.PageDeskOrder,
            cancellation
        );

    /// <summary>How much there is to do.</summary>
    public Task<DeskCounts> Counts(CancellationToken cancellation = default) =>
        caller.Ask(Call.Get("/v1/desk/counts"), VidimusJson.Default.DeskCounts, cancellation);

    /// <summary>One order with all that a reviewer needs.</summary>
    public Task<DeskOrderDetail> Get(string id, CancellationToken cancellation = default) =>
        caller.Ask(
            Call.Get("/v1/desk/orders/{id}", Checked(id)),
            VidimusJson.Default.DeskOrderDetail,
            cancellation
        );

    /// <summary>Copies the bytes of one of the order's documents; what they are stands in <see cref="DeskDocument.MediaType"/>.</summary>
    public Task Content(
        string id,
        string documentId,
        Stream target,
        CancellationToken cancellation = default
    ) =>
        caller.Download(
            Call.Get(
                "/v1/desk/orders/{id}/documents/{document}/content",
                Checked(id),
                Ids.Checked(documentId, "doc_")
            ) with
            {
                Accept = "*/*",
            },
            target,
            cancellation
        );

    /// <summary>Begins working on an order; of two who try, one does.</summary>
    public Task<DeskOrder> Claim(
        string id,
        int version,
        CancellationToken cancellation = default
    ) => Step("claim", id, version, cancellation);

    /// <summary>Leaves it to others; an administrator also takes it away from who has it.</summary>
    public Task<DeskOrder> Release(
        string id,
        int version,
        CancellationToken cancellation = default
    ) => Step("release", id, version, cancellation);

    /// <summary>Hands the translation over for review.</summary>
    public Task<DeskOrder> Submit(
        string id,
        int version,
        CancellationToken cancellation = default
    ) => Step("submit", id, version, cancellation);

    /// <summary>Certifies the result under the caller's name and credentials; the customer can fetch it from then on.</summary>
    public Task<DeskOrder> SignOff(
        string id,
        int version,
        CancellationToken cancellation = default
    ) => Step("sign-off", id, version, cancellation);

    /// <summary>Has a machine try a draft once more, after it failed.</summary>
    public Task<DeskOrder> Draft(
        string id,
        int version,
        CancellationToken cancellation = default
    ) => Step("draft", id, version, cancellation);

    /// <summary>Sends it back for another translation.</summary>
    public Task<DeskOrder> SendBack(
        string id,
        int version,
        string reason,
        CancellationToken cancellation = default
    ) => Reason("send-back", id, version, reason, cancellation);

    /// <summary>Tells the customer, in these words, that it cannot be done.</summary>
    public Task<DeskOrder> Fail(
        string id,
        int version,
        string reason,
        CancellationToken cancellation = default
    ) => Reason("fail", id, version, reason, cancellation);

    /// <summary>Says something about an order, at the desk only.</summary>
    public Task<DeskEntry> Comment(
        string id,
        string text,
        string? idempotencyKey = null,
        CancellationToken cancellation = default
    ) =>
        caller.Ask(
            Call.Create(
                "/v1/desk/orders/{id}/comments",
                Answers.Body(new DeskCommentBody(text), VidimusJson.Default.DeskCommentBody),
                idempotencyKey,
                Checked(id)
            ),
            VidimusJson.Default.DeskEntry,
            cancellation
        );

    /// <summary>Makes a text the result. An empty line ends a paragraph; <c># </c> begins a heading, <c>## </c> a smaller one.</summary>
    public Task<DeskSaved> Write(
        string id,
        int version,
        string text,
        CancellationToken cancellation = default
    ) =>
        caller.Ask(
            Call.Put(
                "/v1/desk/orders/{id}/text",
                Answers.Body(new DeskTextBody(version, text), VidimusJson.Default.DeskTextBody),
                Checked(id)
            ),
            VidimusJson.Default.DeskSaved,
            cancellation
        );

    /// <summary>Makes a PDF file the result.</summary>
    public Task<DeskSaved> Upload(
        string id,
        int version,
        byte[] file,
        string? fileName = null,
        string? idempotencyKey = null,
        CancellationToken cancellation = default
    )
    {
        ArgumentNullException.ThrowIfNull(file);
        return caller.Ask(
            Call.Create("/v1/desk/orders/{id}/documents", file, idempotencyKey, Checked(id)) with
            {
                ContentType = "application/octet-stream",
                Query = [("version", Words.Of((int?)version)), ("name", fileName)],
            },
            VidimusJson.Default.DeskSaved,
            cancellation
        );
    }

    private Task<DeskOrder> Step(
        string step,
        string id,
        int version,
        CancellationToken cancellation
    ) =>
        caller.Ask(
            Call.Post(
                $"/v1/desk/orders/{{id}}/{step}",
                Answers.Body(new DeskStepBody(version), VidimusJson.Default.DeskStepBody),
                null,
                Checked(id)
            ),
            VidimusJson.Default.DeskOrder,
            cancellation
        );

    private Task<DeskOrder> Reason(
        string step,
        string id,
        int version,
        string reason,
        CancellationToken cancellation
    ) =>
        caller.Ask(
            Call.Post(
                $"/v1/desk/orders/{{id}}/{step}",
                Answers.Body(
                    new DeskReasonBody(version, reason),
                    VidimusJson.Default.DeskReasonBody
                ),
                null,
                Checked(id)
            ),
            VidimusJson.Default.DeskOrder,
            cancellation
        );

    private static string Checked(string id) => Ids.Checked(id, "ord_");

    private static Call Listing(DeskFilter filter) =>
        Call.Get("/v1/desk/orders") with
        {
            Query =
            [
                ("state", Words.Of(filter.State)),
                ("language", filter.Language),
                ("productLine", filter.ProductLine),
                ("mine", filter.Mine ? "true" : null),
                ("unclaimed", filter.Unclaimed ? "true" : null),
                ("overdue", filter.Overdue ? "true" : null),
            ],
        };
}
