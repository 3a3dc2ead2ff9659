using System.Text.Json;
using System.Text.Json.Nodes;
using Shouldly;
using Xunit;

namespace Vidimus.Proofs.Tests;

public sealed class DidTests
{
    private const string Issuer = "did:web:issuer.example";

    private static VerifyingKey PublicKey(byte seed)
    {
        using var key = Ed25519PrivateKey.FromSeed([.. new byte[31], seed]);
        return key.VerifyingKey;
    }

    private static void ShouldBe(VerifyingKey? key, VerifyingKey expected, string reason = "") =>
        (key?.ToMultikey()).ShouldBe(expected.ToMultikey(), reason);

    private static DidDocument Parse(JsonNode json)
    {
        DidDocument
            .TryParse(json.Element(), Issuer, out var document, out var reason)
            .ShouldBeTrue(reason);
        return document!;
    }

    private static JsonObject Foreign(params JsonNode[] methods) =>
        new()
        {
            ["id"] = Issuer,
            ["verificationMethod"] = new JsonArray(methods),
            ["assertionMethod"] = new JsonArray("#key"),
        };

    private static JsonObject Method(
        string type,
        string member,
        JsonNode value,
        string controller = Issuer
    ) =>
        new()
        {
            ["id"] = "#key",
            ["type"] = type,
            ["controller"] = controller,
            [member] = value,
        };

    [Theory]
    [InlineData("did:web:a.example:b", "web", "a.example:b")]
    [InlineData("did:example:a%3Ab_c-d.e", "example", "a%3Ab_c-d.e")]
    public void A_DID_is_taken_apart(string text, string method, string id)
    {
        Did.TryParse(text, out var did).ShouldBeTrue();
        did.ShouldBe(new Did(method, id));
        did.ToString().ShouldBe(text);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("did:")]
    [InlineData("did::x")]
    [InlineData("did:web")]
    [InlineData("did:web:")]
    [InlineData("did:Web:x")]
    [InlineData("DID:web:x")]
    [InlineData("did:web:x:")]
    [InlineData("did:web:x#k")]
    [InlineData("did:web:x/y")]
    [InlineData("did:web:x?y")]
    [InlineData("did:web:%3")]
    [InlineData("did:web:%zz")]
    [InlineData("did:web:é")]
    [InlineData(" did:web:x")]
    public void What_is_not_a_DID_is_refused(string? text) =>
        Did.TryParse(text, out _).ShouldBeFalse();

    [Fact]
    public void A_DID_URL_is_taken_apart()
    {
        DidUrl.TryParse("did:web:x/path?query=1#key-1", out var url).ShouldBeTrue();
        url.ShouldBe(new DidUrl(new Did("web", "x"), "/path?query=1", "key-1"));
        url.ToString().ShouldBe("did:web:x/path?query=1#key-1");
        DidUrl.TryParse("did:web:x", out url).ShouldBeTrue();
        url!.Fragment.ShouldBeNull();
        foreach (
            var refused in new[]
            {
                "did:web:x#",
                "did:web:x#a#b",
                "did:web:x#a b",
                "did:web:x#%4",
                "https://x#k",
            }
        )
        {
            DidUrl.TryParse(refused, out _).ShouldBeFalse(refused);
        }
    }

    [Theory]
    [InlineData("did:web:w3c-ccg.github.io", "https://w3c-ccg.github.io/.well-known/did.json")]
    [InlineData(
        "did:web:w3c-ccg.github.io:user:alice",
        "https://w3c-ccg.github.io/user/alice/did.json"
    )]
    [InlineData(
        "did:web:example.com%3A3000:user:alice",
        "https://example.com:3000/user/alice/did.json"
    )]
    [InlineData("did:web:localhost%3a5001", "https://localhost:5001/.well-known/did.json")]
    public void A_did_web_names_the_place_of_its_document(string did, string expected)
    {
        DidWeb.TryToUrl(did, out var url, out var reason).ShouldBeTrue(reason);
        url!.AbsoluteUri.ShouldBe(expected);
    }

    [Theory]
    [InlineData("did:key:z6Mk")]
    [InlineData("did:web:user%40host.example")]
    [InlineData("did:web:host.example%2Fpath")]
    [InlineData("did:web:host.example%3Fquery")]
    [InlineData("did:web:host.example:..")]
    [InlineData("did:web:host.example:%2e%2e:secret")]
    [InlineData("did:web:host.example:a%2Fb")]
    [InlineData("did:web:host.example:a%5Cb")]
    [InlineData("did:web:host.example:a%23b")]
    [InlineData("did:web:host.example:a%252Fb")]
    [InlineData("did:web:host.example:a%00b")]
    [InlineData("did:web:host.example:a%FFb")]
    [InlineData("did:web:host.example::b")]
    [InlineData("did:web:host.example%3A0")]
    [InlineData("did:web:host.example%3A70000")]
    [InlineData("did:web:host.example%3A80%3A81")]
    [InlineData("did:web:host.example%3A")]
    [InlineData("did:web:127.0.0.1")]
    [InlineData("did:web:2130706433")]
    [InlineData("did:web:0x7f.1")]
    [InlineData("did:web:host..example")]
    [InlineData("did:web:-host.example")]
    [InlineData("did:web:host.example.")]
    public void S4_a_did_web_with_a_host_or_path_that_is_not_plain_is_refused(string did)
    {
        DidWeb.TryToUrl(did, out _, out var reason).ShouldBeFalse();
        reason.ShouldNotBeEmpty();
    }

