using System.IO.Compression;
using System.Text.Json.Nodes;
using Shouldly;
using Xunit;

namespace Vidimus.Proofs.Tests;

public sealed class TokenStatusListTests
{
    private const string Uri = "https://school.example/status/1";

    private static StatusListError TryRead(string json, out TokenStatusList? list) =>
        TokenStatusList.TryRead(Hex.Element(json), out list);

    private static TokenStatusList Read(int bits, string lst)
    {
        TryRead($$"""{"bits":{{bits}},"lst":"{{lst}}"}""", out var list)
            .ShouldBe(StatusListError.None);
        return list!;
    }

    private static string Sign(TokenStatusList list, StatusListTokenOptions? options = null) =>
        StatusListToken.Sign(
            options
                ?? new StatusListTokenOptions(Uri, SdJwtSamples.KeyId, Samples.Now)
                {
                    Issuer = SdJwtSamples.Issuer,
                    Expires = Samples.Now.AddHours(1),
                    TimeToLive = TimeSpan.FromMinutes(5),
                },
            list,
            SdJwtSamples.IssuerKey
        );

    private static StatusListTokenResult Verify(
        string? token,
        string uri = Uri,
        DateTimeOffset? now = null
    ) => StatusListToken.Verify(token, SdJwtSamples.FindKey, uri, now ?? Samples.Now);

    [Fact]
    public void The_two_small_lists_of_the_draft_are_read()
    {
        var one = Read(1, "eNrbuRgAAhcBXQ");
        one.Bytes.ToArray().ShouldBe([0xB9, 0xA3]);
        int[] bits = [1, 0, 0, 1, 1, 1, 0, 1, 1, 1, 0, 0, 0, 1, 0, 1];
        Enumerable.Range(0, one.Length).Select(one.Get).ShouldBe(bits);
        var two = Read(2, "eNo76fITAAPfAgc");
        two.Bytes.ToArray().ShouldBe([0xC9, 0x44, 0xF9]);
        int[] pairs = [1, 2, 0, 3, 0, 1, 0, 1, 1, 2, 3, 3];
        Enumerable.Range(0, two.Length).Select(two.Get).ShouldBe(pairs);
    }

    [Fact]
    public void The_test_vectors_of_the_draft_are_read_and_the_same_bytes_are_built()
    {
        foreach (var (bits, encoded, statuses) in TokenStatusListVectors.All)
        {
            var published = Read(bits, encoded);
            published.Length.ShouldBe(1 << 20);
            var built = new TokenStatusList(1 << 20, bits);
            foreach (var (index, value) in statuses)
            {
                published.Get(index).ShouldBe(value);
                built.Set(index, value);
            }
            built.Bytes.Span.SequenceEqual(published.Bytes.Span).ShouldBeTrue();
            TokenStatusList
                .TryRead(built.ToJson().Element(), out var again)
                .ShouldBe(StatusListError.None);
            again!.Bytes.Span.SequenceEqual(published.Bytes.Span).ShouldBeTrue();
        }
    }

    [Theory]
    [InlineData("""{"bits":3,"lst":"eNrbuRgAAhcBXQ"}""")]
    [InlineData("""{"bits":0,"lst":"eNrbuRgAAhcBXQ"}""")]
    [InlineData("""{"bits":"1","lst":"eNrbuRgAAhcBXQ"}""")]
    [InlineData("""{"lst":"eNrbuRgAAhcBXQ"}""")]
    [InlineData("""{"bits":1}""")]
    [InlineData("""{"bits":1,"lst":""}""")]
    [InlineData("""{"bits":1,"lst":"eNrbuRgAAhcBXQ=="}""")]
    [InlineData("""{"bits":1,"lst":"eNrbuRgAAhcBXR"}""")]
    [InlineData("""{"bits":1,"lst":"eNrbuRgAAhcBXA"}""")]
    [InlineData("""{"bits":1,"lst":"eNrbuRgAAhcB"}""")]
    [InlineData("""{"bits":1,"lst":"H4sIAAAAAAAAAA"}""")]
    [InlineData("""{"bits":1,"lst":["eNrbuRgAAhcBXQ"]}""")]
    [InlineData("[]")]
    [InlineData("null")]
    public void A_list_that_is_not_as_the_draft_says_is_malformed(string json)
    {
        TryRead(json, out var list).ShouldBe(StatusListError.Malformed);
        list.ShouldBeNull();
    }

