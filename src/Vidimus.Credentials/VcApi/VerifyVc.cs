using System.Runtime.InteropServices;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Vidimus.Access;
using Vidimus.Access.Gate;
using Vidimus.Credentials.Verifying;
using Vidimus.Platform.Http;
using Vidimus.Platform.Json;
using Vidimus.Platform.Problems;
using Vidimus.Proofs;

namespace Vidimus.Credentials.VcApi;

/// <summary>A credential to be verified.</summary>
/// <param name="VerifiableCredential">An object with embedded proof, an <c>EnvelopedVerifiableCredential</c>, or a token as text: <c>vc+jwt</c> or SD-JWT.</param>
/// <param name="Options">Not looked at: every check is made, whatever a caller asks for.</param>
public sealed record VerifyVcRequest(
    JsonElement? VerifiableCredential = null,
    JsonElement? Options = null
);

/// <summary>A presentation to be verified.</summary>
/// <param name="VerifiablePresentation">An object with embedded proof, an <c>EnvelopedVerifiablePresentation</c>, or a <c>vp+jwt</c> as text.</param>
/// <param name="Options">What the holder was given to answer.</param>
public sealed record VerifyVpRequest(
    JsonElement? VerifiablePresentation = null,
    VerifyVpOptions? Options = null
);

/// <summary>What the holder was given to answer.</summary>
/// <param name="Challenge">The one-time value.</param>
/// <param name="Domain">Name of the one who verifies.</param>
public sealed record VerifyVpOptions(string? Challenge = null, string? Domain = null);

/// <summary>Verifies credentials and presentations for anyone, with the answers of the VC API.</summary>
internal sealed class VerifyVc(
    Verifier verifier,
    PresentationVerifier presentations,
    CurrentCaller caller
)
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        Describe(
                routes.MapPost(
                    "/credentials/verify",
                    (HttpContext http, VerifyVc verify) =>
                        Take<VerifyVcRequest>(http, r => verify.Credential(r, http.RequestAborted))
                )
            )
            .Accepts<VerifyVcRequest>("application/json")
            .WithSummary("Verify a credential (W3C VC API)")
            .WithName("vcApiVerifyCredential");
        Describe(
                routes.MapPost(
                    "/presentations/verify",
                    (HttpContext http, VerifyVc verify) =>
                        Take<VerifyVpRequest>(
                            http,
                            r => verify.Presentation(r, http.RequestAborted)
                        )
                )
            )
            .Accepts<VerifyVpRequest>("application/json")
            .WithSummary("Verify a presentation (W3C VC API)")
            .WithName("vcApiVerifyPresentation");
    }

    public async Task<Result<VcVerification>> Credential(
        VerifyVcRequest request,
        CancellationToken cancellation
    )
    {
        // JSON in a text is no map, which is what a secured document must be (VC Data Integrity 1.0, section 4.4).
        if (
            VcText.Of(request.VerifiableCredential ?? default) is { } text
            && GivenReader.OfText(text, mayPoint: false) is Given.Token token
        )
            return Answer(await verifier.Verify(token, cancellation));
        var strict = Strict(request.VerifiableCredential, "verifiableCredential");
        return strict.Problem is { } wrong
            ? wrong
            : Answer(await verifier.ByJson(strict.Value, cancellation));
    }

    public async Task<Result<VcVerification>> Presentation(
        VerifyVpRequest request,
        CancellationToken cancellation
    )
    {
        var options = request.Options ?? new();
        if (
            new Fields()
                .Text("options.challenge", options.Challenge, 1000)
                .Text("options.domain", options.Domain, 1000)
                .Problem is
            { } malformed
        )
            return malformed;
        var expected = new ExpectedPresentation(options.Challenge, options.Domain);
        if (TokenOf(request.VerifiablePresentation) is { } jwt)
            return Answer(await presentations.ByJwt(jwt, expected, cancellation));
        var strict = Strict(request.VerifiablePresentation, "verifiablePresentation");
        return strict.Problem is { } wrong
            ? wrong
            : Answer(await presentations.ByJson(strict.Value, expected, cancellation));
    }

    private VcVerification Answer(Verification verification) =>
        VcVerification.Of(verification, VcVerification.TestIsEnough(caller));

    private VcVerification Answer(PresentationVerification verification) =>
        VcVerification.Of(verification, VcVerification.TestIsEnough(caller));

    // A compact token has three parts of base64url; any other text is no credential at all.
    private static string? TokenOf(JsonElement? given) =>
        given is { } text
        && VcText.Of(text)?.Trim() is { } token
        && Jws.TryParse(token, out _, out _)
            ? token
            : null;

    // Read once more by the rules of signed documents, so that no two readers can see different members.
    private static Result<JsonElement> Strict(JsonElement? given, string name)
    {
        var fields = new Fields();
        if (given is not { ValueKind: JsonValueKind.Object } raw)
            return fields.Wrong(name, "is required: a JSON object, or a token as text").Problem!;
        return CredentialJson.TryParse(
            JsonMarshal.GetRawUtf8Value(raw),
            Jws.MaxLength,
            out var strict,
            out var reason
        )
            ? strict
            : fields.Wrong(name, reason).Problem!;
    }

    // Callers of the VC API send options of their own (VC API, section 3.3), so unknown members are passed over.
    private static async Task<IResult> Take<TRequest>(
        HttpContext http,
        Func<TRequest, Task<Result<VcVerification>>> run
    )
        where TRequest : class
    {
        var body = await http.ReadJson<TRequest>(VidimusJson.Tolerant);
        if (body.Problem is { } unreadable)
            return new Refusal(unreadable);
        using var place = await http.RequestServices.GetRequiredService<VerifyLimits>().Enter(http);
        if (place is null)
            return new Refusal(
                PlatformProblems.Unavailable.With(
                    "Too many credentials are being verified at present."
                ) with
                {
                    RetryAfterSeconds = 2,
                }
            );
        var result = await run(body.Value!);
        return result.Problem is { } problem
            ? new Refusal(problem)
            : new VcVerificationAnswer(result.Value!);
    }

    private static RouteHandlerBuilder Describe(RouteHandlerBuilder route) =>
        route
            .Public("anyone may verify")
            .Repeatable(VerifyCredential.NothingWritten)
            .WithMetadata(new ChecksKeyIfSent())
            .RequireCors("public")
            .Produces<VcVerification>()
            .Produces<VcVerification>(400)
            .WithTags("VC API");
}
