using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Vidimus.Credentials.Reading;
using Vidimus.Credentials.Recipients;
using Vidimus.Credentials.VcApi;
using Vidimus.Platform.Persistence;
using Vidimus.Proofs;

namespace Vidimus.Credentials.Verifying;

/// <summary>The form in which a credential that claims to be ours was given, to be held against the record.</summary>
internal sealed record RecordForm(JsonElement? Document, string? Token)
{
    public static RecordForm Json(JsonElement document) => new(document, null);

    public static RecordForm Jwt(string token) => new(null, token);

    /// <summary>A holder may leave parts of it out, so that it is not compared: the signature covers what is disclosed.</summary>
    public static RecordForm SdJwt() => new(null, null);
}

/// <summary>Whether the record of this server has the credential, and as this very document.</summary>
internal sealed class RecordCheck(VidimusDb db, RecipientVault vault)
{
    private const string Same = "The issuer's record has this very document.";

    public static void ReportStored(Findings findings, CredentialRow row, byte[] document)
    {
        if (Multibase.EncodeBase64Url(SHA256.HashData(document)) == row.Digest)
            findings.Pass("record", Same);
        else
            findings.Fail(
                "record",
                "The stored document differs from the digest in the record.",
                "record_mismatch"
            );
    }

    public async Task Report(Case it, RecordForm form, CancellationToken cancellation)
    {
        var own = it.Own!.Value;
        var id = it.Facts.Id is { } text ? CredentialIds.Read(text) : null;
        it.Row = id is null
            ? null
            : await db.Enter(own.OrganizationId, own.Mode)
                .Credentials.SingleOrDefaultAsync(
                    c => c.Id == id && c.IssuedAt != null,
                    cancellation
                );
        if (it.Row is null)
        {
            if (await VcChecks.Record(it.Findings, db, own, it.Facts, cancellation))
                return;
            it.Findings.Fail(
                "record",
                "The issuer belongs to this server, which has no record of this credential.",
                "record_mismatch"
            );
            return;
        }
        var isJwt = form.Token is not null;
        var stored = await GetDocument.Read(db, vault, it.Row, isJwt, cancellation);
        if (stored.Problem is not null)
            it.Findings.Fail(
                "record",
                "The recipient's personal data was erased, and with it the document.",
                "erased"
            );
        else if (Agrees(it.Findings, form, stored.Value!.Bytes))
            it.Findings.Pass("record", Same);
        else
            it.Findings.Fail(
                "record",
                "The document differs from the one in the issuer's record.",
                "record_mismatch"
            );
    }

    private static bool Agrees(Findings findings, RecordForm form, byte[] stored)
    {
        if (form.Token is { } token)
            return token == Encoding.ASCII.GetString(stored);
        var isSigned = findings.Passed("proof") && findings.Passed("issuer");
        if (form.Document is not { } given)
            return isSigned;
        // Canonical forms are compared: white space and the order of members may change on the way. Another proof of the
        // same content is the issuer's own as long as it is right.
        return CredentialJson.TryParse(stored, Jws.MaxLength, out var own, out _)
            && (
                Canonical(own, whole: true).SequenceEqual(Canonical(given, whole: true))
                || (
                    isSigned
                    && Canonical(own, whole: false).SequenceEqual(Canonical(given, whole: false))
                )
            );
    }

    private static ReadOnlySpan<byte> Canonical(JsonElement document, bool whole)
    {
        if (whole)
            return Jcs.Canonicalize(document);
        var content = JsonObject.Create(document)!;
        content.Remove("proof");
        return Jcs.Canonicalize(content);
    }
}
