namespace Vidimus.Client;

/// <summary>
/// Certification orders of the caller's organization, in the key's mode. Scope <c>orders:submit</c> to submit, cancel and refund;
/// <c>orders:read</c> to read.
/// </summary>
public sealed class OrderCalls
{
    /// <summary>How often <see cref="WaitUntilReady"/> asks when nothing else is said.</summary>
    public static readonly TimeSpan UsualInterval = TimeSpan.FromSeconds(15);

    private readonly Caller caller;

    internal OrderCalls(Caller caller) => this.caller = caller;

    /// <summary>
    /// Submits an order, and pays for it where the server charges at once: all or nothing. The same idempotency key with the same
    /// order answers the first order again; with another one it is refused (409 <c>IDEMPOTENCY_CONFLICT</c>).
    /// </summary>
    /// <param name="order">The order to be.</param>
    /// <param name="idempotencyKey">Your own, 8 to 128 visible ASCII characters, to survive a crash of your program; a fresh one when null.</param>
    /// <param name="cancellation">Gives up waiting; it may have been ordered.</param>
    public Task<Order> Submit(
        NewOrder order,
        string? idempotencyKey = null,
        CancellationToken cancellation = default
    )
    {
        ArgumentNullException.ThrowIfNull(order);
        if (idempotencyKey is { Length: < 8 or > 128 })
            throw new ArgumentException(
                "An order's idempotency key has 8 to 128 characters.",
                nameof(idempotencyKey)
            );
        var key = idempotencyKey ?? Call.NewToken();
        var body = new NewOrderBody(
            Ids.Checked(order.QuoteId, "q_"),
            key,
            order.Documents,
            order.Draft,
            order.WebhookUrl,
            order.Recipient
        );
        return Ask(
            Call.Create(
                "/v1/orders",
                Answers.Body(body, VidimusJson.Default.NewOrderBody),
                key
            ) with
            {
                AlsoExpects = 200,
            },
            cancellation
        );
    }

    /// <summary>One order, as it stands now.</summary>
    public Task<Order> Get(string id, CancellationToken cancellation = default) =>
        Ask(Call.Get("/v1/orders/{id}", Checked(id)), cancellation);

    /// <summary>Every order the filter names, newest first, fetched page by page.</summary>
    public IAsyncEnumerable<Order> List(
        OrderFilter? filter = null,
        CancellationToken cancellation = default
    ) =>
        Lists.All(
            caller,
            Listing(filter ??= new()),
            filter.PageSize,
            VidimusJson.Default.PageOrder,
            cancellation
        );

    /// <summary>One page of the same list.</summary>
    public Task<Page<Order>> ListPage(
        OrderFilter? filter = null,
        string? cursor = null,
        CancellationToken cancellation = default
    ) =>
        Lists.One(
            caller,
            Listing(filter ??= new()),
            filter.PageSize,
            cursor,
            VidimusJson.Default.PageOrder,
            cancellation
        );

