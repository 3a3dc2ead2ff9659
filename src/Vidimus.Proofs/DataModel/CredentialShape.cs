using System.Runtime.InteropServices;
using System.Text.Json;

namespace Vidimus.Proofs;

/// <summary>
/// The rules of the VC Data Model that hold for every credential, whatever secures it: 2.0 for issuing and verifying, 1.1 for
/// verifying. Whether terms and types are defined by the contexts is for JSON-LD processing to say.
/// </summary>
public static class CredentialShape
{
    /// <summary>The first context of VC Data Model 2.0.</summary>
    public const string Context2 = "https://www.w3.org/ns/credentials/v2";

    /// <summary>The first context of VC Data Model 1.1.</summary>
    public const string Context1 = "https://www.w3.org/2018/credentials/v1";

    /// <summary>The version that the document's first context names.</summary>
    public static CredentialModel ModelOf(JsonElement document)
    {
        if (
            document.ValueKind != JsonValueKind.Object
            || !document.TryGetProperty("@context"u8, out var context)
            || context.ValueKind != JsonValueKind.Array
            || context.GetArrayLength() == 0
            || !UntrustedJson.TryGetText(context[0], out var first)
        )
        {
            return CredentialModel.Unknown;
        }
        return first switch
        {
            Context2 => CredentialModel.V2,
            Context1 => CredentialModel.V1,
            _ => CredentialModel.Unknown,
        };
    }

    /// <summary>
    /// Reads a credential's time as both models write it (XML Schema 1.1 dateTimeStamp, section 3.4.28); the same reading by which
    /// <see cref="Check"/> judges it.
    /// </summary>
    public static bool TryReadTime(string text, out DateTimeOffset time) =>
        ValidityShape.TryRead(text, out time);

    /// <summary>What a credential breaks, in the order of the rules; empty when nothing. At most 64; never throws for what it holds.</summary>
    public static IReadOnlyList<ShapeViolation> Check(JsonElement credential)
    {
        var rules = new ShapeRules();
        if (!Read(rules, credential))
        {
            return rules.Violations;
        }
        CheckContext(rules, credential);
        rules.Type(credential, "", among: "VerifiableCredential");
        rules.Id(credential, "");
        CheckIssuer(rules, credential);
        CheckSubject(rules, credential);
        var isFirst = ModelOf(credential) == CredentialModel.V1;
        ValidityShape.Check(rules, credential, isFirst);
        // VC 1.1 sections 4.9, 5.4 and 5.5 want an id of these three as well, VC 2.0 of the schema alone (section 4.11).
        rules.TypedObjects(credential, "credentialStatus", idRequired: isFirst);
        rules.TypedObjects(credential, "credentialSchema", idRequired: true);
        rules.TypedObjects(credential, "refreshService", idRequired: isFirst);
        rules.TypedObjects(credential, "termsOfUse");
        rules.TypedObjects(credential, "evidence");
        CheckStatusEntries(rules, credential);
        if (!isFirst)
        {
            RelatedResources.Check(rules, credential);
            LanguageValues.Check(rules, credential, "");
        }
        CheckProof(rules, credential);
        return rules.Violations;
    }

    /// <summary>
    /// What a presentation breaks; its credentials and enveloped credentials are for <see cref="Check"/> and <see cref="Enveloped"/>.
    /// Never throws for what it holds.
    /// </summary>
    public static IReadOnlyList<ShapeViolation> CheckPresentation(JsonElement presentation)
    {
        var rules = new ShapeRules();
        if (!Read(rules, presentation))
        {
            return rules.Violations;
        }
        CheckContext(rules, presentation);
        rules.Type(presentation, "", among: "VerifiablePresentation");
        rules.Id(presentation, "");
        rules.UrlOrObject(presentation, "holder");
        // VC 1.1 section 6.3.1 puts JWTs there as strings; VC 2.0 section 4.13 has objects only.
        var stringsAllowed = ModelOf(presentation) == CredentialModel.V1;
        foreach (var (item, at) in ShapeRules.Each(presentation, "verifiableCredential", ""))
        {
            if (
                item.ValueKind != JsonValueKind.Object
                && !(stringsAllowed && item.ValueKind == JsonValueKind.String)
            )
            {
                rules.Add("verifiableCredential", at, "A credential is not an object.");
            }
        }
        rules.TypedObjects(presentation, "termsOfUse");
        CheckProof(rules, presentation);
        return rules.Violations;
    }

