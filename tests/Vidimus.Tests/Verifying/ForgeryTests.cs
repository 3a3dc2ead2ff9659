using System.Buffers.Text;
using System.Text;
using System.Text.Json.Nodes;
using Shouldly;
using Vidimus.Proofs;
using Vidimus.Testing;
using Vidimus.Tests.VcApi;
using Xunit;

namespace Vidimus.Tests.Verifying;

/// <summary>Whoever signs in another's name, or puts words around what somebody signed, is found out by every door.</summary>
public abstract class ForgeryTests(SharedApp shared) : Scenario(shared)
{
    public sealed class Sqlite(OnSqlite shared) : ForgeryTests(shared), IClassFixture<OnSqlite>;

    public sealed class Postgres(OnPostgres shared)
        : ForgeryTests(shared),
            IClassFixture<OnPostgres>;

    private const string V2 = "https://www.w3.org/ns/credentials/v2";

    [Theory]
    [InlineData("did:web:university.example")]
    [InlineData("did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK")]
    public async Task A_header_that_names_another_issuer_than_the_credential_lends_nobody_a_name(
        string victim
    )
    {
        using var thief = new Thief();
        foreach (var token in thief.InTheNameOf(victim))
        {
            (await App.Verify($$"""{"jwt":"{{token}}"}""")).At("verdict").ShouldNotBe("valid");
            // In a presentation the thief's own key is known already.
            var presented = await App.VerifyVp(thief.Present(token));
            presented.Status.ShouldBe(400, presented.Text);
            presented.Text.ShouldNotContain("belongs to the issuer, " + victim);
        }
    }

    [Fact]
    public async Task What_stands_around_an_enveloped_token_is_refused()
    {
        using var thief = new Thief();
        var token = thief.Jwt(Words(thief.Did), null);
        var envelope = Envelope(token);
        (await App.Verify($$"""{"credential":{{envelope.ToJsonString()}}}""")).ShouldSay("valid");
        foreach (
            var (member, value) in new (string, JsonNode)[]
            {
                ("issuer", "did:web:university.example"),
                ("credentialSubject", new JsonObject { ["name"] = "Eve Example" }),
                (
                    "type",
                    new JsonArray(
                        "VerifiableCredential",
                        "OpenBadgeCredential",
                        "EnvelopedVerifiableCredential"
                    )
                ),
            }
        )
        {
            var dressed = envelope.DeepClone().AsObject();
            dressed[member] = value;
            (await App.Verify($$"""{"credential":{{dressed.ToJsonString()}}}"""))
                .At("verdict")
                .ShouldBe("invalid", member);
        }
    }

    [Fact]
    public async Task The_badges_api_takes_a_token_by_itself_and_never_the_words_around_it()
    {
        using var thief = new Thief();
        var programme = await Programme.Start(App);
        var dressed = Envelope(thief.Jwt(Words(thief.Did), null));
        dressed["type"] = new JsonArray(
            "VerifiableCredential",
            "OpenBadgeCredential",
            "EnvelopedVerifiableCredential"
        );
        dressed["issuer"] = "did:web:university.example";
        dressed["validFrom"] = "2026-01-01T00:00:00Z";
        dressed["credentialSubject"] = new JsonObject
        {
            ["achievement"] = new JsonObject { ["name"] = "Doctor" },
        };
        var answer = await App.Post(
            "/ims/ob/v3p0/credentials",
            programme.Key.Secret,
            dressed.ToJsonString()
        );
        answer.Status.ShouldBe(400, answer.Text);
    }

    [Fact]
    public async Task Who_asks_for_a_binding_is_not_satisfied_by_a_form_without_one()
    {
        var programme = await Programme.Start(App);
        var issued = await programme.Issue();
        var jwt = (await App.Get($"/verify/{issued.Id}/document?form=jwt")).Should(200).Text;
        (
            await App.Verify(
                $$"""{"jwt":"{{jwt}}","audience":"https://verifier.example","nonce":"n"}"""
            )
        ).ShouldSay("invalid", "holder_mismatch");
    }

    [Fact]
    public async Task What_a_holder_keeps_back_the_answer_does_not_give_away()
    {
        var programme = await Programme.Start(App);
        var issued = await programme.Issue(""","subject":{"grade":"A"}""");
        var whole = (await App.Get($"/verify/{issued.Id}/document?form=sd-jwt")).Should(200).Text;
        SdJwtHolder
            .TryPresent(whole, [ClaimPath.Of("subject", "grade")], out var shown, out var reason)
            .ShouldBeTrue(reason);
        var said = (await App.Verify($$"""{"jwt":"{{shown}}"}""")).ShouldSay("valid");
        said.Outcome("record").ShouldBe("pass");
        foreach (var secret in (string[])[issued.Id, issued.Uuid, "Ada Example"])
            said.Text.ShouldNotContain(secret);
        Encoding
            .UTF8.GetString(Base64Url.DecodeFromChars(whole.Split('~')[0].Split('.')[1]))
            .ShouldNotContain(issued.Id);

        (
            await programme.Post($"/v1/credentials/{issued.Id}/revoke", """{"reason":"Test"}""")
        ).Should(200);
        (await App.Verify($$"""{"jwt":"{{shown}}"}""")).ShouldSay("invalid", "revoked");
    }

