namespace Vidimus.Client;

/// <summary>What can be ordered, and for how much. Scope <c>orders:quote</c>; <c>orders:read</c> to read.</summary>
public sealed class QuoteCalls
{
    private readonly Caller caller;

    internal QuoteCalls(Caller caller) => this.caller = caller;

    /// <summary>Languages, use cases, kinds of documents, speeds, extras and prices. Good for an hour.</summary>
    public Task<Capabilities> Capabilities(CancellationToken cancellation = default) =>
        caller.Ask(Call.Get("/v1/capabilities"), VidimusJson.Default.Capabilities, cancellation);

    /// <summary>A binding price. It orders nothing and costs nothing.</summary>
    /// <param name="quote">What is to be done.</param>
    /// <param name="idempotencyKey">Your own, to survive a crash of your program; a fresh one when null.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    public Task<Quote> Create(
        NewQuote quote,
        string? idempotencyKey = null,
        CancellationToken cancellation = default
    ) =>
        caller.Ask(
            Call.Create(
                "/v1/quotes",
                Answers.Body(quote, VidimusJson.Default.NewQuote),
                idempotencyKey
            ),
            VidimusJson.Default.Quote,
            cancellation
        );

    /// <summary>A quote, also one that has expired.</summary>
    public Task<Quote> Get(string id, CancellationToken cancellation = default) =>
        caller.Ask(
            Call.Get("/v1/quotes/{id}", Ids.Checked(id, "q_")),
            VidimusJson.Default.Quote,
            cancellation
        );
}
