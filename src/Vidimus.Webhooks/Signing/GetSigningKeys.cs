using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vidimus.Platform.Http;
using Vidimus.Platform.Ids;
using Vidimus.Platform.Problems;
using Vidimus.Proofs;

namespace Vidimus.Webhooks.Signing;

/// <summary>
/// The public keys of an organization's <c>v1a</c> signatures, as a JWK set (RFC 7517, section 5; RFC 8037, section 2). Each
/// key stands there also as Standard Webhooks writes it: <c>whpk_</c> and base64.
/// </summary>
internal static class GetSigningKeys
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/v1/webhook-keys/{organizationId}", Answer)
            .Public("public keys")
            .RequireCors("public")
            .Produces(200, contentType: "application/jwk-set+json")
            .WithTags("Discovery")
            .WithSummary("Public keys of an organization's webhook signatures")
            .WithName("getWebhookKeys");

    private static async Task<IResult> Answer(
        HttpContext http,
        SigningKeys keys,
        string organizationId
    )
    {
        if (!NewId.TryGetUuid("org", organizationId, out _))
            return new Refusal(new(PlatformProblems.NotFound));
        var published = await keys.Published(organizationId);
        if (published.Count == 0)
            return new Refusal(new(PlatformProblems.NotFound));
        http.Response.Headers.CacheControl = "public, max-age=300";
        return Results.Text(
            Jwk.Set(published.Select(Show)).ToJsonString(),
            "application/jwk-set+json; charset=utf-8"
        );
    }

    private static JsonObject Show(SigningKeyRow row)
    {
        var key = Jwk.FromEd25519(row.PublicKey, row.Id);
        key["whpk"] = $"whpk_{Convert.ToBase64String(row.PublicKey)}";
        return key;
    }
}