    /// <summary>
    /// Asks until nobody works on the order any more: it is ready, or it failed or was called off; the state says which. A live order
    /// takes hours: a webhook tells sooner and costs less. Failures that may pass are waited out.
    /// </summary>
    /// <param name="id">The order.</param>
    /// <param name="interval">How often to ask, at least a second; <see cref="UsualInterval"/> when null.</param>
    /// <param name="seen">Told of each state that was not there when it was last asked.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    public Task<Order> WaitUntilReady(
        string id,
        TimeSpan? interval = null,
        Action<Order>? seen = null,
        CancellationToken cancellation = default
    )
    {
        var every = interval ?? UsualInterval;
        ArgumentOutOfRangeException.ThrowIfLessThan(
            every,
            TimeSpan.FromSeconds(1),
            nameof(interval)
        );
        return Wait(Checked(id), every, seen, cancellation);
    }

    /// <summary>The certificate and where the certified PDF is; 409 <c>RESULT_NOT_READY</c> before. The first call marks the order delivered.</summary>
    public Task<OrderResult> Result(string id, CancellationToken cancellation = default) =>
        caller.Ask(
            Call.Get("/v1/orders/{id}/result", Checked(id)),
            VidimusJson.Default.OrderResult,
            cancellation
        );

    /// <summary>Copies the certified PDF as it comes. The first call marks the order delivered.</summary>
    public Task DownloadCertified(
        string id,
        Stream target,
        CancellationToken cancellation = default
    ) =>
        caller.Download(
            Call.Get("/v1/orders/{id}/certificate.pdf", Checked(id)) with
            {
                Accept = "application/pdf, application/json",
            },
            target,
            cancellation
        );

    /// <summary>Calls an order off while nobody has begun to review it, and gives its price back.</summary>
    public Task<CancelledOrder> Cancel(
        string id,
        string? idempotencyKey = null,
        CancellationToken cancellation = default
    ) =>
        caller.Ask(
            Call.Post("/v1/orders/{id}/cancel", null, idempotencyKey, Checked(id)),
            VidimusJson.Default.CancelledOrder,
            cancellation
        );

    /// <summary>
    /// Gives back all of what is left of the price, or a part, within 30 days of the order. The same caller, order and amount name
    /// the same refund: asked for again it is answered again, and given back once.
    /// </summary>
    /// <param name="id">The order.</param>
    /// <param name="amountCents">How much; all that is left when null.</param>
    /// <param name="idempotencyKey">Your own, to survive a crash of your program; a fresh one when null.</param>
    /// <param name="cancellation">Gives up waiting; it may have been given back.</param>
    public Task<Refund> Refund(
        string id,
        long? amountCents = null,
        string? idempotencyKey = null,
        CancellationToken cancellation = default
    )
    {
        if (amountCents is { } cents)
            ArgumentOutOfRangeException.ThrowIfLessThan(cents, 1, nameof(amountCents));
        return caller.Ask(
            Call.Create(
                "/v1/orders/{id}/refunds",
                Answers.Body(new(amountCents), VidimusJson.Default.RefundBody),
                idempotencyKey,
                Checked(id)
            ) with
            {
                AlsoExpects = 200,
            },
            VidimusJson.Default.Refund,
            cancellation
        );
    }

    /// <summary>Every refund of an order, the oldest first.</summary>
    public async Task<IReadOnlyList<Refund>> Refunds(
        string id,
        CancellationToken cancellation = default
    ) =>
        await Lists
            .All(
                caller,
                Call.Get("/v1/orders/{id}/refunds", Checked(id)),
                Lists.LongestPage,
                VidimusJson.Default.PageRefund,
                cancellation
            )
            .ToListAsync(cancellation);

    private async Task<Order> Wait(
        string id,
        TimeSpan every,
        Action<Order>? seen,
        CancellationToken cancellation
    )
    {
        OrderState? last = null;
        while (true)
        {
            var wait = every;
            try
            {
                var order = await Get(id, cancellation);
                if (order.Status != last)
                    seen?.Invoke(order);
                last = order.Status;
                if (!order.Status.IsOpen())
                    return order;
            }
            catch (VidimusTemporaryException busy) when (busy.RetryAfter > every)
            {
                wait = busy.RetryAfter.Value;
            }
            catch (VidimusTemporaryException)
            {
                // The order goes on while the server cannot be asked.
            }
            await Task.Delay(wait, caller.Clock, cancellation);
        }
    }

    private static Call Listing(OrderFilter filter) =>
        Call.Get("/v1/orders") with
        {
            Query =
            [
                ("state", Words.Of(filter.Status)),
                ("createdFrom", Words.Of(filter.CreatedFrom)),
                ("createdTo", Words.Of(filter.CreatedTo)),
            ],
        };

    private static string Checked(string id) => Ids.Checked(id, "ord_");

    private Task<Order> Ask(Call call, CancellationToken cancellation) =>
        caller.Ask(call, VidimusJson.Default.Order, cancellation);
}
