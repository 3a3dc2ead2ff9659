using System.Runtime.InteropServices;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;
using Vidimus.Access;
using Vidimus.Access.Gate;
using Vidimus.Credentials.Events;
using Vidimus.Credentials.Reading;
using Vidimus.Platform.Http;
using Vidimus.Platform.Outgoing;
using Vidimus.Platform.Problems;
using Vidimus.Proofs;

namespace Vidimus.Credentials.Verifying;

/// <summary>What to verify: exactly one of <c>id</c>, <c>link</c>, <c>credential</c>, <c>jwt</c>, <c>file</c> and <c>text</c>.</summary>
/// <param name="Id">Id of a credential of this server.</param>
/// <param name="Link">Verify link of a credential of this server, or the https address of any credential.</param>
/// <param name="Credential">A credential in JSON with embedded proof or enveloped, ours or foreign.</param>
/// <param name="Jwt">A credential as compact token, <c>vc+jwt</c> or SD-JWT, ours or foreign.</param>
/// <param name="File">A file in base64: a PNG or SVG image with a credential baked in, a PDF with one attached, or a credential as text.</param>
/// <param name="Text">Any of these as a person pastes it: JSON, token, link or id.</param>
/// <param name="Audience">With <c>nonce</c>: whom the holder must have presented an SD-JWT to.</param>
/// <param name="Nonce">With <c>audience</c>: the one-time value that the holder was given.</param>
public sealed record VerifyRequest(
    string? Id = null,
    string? Link = null,
    JsonElement? Credential = null,
    string? Jwt = null,
    string? File = null,
    string? Text = null,
    string? Audience = null,
    string? Nonce = null
);

