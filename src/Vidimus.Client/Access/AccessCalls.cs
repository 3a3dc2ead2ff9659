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

    /// <summary>Changes the name and the look of the caller's organization; scope <c>admin</c>.</summary>
    public Task<OwnOrganization> EditOrganization(
        OrganizationEdit edit,
        CancellationToken cancellation = default
    ) =>
        caller.Ask(
            Call.Patch("/v1/organization", edit.Body()),
            VidimusJson.Default.OwnOrganization,
            cancellation
        );

    /// <summary>Sets the logo: a PNG or JPEG of at most 512 KB and 2048 by 2048 pixels; scope <c>admin</c>.</summary>
    public Task<OwnOrganization> SetLogo(
        byte[] image,
        string contentType,
        CancellationToken cancellation = default
    ) =>
        caller.Ask(
            new Call(HttpMethod.Put, "/v1/organization/logo")
            {
                Body = image,
                ContentType = contentType,
            },
            VidimusJson.Default.OwnOrganization,
            cancellation
        );

    /// <summary>Removes the logo; scope <c>admin</c>.</summary>
    public Task RemoveLogo(CancellationToken cancellation = default) =>
        caller.Run(Call.Delete("/v1/organization/logo"), _ => true, cancellation);

    /// <summary>
    /// Makes sure the client token can be exchanged, without calling anything else; an access token still good is kept.
    /// The token itself stays inside the client.
    /// </summary>
    public Task Authenticate(CancellationToken cancellation = default) =>
        caller.Authenticate(cancellation);
}
