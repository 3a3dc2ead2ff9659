using Vidimus.Platform.Problems;

namespace Vidimus.Certification.Payments;

/// <summary>What is to be paid.</summary>
/// <param name="OrganizationId">Who pays.</param>
/// <param name="OrderId">For what; also what makes a repeated request the same charge.</param>
/// <param name="Cents">How much.</param>
/// <param name="Currency">In what, as ISO 4217 names it, in lower case.</param>
internal sealed record PaymentAsk(
    string OrganizationId,
    string OrderId,
    long Cents,
    string Currency
);

/// <summary>How far a charge is.</summary>
internal enum PaymentState
{
    /// <summary>Taken, or nothing is to be taken now.</summary>
    Paid,

    /// <summary>Under way; the payment service will tell.</summary>
    Pending,

    /// <summary>Not taken, and never will be.</summary>
    Declined,

    /// <summary>Nobody knows: the service did not answer. To be looked at again.</summary>
    Unknown,

    /// <summary>Prepared, and not taken so far. It may still be, until it is withdrawn.</summary>
    Untaken,
}

/// <summary>What became of a charge.</summary>
/// <param name="State">How far it is.</param>
/// <param name="Refused">Why it was declined, for the caller; null otherwise.</param>
internal sealed record PaymentOutcome(PaymentState State, Problem? Refused = null);

/// <summary>What became of a refund.</summary>
/// <param name="State">How far it is.</param>
/// <param name="Reference">What the payment service calls it; null where nothing was moved.</param>
/// <param name="Refused">Why it was declined, for the caller; null otherwise.</param>
internal sealed record RefundOutcome(
    PaymentState State,
    string? Reference,
    Problem? Refused = null
);

/// <summary>
/// How an order is paid. In two steps, so that a server that is killed between any two of them neither charges twice nor
/// charges for an order that it lost: the charge is first prepared, which takes nothing; its reference is saved with the
/// submission; only then is it confirmed. Every call may be repeated.
/// </summary>
internal interface IPayment
{
    /// <summary><c>none</c>, <c>invoice</c> or <c>stripe</c>.</summary>
    string Kind { get; }

    /// <summary>Whether this organization can pay now; a problem that says what to do when not.</summary>
    Task<Problem?> Ready(string organizationId, CancellationToken cancellation);

    /// <summary>Prepares a charge. Nothing is taken. The reference is null where there will be no charge.</summary>
    Task<Result<string?>> Prepare(PaymentAsk ask, CancellationToken cancellation);

    /// <summary>Takes what was prepared; repeated, it is taken once. What is declined stays declined: it is withdrawn as well.</summary>
    Task<PaymentOutcome> Confirm(PaymentAsk ask, string reference, CancellationToken cancellation);

    /// <summary>What became of it, taking nothing. Untaken has to be withdrawn before anybody counts on its not being taken.</summary>
    Task<PaymentOutcome> Look(PaymentAsk ask, string reference, CancellationToken cancellation);

    /// <summary>
    /// Makes sure that it will not be taken any more. Declined when that is certain; Paid when it has been taken already; Pending when it
    /// is under way and cannot be stopped.
    /// </summary>
    Task<PaymentOutcome> Withdraw(PaymentAsk ask, string reference, CancellationToken cancellation);

    /// <summary>Gives something back; repeated with the same <paramref name="refundId"/>, once.</summary>
    Task<RefundOutcome> Refund(
        PaymentAsk ask,
        string? reference,
        string refundId,
        CancellationToken cancellation
    );
}
