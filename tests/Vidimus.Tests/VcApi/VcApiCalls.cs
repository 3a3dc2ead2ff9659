using System.Text.Json.Nodes;
using Shouldly;
using Vidimus.Proofs;
using Vidimus.Testing;

namespace Vidimus.Tests.VcApi;

/// <summary>An organization as a VC API client sees it: its DID and its calls.</summary>
internal sealed record VcIssuer(Issuer Issuer, Key Key)
{
    public VidimusApp App => Issuer.App;

    public string Did => DidWeb.FromUrl(new Uri(App.PublicUrl), "o", Issuer.Id, Key.Mode);

    public static async Task<VcIssuer> Start(VidimusApp app, bool test = false)
    {
        var issuer = await app.NewOrganization();
        return new(issuer, test ? issuer.Test : issuer.Live);
    }

    /// <summary>A credential of this organization without proof.</summary>
    public JsonObject Credential(Action<JsonObject>? change = null)
    {
        var credential = new JsonObject
        {
            ["@context"] = new JsonArray(
                CredentialShape.Context2,
                "https://www.w3.org/ns/credentials/examples/v2"
            ),
            ["id"] = $"urn:uuid:{Guid.CreateVersion7()}",
            ["type"] = new JsonArray("VerifiableCredential", "AlumniCredential"),
            ["issuer"] = Did,
            ["validFrom"] = "2026-01-01T00:00:00Z",
            ["credentialSubject"] = new JsonObject
            {
                ["id"] = "did:example:ada",
                ["alumniOf"] = "Example Academy",
            },
        };
        change?.Invoke(credential);
        return credential;
    }

    public Task<Answer> TryIssue(JsonObject credential, JsonObject? options = null) =>
        App.Post("/credentials/issue", Key.Secret, Body(credential, options));

    public async Task<JsonObject> Issue(
        Action<JsonObject>? change = null,
        JsonObject? options = null
    ) => Secured(await TryIssue(Credential(change), options));

    public static JsonObject Secured(Answer answer) =>
        JsonNode.Parse(answer.Should(201).Text)!["verifiableCredential"]!.AsObject();

    public static string Body(JsonObject credential, JsonObject? options = null) =>
        new JsonObject
        {
            ["credential"] = credential.DeepClone(),
            ["options"] = options?.DeepClone(),
        }.ToJsonString();

    public static JsonObject With(string cryptosuite) => new() { ["cryptosuite"] = cryptosuite };

    /// <summary>Options that ask for status entries of these purposes.</summary>
    public static JsonObject Status(params string[] purposes) =>
        new()
        {
            ["credentialStatus"] = new JsonArray([
                .. purposes.Select(p => new JsonObject
                {
                    ["type"] = "BitstringStatusListEntry",
                    ["statusPurpose"] = p,
                }),
            ]),
        };

    public Task<Answer> SetStatus(string id, string purpose, bool? status = null) =>
        App.Post(
            "/credentials/status",
            Key.Secret,
            new
            {
                credentialId = id,
                credentialStatus = new
                {
                    type = "BitstringStatusListEntry",
                    statusPurpose = purpose,
                },
                status,
            }
        );
}

internal static class VcApiAnswers
{
    public static Task<Answer> VerifyVc(
        this VidimusApp app,
        JsonNode credential,
        string? key = null
    ) =>
        app.Post(
            "/credentials/verify",
            key,
            new JsonObject
            {
                ["verifiableCredential"] = credential.DeepClone(),
                ["options"] = new JsonObject { ["checks"] = new JsonArray("proof") },
            }.ToJsonString()
        );

    public static Task<Answer> VerifyVp(
        this VidimusApp app,
        JsonNode presentation,
        string? challenge = null,
        string? domain = null,
        string? key = null
    ) =>
        app.Post(
            "/presentations/verify",
            key,
            new JsonObject
            {
                ["verifiablePresentation"] = presentation.DeepClone(),
                ["options"] = new JsonObject { ["challenge"] = challenge, ["domain"] = domain },
            }.ToJsonString()
        );

    /// <summary>Must be good: 200 and verified.</summary>
    public static Answer ShouldVerify(this Answer answer)
    {
        answer.Should(200).At("verified").ShouldBe("true", answer.Text);
        answer.Json.GetProperty("problemDetails").GetArrayLength().ShouldBe(0);
        return answer;
    }

    /// <summary>Must be bad: 400, not verified, and a problem of this type; its detail holds the text.</summary>
    public static Answer ShouldNotVerify(this Answer answer, string type, string detail = "")
    {
        answer.Should(400).At("verified").ShouldBe("false", answer.Text);
        answer
            .Json.GetProperty("problemDetails")
            .EnumerateArray()
            .ShouldContain(
                p =>
                    p.GetProperty("type").GetString()!.EndsWith(type, StringComparison.Ordinal)
                    && p.GetProperty("detail")
                        .GetString()!
                        .Contains(detail, StringComparison.Ordinal),
                answer.Text
            );
        return answer;
    }

    /// <summary>Must be a refusal in problem details, with a member at fault where one is given.</summary>
    public static Answer ShouldBeRefused(
        this Answer answer,
        int status,
        string code,
        string? field = null
    )
    {
        answer.Should(status).MediaType.ShouldBe("application/problem+json");
        answer.At("code").ShouldBe(code, answer.Text);
        answer.At("status").ShouldBe($"{status}");
        answer.At("type").ShouldNotBeNull();
        answer.At("detail").ShouldNotBeNullOrWhiteSpace();
        answer.At("requestId").ShouldBe(answer["X-Request-Id"]);
        if (field is not null)
            answer
                .Json.GetProperty("errors")
                .EnumerateArray()
                .Select(e => e.GetProperty("field").GetString())
                .ShouldContain(field, answer.Text);
        return answer;
    }
}

/// <summary>Somebody who holds credentials and presents them, known by a key.</summary>
internal sealed class Holder : IDisposable
{
    private readonly Ed25519PrivateKey _key = Ed25519PrivateKey.Generate();

    public string Did => DidKey.FromEd25519(_key.PublicKey.Span);

    public string Method => DidKey.VerificationMethod(Did);

    public static JsonObject Presentation(params JsonNode[] credentials) =>
        new()
        {
            ["@context"] = new JsonArray(CredentialShape.Context2),
            ["type"] = new JsonArray("VerifiablePresentation"),
            ["verifiableCredential"] = new JsonArray([.. credentials.Select(c => c.DeepClone())]),
        };

    public JsonObject Present(
        JsonObject presentation,
        string? challenge = null,
        string? domain = null,
        string purpose = ProofPurposes.Authentication
    ) =>
        DataIntegrity.Sign(
            presentation,
            new(Method, new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero))
            {
                ProofPurpose = purpose,
                Challenge = challenge,
                Domain = domain,
            },
            _key
        );

    public string PresentJwt(
        JsonObject presentation,
        string nonce,
        string audience,
        DateTimeOffset now
    ) => VpJwt.Sign(presentation, Method, new(audience, nonce, now), _key);

    /// <summary>A credential that the holder signs as its issuer.</summary>
    public JsonObject SelfSigned(Action<JsonObject>? change = null)
    {
        var credential = new JsonObject
        {
            ["@context"] = new JsonArray(CredentialShape.Context2),
            ["type"] = new JsonArray("VerifiableCredential"),
            ["issuer"] = Did,
            ["credentialSubject"] = new JsonObject { ["id"] = "did:example:ada" },
        };
        change?.Invoke(credential);
        return DataIntegrity.Sign(
            credential,
            new(Method, new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero)),
            _key
        );
    }

    public void Dispose() => _key.Dispose();
}
