using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vidimus.Access;
using Vidimus.Access.Gate;
using Vidimus.Credentials.Reading;
using Vidimus.Platform.Http;
using Vidimus.Platform.Problems;
using Vidimus.Proofs;

namespace Vidimus.Credentials.Verifying;

/// <summary>What to verify; exactly one member.</summary>
/// <param name="Id">Id of a credential of this server.</param>
/// <param name="Link">Verify link of a credential of this server.</param>
/// <param name="Credential">A credential in JSON with embedded proof, ours or foreign.</param>
/// <param name="Jwt">A credential as <c>vc+jwt</c>, ours or foreign.</param>
public sealed record VerifyRequest(
    string? Id = null,
    string? Link = null,
    JsonElement? Credential = null,
    string? Jwt = null
);

/// <summary>Verifies a credential for anyone, without a key.</summary>
internal sealed class VerifyCredential(Verifier verifier, AccessOptions options)
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes
            .MapPost(
                "/v1/verifications",
                async (HttpContext http, VerifyCredential verify) =>
                {
                    var body = await http.ReadJson<VerifyRequest>();
                    return body.Problem is { } problem
                        ? new Refusal(problem)
                        : (await verify.Run(body.Value!, http.RequestAborted)).Answer();
                }
            )
            .Public("anyone may verify")
            .WithMetadata(new ChecksKeyIfSent())
            .RequireCors("public")
            .Accepts<VerifyRequest>("application/json")
            .Produces<Verification>()
            .WithTags("Verifying")
            .WithSummary("Verify a credential")
            .WithName("verifyCredential");
        MapPage(routes, "/verify/{id}", "getVerification");
        MapPage(routes, "/credential/{id}", "getCredentialPage");
    }

    private static void MapPage(IEndpointRouteBuilder routes, string path, string name) =>
        routes
            .MapGet(
                path,
                (HttpContext http, VerifyCredential verify, string id, string? format) =>
                    verify.Show(http, id, format)
            )
            .Public("who has the link may verify")
            .RequireCors("public")
            .Produces<Verification>()
            .Produces<string>(200, "text/html")
            .WithTags("Verifying")
            .WithSummary("Verify a credential by its link: a page for people, JSON by Accept")
            .WithName(name);

    public async Task<Result<Verification>> Run(
        VerifyRequest request,
        CancellationToken cancellation
    )
    {
        var given =
            (request.Id is null ? 0 : 1)
            + (request.Link is null ? 0 : 1)
            + (request.Credential is null ? 0 : 1)
            + (request.Jwt is null ? 0 : 1);
        if (given != 1)
            return new Fields()
                .Wrong("(body)", "must hold exactly one of id, link, credential and jwt")
                .Problem!;
        if (request.Jwt is { } jwt)
            return await verifier.ByJwt(jwt.Trim(), cancellation);
        if (request.Credential is { } credential)
            return await ByJson(credential, cancellation);
        if (request.Link is { } link && !IsOurs(link))
            return new Fields()
                .Wrong(
                    "link",
                    "must be a verify link of this server; send a foreign credential itself"
                )
                .Problem!;
        return await verifier.ById(request.Id ?? request.Link!, cancellation)
            ?? verifier.NotFound();
    }

    public async Task<IResult> Show(HttpContext http, string id, string? format)
    {
        var json = format == "json" || WantsJson(http.Request.Headers.Accept.ToString());
        http.Response.Headers.Vary = "Accept, Accept-Language";
        var verification = await verifier.ById(id, http.RequestAborted);
        if (!json)
            return VerifyPage.Show(http, verification);
        return verification is null
            ? new Refusal(new(CredentialProblems.CredentialNotFound))
            : ((Result<Verification>)verification).Answer();
    }

    private async Task<Result<Verification>> ByJson(
        JsonElement credential,
        CancellationToken cancellation
    )
    {
        if (credential.ValueKind != JsonValueKind.Object)
            return new Fields().Wrong("credential", "must be a JSON object").Problem!;
        // Read once more by the rules of signed documents, so that no two readers can see different members.
        return CredentialJson.TryParse(
            JsonSerializer.SerializeToUtf8Bytes(credential),
            Jws.MaxLength,
            out var strict,
            out var reason
        )
            ? await verifier.ByJson(strict, cancellation)
            : new Fields().Wrong("credential", reason).Problem!;
    }

    private bool IsOurs(string link) =>
        Uri.TryCreate(link, UriKind.Absolute, out var uri)
        && Uri.TryCreate(options.BaseUrl, UriKind.Absolute, out var own)
        && Uri.Compare(
            uri,
            own,
            UriComponents.SchemeAndServer,
            UriFormat.UriEscaped,
            StringComparison.OrdinalIgnoreCase
        ) == 0
        && CredentialIds.Read(link) is not null;

    private static bool WantsJson(string accept) =>
        accept.Contains("application/json", StringComparison.OrdinalIgnoreCase)
        && !accept.Contains("text/html", StringComparison.OrdinalIgnoreCase);
}
