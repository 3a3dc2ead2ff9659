using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Vidimus.Proofs;

namespace Vidimus.Conformance;

/// <summary>
/// What the VC-JOSE-COSE suite asks of an implementation, one call a test: secure a document with a key, or verify a token with
/// it, and write the outcome to a file.
/// </summary>
internal static class JoseSuite
{
    // The tokens of presentations hold for a day of December 2024, so they are judged as of that day.
    private static readonly DateTimeOffset Then = new(2024, 12, 16, 12, 0, 0, TimeSpan.Zero);

    public static int Run(string[] args)
    {
        var options = Enumerable
            .Range(0, args.Length - 1)
            .Where(i => args[i].StartsWith("--", StringComparison.Ordinal))
            .ToDictionary(i => args[i][2..], i => args[i + 1]);
        var input = File.ReadAllText(options["input"]);
        var method = JsonDocument.Parse(File.ReadAllText(options["key"])).RootElement;
        var isPresentation = options["feature"] == "presentation_jose";
        var (result, data) =
            args[0] == "issue"
                ? Issue(input, method, isPresentation)
                : Verify(input.Trim(), method, isPresentation);
        File.WriteAllText(
            options["output"],
            new JsonObject { ["result"] = result, ["data"] = data }.ToJsonString()
        );
        return 0;
    }

    private static (string Result, string Data) Issue(
        string input,
        JsonElement method,
        bool isPresentation
    )
    {
        using var key = KeyOf(method.GetProperty("secretKeyJwk"));
        var document = JsonNode.Parse(input)!.AsObject();
        var id = method.GetProperty("id").GetString()!;
        return (
            "success",
            isPresentation
                ? VpJwt.Sign(document, id, new("https://verifier.example", "n", Then), key)
                : VcJwt.Sign(document, id, key)
        );
    }

    private static (string Result, string Data) Verify(
        string token,
        JsonElement method,
        bool isPresentation
    )
    {
        KeyLookup Find(string named, string purpose) =>
            Jwk.TryRead(method.GetProperty("publicKeyJwk"), out var key, out var reason)
                ? KeyLookup.Found(key)
                : KeyLookup.NotFound(reason);

        var read = isPresentation
            ? VpJwt.Verify(token, Find, null, Then)
            : VcJwt.Verify(token, Find, Then);
        var problem =
            read.Proof.Outcome != ProofOutcome.Pass ? read.Proof.Reason
            : isPresentation ? InPresentation(read.Payload!.Value)
            : CredentialShape.Check(read.Payload!.Value).FirstOrDefault()?.Reason;
        return problem is null ? ("success", token) : ("failure", problem);
    }

    // Section 3.1.2: credentials in a presentation are secured, and enveloped.
    private static string? InPresentation(JsonElement presentation)
    {
        if (CredentialShape.CheckPresentation(presentation) is [var violation, ..])
            return violation.Reason;
        foreach (
            var credential in presentation.GetProperty("verifiableCredential").EnumerateArray()
        )
        {
            if (!Enveloped.TryUnwrap(credential, Enveloped.CredentialType, out _, out var reason))
                return reason;
        }
        return null;
    }

    private static SigningKey KeyOf(JsonElement jwk)
    {
        byte[] Part(string name) => Base64Url.DecodeFromChars(jwk.GetProperty(name).GetString());

        var curve = jwk.GetProperty("crv").GetString() switch
        {
            "P-256" => ECCurve.NamedCurves.nistP256,
            "P-384" => ECCurve.NamedCurves.nistP384,
            "P-521" => ECCurve.NamedCurves.nistP521,
            _ => (ECCurve?)null,
        };
        return curve is { } named
            ? new EcPrivateKey(
                ECDsa.Create(
                    new ECParameters
                    {
                        Curve = named,
                        D = Part("d"),
                        Q = new() { X = Part("x"), Y = Part("y") },
                    }
                )
            )
            : Ed25519PrivateKey.FromSeed(Part("d"));
    }
}
