using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Shouldly;
using Vidimus.Proofs;
using Vidimus.Testing;

namespace Vidimus.Tests.Wallets;

/// <summary>An offer as the test that made it knows it.</summary>
internal sealed record Offer(
    string Id,
    Uri Issuer,
    string Code,
    string? Digits,
    string GroupId,
    JsonElement Json
)
{
    public const string Grant = "urn:ietf:params:oauth:grant-type:pre-authorized_code";

    public string Path => Issuer.AbsolutePath;

    public string Configuration(string format = "dc+sd-jwt") => $"{GroupId}.{format}";

    /// <summary>Makes an offer of a credential.</summary>
    public static async Task<Offer> Make(Programme programme, Issued issued, string body = "{}")
    {
        var made = (await Try(programme, issued.Id, body)).Should(201);
        return new(
            made.At("id")!,
            new(made.At("credentialIssuer")!),
            made.At("preAuthorizedCode")!,
            made.At("transactionCode"),
            programme.GroupId,
            made.Json
        );
    }

    public static Task<Answer> Try(Programme programme, string credentialId, string body = "{}") =>
        programme.Post($"/v1/credentials/{credentialId}/offers", body);

    /// <summary>A wrong transaction code.</summary>
    public string Wrong => Digits == "123456" ? "654321" : "123456";
}

/// <summary>A wallet with one key.</summary>
internal sealed class Wallet(VidimusApp app, SigningKey key)
{
    public SigningKey Key => key;

    public static Wallet On(VidimusApp app, string algorithm = "EdDSA") =>
        new(
            app,
            algorithm == "EdDSA" ? Ed25519PrivateKey.Generate() : EcPrivateKey.Generate(algorithm)
        );

    /// <summary>Asks for a token.</summary>
    public Task<Answer> TryRedeem(Offer offer, string? digits = null, string? at = null) =>
        Form(
            at ?? offer.Path,
            [
                ("grant_type", Offer.Grant),
                ("pre-authorized_code", offer.Code),
                .. digits is null ? Array.Empty<(string, string)>() : [("tx_code", digits)],
            ]
        );

    public Task<Answer> Form(string path, params (string, string)[] members) =>
        app.Post($"{path}/token", null, VidimusApp.Form(members));

    public async Task<string> Redeem(Offer offer) =>
        (await TryRedeem(offer, offer.Digits)).Should(200).At("access_token")!;

    public async Task<string> Nonce(Offer offer, string? at = null) =>
        (await app.Post($"{at ?? offer.Path}/nonce")).Should(200).At("c_nonce")!;

    /// <summary>A key proof; what it says and its header can be changed before it is signed.</summary>
    public string Proof(
        Offer offer,
        string nonce,
        Action<JsonObject>? claims = null,
        Action<JsonObject>? header = null,
        SigningKey? signedBy = null
    )
    {
        var payload = new JsonObject
        {
            ["aud"] = offer.Issuer.ToString(),
            ["iat"] = app.Clock.GetUtcNow().ToUnixTimeSeconds(),
            ["nonce"] = nonce,
        };
        claims?.Invoke(payload);
        var parameters = new JsonObject
        {
            ["typ"] = "openid4vci-proof+jwt",
            ["jwk"] = key.VerifyingKey.ToJwk(),
        };
        header?.Invoke(parameters);
        return Jws.Sign(
            parameters,
            Encoding.UTF8.GetBytes(payload.ToJsonString()),
            signedBy ?? key
        );
    }

    public Task<Answer> TryTake(
        Offer offer,
        string token,
        string proof,
        string format = "dc+sd-jwt",
        string? at = null
    ) =>
        Request(
            at ?? offer.Path,
            token,
            $$"""{"credential_configuration_id":"{{offer.Configuration(format)}}","proofs":{"jwt":["{{proof}}"]} }"""
        );

    public Task<Answer> Request(string path, string? token, string body) =>
        app.Post($"{path}/credential", token, body);

    /// <summary>From the offer to the credential.</summary>
    public async Task<(JsonElement Credential, string Token, string Notification)> Take(
        Offer offer,
        string format = "dc+sd-jwt"
    )
    {
        var token = await Redeem(offer);
        var proof = Proof(offer, await Nonce(offer));
        var answer = (await TryTake(offer, token, proof, format)).Should(200);
        return (
            answer.Json.GetProperty("credentials")[0].GetProperty("credential"),
            token,
            answer.At("notification_id")!
        );
    }
}

internal static class WalletAnswers
{
    /// <summary>Must be a refusal as OAuth has it.</summary>
    public static Answer ShouldBeOAuth(this Answer answer, int status, string error)
    {
        answer.Should(status);
        answer.At("error").ShouldBe(error, answer.Text);
        answer.At("error_description").ShouldNotBeNullOrWhiteSpace();
        answer.MediaType.ShouldBe("application/json");
        answer["Cache-Control"].ShouldBe("no-store");
        return answer;
    }

    /// <summary>Verifies a credential in the form that a wallet holds.</summary>
    public static Task<Answer> VerifyHeld(this VidimusApp app, JsonElement credential) =>
        app.Verify(
            credential.ValueKind == JsonValueKind.String
                ? $$"""{"jwt":"{{credential.GetString()}}"}"""
                : $$"""{"credential":{{credential.GetRawText()}}}"""
        );
}
