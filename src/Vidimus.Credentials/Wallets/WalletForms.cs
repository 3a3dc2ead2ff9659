using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Vidimus.Credentials.Reading;
using Vidimus.Credentials.Recipients;
using Vidimus.Credentials.Signing;
using Vidimus.Platform.Ids;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;
using Vidimus.Proofs;

namespace Vidimus.Credentials.Wallets;

/// <summary>A credential as a wallet gets it.</summary>
/// <param name="Credential">A JSON object for <c>ldp_vc</c>, else a text.</param>
/// <param name="Digest">By which the record knows it.</param>
internal sealed record WalletForm(JsonNode Credential, string Digest);

/// <summary>
/// Writes a credential for a wallet's key. An SD-JWT names the key in <c>cnf</c>; the other formats name the subject by the
/// wallet's DID, in a copy that is signed anew and says otherwise what the stored document says: id, status entry and validity
/// are the same, so whatever becomes of the credential becomes of its copies.
/// </summary>
internal sealed class WalletForms(
    RecipientVault vault,
    DerivedForms derived,
    Identities identities,
    TimeProvider clock
)
{
    public async Task<Result<WalletForm>> Write(
        VidimusDb db,
        CredentialRow row,
        string format,
        WalletKey key,
        CancellationToken cancellation
    )
    {
        var stored = await GetDocument.Read(db, vault, row, jwt: false, cancellation);
        if (stored.Problem is { } gone)
            return gone;
        if (format == WalletFormats.SdJwt)
        {
            var bound = await derived.SdJwt(row, stored.Value!, key.Key, cancellation);
            return bound.Problem is { } refused
                ? refused
                : OfToken(Encoding.ASCII.GetString(bound.Value!.Bytes));
        }
        var document = JsonNode.Parse(stored.Value!.Bytes)!.AsObject();
        if (NamedDid(document) is { } named)
            return key.IsFor(named)
                ? await AsItIs(db, row, format, document, cancellation)
                : WalletProblems.InvalidProof.With(
                    "The issuer has named the credential's subject by a DID, and the proof's key is not that DID's.",
                    hint: "Prove the key of that DID, or take the credential as dc+sd-jwt"
                );
        var identity = await identities.For(row.OrganizationId, row.Mode, cancellation);
        if (identity.Problem is { } unsigned)
            return unsigned;
        return Sign(document, format, key.Did, identity.Value!);
    }

    /// <summary>Id of a copy, which the wallet knows as <c>notification_id</c>.</summary>
    public string NewCopyId() => NewId.Create("wcp", clock);

    /// <summary>The DID by which the issuer has named the subject; null when it has not.</summary>
    public static string? NamedDid(JsonObject document) =>
        document["credentialSubject"] is JsonObject subject
        && subject["id"] is JsonValue value
        && value.TryGetValue(out string? id)
        && id.StartsWith("did:", StringComparison.Ordinal)
            ? id
            : null;

    /// <summary>The key that a DID is; null when it stands elsewhere.</summary>
    public static VerifyingKey? KeyOf(string did) =>
        DidKey.TryResolve(did, out var document) || DidJwk.TryResolve(did, out document)
            ? document.VerificationMethods[0].PublicKey
            : null;

    /// <summary>Digest of a JSON form, however its members are ordered and spaced.</summary>
    public static string Digest(JsonElement document) =>
        Multibase.EncodeBase64Url(SHA256.HashData(Jcs.Canonicalize(document)));

    /// <summary>Digest of a token.</summary>
    public static string Digest(string token) =>
        Multibase.EncodeBase64Url(SHA256.HashData(Encoding.UTF8.GetBytes(token)));

    private WalletForm Sign(
        JsonObject document,
        string format,
        string did,
        SigningIdentity identity
    )
    {
        document.Remove("proof");
        document["credentialSubject"]!.AsObject()["id"] = did;
        if (format == WalletFormats.Jwt)
            return OfToken(VcJwt.Sign(document, identity.VerificationMethod, identity.Key));
        return OfJson(
            DataIntegrity.SignToBytes(
                document,
                [new ProofOptions(identity.VerificationMethod, clock.GetUtcNow())],
                identity.Key
            )
        );
    }

    private async Task<Result<WalletForm>> AsItIs(
        VidimusDb db,
        CredentialRow row,
        string format,
        JsonObject document,
        CancellationToken cancellation
    )
    {
        if (format == WalletFormats.LinkedData)
            return OfJson(JsonSerializer.SerializeToUtf8Bytes(document));
        var token = await GetDocument.Read(db, vault, row, jwt: true, cancellation);
        return token.Problem is { } gone
            ? gone
            : OfToken(Encoding.ASCII.GetString(token.Value!.Bytes));
    }

    private static WalletForm OfToken(string token) => new(JsonValue.Create(token), Digest(token));

    private static WalletForm OfJson(byte[] signed)
    {
        using var parsed = JsonDocument.Parse(signed);
        return new(JsonNode.Parse(signed)!, Digest(parsed.RootElement));
    }
}