    [Fact]
    public void P4_a_list_that_expands_beyond_16_MiB_is_refused_in_bounded_memory()
    {
        string Zeros(int length)
        {
            using var target = new MemoryStream();
            using (var zlib = new ZLibStream(target, CompressionLevel.Optimal, true))
            {
                zlib.Write(new byte[length]);
            }
            return StrictBase64Url.Encode(target.ToArray());
        }

        string Json(int length) => $$"""{"bits":8,"lst":"{{Zeros(length)}}"}""";

        TryRead(Json(16 << 20), out var list).ShouldBe(StatusListError.None);
        list!.Length.ShouldBe(16 << 20);
        TryRead(Json((16 << 20) + 1), out _).ShouldBe(StatusListError.TooLong);
        var bomb = Hex.Element(Json(400 << 20));
        var before = GC.GetAllocatedBytesForCurrentThread();
        TokenStatusList.TryRead(bomb, out _).ShouldBe(StatusListError.TooLong);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(80 << 20);
    }

    [Fact]
    public void Setting_one_status_leaves_its_neighbours_alone()
    {
        foreach (var bits in new[] { 1, 2, 4, 8 })
        {
            var random = new Random(bits);
            var list = new TokenStatusList(1_000, bits);
            var expected = new int[list.Length];
            for (var round = 0; round < 5_000; round++)
            {
                var index = random.Next(list.Length);
                var value = random.Next(1 << bits);
                list.Set(index, value).ShouldBe(expected[index] != value);
                expected[index] = value;
            }
            Enumerable.Range(0, list.Length).Select(list.Get).ShouldBe(expected);
        }
    }

    [Fact]
    public void Our_own_mistakes_are_exceptions()
    {
        var list = new TokenStatusList(10, 2);
        Should.Throw<ArgumentOutOfRangeException>(() => list.Get(-1));
        Should.Throw<ArgumentOutOfRangeException>(() => list.Get(list.Length));
        Should.Throw<ArgumentOutOfRangeException>(() => list.Set(0, 4));
        Should.Throw<ArgumentOutOfRangeException>(() => list.Set(0, -1));
        Should.Throw<ArgumentOutOfRangeException>(() => new TokenStatusList(10, 3));
        Should.Throw<ArgumentOutOfRangeException>(() => new TokenStatusList(0, 1));
        Should.Throw<ArgumentOutOfRangeException>(() => new TokenStatusList(int.MaxValue, 8));
        Should.Throw<ArgumentException>(() => TokenStatusList.FromBytes([], 1));
    }

    [Fact]
    public void A_signed_list_is_verified_and_a_reference_reads_its_status()
    {
        var list = new TokenStatusList(100, 2);
        list.Set(7, TokenStatusTypes.Suspended);
        list.Set(8, TokenStatusTypes.Invalid);
        list.Set(9, 3);
        var result = Verify(Sign(list));
        result.Proof.Outcome.ShouldBe(ProofOutcome.Pass, result.Proof.Reason);
        result.IssuedAt.ShouldBe(Samples.Now);
        result.Expires.ShouldBe(Samples.Now.AddHours(1));
        result.TimeToLive.ShouldBe(TimeSpan.FromMinutes(5));
        StatusLookup At(long index) => new TokenStatusReference(Uri, index).Read(result.List!);

        At(6).Reading.ShouldBe(new StatusReading(0, true, "VALID"));
        At(7).Reading.ShouldBe(new StatusReading(2, false, "SUSPENDED"));
        At(8).Reading.ShouldBe(new StatusReading(1, false, "INVALID"));
        At(9).Reading!.Invalidates.ShouldBeTrue();
        At(100).Error.ShouldBe(StatusListError.OutOfRange);
        At(long.MaxValue).Error.ShouldBe(StatusListError.OutOfRange);
    }

