using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Vidimus.Access;
using Vidimus.Certification.Documents;
using Vidimus.Certification.Orders;
using Vidimus.Credentials.Signing;
using Vidimus.Credentials.VcApi;
using Vidimus.Platform.Facts;
using Vidimus.Platform.Ids;
using Vidimus.Platform.Json;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Certification.Certificates;

/// <summary>Who certifies, as the certificate names them.</summary>
internal sealed record Signer(string Name, string Credentials);

/// <summary>A certificate that is made and signed, and not saved yet.</summary>
internal sealed record MadeCertificate(
    CertificateRow Certificate,
    StagedDocument Document,
    MadeDocumentCredential Credential
)
{
    /// <summary>Its id.</summary>
    public string Id => Certificate.Id;
}

/// <summary>
/// Certifies an order's result: draws the statement, joins the pages, seals the file, signs the receipt and the credential about
/// the document. The slow work is done before the commit; what is staged and never put is swept up.
/// </summary>
internal sealed class Certifier(
    IDbContextFactory<VidimusDb> databases,
    CertifiedPdf pdfs,
    DocumentVault vault,
    ReceiptSigner receipts,
    DocumentCredentials credentials,
    CertifierSettings settings
)
{
    private const string CredentialType = "CertifiedDocumentCredential";

    /// <summary>
    /// Makes the certificate. <paramref name="result"/> is null in the sandbox, where a demo document that comes with the server
    /// is certified.
    /// </summary>
    public async Task<Result<MadeCertificate>> Make(
        OrderRow order,
        IReadOnlyList<DocumentRow> sources,
        DocumentRow? result,
        Signer signer,
        CancellationToken cancellation
    )
    {
        if (result is null && order.Mode != "test")
            throw new ArgumentNullException(nameof(result));
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var agency = await db.BrandingOf(order.AgencyId, cancellation);
        var logo = await db.LogoOf(order.AgencyId, cancellation);
        var now = settings.Clock.GetUtcNow();
        var draft = new CertificateRow
        {
            OrganizationId = order.OrganizationId,
            // Not by time: whoever knows one certificate knows no other.
            Id = NewId.Create("vcrt", new Guid(RandomNumberGenerator.GetBytes(16))),
            Mode = order.Mode,
            OrderId = order.Id,
            AgencyId = order.AgencyId,
            AgencyName = agency.Name,
            DocumentId = "",
            DocumentSha256 = "",
            SourceSha256 = string.Join(' ', sources.Select(s => s.Sha256)),
            SourceLanguage = order.SourceLanguage,
            TargetLanguage = order.TargetLanguage,
            TranslatorName = signer.Name,
            TranslatorCredentials = signer.Credentials,
            IssuedAt = DateTimeOffset.FromUnixTimeMilliseconds(now.ToUnixTimeMilliseconds()),
            Jws = "",
            Guarantee = order.Mode == "test" ? null : settings.Guarantee,
            Version = 1,
        };
        var pdf = await pdfs.Make(
            new(order, draft, agency, logo?.Bytes, sources, result),
            cancellation
        );
        return pdf.Problem is { } refused
            ? refused
            : await Sign(order, draft, pdf.Value!, cancellation);
    }

    /// <summary>
    /// Puts it on record in the unit that makes the order ready: the certificate, the certified document and the credential, and
    /// the certificate's id on the order. The caller moves the order.
    /// </summary>
    public async Task<Problem?> Put(Unit unit, OrderRow order, MadeCertificate made)
    {
        // Two that certify the same order at once: the second finds it done.
        if (order.CertificateId is not null)
            return CertificationProblems.AlreadyCertified.With();
        var row = made.Certificate;
        unit.Db.Add(
            vault.Row(
                made.Document,
                order.OrganizationId,
                order.Mode,
                "certified",
                order.Id,
                0,
                unit.Author
            )
        );
        unit.Db.Add(row);
        order.CertificateId = row.Id;
        var fact = new SimpleFact(
            "certificate.issued",
            row.Id,
            ("order", row.OrderId),
            ("digest", row.DocumentSha256),
            ("credential", row.CredentialId)
        );
        if (unit.Author.OrganizationId == row.OrganizationId)
            unit.State(fact);
        else
            unit.StateUnnamed(fact, row.OrganizationId);
        await credentials.Put(unit, made.Credential);
        return null;
    }

    private async Task<Result<MadeCertificate>> Sign(
        OrderRow order,
        CertificateRow draft,
        byte[] pdf,
        CancellationToken cancellation
    )
    {
        var sha256 = Convert.ToHexStringLower(SHA256.HashData(pdf));
        var credential = await credentials.Make(
            new(
                order.AgencyId,
                order.Mode,
                $"/verify/{draft.Id}",
                CredentialType,
                "Certified document",
                sha256,
                Subject(draft)
            ),
            cancellation
        );
        if (credential.Problem is { } refused)
            return refused;
        var staged = await vault.Keep(pdf, $"{draft.Id}.pdf", "application/pdf", cancellation);
        draft.DocumentId = staged.Id;
        draft.DocumentSha256 = sha256;
        draft.Jws = receipts.Sign(Payload(draft, sha256));
        draft.Credential = credential.Value!.Json;
        draft.CredentialId = credential.Value.Id;
        return new MadeCertificate(draft, staged, credential.Value);
    }

    // Exactly these six, in this order: the receipt of Verdacert's contract.
    private static JsonObject Payload(CertificateRow certificate, string sha256) =>
        new()
        {
            ["certificateId"] = certificate.Id,
            ["orderId"] = certificate.OrderId,
            ["documentSha256"] = sha256,
            ["translatorName"] = certificate.TranslatorName,
            ["issuedAt"] = Times.Format(certificate.IssuedAt),
            ["isSandbox"] = certificate.Mode == "test",
        };

    // Of the document alone: nobody's name stands in a credential that is kept for ever.
    private static JsonObject Subject(CertificateRow certificate) =>
        new()
        {
            ["type"] = "CertifiedDocument",
            ["encodingFormat"] = "application/pdf",
            ["certificateId"] = certificate.Id,
            ["orderId"] = certificate.OrderId,
            ["sourceLanguage"] = certificate.SourceLanguage,
            ["targetLanguage"] = certificate.TargetLanguage,
            ["sourceSha256"] = new JsonArray([.. certificate.Sources.Select(s => (JsonNode)s)]),
            ["isSandbox"] = certificate.Mode == "test",
        };
}
