using Vidimus.Platform.Problems;

namespace Vidimus.Certification.Payments;

/// <summary>
/// Nothing is charged when an order is submitted: orders are free here (<c>none</c>), or on account (<c>invoice</c>), and then the operator's
/// list of invoice lines says what is owed, less what was refunded.
/// </summary>
internal sealed class NoCharge(string kind) : IPayment
{
    private static readonly PaymentOutcome Nothing = new(PaymentState.Paid);

    public string Kind => kind;

    public Task<Problem?> Ready(string organizationId, CancellationToken cancellation) =>
        Task.FromResult<Problem?>(null);

    public Task<Result<string?>> Prepare(PaymentAsk ask, CancellationToken cancellation) =>
        Task.FromResult<Result<string?>>((string?)null);

    public Task<PaymentOutcome> Confirm(
        PaymentAsk ask,
        string reference,
        CancellationToken cancellation
    ) => Task.FromResult(Nothing);

    public Task<PaymentOutcome> Look(
        PaymentAsk ask,
        string reference,
        CancellationToken cancellation
    ) => Task.FromResult(Nothing);

    public Task<PaymentOutcome> Withdraw(
        PaymentAsk ask,
        string reference,
        CancellationToken cancellation
    ) => Task.FromResult(Nothing);

    public Task<RefundOutcome> Refund(
        PaymentAsk ask,
        string? reference,
        string refundId,
        CancellationToken cancellation
    ) => Task.FromResult(new RefundOutcome(PaymentState.Paid, null));
}
