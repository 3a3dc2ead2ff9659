using Vidimus.Platform.Problems;

namespace Vidimus.Certification.Payments;

/// <summary>Nothing is paid: orders are free, or paid for outside.</summary>
internal sealed class NoPayment : IPayment
{
    public string Kind => "none";

    public Task<Problem?> Ready(string organizationId, CancellationToken cancellation) =>
        Task.FromResult<Problem?>(null);

    public Task<Result<string?>> Prepare(PaymentAsk ask, CancellationToken cancellation) =>
        Task.FromResult<Result<string?>>((string?)null);

    public Task<PaymentOutcome> Confirm(
        PaymentAsk ask,
        string reference,
        CancellationToken cancellation
    ) => Look(ask, reference, cancellation);

    public Task<PaymentOutcome> Look(
        PaymentAsk ask,
        string reference,
        CancellationToken cancellation
    ) => Task.FromResult(new PaymentOutcome(PaymentState.Paid));

    public Task<PaymentOutcome> Withdraw(
        PaymentAsk ask,
        string reference,
        CancellationToken cancellation
    ) => Look(ask, reference, cancellation);

    public Task<RefundOutcome> Refund(
        PaymentAsk ask,
        string? reference,
        string refundId,
        CancellationToken cancellation
    ) => Task.FromResult(new RefundOutcome(PaymentState.Paid, null));
}
