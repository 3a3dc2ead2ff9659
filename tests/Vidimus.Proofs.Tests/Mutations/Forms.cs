using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Vidimus.Proofs.JsonLd;
using Vidimus.Proofs.Rdf;
using Vidimus.Proofs.Tests.Images;
using static Vidimus.Proofs.Tests.Mutations.Originals;

namespace Vidimus.Proofs.Tests.Mutations;

/// <summary>Every signed form that Vidimus verifies, and the decoders beneath them, read the way a verifier does.</summary>
internal static class Forms
{
    private const int MaxBytes = 4 << 20;

    private static readonly Dictionary<string, Func<Form>> Makers = new(StringComparer.Ordinal)
    {
        ["eddsa-jcs-2022"] = () =>
            Json(Utf8(Signed(Badge(), DataIntegrity.EddsaJcs2022)), VerifyJcs),
        ["eddsa-rdfc-2022"] = () =>
            Json(Utf8(Signed(Badge(), DataIntegrity.EddsaRdfc2022)), VerifyStated),
        ["Ed25519Signature2020"] = () => Json(Utf8(Signed2020()), VerifyStated),
        ["proof chain"] = () => Json(Utf8(Chain()), VerifyStated),
        ["presentation"] = () => Json(Utf8(Presentation()), VerifyPresentation),
        ["bitstring status list"] = () => Json(Utf8(List()), VerifyList),
        ["enveloped credential"] = () => Json(Utf8(Envelope(Jwt())), VerifyEnvelope),
        ["vc+jwt"] = () => Text(Jwt(), VerifyJwt, [Jwt("Other")]),
        ["vc+jwt by ES256"] = () => Text(EcJwt(), VerifyJwt, [EcJwt("Other"), Jwt()]),
        ["vp+jwt"] = () =>
            Text(PresentationJwt(), VerifyPresentationJwt, [PresentationJwt("other"), Jwt()]),
        ["dc+sd-jwt with key binding"] = () => Text(Bound(), VerifyBound, [Bound(2), SdJwt(2)]),
        ["dc+sd-jwt"] = () => Text(SdJwt(), VerifySdJwt, [SdJwt(2), Bound(2)]),
        ["status list token"] = () => Text(ListToken(), VerifyListToken, [ListToken(8), Jwt()]),
        ["baked PNG"] = () => Image(PngSample.Image, PngDamage.Of),
        ["baked SVG"] = () => Image(SvgDamage.Image, SvgDamage.Of),
        ["decoders"] = Decoders,
    };

    internal static IEnumerable<string> Names => Makers.Keys;

    internal static Form Make(string name) => Makers[name]();

    private static Form Json(byte[] original, Func<JsonElement, string?> verify)
    {
        var damage = new JsonDamage(original);
        return Form.OfBytes("JSON", original, bytes => Parsed(bytes, verify), damage.Of);
    }

    private static Form Text(string original, Func<string, string?> verify, string[] others) =>
        Form.OfText("token", original, verify, new TokenDamage(original, others).Of);

    private static Form Image(byte[] image, Func<byte[], JsonDamage, Func<Random, byte[]>> damage)
    {
        var credential = Signed(Badge(), DataIntegrity.EddsaJcs2022).ToJsonString();
        BakedImage.TryBake(image, credential, out var baked, out _);
        return Form.OfBytes(
            "image",
            baked,
            file =>
                BakedImage.TryExtract(file, out var found, out _)
                    ? Parsed(Encoding.UTF8.GetBytes(found), VerifyJcs)
                    : null,
            damage(baked, new JsonDamage(Encoding.UTF8.GetBytes(credential)))
        );
    }

    private static string? Parsed(byte[] bytes, Func<JsonElement, string?> verify) =>
        CredentialJson.TryParse(bytes, MaxBytes, out var element, out _) ? verify(element) : null;

    private static bool Passes(JsonElement secured, VerifyOptions? options = null)
    {
        var results = DataIntegrity.Verify(secured, options ?? Samples.Options);
        return results.Count > 0 && results.All(result => result.Outcome == ProofOutcome.Pass);
    }

    private static string? VerifyJcs(JsonElement secured) =>
        Passes(secured) && CredentialShape.Check(secured).Count == 0
            ? Meaning.AsSigned(secured, contexts: 2)
            : null;

    private static string? VerifyStated(JsonElement secured) =>
        Passes(secured) && CredentialShape.Check(secured).Count == 0
            ? Meaning.AsStated(secured)
            : null;

    private static string? VerifyPresentation(JsonElement secured)
    {
        var options = Samples.Options with
        {
            ExpectedPurpose = ProofPurposes.Authentication,
            ExpectedDomain = Domain,
            ExpectedChallenge = Challenge,
        };
        return
            Passes(secured, options)
            && CredentialShape.CheckPresentation(secured).Count == 0
            && secured.TryGetProperty("verifiableCredential", out var inner)
            && Items(inner).All(credential => VerifyStated(credential) is not null)
            ? Meaning.AsStated(secured)
            : null;
    }

    private static string? VerifyList(JsonElement secured)
    {
        if (VerifyStated(secured) is not { } meaning)
        {
            return null;
        }
        var revoked = Read(secured, 7);
        var other = Read(secured, 8);
        return revoked.Error == StatusListError.None && other.Error == StatusListError.None
            ? $"{meaning} {revoked.Reading!.Value} {other.Reading!.Value}"
            : null;
    }

