using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Vidimus.Access;
using Vidimus.Platform.Http;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Credentials.Wallets;

/// <summary>
/// The issuer's metadata (OpenID4VCI 1.0, section 12.2) and that of its authorization server (RFC 8414). A path in the identifier
/// stands behind the well-known part; the form with the well-known part at the end is served as well.
/// </summary>
internal sealed class WalletMetadata(VidimusDb db, AccessOptions options)
{
    /// <summary>Groups described: those offered last. Offers live for minutes, so every open one is among them.</summary>
    private const int MostGroups = 100;

    public static void Map(IEndpointRouteBuilder routes)
    {
        Map(
            routes,
            "openid-credential-issuer",
            "CredentialIssuer",
            (m, issuer) => m.Issuer(issuer)
        );
        Map(
            routes,
            "oauth-authorization-server",
            "WalletAuthorizationServer",
            (_, issuer) => Task.FromResult(AuthorizationServer(issuer))
        );
    }

    private static void Map(
        IEndpointRouteBuilder routes,
        string document,
        string name,
        Func<WalletMetadata, WalletIssuer, Task<JsonObject>> write
    )
    {
        foreach (
            var (path, suffix) in new[]
            {
                ($"/.well-known/{document}{WalletIssuer.Path}", ""),
                ($"{WalletIssuer.Path}/.well-known/{document}", "AtItsPath"),
            }
        )
            routes
                .MapGet(
                    path,
                    (
                        HttpContext http,
                        WalletMetadata metadata,
                        string organizationId,
                        string mode
                    ) => metadata.Answer(http, organizationId, mode, write)
                )
                .Public("wallets must learn how to take a credential")
                .RequireCors("public")
                .Produces<JsonObject>()
                .WithTags("Wallets")
                .WithSummary($"Metadata for wallets: {document}")
                .WithName($"get{name}{suffix}");
    }

    private async Task<IResult> Answer(
        HttpContext http,
        string organizationId,
        string mode,
        Func<WalletMetadata, WalletIssuer, Task<JsonObject>> write
    )
    {
        if (await WalletIssuer.Find(db, options, organizationId, mode) is not { } issuer)
            return new Refusal(new(PlatformProblems.NotFound));
        // Not kept on the way: an offer may be of a group that was not described a moment ago.
        http.Response.Headers.CacheControl = "no-cache";
        return Written.Json(200, await write(this, issuer));
    }

    private async Task<JsonObject> Issuer(WalletIssuer issuer)
    {
        var looks = await db.BrandingOf(issuer.OrganizationId, CancellationToken.None);
        var groups = await db.Set<WalletGroupRow>()
            .OrderByDescending(g => g.OfferedAt)
            .Take(MostGroups)
            .Join(db.Groups, g => g.GroupId, g => g.Id, (_, group) => group)
            .AsNoTracking()
            .ToListAsync();
        var configurations = new JsonObject();
        foreach (var group in groups.OrderBy(g => g.Id, StringComparer.Ordinal))
        {
            foreach (var format in WalletFormats.All)
                configurations[WalletFormats.ConfigurationId(group.Id, format)] =
                    WalletConfiguration.Of(group, format, issuer, looks);
        }
        return new JsonObject
        {
            ["credential_issuer"] = issuer.Id,
            ["credential_endpoint"] = $"{issuer.Id}/credential",
            ["nonce_endpoint"] = $"{issuer.Id}/nonce",
            ["notification_endpoint"] = $"{issuer.Id}/notification",
            ["display"] = new JsonArray(WalletDisplay.Of(issuer, looks)),
            ["credential_configurations_supported"] = configurations,
        };
    }

    private static JsonObject AuthorizationServer(WalletIssuer issuer) =>
        new()
        {
            ["issuer"] = issuer.Id,
            ["token_endpoint"] = $"{issuer.Id}/token",
            // RFC 8414: required, and empty where there is no authorization endpoint.
            ["response_types_supported"] = new JsonArray(),
            ["grant_types_supported"] = new JsonArray(OfferForms.Grant),
            ["token_endpoint_auth_methods_supported"] = new JsonArray("none"),
            ["authorization_details_types_supported"] = new JsonArray("openid_credential"),
            // RFC 9207: there is no authorization response that could be mixed up.
            ["authorization_response_iss_parameter_supported"] = false,
            ["pre-authorized_grant_anonymous_access_supported"] = true,
        };
}
