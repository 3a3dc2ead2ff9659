using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Shouldly;
using Vidimus.Proofs.JsonLd;
using Vidimus.Proofs.Rdf;
using Xunit;

namespace Vidimus.Proofs.Tests;

/// <summary>Text made to exhaust, to split readers, or to look like other text, at the one door for JSON and behind it.</summary>
public sealed class HostileTextTests
{
    private const int Megabyte = 1 << 20;

    private static bool Parses(byte[] json, int maxBytes, long maxAllocated, out string reason)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var started = ThreadTime.Now;
        var parsed = CredentialJson.TryParse(json, maxBytes, out _, out reason);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(maxAllocated);
        (ThreadTime.Now - started).ShouldBeLessThan(TimeSpan.FromSeconds(5));
        return parsed;
    }

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    [Fact]
    public void P1_a_hundred_megabytes_are_refused_by_their_length_before_a_byte_is_read()
    {
        var json = new byte[100 * Megabyte];
        Array.Fill(json, (byte)'[');
        Parses(json, Megabyte, 4096, out var reason).ShouldBeFalse();
        reason.ShouldContain("larger than");
    }

    [Theory]
    [InlineData("[", "")]
    [InlineData("{\"a\":", "")]
    [InlineData("[", "]")]
    [InlineData("{\"a\":[", "]}")]
    public void P1_a_depth_of_100000_is_refused_where_the_limit_is_met(string open, string close)
    {
        var json =
            "{\"a\":"
            + string.Concat(Enumerable.Repeat(open, 100_000))
            + string.Concat(Enumerable.Repeat(close, 100_000))
            + "}";
        Parses(Utf8(json), 8 * Megabyte, Megabyte, out var reason).ShouldBeFalse();
        reason.ShouldNotBeEmpty();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void P1_a_million_members_are_read_in_bounded_time_and_memory(bool twin)
    {
        // Against the order of canonical JSON, and perhaps with the first name once more at the end.
        var members = Enumerable.Range(0, 1_000_000).Select(i => $"\"m{1_999_999 - i}\":1");
        var json = Utf8(
            "{" + string.Join(',', twin ? members.Append("\"m1999999\":2") : members) + "}"
        );
        Parses(json, 32 * Megabyte, 512L * Megabyte, out var reason).ShouldBe(!twin, reason);
    }

    [Fact]
    public void P1_a_string_of_ten_megabytes_is_read_in_bounded_memory()
    {
        var json = Utf8($$"""{"a":"{{new string('x', 10 * Megabyte)}}"}""");
        Parses(json, 16 * Megabyte, 400L * Megabyte, out var reason).ShouldBeTrue(reason);
        Parses(json, Megabyte, 4096, out _).ShouldBeFalse();
    }

    [Fact]
    public void P1_a_number_of_a_million_digits_is_refused_or_read_in_bounded_time()
    {
        Parses(
                Utf8($$"""{"a":{{new string('9', Megabyte)}}}"""),
                2 * Megabyte,
                32L * Megabyte,
                out _
            )
            .ShouldBeFalse();
        Parses(
                Utf8($$"""{"a":0.{{new string('1', Megabyte)}}}"""),
                2 * Megabyte,
                32L * Megabyte,
                out _
            )
            .ShouldBeTrue();
    }

    [Theory]
    [InlineData("\"\\ud800\"")]
    [InlineData("\"\\udc00\\ud800\"")]
    public void P1_half_a_surrogate_pair_is_no_text_and_no_exception(string json)
    {
        UntrustedJson.TryGetText(Hex.Element(json), out var text).ShouldBeFalse();
        text.ShouldBeNull();
        UntrustedJson.Text(Hex.Element($$"""{"a":{{json}}}"""), "a").ShouldBeNull();
    }

    // The same member twice, plainly and behind an escape.
    [Theory]
    [InlineData("\"role\":\"user\",\"role\":\"admin\"")]
    [InlineData("\"role\":\"user\",\"r\\u006fle\":\"admin\"")]
    public void P2_no_reader_takes_a_document_in_which_a_name_stands_twice(string twice)
    {
        using var key = Samples.Key();
        var text = "{" + twice + "}";
        var element = Hex.Element(text);
        var inside =
            $$"""{"@context":["https://www.w3.org/ns/credentials/v2"],"type":"VerifiableCredential","a":{{text}}}""";

        CredentialJson.TryParse(Utf8(text), Megabyte, out _, out _).ShouldBeFalse();
        Should.Throw<JsonException>(() => Jcs.Canonicalize(element));
        DataIntegrity
            .Verify(element, Samples.Options)
            .ShouldAllBe(r => r.Outcome == ProofOutcome.Fail);
        Rdfc.Canonicalize(Hex.Element(inside), ContextSet.Bundled).Problem.ShouldNotBeNull();
        CredentialShape.Check(Hex.Element(inside)).ShouldNotBeEmpty();
        Jwk.TryRead(element, out _, out _).ShouldBeFalse();
        BitstringStatusEntry.TryRead(element, out _, out _).ShouldBeFalse();
        DidDocument.TryParse(element, "did:x:y", out _, out _).ShouldBeFalse();

        var token = Jws.Sign(
            [new("typ", "vc+jwt"), new("kid", Samples.VerificationMethod)],
            Utf8(inside),
            key
        );
        VcJwt.Verify(token, Samples.FindDidKey, Samples.Now).Payload.ShouldBeNull();
        var receipt = Jws.Sign([new("kid", Samples.VerificationMethod)], Utf8(text), key);
        Receipt.Verify(receipt, Samples.FindDidKey).Payload.ShouldBeNull();
        var header = StrictBase64Url.Encode(Utf8($$"""{"alg":"EdDSA",{{twice}}}"""));
        Jws.TryParse($"{header}.e30.{new string('A', 86)}", out _, out _).ShouldBeFalse();
        BakedImage
            .TryBake("<svg xmlns=\"http://www.w3.org/2000/svg\"/>"u8, text, out _, out _)
            .ShouldBeFalse();
    }

    [Fact]
    public void P14_normalization_twins_are_two_names_and_two_values()
    {
        const string composed = "\u00e9";
        const string decomposed = "e\u0301";
        var json = $$"""{"{{composed}}":1,"{{decomposed}}":2}""";
        CredentialJson
            .TryParse(Utf8(json), 100, out var element, out var reason)
            .ShouldBeTrue(reason);
        element.GetProperty(composed).GetInt32().ShouldBe(1);
        element.GetProperty(decomposed).GetInt32().ShouldBe(2);
        // RFC 8785 section 3.1: strings are kept as they are, and the order is that of code units.
        Hex.Text(Jcs.Canonicalize(element))
            .ShouldBe($$"""{"{{decomposed}}":2,"{{composed}}":1}""");
    }

    public static TheoryData<string, string, string> Twins
    {
        get
        {
            var twins = new TheoryData<string, string, string>();
            foreach (var suite in new[] { DataIntegrity.EddsaJcs2022, DataIntegrity.EddsaRdfc2022 })
            {
                twins.Add(suite, "Andr\u00e9", "Andre\u0301"); // the same letter, composed and not
                twins.Add(suite, "Ada", "\u0410da"); // a Cyrillic A
                twins.Add(suite, "Ada", "Ada\u200b"); // a zero-width space
                twins.Add(suite, "Ada", "\ufeffAda"); // a byte order mark
                twins.Add(suite, "Ada", "\u202eadA"); // right to left
                twins.Add(suite, "Ada", "\uff21da"); // a full-width A
                twins.Add(suite, "\ufb01", "fi"); // a ligature
                twins.Add(suite, "K", "\u212a"); // the sign for kelvin
            }
            return twins;
        }
    }

    [Theory]
    [MemberData(nameof(Twins))]
    public void P14_a_name_that_only_looks_the_same_does_not_pass_for_the_signed_one(
        string suite,
        string name,
        string twin
    )
    {
        var secured = Signed(suite, name);
        secured["name"]!.GetValue<string>().ShouldBe(name);
        Samples.Check(secured).Outcome.ShouldBe(ProofOutcome.Pass);
        secured["name"] = twin;
        Samples.Check(secured).Outcome.ShouldBe(ProofOutcome.Fail);
        Samples.Check(Signed(suite, twin)).Outcome.ShouldBe(ProofOutcome.Pass);
    }

    [Theory]
    [InlineData("did:key:z6Mkr\u200bJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2")]
    [InlineData("did:web:\u0435xample.com")]
    [InlineData("did:web:example\uff0ecom")]
    [InlineData("did:web:example.com\u202e")]
    [InlineData("\ufeffdid:web:example.com")]
    [InlineData("d\u0131d:web:example.com")]
    public void P14_an_identifier_with_letters_that_only_look_right_is_none(string did)
    {
        Did.TryParse(did, out _).ShouldBeFalse();
        DidUrl.TryParse(did + "#key-1", out _).ShouldBeFalse();
        DidWeb.TryToUrl(did, out _, out _).ShouldBeFalse();
        DidKey.TryResolve(did, out _).ShouldBeFalse();
    }

    [Theory]
    [InlineData("validUntil")]
    [InlineData("credentialStatus")]
    [InlineData("proof")]
    public void P14_a_member_that_only_looks_right_is_refused_and_not_overlooked(string member)
    {
        var secured = Signed(DataIntegrity.EddsaRdfc2022, "Ada");
        secured["@context"] = new JsonArray("https://www.w3.org/ns/credentials/v2");
        secured[member.Replace('a', '\u0430').Replace('o', '\u043e')] = "x";
        Samples.Check(secured).Outcome.ShouldBe(ProofOutcome.Fail);
    }

    [Theory]
    [InlineData(DataIntegrity.EddsaJcs2022)]
    [InlineData(DataIntegrity.EddsaRdfc2022)]
    public void P14_a_megabyte_of_combining_marks_is_kept_as_given_in_bounded_time_and_memory(
        string suite
    )
    {
        var name = "Z" + string.Concat(Enumerable.Repeat("\u0335\u0321\u0352", 175_000));
        Encoding.UTF8.GetByteCount(name).ShouldBeGreaterThan(Megabyte);
        var text = Utf8(Signed(suite, name).ToJsonString(PlainJson.Options));
        var before = GC.GetAllocatedBytesForCurrentThread();
        var started = ThreadTime.Now;
        CredentialJson
            .TryParse(text, 8 * Megabyte, out var secured, out var reason)
            .ShouldBeTrue(reason);
        DataIntegrity.Verify(secured, Samples.Options).Single().Outcome.ShouldBe(ProofOutcome.Pass);
        (ThreadTime.Now - started).ShouldBeLessThan(TimeSpan.FromSeconds(5));
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(128L * Megabyte);
        secured.GetProperty("name").GetString().ShouldBe(name);
    }

    private static JsonObject Signed(string suite, string name)
    {
        using var key = Samples.Key();
        var credential = Samples.Credential();
        credential["name"] = name;
        var options = new ProofOptions(Samples.VerificationMethod, Samples.Created)
        {
            Cryptosuite = suite,
        };
        return DataIntegrity.Sign(credential, options, key);
    }
}
