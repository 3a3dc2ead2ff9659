using System.Text.Json;
using Vidimus.Platform.Ids;
using Vidimus.Proofs;

namespace Vidimus.Credentials.Verifying;

/// <summary>Verifies a credential as the W3C standards hand it around: an object, with embedded proof or with a token in a <c>data:</c> URL.</summary>
internal sealed class EnvelopedVerifier(Verifier verifier, TimeProvider clock)
{
    public async Task<Verification> Any(JsonElement credential, CancellationToken cancellation)
    {
        if (!IsEnveloped(credential))
        {
            var violations = CredentialShape.Check(credential);
            return violations.Count == 0
                ? await verifier.ByJson(credential, cancellation)
                : Refuse(violations.Select(v => $"{v.Path}: {v.Reason}"));
        }
        if (
            !Enveloped.TryUnwrap(
                credential,
                Enveloped.CredentialType,
                out var document,
                out var reason
            )
        )
            return Refuse([reason]);
        if (document!.MediaType == VcJwt.Type)
            return await verifier.ByJwt(document.Token, cancellation);
        var findings = new Findings();
        findings.Unknown(
            "proof",
            "The media type of the enveloped credential is not supported.",
            "unsupported"
        );
        return Draw(findings);
    }

    private Verification Refuse(IEnumerable<string> reasons)
    {
        var findings = new Findings();
        foreach (var reason in reasons)
            findings.Fail("schema", reason, "schema_mismatch");
        return Draw(findings);
    }

    private Verification Draw(Findings findings) =>
        new(
            NewId.Create("vfy", clock),
            findings.Verdict(null),
            "The credential could not be verified: "
                + string.Join(" ", findings.Checks.Select(c => c.Reason)),
            findings.Reasons,
            findings.Checks,
            clock.GetUtcNow(),
            null,
            null,
            null
        );

    private static bool IsEnveloped(JsonElement credential) =>
        credential.ValueKind == JsonValueKind.Object
        && credential.TryGetProperty("type", out var type)
        && (type.ValueKind == JsonValueKind.Array ? type.EnumerateArray().ToArray() : [type]).Any(
            t => t.ValueKind == JsonValueKind.String && t.ValueEquals(Enveloped.CredentialType)
        );
}
