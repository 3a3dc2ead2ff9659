using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Xunit;

namespace Vidimus.Proofs.Tests.Properties;

/// <summary>What is put into a token comes out of it, and nothing else.</summary>
public sealed class TokenProperties
{
    [Fact]
    public void Any_payload_comes_out_of_a_JWS_as_it_went_in() =>
        Prop.ForAll(
                Arb.From(JsonGenerator.Objects),
                Arb.From(JsonGenerator.Text),
                ArbMap.Default.ArbFor<byte[]>(),
                (json, keyId, bytes) =>
                {
                    using var key = Samples.Key();
                    byte[] payload = [.. bytes, .. Encoding.UTF8.GetBytes(json.ToJsonString())];
                    var token = Jws.Sign([new("kid", keyId), new("x", json)], payload, key);
                    Jws.TryParse(token, out var parsed, out var reason).ShouldBeTrue(reason);
                    parsed!.IsSignedBy(key.VerifyingKey).ShouldBeTrue();
                    parsed.Payload.Span.SequenceEqual(payload).ShouldBeTrue();
                    parsed.KeyId.ShouldBe(keyId);
                    Jcs.Canonicalize(parsed.Header.GetProperty("x"))
                        .ShouldBe(Jcs.Canonicalize(json));
                }
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(200));

    [Fact]
    public void Any_choice_of_disclosures_is_accepted_and_shows_what_was_chosen_and_no_other_value() =>
        Prop.ForAll(
                Arb.From(Gen.Choose(0, (1 << SdJwtSamples.Disclosable.Count) - 1)),
                Arb.From(Gen.Choose(1, 5)),
                (choice, padding) =>
                {
                    var chosen = SdJwtSamples
                        .Disclosable.Where((_, at) => (choice >> at & 1) == 1)
                        .ToList();
                    var issued = SdJwtSamples.Issue(
                        SdJwtSamples.Options with
                        {
                            PadDigestsTo = padding,
                        }
                    );
                    SdJwtHolder
                        .TryPresent(issued, chosen, out var shown, out var reason)
                        .ShouldBeTrue(reason);
                    var result = SdJwtSamples.Verify(shown);
                    result.IsAccepted.ShouldBeTrue(result.Proof.Reason);
                    var claims = JsonNode.Parse(result.Claims!.Value.GetRawText())!.AsObject();
                    var whole = SdJwtSamples.Claims();
                    foreach (var (name, value) in claims)
                    {
                        IsPart(value, whole.TryGetPropertyValue(name, out var all) ? all : value)
                            .ShouldBeTrue(name);
                    }
                    foreach (var name in new[] { "name", "born", "note", "ünïcode", "address" })
                    {
                        var shows = chosen.Any(path =>
                            path.ToString() == ClaimPath.Of(name).ToString()
                        );
                        if (shows)
                        {
                            JsonNode.DeepEquals(claims[name], whole[name]).ShouldBeTrue(name);
                        }
                        else if (name != "address")
                        {
                            claims.ContainsKey(name).ShouldBeFalse(name);
                        }
                    }
                    claims["sub"]!.GetValue<string>().ShouldBe("did:example:subject");
                }
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(200));

    private static bool IsPart(JsonNode? part, JsonNode? whole) =>
        (part, whole) switch
        {
            (JsonObject some, JsonObject all) => some.All(member =>
                all.TryGetPropertyValue(member.Key, out var value) && IsPart(member.Value, value)
            ),
            (JsonArray some, JsonArray all) => IsSubsequence(some, all),
            _ => JsonNode.DeepEquals(part, whole),
        };

    private static bool IsSubsequence(JsonArray some, JsonArray all)
    {
        var at = 0;
        foreach (var item in some)
        {
            while (at < all.Count && !IsPart(item, all[at]))
            {
                at++;
            }
            if (at++ >= all.Count)
            {
                return false;
            }
        }
        return true;
    }

    [Fact]
    public void Any_statuses_come_out_of_a_token_list_as_they_went_in() =>
        Prop.ForAll(
                Arb.From(Gen.Elements(1, 2, 4, 8)),
                Arb.From(Gen.Choose(1, 3000)),
                ArbMap.Default.ArbFor<(int Index, byte Value)[]>(),
                (bits, entries, changes) =>
                {
                    var list = new TokenStatusList(entries, bits);
                    var model = new int[list.Length];
                    foreach (var (index, value) in changes)
                    {
                        var at = (int)((uint)index % (uint)model.Length);
                        var status = value & ((1 << bits) - 1);
                        list.Set(at, status).ShouldBe(model[at] != status);
                        model[at] = status;
                    }
                    TokenStatusList
                        .TryRead(list.ToJson().Element(), out var read)
                        .ShouldBe(StatusListError.None);
                    Enumerable.Range(0, model.Length).Select(read!.Get).ShouldBe(model);
                }
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(200));

    [Fact]
    public void Any_messages_come_out_of_a_bitstring_list_as_they_went_in() =>
        Prop.ForAll(
                Arb.From(Gen.Choose(1, 8)),
                ArbMap.Default.ArbFor<(int Index, byte Value)[]>(),
                (size, changes) =>
                {
                    var list = new BitstringStatusList(statusSize: size);
                    var model = new Dictionary<int, int>();
                    foreach (var (index, value) in changes)
                    {
                        var at = (int)((uint)index % (uint)list.Length);
                        model[at] = value & ((1 << size) - 1);
                        list.Set(at, model[at]);
                    }
                    BitstringStatusList
                        .TryDecode(list.Encode(), size, out var read)
                        .ShouldBe(StatusListError.None);
                    model.ShouldAllBe(entry => read!.Get(entry.Key) == entry.Value);
                    read!.Bits.Span.SequenceEqual(list.Bits.Span).ShouldBeTrue();
                }
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(50));
}
