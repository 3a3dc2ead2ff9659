namespace Vidimus.Client;

/// <summary>How the caller's organization pays for live orders; scope <c>admin</c>.</summary>
public sealed class PaymentCalls
{
    private readonly Caller caller;

    internal PaymentCalls(Caller caller) => this.caller = caller;

    /// <summary>How it pays, and with what.</summary>
    public Task<PaymentMethod> Get(CancellationToken cancellation = default) =>
        caller.Ask(Call.Get("/v1/payment-method"), VidimusJson.Default.PaymentMethod, cancellation);

    /// <summary>
    /// Begins to add or replace the payment method: the address of the payment service's own page, where a person enters it. Live keys only.
    /// </summary>
    public Task<PaymentSetup> SetUp(CancellationToken cancellation = default) =>
        caller.Ask(
            Call.Post("/v1/payment-method/setup", null, null),
            VidimusJson.Default.PaymentSetup,
            cancellation
        );

    /// <summary>Takes over what was entered there, without waiting for the payment service's message.</summary>
    /// <param name="sessionId">What the page led back with.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    public Task<PaymentMethod> Confirm(
        string sessionId,
        CancellationToken cancellation = default
    ) =>
        caller.Ask(
            Call.Post(
                "/v1/payment-method/confirm",
                Answers.Body(new PaymentSetupDone(sessionId), VidimusJson.Default.PaymentSetupDone),
                null
            ),
            VidimusJson.Default.PaymentMethod,
            cancellation
        );

    /// <summary>Removes the payment method. Live orders cannot be submitted until there is another.</summary>
    public Task Remove(CancellationToken cancellation = default) =>
        caller.Run(Call.Delete("/v1/payment-method"), _ => true, cancellation);
}