    [Fact]
    public async Task A_status_list_is_signed_by_nobodys_word_and_a_type_name_hides_no_record()
    {
        var issuer = await VcIssuer.Start(App);
        var refused = await issuer.TryIssue(
            issuer.Credential(c =>
                c["type"] = new JsonArray("VerifiableCredential", "BitstringStatusListCredential")
            )
        );
        refused.Status.ShouldBe(400, refused.Text);
    }

    [Fact]
    public async Task A_revocation_reaches_those_who_know_the_list_of_suspensions_only()
    {
        var issuer = await VcIssuer.Start(App);
        var issued = await issuer.Issue(options: VcIssuer.Status("suspension"));
        (await issuer.SetStatus(issued["id"]!.GetValue<string>(), "revocation")).Should(200);
        var entry = issued["credentialStatus"]!;
        var url = entry["statusListCredential"]!.GetValue<string>();
        var list = (await App.Get(new Uri(url).PathAndQuery)).Should(200);
        BitstringStatusList
            .TryDecode(list.At("credentialSubject", "encodedList"), 1, out var bits)
            .ShouldBe(StatusListError.None);
        bits!.Get(int.Parse(entry["statusListIndex"]!.GetValue<string>(), null)).ShouldBe(1);
        var message = await issuer.TryIssue(issuer.Credential(), VcIssuer.Status("message"));
        message.Status.ShouldBe(400, message.Text);
    }

    [Fact]
    public async Task The_name_shown_for_an_organization_of_ours_is_its_own()
    {
        var issuer = await VcIssuer.Start(App);
        var issued = await issuer.Issue(c =>
            c["issuer"] = new JsonObject { ["id"] = issuer.Did, ["name"] = "Another University" }
        );
        (await App.Verify($$"""{"credential":{{issued.ToJsonString()}}}"""))
            .ShouldSay("valid")
            .At("credential", "issuer", "name")
            .ShouldBe(issuer.Issuer.Name);
    }

    private static JsonObject Words(string issuer) =>
        new()
        {
            ["@context"] = new JsonArray(V2),
            ["type"] = new JsonArray("VerifiableCredential"),
            ["issuer"] = issuer,
            ["validFrom"] = "2026-01-01T00:00:00Z",
            ["credentialSubject"] = new JsonObject { ["name"] = "Eve Example" },
        };

    private static JsonObject Envelope(string token, string type = "vc+jwt") =>
        new()
        {
            ["@context"] = new JsonArray(V2),
            ["type"] = "EnvelopedVerifiableCredential",
            ["id"] = $"data:application/{type},{token}",
        };

    /// <summary>Somebody with a key of his own who says that others signed.</summary>
    private sealed class Thief : IDisposable
    {
        private readonly Ed25519PrivateKey key = Ed25519PrivateKey.Generate();

        public Thief() => Did = DidKey.FromEd25519(key.PublicKey.Span);

        public string Did { get; }

        private string Fragment => DidKey.VerificationMethod(Did)[Did.Length..];

        public IEnumerable<string> InTheNameOf(string victim)
        {
            yield return Jwt(Words(victim), Did);
            var both = Words(victim);
            both["iss"] = Did;
            both["vct"] = "https://university.example/diploma";
            yield return Sign(
                new JsonObject { ["typ"] = "dc+sd-jwt", ["kid"] = Fragment[1..] },
                both
            ) + "~";
        }

        public string Jwt(JsonObject words, string? headerIssuer)
        {
            var header = new JsonObject { ["typ"] = "vc+jwt", ["kid"] = Fragment };
            if (headerIssuer is not null)
                header["iss"] = headerIssuer;
            return Sign(header, words);
        }

        public JsonObject Present(string token) =>
            DataIntegrity.Sign(
                new JsonObject
                {
                    ["@context"] = new JsonArray(V2),
                    ["type"] = new JsonArray("VerifiablePresentation"),
                    ["verifiableCredential"] = new JsonArray(
                        Envelope(token, token.EndsWith('~') ? "dc+sd-jwt" : "vc+jwt")
                    ),
                },
                new(DidKey.VerificationMethod(Did), new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero))
                {
                    ProofPurpose = ProofPurposes.Authentication,
                },
                key
            );

        public void Dispose() => key.Dispose();

        private string Sign(JsonObject header, JsonObject payload)
        {
            header["alg"] = "EdDSA";
            var signed = $"{Part(header)}.{Part(payload)}";
            return $"{signed}.{Base64Url.EncodeToString(key.Sign(Encoding.ASCII.GetBytes(signed)))}";
        }

        private static string Part(JsonObject json) =>
            Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json.ToJsonString()));
    }
}
