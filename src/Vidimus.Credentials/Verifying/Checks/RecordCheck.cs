using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Vidimus.Access;
using Vidimus.Credentials.Reading;
using Vidimus.Credentials.Recipients;
using Vidimus.Credentials.Status;
using Vidimus.Credentials.VcApi;
using Vidimus.Credentials.Wallets;
using Vidimus.Platform.Persistence;
using Vidimus.Proofs;

namespace Vidimus.Credentials.Verifying;

/// <summary>The form in which a credential that claims to be ours was given, to be held against the record.</summary>
internal sealed record RecordForm(JsonElement? Document, string? Token, JsonElement? Claims)
{
    public static RecordForm Json(JsonElement document) => new(document, null, null);

    public static RecordForm Jwt(string token) => new(null, token, null);

    /// <summary>A holder may leave parts of it out: what is disclosed is compared. Null when no signature stands behind it.</summary>
    public static RecordForm SdJwt(JsonElement? claims) => new(null, null, claims);
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
        db.Enter(own.OrganizationId, own.Mode);
        it.Row =
            id is not null
                ? await db.Credentials.SingleOrDefaultAsync(
                    c => c.Id == id && c.IssuedAt != null,
                    cancellation
                )
            : form.Claims is { } claims ? await AtPosition(claims, cancellation)
            : null;
        it.IsWithheld = it.Row is not null && id is null;
        if (it.Row is null)
        {
            if (await VcChecks.Record(it.Findings, db, own, it.Facts, cancellation))
            {
                it.IssuerName = (await db.IssuerFacts(own.OrganizationId, cancellation)).Name;
                return;
            }
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
        else if (Agrees(it.Findings, form, it.Row, stored.Value!.Bytes))
            it.Findings.Pass(
                "record",
                form.Claims is null ? Same : "What is disclosed is what the issuer's record says."
            );
        else if (await IsCopy(form, it.Row.Id, cancellation))
            it.Findings.Pass(
                "record",
                "The issuer's record has this very copy, signed for the wallet that took it."
            );
        else
            it.Findings.Fail(
                "record",
                "The document differs from the one in the issuer's record.",
                "record_mismatch"
            );
    }

    /// <summary>A copy that a wallet took names the wallet's DID; the record has its digest.</summary>
    private async Task<bool> IsCopy(
        RecordForm form,
        string credentialId,
        CancellationToken cancellation
    )
    {
        var digest =
            form.Token is { } token ? WalletForms.Digest(token)
            : form.Document is { } document ? WalletForms.Digest(document)
            : null;
        return digest is not null
            && await db.Set<WalletCopyRow>()
                .AnyAsync(c => c.CredentialId == credentialId && c.Digest == digest, cancellation);
    }

    /// <summary>An SD-JWT names its place in the status list even where its holder keeps its id back.</summary>
    private async Task<CredentialRow?> AtPosition(
        JsonElement claims,
        CancellationToken cancellation
    )
    {
        if (
            TokenStatusReference.TryRead(claims, out var reference) != StatusListError.None
            || reference is null
            || new Uri(reference.Uri).AbsolutePath.Split('/')
                is not [.., "status", var list, StatusListForms.Token]
        )
            return null;
        return await db.Credentials.SingleOrDefaultAsync(
            c => c.StatusListId == list && c.StatusIndex == reference.Index && c.IssuedAt != null,
            cancellation
        );
    }

    private static bool Agrees(Findings findings, RecordForm form, CredentialRow row, byte[] stored)
    {
        if (form.Token is { } token)
            return token == Encoding.ASCII.GetString(stored);
        var isSigned = findings.Passed("proof") && findings.Passed("issuer");
        if (form.Document is not { } given)
            return isSigned
                && form.Claims is { } claims
                && TokenTimes.Read(claims) is var times
                && times.From == row.ValidFrom
                && times.Until == row.ValidUntil
                && CredentialFacts.Text(claims, "vct") is { } type
                && type.EndsWith($"/{row.GroupId}", StringComparison.Ordinal)
                && SdJwtClaimSet.Agrees(claims, JsonNode.Parse(stored)!.AsObject());
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
