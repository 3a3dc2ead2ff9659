using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vidimus.Access;
using Vidimus.Platform.Http;
using Vidimus.Platform.Ids;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;
using Vidimus.Proofs;

namespace Vidimus.Credentials.Signing;

/// <summary>The public halves: DID documents of the organizations, and the key set of receipts.</summary>
internal static class PublicKeys
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes
            .MapGet("/o/{organizationId}/{mode}/did.json", DidDocumentOf)
            .Public("issuer identities")
            .RequireCors("public")
            .Produces(200, contentType: "application/did+json")
            .WithTags("Discovery")
            .WithSummary("DID document of an organization in a mode")
            .WithName("getDidDocument");
        routes
            .MapGet("/.well-known/jwks.json", Receipts)
            .Public("public keys")
            .RequireCors("public")
            .Produces(200, contentType: "application/jwk-set+json")
            .WithTags("Discovery")
            .WithSummary("Public keys of receipts")
            .WithName("getReceiptKeys");
    }

    private static async Task<IResult> DidDocumentOf(
        HttpContext http,
        VidimusDb db,
        AccessOptions options,
        string organizationId,
        string mode
    )
    {
        if (!NewId.TryGetUuid("org", organizationId, out _) || mode is not ("live" or "test"))
            return new Refusal(new(PlatformProblems.NotFound));
        var keys = await Identities.KeysOf(
            db.Enter(organizationId, mode),
            organizationId,
            mode,
            http.RequestAborted
        );
        if (keys.IsEmpty)
            return new Refusal(new(PlatformProblems.NotFound));
        var document = DidDocument.ForIssuer(
            Identities.Did(options.BaseUrl, organizationId, mode),
            keys
        );
        http.Response.Headers.CacheControl = "public, max-age=300";
        return Results.Text(
            document.ToJson().ToJsonString(),
            "application/did+json; charset=utf-8"
        );
    }

    private static IResult Receipts(HttpContext http, ReceiptKeys keys)
    {
        http.Response.Headers.CacheControl = "public, max-age=3600";
        var set = Jwk.Set(keys.Published.Select(k => Jwk.FromEd25519(k.PublicKey.Span, k.Id)));
        return Results.Text(set.ToJsonString(), "application/jwk-set+json; charset=utf-8");
    }
}