    private static bool Read(ShapeRules rules, JsonElement document)
    {
        if (document.ValueKind != JsonValueKind.Object)
        {
            rules.Add("document", "", "The document is not a JSON object.");
            return false;
        }
        if (Jcs.IsStrict(JsonMarshal.GetRawUtf8Value(document), out var reason))
        {
            return true;
        }
        rules.Add("document", "", $"The document is not strict JSON: {reason}");
        return false;
    }

    /// <summary>Section 4.3: an ordered set, the version's own context first, then URLs and objects.</summary>
    private static void CheckContext(ShapeRules rules, JsonElement document)
    {
        if (ModelOf(document) == CredentialModel.Unknown)
        {
            rules.Add(
                "@context",
                "/@context",
                "The @context is not a list that begins with the context of VC 2.0 or 1.1."
            );
            return;
        }
        foreach (var (item, at) in ShapeRules.Each(document, "@context", ""))
        {
            if (
                item.ValueKind != JsonValueKind.Object
                && !(UntrustedJson.TryGetText(item, out var url) && UrlText.IsAbsolute(url))
            )
            {
                rules.Add("@context", at, "A context is neither a URL nor an object.");
            }
        }
    }

    private static void CheckIssuer(ShapeRules rules, JsonElement credential)
    {
        if (!credential.TryGetProperty("issuer"u8, out var issuer))
        {
            rules.Add("issuer", "/issuer", "The issuer is missing.");
            return;
        }
        rules.UrlOrObject(credential, "issuer");
        if (issuer.ValueKind == JsonValueKind.Object && ModelOf(credential) == CredentialModel.V2)
        {
            LanguageValues.Check(rules, issuer, "/issuer");
        }
    }

    /// <summary>Section 4.8: one or more objects, each of which says something.</summary>
    private static void CheckSubject(ShapeRules rules, JsonElement credential)
    {
        var any = false;
        foreach (var (subject, at) in ShapeRules.Each(credential, "credentialSubject", ""))
        {
            any = true;
            if (subject.ValueKind != JsonValueKind.Object || subject.GetPropertyCount() == 0)
            {
                rules.Add("credentialSubject", at, "A subject is not an object with claims.");
                continue;
            }
            rules.Id(subject, at, name: "credentialSubject");
        }
        if (!any)
        {
            rules.Add("credentialSubject", "/credentialSubject", "The subject is missing.");
        }
    }

    /// <summary>Entries of bitstring status lists, wherever in the credential: malformed ones are an error (section 3 of that standard).</summary>
    private static void CheckStatusEntries(ShapeRules rules, JsonElement credential)
    {
        foreach (var member in credential.EnumerateObject())
        {
            foreach (var (item, at) in ShapeRules.Each(credential, member.Name, ""))
            {
                if (
                    UntrustedJson.Text(item, "type") == BitstringStatusEntry.Type
                    && !BitstringStatusEntry.TryRead(item, out _, out var reason)
                )
                {
                    // RFC 6901 section 3: the two letters that a JSON Pointer escapes. Other members' names are fixed.
                    var escaped = member.Name.Replace("~", "~0").Replace("/", "~1");
                    rules.Add(
                        "credentialStatus",
                        $"/{escaped}{at[(member.Name.Length + 1)..]}",
                        reason
                    );
                }
            }
        }
    }

    private static void CheckProof(ShapeRules rules, JsonElement document)
    {
        foreach (var (proof, at) in ShapeRules.Each(document, "proof", ""))
        {
            if (proof.ValueKind != JsonValueKind.Object)
            {
                rules.Add("proof", at, "A proof is not an object.");
                continue;
            }
            rules.Type(proof, at, "proof");
            rules.Id(proof, at, name: "proof");
        }
    }
}
