using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Vidimus.Access;
using Vidimus.Credentials.Recipients;
using Vidimus.Credentials.Signing;
using Vidimus.Platform.Http;
using Vidimus.Platform.Json;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;
using Vidimus.Proofs;

namespace Vidimus.Credentials.Reading;

/// <summary>A credential's signed forms exactly as signed, and the installation's receipt that it was issued.</summary>
internal sealed class GetDocument(
    VidimusDb db,
    RecipientVault vault,
    ReceiptKeys receipts,
    AccessOptions options
)
{
    private static readonly string[] Forms = ["json", "jwt"];

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes
            .MapGet(
                "/v1/credentials/{id}/document",
                async (HttpContext http, GetDocument get, string id, string? form) =>
                    Answer(await get.Run(id, form, http.RequestAborted))
            )
            .Needs(Scopes.CredentialsRead)
            .Produces<JsonObject>(200, "application/vc", "application/vc+jwt")
            .WithTags("Credentials")
            .WithSummary("Get a credential's signed form")
            .WithName("getCredentialDocument");
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
                    Answer(await get.Public(id, form, http.RequestAborted))
            )
            .Public("who has the link may see and check the credential")
            .RequireCors("public")
            .Produces<JsonObject>(200, "application/vc", "application/vc+jwt")
            .WithTags("Verifying")
            .WithSummary("Get a credential's signed form by its link")
            .WithName("getPublicDocument");
    }

    public async Task<Result<SignedForm>> Run(
        string id,
        string? form,
        CancellationToken cancellation
    )
    {
        if (new Fields().OneOf("form", form, Forms).Problem is { } wrong)
            return wrong;
        if (await CredentialIds.Find(db, id, cancellation) is not { } row)
            return CredentialProblems.CredentialNotFound;
        return await Read(db, vault, row, form == "jwt", cancellation);
    }

    public async Task<Result<SignedForm>> Public(
        string id,
        string? form,
        CancellationToken cancellation
    )
    {
        if (new Fields().OneOf("form", form, Forms).Problem is { } wrong)
            return wrong;
        if (await CredentialIds.FindAcross(db, id, cancellation) is not { IssuedAt: not null } row)
            return CredentialProblems.CredentialNotFound;
        return await Read(db, vault, row, form == "jwt", cancellation);
    }

    /// <summary>The answer of its link to a program that asks for the credential itself.</summary>
    public async Task<IResult> Answer(string id, CancellationToken cancellation) =>
        Answer(await Public(id, form: null, cancellation));

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
        form.Problem is { } problem
            ? new Refusal(problem)
            : Results.Bytes(form.Value!.Bytes, form.Value.ContentType);
}

/// <summary>A signed form: its bytes exactly as signed.</summary>
internal sealed record SignedForm(byte[] Bytes, string ContentType);
