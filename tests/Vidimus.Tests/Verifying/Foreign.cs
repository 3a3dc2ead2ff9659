using System.Text.Json.Nodes;
using Vidimus.Proofs;

namespace Vidimus.Tests.Verifying;

/// <summary>An issuer that this server knows nothing of.</summary>
internal sealed class Foreign : IDisposable
{
    private readonly Ed25519PrivateKey _key = Ed25519PrivateKey.Generate();

    public Foreign(string? did = null)
    {
        Did = did ?? DidKey.FromEd25519(_key.PublicKey.Span);
        Method = did is null ? DidKey.VerificationMethod(Did) : $"{Did}#key-1";
    }

    public string Did { get; }

    public string Method { get; }

    /// <summary>The cryptosuite of its embedded proofs.</summary>
    public string Suite { get; init; } = DataIntegrity.EddsaRdfc2022;

    /// <summary>The DID document of a did:web issuer.</summary>
    public string DidDocument =>
        new JsonObject
        {
            ["@context"] = new JsonArray(
                "https://www.w3.org/ns/did/v1",
                "https://w3id.org/security/multikey/v1"
            ),
            ["id"] = Did,
            ["verificationMethod"] = new JsonArray(
                new JsonObject
                {
                    ["id"] = Method,
                    ["type"] = "Multikey",
                    ["controller"] = Did,
                    ["publicKeyMultibase"] = Multikey.FromEd25519(_key.PublicKey.Span),
                }
            ),
            ["assertionMethod"] = new JsonArray(Method),
        }.ToJsonString();

    /// <summary>A credential without proof; changes are made by <paramref name="change"/>.</summary>
    public JsonObject Credential(Action<JsonObject>? change = null)
    {
        var credential = new JsonObject
        {
            ["@context"] = new JsonArray("https://www.w3.org/ns/credentials/v2"),
            ["id"] = "urn:uuid:6b8f2f8e-0a53-4b62-8b57-0d8c8a6c1f11",
            ["type"] = new JsonArray("VerifiableCredential"),
            ["issuer"] = Did,
            ["validFrom"] = "2026-01-01T00:00:00Z",
            ["credentialSubject"] = new JsonObject
            {
                ["name"] = "Ada Example",
                ["description"] = "Diploma",
            },
        };
        change?.Invoke(credential);
        return credential;
    }

    public JsonObject Sign(JsonObject credential, string? method = null) =>
        DataIntegrity.Sign(
            credential,
            new(method ?? Method, new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero)) { Cryptosuite = Suite },
            _key
        );

    public JsonObject Signed(Action<JsonObject>? change = null) => Sign(Credential(change));

    public string Jwt(Action<JsonObject>? change = null, string? method = null) =>
        VcJwt.Sign(Credential(change), method ?? Method, _key);

    /// <summary>An SD-JWT VC about Ada, who may keep her birth date back; bound to this holder's key where one is given.</summary>
    public string SdJwt(Func<SdJwtVcOptions, SdJwtVcOptions>? change = null)
    {
        var options = new SdJwtVcOptions("https://example.org/diploma", Method) { Issuer = Did };
        return SdJwtVc.Issue(
            new JsonObject
            {
                ["given_name"] = "Ada",
                ["family_name"] = "Example",
                ["birthdate"] = "1815-12-10",
            },
            [ClaimPath.Of("birthdate")],
            change is null ? options : change(options),
            _key
        );
    }

    /// <summary>As a holder: this key bound to a token of somebody else's.</summary>
    public VerifyingKey AsHolder => _key.VerifyingKey;

    /// <summary>As a holder: shows the token to a verifier.</summary>
    public string Present(string token, string audience, string nonce) =>
        SdJwtHolder.BindKey(
            token,
            new(audience, nonce, new(2026, 11, 22, 10, 0, 0, TimeSpan.Zero)),
            _key
        );

    /// <summary>A status list at this address in which the entries are set, not yet signed.</summary>
    public JsonObject StatusList(
        string url,
        string purpose,
        int size = 1,
        Action<JsonObject>? change = null,
        params (int Index, int Value)[] entries
    )
    {
        var list = new BitstringStatusList(statusSize: size);
        foreach (var (index, value) in entries)
            list.Set(index, value);
        var credential = BitstringStatusListCredential.Build(
            new(url, Did, purpose, new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero)),
            list
        );
        change?.Invoke(credential);
        return credential;
    }

    public string JwtOf(JsonObject credential) => VcJwt.Sign(credential, Method, _key);

    /// <summary>A status list for SD-JWTs.</summary>
    public string TokenList(
        string url,
        TimeSpan? life = null,
        params (int Index, int Value)[] entries
    )
    {
        var list = new TokenStatusList(1000, 2);
        foreach (var (index, value) in entries)
            list.Set(index, value);
        return StatusListToken.Sign(
            new(url, Method, new(2026, 11, 1, 0, 0, 0, TimeSpan.Zero))
            {
                Issuer = Did,
                TimeToLive = life,
            },
            list,
            _key
        );
    }

    public void Dispose() => _key.Dispose();
}