/// <summary>Verifies a credential for anyone, without a key.</summary>
internal sealed class VerifyCredential(
    Verifier verifier,
    VerifyLimits limits,
    OutgoingTarget targets,
    GetDocument documents,
    AccessOptions options,
    VerdictWriter verdicts,
    VerifiedEvents events,
    IEnumerable<ICertifiedDocuments> certified
)
{
    /// <summary>A file in base64, and what stands around it.</summary>
    public const int LargestBody = VerifyLimits.LargestFile / 3 * 4 + 64 * 1024;

    /// <summary>Why verifying looks at no idempotency key.</summary>
    public const string NothingWritten =
        "nothing is written; a verdict is about now, and a kept one would hide a revocation";

    /// <summary>Types of bodies that are the credential itself.</summary>
    private static readonly string[] RawTypes =
    [
        "application/vc",
        "application/vc+jwt",
        "application/vc+sd-jwt",
        "application/dc+sd-jwt",
        "application/ld+json",
        "application/vc+ld+json",
        "application/jwt",
        "application/pdf",
        "image/png",
        "image/svg+xml",
        "text/plain",
    ];

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes
            .MapPost(
                "/v1/verifications",
                async (HttpContext http, VerifyCredential verify) =>
                    (await verify.Answer(http)).Answer()
            )
            .Public("anyone may verify")
            .Repeatable(NothingWritten)
            .WithMetadata(new ChecksKeyIfSent())
            .RequireCors("public")
            .AcceptsFiles(LargestBody)
            .Accepts<VerifyRequest>("application/json", ["multipart/form-data", .. RawTypes])
            .Produces<Verification>()
            .WithTags("Verifying")
            .WithSummary("Verify a credential")
            .WithName("verifyCredential");
        MapPage(routes, "/verify/{id}", "getVerification");
        MapPage(routes, "/credential/{id}", "getCredentialPage");
        routes
            .MapGet(
                "/verify/{id}/report",
                (HttpContext http, VerifyCredential verify, string id) => verify.Report(http, id)
            )
            .Public("who has the link may verify")
            .Produces<string>(200, "text/html")
            .WithTags("Verifying")
            .WithSummary("Verify a credential by its link and show every check as a page to print")
            .WithName("getVerificationReport");
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
            .WithSummary(
                "Verify a credential by its link: a page for people, JSON by Accept, the signed credential for application/vc"
            )
            .WithName(name);

    /// <summary>Verifies what stands in the body of the request.</summary>
    public async Task<Result<Verification>> Answer(HttpContext http)
    {
        var given = await Read(http);
        return given.Problem is { } refused ? refused : await Run(http, given.Value!);
    }

    /// <summary>Verifies what was given, when there is room for it.</summary>
    public async Task<Result<Verification>> Run(HttpContext http, Given given)
    {
        if (Refuse(given) is { } refused)
            return refused;
        using var place = await limits.Enter(http);
        if (place is null)
            return PlatformProblems.Unavailable.With(
                "Too many credentials are being verified at present."
            ) with
            {
                RetryAfterSeconds = 2,
            };
        var verification = await verifier.Verify(given, http.RequestAborted);
        Note();
        return verification;
    }

    public async Task<IResult> Show(HttpContext http, string id, string? format)
    {
        var accept = http.Request.Headers.Accept.ToString();
        http.Response.Headers.Vary = "Accept, Accept-Language";
        if (format is null && Wants(accept, "application/vc"))
            return await documents.Answer(id, http.RequestAborted);
        var json = format == "json" || Wants(accept, "application/json");
        var verification = await verifier.ById(id, http.RequestAborted);
        Note();
        if (!json)
            return VerifyPage.Show(http, verification, From());
        return verification is null
            ? new Refusal(new(CredentialProblems.CredentialNotFound))
            : ((Result<Verification>)verification).Answer();
    }

    /// <summary>The checks of a credential by its link, to be printed.</summary>
    public async Task<IResult> Report(HttpContext http, string id)
    {
        var verification = await verifier.ById(id, http.RequestAborted);
        Note();
        return VerifyPage.Report(http, verification, From());
    }

    private Checked From() => new(Checked.DigestOf(verdicts.Own?.Row), options.BaseUrl);

    private void Note()
    {
        if (verdicts.Own is var (row, verdict))
            events.Note(row, verdict);
    }

    /// <summary>What was given, where it is a certified document; else what <paramref name="otherwise"/> reads it as.</summary>
    public async Task<Result<Given>> Certified(
        string? text,
        byte[]? file,
        Func<Result<Given>> otherwise,
        CancellationToken cancellation
    )
    {
        foreach (var documents in certified)
            if (await documents.PathOf(text, file, cancellation) is { } path)
                return new Given.Certified(path);
        return otherwise();
    }

    private async Task<Result<Given>> Read(HttpContext http)
    {
        var type = MediaTypeHeaderValue.TryParse(http.Request.ContentType, out var header)
            ? header.MediaType.ToString()
            : "";
        if (type.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase))
        {
            var upload = await Upload.Read(http);
            return upload.Problem is { } wrong
                ? wrong
                : await Certified(
                    upload.Value!.Text,
                    upload.Value.File,
                    upload.Value.Given,
                    http.RequestAborted
                );
        }
        if (RawTypes.Contains(type, StringComparer.OrdinalIgnoreCase))
        {
            var raw = await http.ReadBytes();
            return raw.Problem is { } large
                ? large
                : await Certified(
                    null,
                    raw.Value,
                    new Upload(raw.Value, null).Given,
                    http.RequestAborted
                );
        }
        var body = await http.ReadJson<VerifyRequest>();
        if (body.Problem is { } refused)
            return refused;
        var request = body.Value!;
        var given = Read(request);
        return given.Problem is not null
            ? given
            : await Certified(
                request.Id ?? request.Link ?? request.Text,
                request.File is { } file ? Convert.FromBase64String(file) : null,
                () => given,
                http.RequestAborted
            );
    }

    private static Result<Given> Read(VerifyRequest request)
    {
        var given = new object?[]
        {
            request.Id,
            request.Link,
            request.Credential,
            request.Jwt,
            request.File,
            request.Text,
        }.Count(m => m is not null);
        if (given != 1)
            return new Fields()
                .Wrong(
                    "(body)",
                    "must hold exactly one of id, link, credential, jwt, file and text"
                )
                .Problem!;
        if ((request.Audience is null) != (request.Nonce is null))
            return new Fields().Wrong("nonce", "must be given together with audience").Problem!;
        if (request.Credential is { } credential)
            return Json(credential);
        if (request.File is { } file)
            return Decoded(file);
        Given what = request switch
        {
            { Id: { } id } => new Given.Id(id),
            { Link: { } link } => new Given.Link(link.Trim()),
            { Jwt: { } jwt } => new Given.Token(jwt.Trim()),
            _ => GivenReader.OfText(request.Text!),
        };
        if (request is not { Audience: { } audience, Nonce: { } nonce })
            return what;
        return what is Given.Token token
            ? token with
            {
                Binding = new(audience, nonce),
            }
            : new Fields().Wrong("audience", "goes with an SD-JWT only").Problem!;
    }

    private static Result<Given> Decoded(string base64)
    {
        var bytes = new byte[base64.Length];
        return Convert.TryFromBase64String(base64, bytes, out var length)
            ? new Upload(bytes[..length], null).Given()
            : new Fields().Wrong("file", "must be base64").Problem!;
    }

    private static Result<Given> Json(JsonElement credential)
    {
        if (credential.ValueKind != JsonValueKind.Object)
            return new Fields().Wrong("credential", "must be a JSON object").Problem!;
        // Read once more by the rules of signed documents, so that no two readers can see different members.
        return CredentialJson.TryParse(
            JsonMarshal.GetRawUtf8Value(credential),
            Jws.MaxLength,
            out var strict,
            out var reason
        )
            ? new Given.Json(strict)
            : new Fields().Wrong("credential", reason).Problem!;
    }

    /// <summary>
    /// An address that by its form is none to fetch is the asker's mistake. Whether its host may be called is not told apart
    /// from whether it answers.
    /// </summary>
    private Problem? Refuse(Given given)
    {
        if (given is not Given.Link(var url) || OwnLinks.Read(url, options.BaseUrl) is not null)
            return null;
        var check = targets.Check(url.Split('#')[0]);
        return check.Ok || check.Reason == OutgoingTarget.BlockedReason
            ? null
            : new Fields().Wrong("link", Lowered(check.Reason!)).Problem;
    }

    // "The URL must start with https://." after the name of a member.
    private static string Lowered(string sentence) =>
        sentence.StartsWith("The URL ", StringComparison.Ordinal)
            ? sentence["The URL ".Length..].TrimEnd('.')
            : sentence;

    private static bool Wants(string accept, string type) =>
        accept
            .Split(',', 32)
            .Any(range =>
                range.Split(';')[0].Trim().Equals(type, StringComparison.OrdinalIgnoreCase)
            ) && !accept.Contains("text/html", StringComparison.OrdinalIgnoreCase);
}