    [Fact]
    public void A_did_web_is_made_from_a_place_and_leads_back_to_it()
    {
        DidWeb
            .FromUrl(new Uri("https://Trust.Example:8443/base/"), "orgs", "org 1~")
            .ShouldBe("did:web:trust.example%3A8443:base:orgs:org%201%7E");
        DidWeb.FromUrl(new Uri("http://localhost:5000")).ShouldBe("did:web:localhost%3A5000");
        Should.Throw<ArgumentException>(() => DidWeb.FromUrl(new Uri("http://trust.example")));
        Should.Throw<ArgumentException>(() => DidWeb.FromUrl(new Uri("https://a@trust.example")));
        Should.Throw<ArgumentException>(() => DidWeb.FromUrl(new Uri("https://192.0.2.1")));
        Should.Throw<ArgumentException>(() =>
            DidWeb.FromUrl(new Uri("https://trust.example"), "..")
        );
    }

    [Fact]
    public void A_did_key_is_its_own_document()
    {
        DidKey.TryResolve($"did:key:{Samples.Multikey}", out var document).ShouldBeTrue();
        document!
            .FindKey(Samples.VerificationMethod, "assertionMethod")
            .Status.ShouldBe(KeyLookupStatus.Found);
        DidKey
            .FindKey(Samples.VerificationMethod, "authentication")
            .Status.ShouldBe(KeyLookupStatus.Found);
        DidKey
            .FindKey(Samples.VerificationMethod, "keyAgreement")
            .Status.ShouldBe(KeyLookupStatus.NotFound);
        DidKey
            .FindKey($"did:key:{Samples.Multikey}#other", "assertionMethod")
            .Status.ShouldBe(KeyLookupStatus.NotFound);
        DidKey.FindKey("did:web:x#k", "assertionMethod").Status.ShouldBe(KeyLookupStatus.NotFound);
        DidKey
            .TryResolve("did:key:z6LSbysY2xFMRpGMhb7tFTLMpeuPRaqaWM1yECx2AtzE3KCc", out _)
            .ShouldBeFalse();
        DidKey.TryResolve(null, out _).ShouldBeFalse();
    }

    [Fact]
    public void A_retired_key_keeps_asserting_and_stops_authenticating()
    {
        var written = DidDocument
            .ForIssuer(
                Issuer,
                [
                    new IssuerKey("k1", PublicKey(1), Retired: true),
                    new IssuerKey("k2", PublicKey(2), Retired: false),
                ]
            )
            .ToJson();
        written["@context"]!
            .ToJsonString()
            .ShouldBe(
                """["https://www.w3.org/ns/did/v1","https://w3id.org/security/multikey/v1"]"""
            );
        var document = Parse(written);
        document.VerificationMethods.Count.ShouldBe(2);
        ShouldBe(document.FindKey($"{Issuer}#k1", "assertionMethod").PublicKey, PublicKey(1));
        ShouldBe(document.FindKey("#k2", "assertionMethod").PublicKey, PublicKey(2));
        document.FindKey("#k2", "authentication").Status.ShouldBe(KeyLookupStatus.Found);
        document.FindKey("#k1", "authentication").Reason.ShouldContain("purpose");
        document.FindKey("#k3", "assertionMethod").Reason.ShouldContain("no such");
    }

    [Fact]
    public void Foreign_keys_are_read_in_their_three_forms()
    {
        var multikey = PublicKey(1).ToMultikey();
        JsonNode[] forms =
        [
            Method("Multikey", "publicKeyMultibase", multikey),
            Method("Ed25519VerificationKey2020", "publicKeyMultibase", multikey),
            Method("JsonWebKey", "publicKeyJwk", PublicKey(1).ToJwk()),
            Method("JsonWebKey2020", "publicKeyJwk", PublicKey(1).ToJwk()),
        ];
        foreach (var form in forms)
        {
            var lookup = Parse(Foreign(form)).FindKey($"{Issuer}#key", "assertionMethod");
            ShouldBe(lookup.PublicKey, PublicKey(1), lookup.Reason);
        }
    }