    private static StatusLookup Read(JsonElement list, long index) =>
        BitstringStatusListCredential.Read(
            list,
            new BitstringStatusEntry(StatusPurposes.Revocation, ListUrl, index),
            Samples.Now
        );

    private static string? VerifyEnvelope(JsonElement enveloped) =>
        Payload(Enveloped.VerifyCredential(enveloped, Samples.FindDidKey, Samples.Now));

    private static string? VerifyJwt(string token) =>
        Payload(VcJwt.Verify(token, Samples.FindDidKey, Samples.Now)) is null ? null : token;

    private static string? VerifyPresentationJwt(string token)
    {
        var expected = new ExpectedBinding(Domain, Challenge);
        var result = VpJwt.Verify(token, Samples.FindDidKey, expected, Samples.Now);
        return
            result.Payload is { } presentation
            && Items(presentation.GetProperty("verifiableCredential"))
                .All(credential => VerifyEnvelope(credential) is not null)
            ? token
            : null;
    }

    private static string? VerifyBound(string token)
    {
        var options = SdJwtSamples.Verifying with { KeyBinding = SdJwtSamples.Expected };
        return SdJwtVc.Verify(token, options).IsAccepted ? token : null;
    }

    /// <summary>Without key binding a holder may keep disclosures back: what is shown must be what was signed, never more or else.</summary>
    private static string? VerifySdJwt(string token)
    {
        if (!SdJwtVc.Verify(token, SdJwtSamples.Verifying).IsAccepted)
        {
            return null;
        }
        var parts = token.Split('~');
        var issued = SdJwt().Split('~');
        var honest =
            parts[0] == issued[0] && parts[1..^1].All(part => issued[1..^1].Contains(part));
        return honest ? "what was issued, or less" : token;
    }

    private static string? VerifyListToken(string token) =>
        StatusListToken.Verify(token, Samples.FindDidKey, ListUrl, Samples.Now)
            is { Proof.Outcome: ProofOutcome.Pass, List: { } list }
        && list.Get(7) == TokenStatusTypes.Invalid
            ? token
            : null;

    /// <summary>Readers of what nobody has signed: whatever they make of it, they do not throw.</summary>
    private static Form Decoders()
    {
        var document = DidDocument
            .ForIssuer(IssuerDid, [new IssuerKey("key-1", Key.VerifyingKey, Retired: false)])
            .ToJson();
        var status = new JsonObject
        {
            ["document"] = document,
            ["jwk"] = Jwk.FromEd25519(Key.PublicKey.Span),
            ["ec"] = EcKey.VerifyingKey.ToJwk(),
            ["keys"] = Jwk.Set([Jwk.FromEd25519(Key.PublicKey.Span)]),
            ["entry"] = Badge()["credentialStatus"]!.DeepClone(),
            ["message"] = new BitstringStatusEntry(StatusPurposes.Message, ListUrl, 5)
            {
                Size = 2,
                Messages = ["a", "b", "c", "d"],
            }.ToJson(),
            ["token"] = new TokenStatusList(100, 2).ToJson(),
            ["claims"] = new JsonObject
            {
                ["status"] = new TokenStatusReference(ListUrl, 3).ToClaim(),
            },
            ["encoded"] = new BitstringStatusList().Encode(),
            ["did"] = "did:web:school.example%3A8443:issuers:1#key-1",
            ["key"] = EcKey.VerifyingKey.ToMultikey(),
            ["jwkDid"] = DidJwk.From(EcKey.VerifyingKey),
            ["credential"] = Badge(),
        };
        return Json(Utf8(status), Decode);
    }

    private static string? Decode(JsonElement all)
    {
        foreach (
            var (name, value) in all.EnumerateObject().Select(member => (member.Name, member.Value))
        )
        {
            DidDocument.TryParse(value, IssuerDid, out _, out _);
            Jwk.TryRead(value, out _, out _);
            BitstringStatusEntry.TryRead(value, out _, out _);
            TokenStatusList.TryRead(value, out _);
            TokenStatusReference.TryRead(value, out _);
            CredentialShape.Check(value);
            CredentialShape.CheckPresentation(value);
            Enveloped.TryUnwrap(value, Enveloped.CredentialType, out _, out _);
            Rdfc.Canonicalize(value, ContextSet.Bundled);
            var text = value.ValueKind == JsonValueKind.String ? value.GetString() : name;
            BitstringStatusList.TryDecode(text, 1, out _);
            Dids(text);
        }
        return "read";
    }

    private static void Dids(string? text)
    {
        Did.TryParse(text, out _);
        DidUrl.TryParse(text, out _);
        DidWeb.TryToUrl(text, out _, out _);
        DidKey.TryResolve(text, out _);
        DidJwk.TryResolve(text, out _);
        Multikey.TryRead(text, out _);
        Multibase.TryDecode(text, out _);
        Multikey.TryReadEd25519(text, out _);
        Jws.TryParse(text, out _, out _);
    }

    private static string? Payload(SignedJson result) =>
        result is { Proof.Outcome: ProofOutcome.Pass, Payload: { } payload }
            ? Encoding.UTF8.GetString(Jcs.Canonicalize(payload))
            : null;

    private static IEnumerable<JsonElement> Items(JsonElement value) =>
        value.ValueKind == JsonValueKind.Array ? value.EnumerateArray() : [value];
}
