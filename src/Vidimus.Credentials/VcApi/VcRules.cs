using System.Runtime.InteropServices;
using System.Text.Json;
using Vidimus.Access;
using Vidimus.Credentials.Signing;
using Vidimus.Credentials.Verifying;
using Vidimus.Platform.Problems;
using Vidimus.Proofs;

namespace Vidimus.Credentials.VcApi;

/// <summary>What a credential of a caller's own making must be before this server signs it.</summary>
internal sealed class VcRules(VcApiOptions options, AccessOptions access)
{
    /// <summary>The credential as strict JSON, or everything that is wrong with it.</summary>
    public Result<JsonElement> Check(JsonElement? given, IssueVcOptions chosen)
    {
        var fields = new Fields()
            .OneOf("options.cryptosuite", chosen.Cryptosuite, VcSecuring.Kinds)
            .Text("options.credentialId", chosen.CredentialId, 2048);
        VcStatusOption.Check(fields, chosen.CredentialStatus);
        if (given is not { ValueKind: JsonValueKind.Object } raw)
            return fields.Wrong("credential", "is required: a JSON object").Problem!;
        // Read once more by the rules of signed documents, so that no two readers can see different members.
        if (
            !CredentialJson.TryParse(
                JsonMarshal.GetRawUtf8Value(raw),
                Jws.MaxLength,
                out var credential,
                out var reason
            )
        )
            return fields.Wrong("credential", reason).Problem!;
        foreach (var violation in CredentialShape.Check(credential))
            fields.Wrong(Path(violation.Path), violation.Reason);
        foreach (var violation in PublishedResources.Check(credential))
            fields.Wrong(Path(violation.Path), violation.Reason);
        if (credential.TryGetProperty("proof", out _))
            fields.Wrong("credential.proof", "must be left out: this server adds the proof");
        if (IdOf(credential, chosen) is null && chosen.CredentialStatus is not null)
            fields.Wrong(
                "options.credentialId",
                "is required to change the status later, since the credential has no id"
            );
        if (new CredentialFacts(credential).IsStatusList)
            fields.Wrong(
                "credential.type",
                $"must not be {BitstringStatusListCredential.Type}: this server signs its own lists"
            );
        Claims(fields, credential);
        return fields.Problem is { } problem ? problem : credential;
    }

    /// <summary>The verification method of the issuer that the credential names, which must be the organization.</summary>
    public Result<string> MethodOf(JsonElement credential, SigningIdentity identity, string mode)
    {
        var issuer =
            VcText.Of(credential, "issuer") ?? VcText.Of(credential.GetProperty("issuer"), "id");
        if (issuer == identity.Did)
            return identity.VerificationMethod;
        var didKey = DidKey.FromEd25519(identity.Key.PublicKey.Span);
        if (issuer == didKey && options.DidKeyIssuers && mode == "live")
            return DidKey.VerificationMethod(didKey);
        return VcApiProblems.ForeignIssuer.With(
            field: "credential.issuer",
            hint: $"Name {identity.Did} as issuer"
        );
    }

    /// <summary>The id by which the credential's status is changed later.</summary>
    public static string? IdOf(JsonElement credential, IssueVcOptions chosen) =>
        VcText.Of(credential, "id") ?? chosen.CredentialId;

    /// <summary>
    /// Ids and status entries under this server's own address belong to what it issues itself: a caller who could choose them
    /// could claim another credential's page or its place in a status list.
    /// </summary>
    private void Claims(Fields fields, JsonElement credential)
    {
        if (IsOurs(VcText.Of(credential, "id")))
            fields.Wrong("credential.id", "must not be an address of this server");
        if (!credential.TryGetProperty("credentialStatus", out var statuses))
            return;
        JsonElement[] entries =
            statuses.ValueKind == JsonValueKind.Array ? [.. statuses.EnumerateArray()] : [statuses];
        foreach (var entry in entries)
        {
            if (IsOurs(VcText.Of(entry, "statusListCredential")))
                fields.Wrong(
                    "credential.credentialStatus",
                    "must not name a status list of this server; ask for an entry by options.credentialStatus"
                );
        }
    }

    private bool IsOurs(string? url) =>
        url is not null
        && Uri.TryCreate(url, UriKind.Absolute, out var uri)
        && Uri.Compare(
            uri,
            new Uri(access.BaseUrl),
            UriComponents.SchemeAndServer,
            UriFormat.UriEscaped,
            StringComparison.OrdinalIgnoreCase
        ) == 0;

    // A JSON Pointer as the path that other refusals use.
    private static string Path(string pointer) => "credential" + pointer.Replace('/', '.');
}
