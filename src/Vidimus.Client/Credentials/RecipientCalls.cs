namespace Vidimus.Client;

/// <summary>The people credentials were issued to.</summary>
public sealed class RecipientCalls
{
    private readonly Caller caller;

    internal RecipientCalls(Caller caller) => this.caller = caller;

    /// <summary>One recipient.</summary>
    public Task<Recipient> Get(string id, CancellationToken cancellation = default) =>
        caller.Ask(
            Call.Get("/v1/recipients/{id}", Ids.Checked(id, "rcp_")),
            VidimusJson.Default.Recipient,
            cancellation
        );

    /// <summary>Erases the recipient's personal data for ever; their credentials verify as erased. Scope <c>recipients:erase</c>.</summary>
    public Task Erase(string id, CancellationToken cancellation = default) =>
        caller.Run(
            Call.Delete("/v1/recipients/{id}", Ids.Checked(id, "rcp_")),
            _ => true,
            cancellation
        );

    /// <summary>
    /// Writes everything held about the recipient to <paramref name="target"/> as it comes, as one JSON document. When it
    /// throws, what was written is not whole. Scope <c>recipients:export</c>; that it was given out is on record.
    /// </summary>
    public Task Export(string id, Stream target, CancellationToken cancellation = default) =>
        caller.Download(
            Call.Get("/v1/recipients/{id}/export", Ids.Checked(id, "rcp_")),
            target,
            cancellation
        );
}
