using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace Vidimus.Proofs;

/// <summary>What stands in the <c>data:</c> URL of an enveloped credential or presentation.</summary>
/// <param name="MediaType">Its media type in lower case, without <c>application/</c>, such as <c>vc+jwt</c>.</param>
/// <param name="Token">The secured document as text.</param>
public sealed record EnvelopedDocument(string MediaType, string Token);

/// <summary>
/// <c>EnvelopedVerifiableCredential</c> and <c>EnvelopedVerifiablePresentation</c> (VC Data Model 2.0 sections 4.13.2 and 4.13.3): a
/// secured document in a <c>data:</c> URL (RFC 2397).
/// </summary>
public static class Enveloped
{
    /// <summary>The type of an enveloped credential.</summary>
    public const string CredentialType = "EnvelopedVerifiableCredential";

    /// <summary>The type of an enveloped presentation.</summary>
    public const string PresentationType = "EnvelopedVerifiablePresentation";

    /// <summary>
    /// Takes the secured document out; false with a sentence for people unless the object, in strict JSON, names the type, has the
    /// VC 2.0 context and an <c>id</c> that is a <c>data:</c> URL.
    /// </summary>
    public static bool TryUnwrap(
        JsonElement enveloped,
        string type,
        out EnvelopedDocument? document,
        out string reason
    )
    {
        document = null;
        if (
            enveloped.ValueKind != JsonValueKind.Object
            || !MemberValues.HasText(enveloped, "type", type)
        )
        {
            reason = $"The document is not an {type}.";
            return false;
        }
        if (!MemberValues.HasText(enveloped, "@context", CredentialShape.Context2))
        {
            reason = "The enveloped document does not have the context of VC 2.0.";
            return false;
        }
        // Nothing signs what stands around the token: whoever reads it there would take it for verified.
        foreach (var member in enveloped.EnumerateObject())
        {
            if (member.Name is not ("@context" or "id" or "type"))
            {
                reason = "The enveloped document has members beside @context, id and type.";
                return false;
            }
        }
        if (!HasNoOtherType(enveloped.GetProperty("type"), type))
        {
            reason = $"The enveloped document has another type beside {type}.";
            return false;
        }
        document = ReadDataUrl(UntrustedJson.Text(enveloped, "id"));
        reason = document is null
            ? "The enveloped document's id is not a data: URL with a media type and data."
            : "";
        return document is not null;
    }

    private static bool HasNoOtherType(JsonElement types, string type)
    {
        var general = type["Enveloped".Length..];
        return types.ValueKind != JsonValueKind.Array
            || types
                .EnumerateArray()
                .All(t =>
                    UntrustedJson.TryGetText(t, out var name) && (name == type || name == general)
                );
    }

    /// <summary>
    /// Verifies an enveloped credential by what it holds: <c>vc+jwt</c>, <c>vc+sd-jwt</c> or <c>dc+sd-jwt</c>, without key binding.
    /// Any other media type is unknown. Never throws for what the document holds.
    /// </summary>
    public static SignedJson VerifyCredential(
        JsonElement enveloped,
        KeyFinder findKey,
        DateTimeOffset now
    )
    {
        if (!IsStrict(enveloped, out var reason))
        {
            return Failed(reason);
        }
        if (!TryUnwrap(enveloped, CredentialType, out var document, out reason))
        {
            return Failed(reason);
        }
        var options = new SdJwtVerifyOptions(findKey, now);
        return document!.MediaType switch
        {
            VcJwt.Type => VcJwt.Verify(document.Token, findKey, now),
            VcSdJwt.Type => Flatten(VcSdJwt.Verify(document.Token, options)),
            SdJwtVc.Type => Flatten(SdJwtVc.Verify(document.Token, options)),
            _ => NotSupported,
        };
    }

    /// <summary>
    /// Verifies an enveloped presentation, which must hold <c>vp+jwt</c>. The credentials in it remain to be verified. Never throws for
    /// what the document holds.
    /// </summary>
    public static SignedJson VerifyPresentation(
        JsonElement enveloped,
        KeyFinder findKey,
        ExpectedBinding? expected,
        DateTimeOffset now
    )
    {
        if (!IsStrict(enveloped, out var reason))
        {
            return Failed(reason);
        }
        if (!TryUnwrap(enveloped, PresentationType, out var document, out reason))
        {
            return Failed(reason);
        }
        return document!.MediaType == VpJwt.Type
            ? VpJwt.Verify(document.Token, findKey, expected, now)
            : NotSupported;
    }

    private static SignedJson NotSupported { get; } =
        new(
            new ProofResult(
                ProofOutcome.Unknown,
                "The media type of the enveloped document is not supported."
            ),
            null
        );

    private static bool IsStrict(JsonElement document, out string reason)
    {
        reason = "The document is not a JSON object.";
        return document.ValueKind == JsonValueKind.Object
            && Jcs.IsStrict(JsonMarshal.GetRawUtf8Value(document), out reason);
    }

    private static SignedJson Flatten(SdJwtVerification result) =>
        result.Proof.Outcome == ProofOutcome.Pass && !result.IsAccepted
            ? Failed(result.Validity.Reason)
            : new SignedJson(result.Proof, result.Claims);

    private static SignedJson Failed(string reason) =>
        new(new ProofResult(ProofOutcome.Fail, reason), null);

    /// <summary>RFC 2397: <c>data:</c>, a media type, parameters of which only <c>base64</c> means something here, a comma, the data.</summary>
    private static EnvelopedDocument? ReadDataUrl(string? url)
    {
        if (url is null || !url.StartsWith("data:", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }
        var comma = url.IndexOf(',', StringComparison.Ordinal);
        if (comma < 0 || comma == url.Length - 1 || url.Length > SdJwt.MaxLength)
        {
            return null;
        }
        var parts = url["data:".Length..comma].ToLowerInvariant().Split(';');
        if (!parts[0].StartsWith("application/", StringComparison.Ordinal))
        {
            return null;
        }
        var data = Uri.UnescapeDataString(url[(comma + 1)..]);
        if (parts[^1] == "base64")
        {
            // Standard is base64; what writes tokens often writes base64url, here too.
            var plain = data.Trim().TrimEnd('=').Replace('-', '+').Replace('_', '/');
            plain = plain.PadRight(plain.Length + ((4 - (plain.Length % 4)) % 4), '=');
            var bytes = new byte[plain.Length];
            if (!Convert.TryFromBase64String(plain, bytes, out var written))
            {
                return null;
            }
            data = Encoding.ASCII.GetString(bytes, 0, written);
        }
        return new EnvelopedDocument(parts[0]["application/".Length..], data);
    }
}
