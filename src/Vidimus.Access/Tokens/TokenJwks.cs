using System.Buffers.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vidimus.Platform.Http;

namespace Vidimus.Access.Tokens;

/// <summary>A set of public keys (RFC 7517, section 5).</summary>
/// <param name="Keys">The keys.</param>
public sealed record TokenKeySet(IReadOnlyList<TokenPublicKey> Keys);

/// <summary>A public key on P-256 (RFC 7518, section 6.2.1).</summary>
/// <param name="Kty">Always <c>EC</c>.</param>
/// <param name="Crv">Always <c>P-256</c>.</param>
/// <param name="X">First coordinate, base64url.</param>
/// <param name="Y">Second coordinate, base64url.</param>
/// <param name="Use">Always <c>sig</c>.</param>
/// <param name="Alg">Always <c>ES256</c>.</param>
/// <param name="Kid">Id of the key.</param>
public sealed record TokenPublicKey(
    string Kty,
    string Crv,
    string X,
    string Y,
    string Use,
    string Alg,
    string Kid
);

/// <summary>The public keys of access tokens, and of nothing else.</summary>
internal static class TokenJwks
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet(
                "/oauth/jwks",
                (HttpContext http, TokenKeys keys) =>
                {
                    http.Response.Headers.CacheControl = "public, max-age=300";
                    return Results.Json(
                        new TokenKeySet([.. keys.Published.Select(Public)]),
                        Vidimus.Platform.Json.VidimusJson.Native
                    );
                }
            )
            .Public("public keys")
            .RequireCors("public")
            .Produces<TokenKeySet>()
            .WithTags("Discovery")
            .WithSummary("Public keys of access tokens")
            .WithName("getTokenKeys");

    private static TokenPublicKey Public(TokenKey key)
    {
        var point = key.Key.ExportParameters(false).Q;
        return new(
            "EC",
            "P-256",
            Base64Url.EncodeToString(point.X),
            Base64Url.EncodeToString(point.Y),
            "sig",
            "ES256",
            key.Id
        );
    }
}
