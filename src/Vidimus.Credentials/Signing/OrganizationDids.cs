using Vidimus.Access;

namespace Vidimus.Credentials.Signing;

/// <summary>Tells an organization's identities: where its credentials name another address than the server's, theirs.</summary>
internal sealed class OrganizationDids(AccessOptions options) : IIssuerDids
{
    public IssuerDids Of(string organizationId, string? pinned) =>
        new(
            (pinned ?? options.PublicUrl) is { } address
                ? Identities.Did(address, organizationId, "live")
                : null,
            Identities.Did(options.BaseUrl, organizationId, "test")
        );
}
