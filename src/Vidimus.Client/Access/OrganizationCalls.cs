namespace Vidimus.Client;

/// <summary>The installation's organizations; needs the operator's token, sent directly.</summary>
public sealed class OrganizationCalls
{
    private readonly Caller caller;

    internal OrganizationCalls(Caller caller) => this.caller = caller;

    /// <summary>Creates an organization with a live and a test admin key.</summary>
    public Task<CreatedOrganization> Create(
        string name,
        string? idempotencyKey = null,
        CancellationToken cancellation = default
    ) =>
        caller.AskOnce(
            Call.Create(
                "/v1/organizations",
                Answers.Body(new NameBody(name), VidimusJson.Default.NameBody),
                idempotencyKey
            ),
            VidimusJson.Default.CreatedOrganization,
            cancellation
        );

    /// <summary>Every organization, fetched in pages of <paramref name="pageSize"/> (1 to 100).</summary>
    public IAsyncEnumerable<Organization> List(
        int pageSize = 50,
        CancellationToken cancellation = default
    ) =>
        Lists.All(
            caller,
            Call.Get("/v1/organizations"),
            pageSize,
            VidimusJson.Default.PageOrganization,
            cancellation
        );

    /// <summary>Renames, disables or enables an organization.</summary>
    public Task<Organization> Edit(
        string id,
        OrganizationChange change,
        CancellationToken cancellation = default
    ) =>
        caller.Ask(
            Call.Patch(
                "/v1/organizations/{id}",
                Answers.Body(change, VidimusJson.Default.OrganizationChange),
                Ids.Checked(id, "org_")
            ),
            VidimusJson.Default.Organization,
            cancellation
        );
}
