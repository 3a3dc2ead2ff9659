using Vidimus.Access;
using Vidimus.Platform.Ids;
using Vidimus.Platform.Persistence;

namespace Vidimus.Credentials.Wallets;

/// <summary>An organization in a mode as a Credential Issuer (OpenID4VCI 1.0, section 12.2.1: its identifier).</summary>
internal sealed record WalletIssuer(string OrganizationId, string Mode, string BaseUrl)
{
    public const string Base = "/openid4vci";

    /// <summary>Beginning of the paths of its endpoints.</summary>
    public const string Path = Base + "/{organizationId}/{mode}";

    /// <summary>The Credential Issuer Identifier, which is the authorization server's too.</summary>
    public string Id => $"{BaseUrl}{Base}/{OrganizationId}/{Mode}";

    /// <summary>The issuer at a path; null when there is none. The context is in its tenant from here on.</summary>
    public static async Task<WalletIssuer?> Find(
        VidimusDb db,
        AccessOptions options,
        string organizationId,
        string mode
    )
    {
        if (
            mode is not ("live" or "test")
            || !NewId.TryGetUuid("org", organizationId, out _)
            || !(await db.OrganizationsInUse([organizationId])).GetValueOrDefault(organizationId)
        )
            return null;
        db.Enter(organizationId, mode);
        return new(organizationId, mode, options.BaseUrl);
    }

    /// <summary>Who a change is recorded to have been made by: whoever holds the offer.</summary>
    public Author AuthorOf(WalletOfferRow offer, string requestId) =>
        new(OrganizationId, Mode, "wallet", offer.Id, requestId);
}

/// <summary>The formats in which wallets take a credential (OpenID4VCI 1.0, appendix A).</summary>
internal static class WalletFormats
{
    public const string SdJwt = "dc+sd-jwt";
    public const string LinkedData = "ldp_vc";
    public const string Jwt = "jwt_vc_json";

    public static readonly IReadOnlyList<string> All = [SdJwt, LinkedData, Jwt];

    /// <summary>Id of the credential configuration of a group in a format.</summary>
    public static string ConfigurationId(string groupId, string format) => $"{groupId}.{format}";

    /// <summary>The format of a configuration on offer; null when the offer has no such.</summary>
    public static string? OfConfiguration(WalletOfferRow offer, string id) =>
        offer
            .Formats.Split(' ')
            .FirstOrDefault(format => ConfigurationId(offer.GroupId, format) == id);
}
