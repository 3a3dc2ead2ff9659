namespace Vidimus.Client;

/// <summary>Who the caller is, and the caller's own organization.</summary>
public sealed class AccessCalls
{
    private readonly Caller caller;

    internal AccessCalls(Caller caller) => this.caller = caller;

    /// <summary>The key in use, its organization, mode and scopes.</summary>
    public Task<Me> Me(CancellationToken cancellation = default) =>
        caller.Ask(Call.Get("/v1/auth/me"), VidimusJson.Default.Me, cancellation);

    /// <summary>The caller's organization.</summary>
    public Task<OwnOrganization> Organization(CancellationToken cancellation = default) =>
        caller.Ask(Call.Get("/v1/organization"), VidimusJson.Default.OwnOrganization, cancellation);

    /// <summary>Renames the caller's organization; scope <c>admin</c>.</summary>
    public Task<OwnOrganization> RenameOrganization(
        string name,
        CancellationToken cancellation = default
    ) =>
        caller.Ask(
            Call.Patch(
                "/v1/organization",
                Answers.Body(new NameBody(name), VidimusJson.Default.NameBody)
            ),
            VidimusJson.Default.OwnOrganization,
            cancellation
        );

    /// <summary>
    /// Makes sure the client token can be exchanged, without calling anything else; an access token still good is kept.
    /// The token itself stays inside the client.
    /// </summary>
    public Task Authenticate(CancellationToken cancellation = default) =>
        caller.Authenticate(cancellation);
}
