using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Vidimus.Access;
using Vidimus.Credentials.Recipients;
using Vidimus.Credentials.Signing;
using Vidimus.Credentials.Templates;
using Vidimus.Platform.Facts;
using Vidimus.Platform.Http;
using Vidimus.Platform.Json;
using Vidimus.Platform.Limits;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;
using Vidimus.Proofs;

namespace Vidimus.Credentials.Reading;

/// <summary>Whom an SD-JWT is bound to.</summary>
/// <param name="HolderKey">The holder's public key as a JWK: Ed25519, P-256, P-384 or P-521.</param>
public sealed record BindCredentialRequest(JsonElement? HolderKey = null);

/// <summary>
/// A credential's signed forms, and the installation's receipt that it was issued. JSON and <c>vc+jwt</c> are given exactly as
/// they were signed and stored; the others are made of them.
/// </summary>
internal sealed class GetDocument(
    VidimusDb db,
    RecipientVault vault,
    ReceiptKeys receipts,
    DerivedForms derived,
    Writes writes,
    AccessOptions options
)
{
    private static readonly string[] Forms =
    [
        "json",
        "jcs",
        "jwt",
        "sd-jwt",
        "svg",
        "png",
        .. CredentialPages.Forms,
    ];
    private static readonly string[] MediaTypes =
    [
        "application/vc",
        "application/vc+jwt",
        "application/dc+sd-jwt",
        "image/svg+xml",
        "image/png",
        "application/pdf",
    ];

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes
            .MapGet(
                "/v1/credentials/{id}/document",
                async (HttpContext http, GetDocument get, string id, string? form) =>
                    Answer(await get.Run(id, form, http.RequestAborted))
            )
            .Needs(Scopes.CredentialsRead)
            .Produces<JsonObject>(200, MediaTypes[0], MediaTypes[1..])
            .WithTags("Credentials")
            .WithSummary("Get a credential's signed form")
            .WithName("getCredentialDocument");
        routes
            .MapPost(
                "/v1/credentials/{id}/sd-jwt",
                async (HttpContext http, GetDocument get, string id) =>
                {
                    var body = await http.ReadJson<BindCredentialRequest>();
                    return body.Problem is { } problem
                        ? new Refusal(problem)
                        : await http.Once(
                            form => new Written(200, form.Bytes, form.ContentType),
                            () => get.Bind(id, body.Value!, http.RequestAborted)
                        );
                }
            )
            .Needs(Scopes.CredentialsIssue)
            .Accepts<BindCredentialRequest>("application/json")
            .Produces<string>(200, "application/dc+sd-jwt")
            .WithTags("Credentials")
            .WithSummary("Get a credential as an SD-JWT bound to its holder's key")
            .WithName("bindCredential");
        routes
            .MapPost(
                "/v1/credentials/{id}/bake",
                async (HttpContext http, GetDocument get, string id) =>
                {
                    var image = await http.ReadBytes();
                    return Answer(
                        image.Problem is { } problem
                            ? problem
                            : await get.Bake(id, image.Value!, http.RequestAborted)
                    );
                }
            )
            .Needs(Scopes.CredentialsRead)
            .Repeatable("nothing is written; the same image is baked again")
            .Accepts<byte[]>("image/png", "image/svg+xml")
            .Produces<byte[]>(200, "image/png", "image/svg+xml")
            .WithTags("Credentials")
            .WithSummary("Bake a credential into a PNG or SVG image of your own")
            .WithName("bakeCredential");
        routes
            .MapGet(
                "/v1/credentials/{id}/receipt",
                async (HttpContext http, GetDocument get, string id) =>
                {
                    var receipt = await get.Receipt(id, http.RequestAborted);
                    return receipt.Problem is { } problem
                        ? new Refusal(problem)
                        : Results.Text(receipt.Value!, "application/jose");
                }
            )
            .Needs(Scopes.CredentialsRead)
            .Produces<string>(200, "application/jose")
            .WithTags("Credentials")
            .WithSummary("Get the receipt of issuing")
            .WithName("getCredentialReceipt");
        routes
            .MapGet(
                "/verify/{id}/document",
                async (HttpContext http, GetDocument get, string id, string? form) =>
                    Answer(await get.Public(id, form, CallerAddress.Of(http), http.RequestAborted))
            )
            .Public("who has the link may see and check the credential")
            .Weighs(
                CredentialPages.Weight,
                request => CredentialPages.Forms.Contains((string?)request.Query["form"])
            )
            .RequireCors("public")
            .Produces<JsonObject>(200, MediaTypes[0], MediaTypes[1..])
            .WithTags("Verifying")
            .WithSummary("Get a credential's signed form by its link")
            .WithName("getPublicDocument");
    }

    public async Task<Result<SignedForm>> Run(
        string id,
        string? form,
        CancellationToken cancellation,
        ulong? address = null
    )
    {
        if (new Fields().OneOf("form", form, Forms).Problem is { } wrong)
            return wrong;
        if (await CredentialIds.Find(db, id, cancellation) is not { } row)
            return CredentialProblems.CredentialNotFound;
        return await Form(row, form, address, cancellation);
    }

    public async Task<Result<SignedForm>> Public(
        string id,
        string? form,
        ulong address,
        CancellationToken cancellation
    )
    {
        if (new Fields().OneOf("form", form, Forms).Problem is { } wrong)
            return wrong;
        if (
            await CredentialIds.FindAcross(db, id, cancellation)
            is not { IssuedAt: not null, HiddenAt: null } row
        )
            return CredentialProblems.CredentialNotFound;
        return await Form(row, form, address, cancellation);
    }

    public async Task<Result<SignedForm>> Bind(
        string id,
        BindCredentialRequest request,
        CancellationToken cancellation
    )
    {
        var reason = "is required";
        VerifyingKey? holder = null;
        if (request.HolderKey is not { } jwk || !Jwk.TryRead(jwk, out holder, out reason))
            return new Fields().Wrong("holderKey", reason).Problem!;
        if (await CredentialIds.Find(db, id, cancellation) is not { } row)
            return CredentialProblems.CredentialNotFound;
        var stored = await Read(db, vault, row, jwt: false, cancellation);
        if (stored.Problem is not null)
            return stored;
        var bound = await derived.SdJwt(row, stored.Value!, holder, cancellation);
        if (bound.Problem is not null)
            return bound;
        // Whom a credential was bound to is on record, by the digest of the key alone.
        var digest = Multibase.EncodeBase64Url(SHA256.HashData(Jcs.Canonicalize(holder.ToJwk())));
        return await writes.Commit<SignedForm>(
            unit =>
            {
                unit.State(new SimpleFact("credential.bound", row.Id, ("key", digest)));
                return Task.FromResult(bound);
            },
            cancellation
        );
    }

    public async Task<Result<SignedForm>> Bake(
        string id,
        byte[] image,
        CancellationToken cancellation
    )
    {
        if (await CredentialIds.Find(db, id, cancellation) is not { } row)
            return CredentialProblems.CredentialNotFound;
        var stored = await Read(db, vault, row, jwt: false, cancellation);
        if (stored.Problem is not null)
            return stored;
        var json = System.Text.Encoding.UTF8.GetString(stored.Value!.Bytes);
        return BakedImage.TryBake(image, json, out var baked, out var reason)
            ? new SignedForm(baked, baked[0] == 0x89 ? "image/png" : "image/svg+xml")
            : new Fields().Wrong("(body)", reason).Problem!;
    }

    private async Task<Result<SignedForm>> Form(
        CredentialRow row,
        string? form,
        ulong? address,
        CancellationToken cancellation
    )
    {
        var stored = await Read(db, vault, row, form == "jwt", cancellation);
        if (stored.Problem is not null)
            return stored;
        return form switch
        {
            "jcs" => await derived.Jcs(row, stored.Value!, cancellation),
            "sd-jwt" => await derived.SdJwt(row, stored.Value!, null, cancellation),
            "svg" or "png" => await derived.Baked(
                db,
                row,
                stored.Value!,
                form,
                address,
                cancellation
            ),
            "pdf" or "page-svg" or "page-png" => await derived.Page(
                db,
                row,
                stored.Value!,
                form,
                address,
                cancellation
            ),
            _ => stored,
        };
    }

    /// <summary>The answer of its link to a program that asks for the credential itself.</summary>
    public async Task<IResult> Answer(string id, CancellationToken cancellation) =>
        Answer(await Public(id, form: null, address: 0, cancellation));

    /// <summary>The signed bytes of a credential; refused for a draft and for an erased recipient.</summary>
    public static async Task<Result<SignedForm>> Read(
        VidimusDb db,
        RecipientVault vault,
        CredentialRow row,
        bool jwt,
        CancellationToken cancellation
    )
    {
        if (row.IssuedAt is null)
            return CredentialProblems.NotIssued;
        var content = await db
            .Contents.AsNoTracking()
            .SingleOrDefaultAsync(
                c => c.OrganizationId == row.OrganizationId && c.CredentialId == row.Id,
                cancellation
            );
        var recipient = await db
            .Recipients.AsNoTracking()
            .SingleOrDefaultAsync(
                r => r.OrganizationId == row.OrganizationId && r.Id == row.RecipientId,
                cancellation
            );
        if (content?.Document is null || recipient is null)
            return CredentialProblems.Erased;
        var key = vault.Open(recipient.DataKey);
        return jwt
            ? new SignedForm(
                RecipientVault.Unseal(key, row.Id, "jwt", content.Jwt!),
                "application/vc+jwt"
            )
            : new SignedForm(
                RecipientVault.Unseal(key, row.Id, "document", content.Document),
                "application/vc"
            );
    }

    public async Task<Result<string>> Receipt(string id, CancellationToken cancellation)
    {
        if (await CredentialIds.Find(db, id, cancellation) is not { } row)
            return CredentialProblems.CredentialNotFound;
        if (row.IssuedAt is null)
            return CredentialProblems.NotIssued;
        var (keyId, key) = receipts.Signing;
        var payload = new JsonObject
        {
            ["iss"] = options.BaseUrl,
            ["credentialId"] = row.Id,
            ["organizationId"] = row.OrganizationId,
            ["mode"] = row.Mode,
            ["digest"] = row.Digest,
            ["issuedAt"] = Times.Format(row.IssuedAt.Value),
        };
        return Proofs.Receipt.Sign(payload, keyId, key);
    }

    private static IResult Answer(Result<SignedForm> form) =>
        form.Problem is { } problem ? new Refusal(problem) : new FormFile(form.Value!);
}

/// <summary>A form as an answer; an SVG may do nothing where it is opened.</summary>
internal sealed class FormFile(SignedForm form) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        PageFile.Guard(httpContext, form.ContentType);
        return Results.Bytes(form.Bytes, form.ContentType).ExecuteAsync(httpContext);
    }
}

/// <summary>A signed form: its bytes exactly as signed.</summary>
internal sealed record SignedForm(byte[] Bytes, string ContentType);
