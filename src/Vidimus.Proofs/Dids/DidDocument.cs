using System.Text.Json;
using System.Text.Json.Nodes;

namespace Vidimus.Proofs;

/// <summary>A DID document (DID Core 1.0, section 5): our own to publish, or a foreign one whose keys are looked up.</summary>
public sealed class DidDocument
{
    private readonly IReadOnlyList<VerificationMethod> methods;
    private readonly IReadOnlyDictionary<string, IReadOnlySet<string>> purposes;

    internal DidDocument(
        string id,
        IReadOnlyList<VerificationMethod> methods,
        IReadOnlyDictionary<string, IReadOnlySet<string>> purposes
    )
    {
        Id = id;
        this.methods = methods;
        this.purposes = purposes;
    }

    /// <summary>The DID that the document describes.</summary>
    public string Id { get; }

    /// <summary>Every verification method, usable or not, in the document's order.</summary>
    public IReadOnlyList<VerificationMethod> VerificationMethods => methods;

    /// <summary>The document of an issuer with these keys.</summary>
    public static DidDocument ForIssuer(string did, IEnumerable<IssuerKey> keys)
    {
        var all = keys.ToList();
        var asserting = all.Select(key => $"{did}#{key.Fragment}");
        var authenticating = all.Where(key => !key.Retired).Select(key => $"{did}#{key.Fragment}");
        return new DidDocument(
            did,
            [
                .. all.Select(key => new VerificationMethod(
                    $"{did}#{key.Fragment}",
                    key.PublicKey,
                    null
                )),
            ],
            new Dictionary<string, IReadOnlySet<string>>(StringComparer.Ordinal)
            {
                [ProofPurposes.AssertionMethod] = asserting.ToHashSet(StringComparer.Ordinal),
                [ProofPurposes.Authentication] = authenticating.ToHashSet(StringComparer.Ordinal),
            }
        );
    }

    /// <summary>
    /// Reads a foreign document. False with a sentence for people when it is not an object, describes another DID, or has an
    /// absurd number of keys; keys of kinds we do not know are kept with the reason why they cannot be used.
    /// </summary>
    public static bool TryParse(
        JsonElement json,
        string expectedDid,
        out DidDocument? document,
        out string reason
    ) => DidDocumentReader.TryRead(json, expectedDid, out document, out reason);

    /// <summary>The document as JSON, keys as Multikey.</summary>
    public JsonObject ToJson()
    {
        var json = new JsonObject
        {
            ["@context"] = new JsonArray(
                "https://www.w3.org/ns/did/v1",
                "https://w3id.org/security/multikey/v1"
            ),
            ["id"] = Id,
            ["verificationMethod"] = new JsonArray([
                .. methods.Where(method => method.PublicKey is not null).Select(ToJson),
            ]),
        };
        foreach (
            var purpose in new[] { ProofPurposes.AssertionMethod, ProofPurposes.Authentication }
        )
        {
            var ids = methods.Select(method => method.Id).Where(id => Serves(id, purpose));
            json[purpose] = new JsonArray([.. ids.Select(id => JsonValue.Create(id))]);
        }
        return json;
    }

    /// <summary>
    /// The key of a verification method for a purpose such as <c>assertionMethod</c>. An id that is only a fragment belongs to
    /// this document. Never throws for what the id holds.
    /// </summary>
    public KeyLookup FindKey(string verificationMethod, string purpose)
    {
        var id = verificationMethod.StartsWith('#') ? Id + verificationMethod : verificationMethod;
        var method = methods.FirstOrDefault(method => method.Id == id);
        if (method is null)
        {
            return KeyLookup.NotFound($"The document of {Id} has no such verification method.");
        }
        if (!Serves(id, purpose))
        {
            return KeyLookup.NotFound(
                $"The document of {Id} does not allow the key for the purpose '{purpose}'."
            );
        }
        return method.PublicKey is { } key
            ? KeyLookup.Found(key)
            : KeyLookup.NotFound(method.Objection!);
    }

    private bool Serves(string id, string purpose) =>
        purposes.TryGetValue(purpose, out var ids) && ids.Contains(id);

    private JsonNode ToJson(VerificationMethod method) =>
        new JsonObject
        {
            ["id"] = method.Id,
            ["type"] = "Multikey",
            ["controller"] = Id,
            ["publicKeyMultibase"] = method.PublicKey!.ToMultikey(),
        };
}