    [Fact]
    public void A_foreign_key_that_is_not_clearly_the_DIDs_own_or_of_an_unknown_kind_is_named_with_its_reason()
    {
        var multikey = PublicKey(1).ToMultikey();
        var elsewhere = Method("Multikey", "publicKeyMultibase", multikey);
        elsewhere["id"] = "did:web:other.example#key";
        var withSecret = PublicKey(1).ToJwk();
        withSecret["d"] = "AAAA";
        (JsonObject Method, string Reason)[] cases =
        [
            (
                Method("Multikey", "publicKeyMultibase", multikey, "did:web:other.example"),
                "controlled"
            ),
            (
                Method(
                    "Multikey",
                    "publicKeyMultibase",
                    "zQ3shokFTS3brHcDQrn82RUDfCZESWL1ZdCEJwekUDPQiYBme"
                ),
                "not an Ed25519"
            ),
            (Method("Multikey", "publicKeyMultibase", 7), "not an Ed25519"),
            (Method("JsonWebKey", "publicKeyJwk", withSecret), "private"),
            (Method("JsonWebKey", "publicKeyJwk", "text"), "not a JSON object"),
            (Method("RsaVerificationKey2018", "publicKeyPem", "x"), "RsaVerificationKey2018"),
        ];
        foreach (var (method, reason) in cases)
        {
            var lookup = Parse(Foreign(method)).FindKey($"{Issuer}#key", "assertionMethod");
            lookup.Status.ShouldBe(KeyLookupStatus.NotFound);
            lookup.Reason.ShouldContain(reason);
        }
        Parse(Foreign(elsewhere))
            .FindKey("did:web:other.example#key", "assertionMethod")
            .Status.ShouldBe(KeyLookupStatus.NotFound);
    }

    [Fact]
    public void A_key_written_inside_a_purpose_serves_that_purpose_alone()
    {
        var document = new JsonObject
        {
            ["id"] = Issuer,
            ["authentication"] = new JsonArray(
                Method("Multikey", "publicKeyMultibase", PublicKey(1).ToMultikey())
            ),
        };
        Parse(document).FindKey("#key", "authentication").Status.ShouldBe(KeyLookupStatus.Found);
        Parse(document)
            .FindKey("#key", "assertionMethod")
            .Status.ShouldBe(KeyLookupStatus.NotFound);
    }

    [Fact]
    public void A_document_of_another_DID_or_with_ambiguous_or_countless_keys_is_refused()
    {
        var method = Method("Multikey", "publicKeyMultibase", PublicKey(1).ToMultikey());
        var other = Foreign(method);
        other["id"] = Issuer + ":other";
        var countless = Enumerable
            .Range(0, 300)
            .Select(i => (JsonNode)new JsonObject { ["id"] = $"#k{i}" });
        JsonNode[] refused =
        [
            other,
            Foreign(
                method.DeepClone(),
                Method("Multikey", "publicKeyMultibase", PublicKey(2).ToMultikey())
            ),
            Foreign([.. countless]),
            new JsonArray(),
            new JsonObject(),
        ];
        foreach (var json in refused)
        {
            DidDocument.TryParse(json.Element(), Issuer, out _, out var reason).ShouldBeFalse();
            reason.ShouldNotBeEmpty();
        }
    }

    [Theory]
    [InlineData("""{"id":"did:web:issuer.example","\ud800":1}""")]
    [InlineData("""{"id":"did:web:issuer.example","assertionMethod":["\ud800"]}""")]
    [InlineData("""{"id":"did:web:other.example","id":"did:web:issuer.example"}""")]
    public void P2_a_document_that_is_not_strict_JSON_is_refused(string json)
    {
        DidDocument.TryParse(Hex.Element(json), Issuer, out _, out var reason).ShouldBeFalse();
        reason.ShouldNotBeEmpty();
    }

    [Fact]
    public void Each_byte_of_a_document_may_be_changed_without_an_exception()
    {
        var keys = new[] { new IssuerKey("k1", PublicKey(1), Retired: false) };
        var text = DidDocument.ForIssuer(Issuer, keys).ToJson().ToJsonString();
        var read = 0;
        for (var at = 0; at < text.Length; at++)
        {
            foreach (var letter in "\"\\{[9A#")
            {
                if (
                    TryElement(text[..at] + letter + text[(at + 1)..], out var element)
                    && DidDocument.TryParse(element, Issuer, out var document, out _)
                )
                {
                    var lookup = document!.FindKey("#k1", "assertionMethod");
                    (lookup.PublicKey is null).ShouldBe(lookup.Status == KeyLookupStatus.NotFound);
                    read++;
                }
            }
        }
        read.ShouldBeGreaterThan(100);
    }

    private static bool TryElement(string json, out JsonElement element)
    {
        try
        {
            element = Hex.Element(json);
            return true;
        }
        catch (JsonException)
        {
            element = default;
            return false;
        }
    }

    [Theory]
    [InlineData(
        """{"id":"did:web:issuer.example","verificationMethod":7,"assertionMethod":{"a":1}}"""
    )]
    [InlineData(
        """{"id":"did:web:issuer.example","verificationMethod":[null,"x",[]],"assertionMethod":[null,7,"x"]}"""
    )]
    [InlineData(
        """{"id":"did:web:issuer.example","verificationMethod":[{"id":7,"type":[],"controller":{}}]}"""
    )]
    public void Members_of_an_unexpected_kind_do_no_harm(string json)
    {
        DidDocument.TryParse(Hex.Element(json), Issuer, out var document, out _).ShouldBeTrue();
        document!.FindKey("#key", "assertionMethod").Status.ShouldBe(KeyLookupStatus.NotFound);
    }
}
