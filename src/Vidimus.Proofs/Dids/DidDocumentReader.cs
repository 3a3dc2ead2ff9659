using System.Runtime.InteropServices;
using System.Text.Json;

namespace Vidimus.Proofs;

/// <summary>Reads foreign DID documents: tolerant of what it does not know, never of a key that is not clearly the DID's own.</summary>
internal sealed class DidDocumentReader
{
    /// <summary>More keys than anybody has; beyond it the document is an attack.</summary>
    private const int MaxMethods = 256;

    private static readonly string[] Purposes =
    [
        ProofPurposes.AssertionMethod,
        ProofPurposes.Authentication,
        "capabilityInvocation",
        "capabilityDelegation",
    ];

    private readonly string did;
    private readonly List<VerificationMethod> methods = [];
    private readonly Dictionary<string, IReadOnlySet<string>> purposes = new(
        StringComparer.Ordinal
    );

    private DidDocumentReader(string did) => this.did = did;

    internal static bool TryRead(
        JsonElement json,
        string expectedDid,
        out DidDocument? document,
        out string reason
    )
    {
        document = null;
        if (json.ValueKind != JsonValueKind.Object)
        {
            reason = "The DID document is not a JSON object.";
            return false;
        }
        if (!Jcs.IsStrict(JsonMarshal.GetRawUtf8Value(json), out reason))
        {
            return false;
        }
        if (UntrustedJson.Text(json, "id") != expectedDid)
        {
            reason = $"The document's id is not {expectedDid}.";
            return false;
        }
        var reader = new DidDocumentReader(expectedDid);
        if (!reader.ReadAll(json))
        {
            reason = $"The DID document holds more than {MaxMethods} keys, or two with one id.";
            return false;
        }
        document = new DidDocument(expectedDid, reader.methods, reader.purposes);
        reason = "";
        return true;
    }

    private bool ReadAll(JsonElement json)
    {
        foreach (var item in Items(json, "verificationMethod"))
        {
            if (item.ValueKind == JsonValueKind.Object && ReadMethod(item) is null)
            {
                return false;
            }
        }
        foreach (var purpose in Purposes)
        {
            var ids = new HashSet<string>(StringComparer.Ordinal);
            foreach (var item in Items(json, purpose))
            {
                // A method may be written out in place; it then serves this purpose alone (DID Core section 5.3).
                var id =
                    UntrustedJson.TryGetText(item, out var text) ? Absolute(text)
                    : item.ValueKind == JsonValueKind.Object ? ReadMethod(item)
                    : "";
                if (id is null)
                {
                    return false;
                }
                ids.Add(id);
            }
            purposes[purpose] = ids;
        }
        return true;
    }

    /// <summary>The method's absolute id; null when the document must be refused.</summary>
    private string? ReadMethod(JsonElement method)
    {
        if (methods.Count == MaxMethods)
        {
            return null;
        }
        var id = Absolute(UntrustedJson.Text(method, "id") ?? "");
        if (methods.Exists(known => known.Id == id))
        {
            return null;
        }
        VerifyingKey? publicKey = null;
        var objection = ObjectTo(method, id) ?? ReadKey(method, out publicKey);
        methods.Add(new VerificationMethod(id, publicKey, objection));
        return id;
    }

    private string? ObjectTo(JsonElement method, string id)
    {
        if (!id.StartsWith(did + "#", StringComparison.Ordinal))
        {
            return "The key's id does not belong to the DID.";
        }
        return UntrustedJson.Text(method, "controller") == did
            ? null
            : "The key is controlled by somebody other than the DID.";
    }

    private static string? ReadKey(JsonElement method, out VerifyingKey? publicKey)
    {
        publicKey = null;
        var type = UntrustedJson.Text(method, "type");
        switch (type)
        {
            case "Multikey":
                return Multikey.TryRead(Multibase(method), out publicKey)
                    ? null
                    : $"The key's publicKeyMultibase is not an {VerifyingKey.Kinds} key.";
            case "Ed25519VerificationKey2020":
                if (!Multikey.TryReadEd25519(Multibase(method), out var bytes))
                {
                    return "The key's publicKeyMultibase is not an Ed25519 key.";
                }
                publicKey = VerifyingKey.FromEd25519(bytes);
                return null;
            case "JsonWebKey" or "JsonWebKey2020":
                if (!method.TryGetProperty("publicKeyJwk"u8, out var jwk))
                {
                    return "The key has no publicKeyJwk.";
                }
                return Jwk.TryRead(jwk, out publicKey, out var reason) ? null : reason;
            default:
                return $"Keys of type '{type?[..Math.Min(type.Length, 60)]}' are not supported.";
        }
    }

    private static string? Multibase(JsonElement method) =>
        UntrustedJson.Text(method, "publicKeyMultibase");

    private string Absolute(string id) => id.StartsWith('#') ? did + id : id;

    private static IEnumerable<JsonElement> Items(JsonElement json, string name)
    {
        if (!json.TryGetProperty(name, out var value))
        {
            return [];
        }
        // One more than allowed is enough to be refused.
        return value.ValueKind == JsonValueKind.Array
            ? value.EnumerateArray().Take(MaxMethods + 1)
            : [value];
    }
}