    [Fact]
    public void T6_another_list_type_time_or_key_is_refused()
    {
        var token = Sign(new TokenStatusList(100, 1));
        Verify(token, "https://school.example/status/2").Proof.Outcome.ShouldBe(ProofOutcome.Fail);
        Verify(token, now: Samples.Now.AddHours(1)).Proof.Outcome.ShouldBe(ProofOutcome.Fail);
        Verify(token, now: Samples.Now.AddHours(1).AddSeconds(-1)).List.ShouldNotBeNull();
        StatusListToken
            .Verify(
                token,
                (_, _) => KeyLookup.Found(SdJwtSamples.Holder.VerifyingKey),
                Uri,
                Samples.Now
            )
            .Proof.Outcome.ShouldBe(ProofOutcome.Fail);
        StatusListToken
            .Verify(token, (_, _) => KeyLookup.Unreachable("Away."), Uri, Samples.Now)
            .Proof.Outcome.ShouldBe(ProofOutcome.Unknown);
        Verify(null).List.ShouldBeNull();
    }

    [Theory]
    [InlineData("\"iat\":1,", "")]
    [InlineData("\"iat\":1", "\"iat\":\"1\"")]
    [InlineData("\"ttl\":60", "\"ttl\":0")]
    [InlineData("\"ttl\":60", "\"ttl\":-1")]
    [InlineData("\"ttl\":60", "\"ttl\":\"60\"")]
    [InlineData("\"ttl\":60", "\"exp\":1")]
    [InlineData("\"ttl\":60", "\"nbf\":253402300799")]
    [InlineData("\"bits\":1", "\"bits\":5")]
    [InlineData("\"status_list\"", "\"other\"")]
    [InlineData("\"sub\"", "\"iss\"")]
    [InlineData("\"ttl\":60", "\"ttl\":60,\"ttl\":61")]
    public void A_claim_that_is_missing_or_odd_is_refused(string from, string to)
    {
        const string Payload =
            $$$"""{"sub":"{{{Uri}}}","iat":1,"ttl":60,"status_list":{"bits":1,"lst":"eNrbuRgAAhcBXQ"}}""";
        const string Header =
            $$"""{"alg":"EdDSA","typ":"statuslist+jwt","kid":"{{SdJwtSamples.KeyId}}"}""";
        Verify(SdJwtSamples.Token(Payload, Header)).List.ShouldNotBeNull();
        var changed = Payload.Replace(from, to, StringComparison.Ordinal);
        changed.ShouldNotBe(Payload);
        var result = Verify(SdJwtSamples.Token(changed, Header));
        result.Proof.Outcome.ShouldBe(ProofOutcome.Fail);
        result.List.ShouldBeNull();
        Verify(SdJwtSamples.Token(Payload)).Proof.Outcome.ShouldBe(ProofOutcome.Fail);
        Verify(SdJwtSamples.Token(Payload.Replace("60", "1e308"), Header)).List.ShouldNotBeNull();
    }

    [Theory]
    [InlineData("""{"status":{"status_list":{"idx":0,"uri":"https://a.example/1"}}}""", true)]
    [InlineData("""{"status":{"other":{}}}""", null)]
    [InlineData("""{}""", null)]
    [InlineData("""{"status":1}""", false)]
    [InlineData("""{"status":{"status_list":1}}""", false)]
    [InlineData("""{"status":{"status_list":{"idx":-1,"uri":"https://a.example/1"}}}""", false)]
    [InlineData("""{"status":{"status_list":{"idx":1.5,"uri":"https://a.example/1"}}}""", false)]
    [InlineData("""{"status":{"status_list":{"idx":"0","uri":"https://a.example/1"}}}""", false)]
    [InlineData("""{"status":{"status_list":{"idx":0,"uri":"status"}}}""", false)]
    [InlineData("""{"status":{"status_list":{"idx":0}}}""", false)]
    public void A_status_claim_that_cannot_be_read_does_not_pass_for_none(string json, bool? read)
    {
        var error = TokenStatusReference.TryRead(Hex.Element(json), out var reference);
        error.ShouldBe(read == false ? StatusListError.Malformed : StatusListError.None);
        (reference is not null).ShouldBe(read == true);
        if (reference is not null)
        {
            var claims = new JsonObject { ["status"] = reference.ToClaim() };
            TokenStatusReference.TryRead(claims.Element(), out var again);
            again.ShouldBe(reference);
        }
    }
}
