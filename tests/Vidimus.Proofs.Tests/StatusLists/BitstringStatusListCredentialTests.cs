using System.Text.Json.Nodes;
using Shouldly;
using Xunit;

namespace Vidimus.Proofs.Tests;

public sealed class BitstringStatusListCredentialTests
{
    private const string ListUrl = "https://example.com/credentials/status/3";

    private static readonly string[] Messages =
    [
        "pending_review",
        "accepted",
        "rejected",
        "undefined",
    ];

    /// <summary>Bitstring Status List 1.0, the example of a status list credential.</summary>
    private static JsonObject Published() =>
        JsonNode
            .Parse(
                $$"""
                {
                  "@context": ["https://www.w3.org/ns/credentials/v2"],
                  "id": "{{ListUrl}}",
                  "type": ["VerifiableCredential", "BitstringStatusListCredential"],
                  "issuer": "did:example:12345",
                  "validFrom": "2021-04-05T14:27:40Z",
                  "credentialSubject": {
                    "id": "https://example.com/status/3#list",
                    "type": "BitstringStatusList",
                    "statusPurpose": "revocation",
                    "encodedList": "{{BitstringStatusListTests.Published}}"
                  }
                }
                """
            )!
            .AsObject();

    /// <summary>The same standard, the example of an entry.</summary>
    private const string PublishedEntry = $$"""
        {"id":"https://example.com/credentials/status/3#94567","type":"BitstringStatusListEntry","statusPurpose":"revocation",
         "statusListIndex":"94567","statusListCredential":"{{ListUrl}}"}
        """;

    private static BitstringStatusEntry Entry(long index = 94_567, string purpose = "revocation") =>
        new(purpose, ListUrl, index);

    private static StatusLookup Read(JsonObject list, BitstringStatusEntry? entry = null) =>
        BitstringStatusListCredential.Read(list.Element(), entry ?? Entry(), Samples.Now);

    private static StatusListError ReadChanged(Action<JsonObject> change)
    {
        var list = Published();
        change(list);
        var lookup = Read(list);
        (lookup.Reading is null).ShouldBe(lookup.Error != StatusListError.None);
        (lookup.Reason.Length > 0).ShouldBe(lookup.Error != StatusListError.None);
        return lookup.Error;
    }

    [Fact]
    public void The_published_list_says_that_the_published_entry_is_valid()
    {
        BitstringStatusEntry
            .TryRead(Hex.Element(PublishedEntry), out var entry, out var reason)
            .ShouldBeTrue(reason);
        entry!.Index.ShouldBe(94_567);
        Read(Published(), entry).Reading.ShouldBe(new StatusReading(0, true, null));
        JsonNode.DeepEquals(entry.ToJson(), JsonNode.Parse(PublishedEntry)).ShouldBeTrue();
    }

    [Fact]
    public void A_built_list_has_the_published_form_and_tells_who_is_revoked()
    {
        var list = new BitstringStatusList();
        list.Set(94_567, 1);
        var built = BitstringStatusListCredential.Build(
            new BitstringStatusListOptions(
                ListUrl,
                "did:example:12345",
                StatusPurposes.Revocation,
                Samples.Created
            )
            {
                ValidUntil = Samples.Now.AddDays(1),
                TimeToLive = TimeSpan.FromMinutes(5),
            },
            list
        );
        Read(built).Reading.ShouldBe(new StatusReading(1, false, null));
        Read(built, Entry(94_568)).Reading!.Valid.ShouldBeTrue();
        CredentialShape.Check(built.Element()).ShouldBeEmpty();
        built["credentialSubject"]!["ttl"]!.GetValue<long>().ShouldBe(300_000);
        built["credentialSubject"]!["type"]!.GetValue<string>().ShouldBe("BitstringStatusList");
        built["type"]![1]!.GetValue<string>().ShouldBe("BitstringStatusListCredential");
    }

    [Fact]
    public void A_message_tells_what_each_value_means_without_taking_the_credential_back()
    {
        var list = new BitstringStatusList(statusSize: 2);
        list.Set(1, 2);
        var credential = BitstringStatusListCredential.Build(
            new BitstringStatusListOptions(
                ListUrl,
                "did:example:12345",
                StatusPurposes.Message,
                Samples.Created
            ),
            list
        );
        var entry = Entry(1, StatusPurposes.Message) with
        {
            Size = 2,
            Messages = Messages,
            References = ["https://example.org/status-dictionary/"],
        };
        BitstringStatusEntry
            .TryRead(entry.ToJson().Element(), out var read, out var reason)
            .ShouldBeTrue(reason);
        var reading = Read(credential, read).Reading!;
        reading.ShouldBe(new StatusReading(2, false, "rejected") { Invalidates = false });
        Read(credential, read! with { Index = 0 }).Reading!.Message.ShouldBe("pending_review");
        entry.ToJson()["statusMessage"]![2]!
            .ToJsonString()
            .ShouldBe("""{"status":"0x2","message":"rejected"}""");
        entry.ToJson()["statusListIndex"]!.GetValue<string>().ShouldBe("1");
    }

    [Fact]
    public void Each_thing_that_can_be_wrong_with_a_list_has_its_own_name()
    {
        ReadChanged(_ => { }).ShouldBe(StatusListError.None);
        ReadChanged(list => list["type"] = new JsonArray("VerifiableCredential"))
            .ShouldBe(StatusListError.WrongList);
        ReadChanged(list => list["id"] = ListUrl + "4").ShouldBe(StatusListError.WrongList);
        ReadChanged(list => list.Remove("id")).ShouldBe(StatusListError.None);
        ReadChanged(list => list["credentialSubject"]!["statusPurpose"] = "suspension")
            .ShouldBe(StatusListError.WrongList);
        ReadChanged(list =>
                list["credentialSubject"]!["statusPurpose"] = new JsonArray(
                    "suspension",
                    "revocation"
                )
            )
            .ShouldBe(StatusListError.None);
        ReadChanged(list => list["credentialSubject"]!["type"] = "StatusList2021")
            .ShouldBe(StatusListError.Malformed);
        ReadChanged(list => list["credentialSubject"] = new JsonArray())
            .ShouldBe(StatusListError.Malformed);
        ReadChanged(list => list["credentialSubject"]!["encodedList"] = 1)
            .ShouldBe(StatusListError.Malformed);
        ReadChanged(list => list["validFrom"] = "2026-01-01T00:00:01Z")
            .ShouldBe(StatusListError.NotCurrent);
        ReadChanged(list => list["validUntil"] = "2026-01-01T00:00:00Z")
            .ShouldBe(StatusListError.NotCurrent);
        ReadChanged(list => list["validUntil"] = "soon").ShouldBe(StatusListError.Malformed);
        ReadChanged(list =>
                list["credentialSubject"]!["encodedList"] = BitstringStatusListTests.Gzip(
                    new byte[100]
                )
            )
            .ShouldBe(StatusListError.TooShort);
        Read(Published(), Entry(131_072)).Error.ShouldBe(StatusListError.OutOfRange);
        Read(Published(), Entry(long.MaxValue)).Error.ShouldBe(StatusListError.OutOfRange);
        Read(Published(), Entry(-1)).Error.ShouldBe(StatusListError.OutOfRange);
        BitstringStatusListCredential
            .Read(Hex.Element("""{"a":1,"a":2}"""), Entry(), Samples.Now)
            .Error.ShouldBe(StatusListError.Malformed);
    }

    [Theory]
    [InlineData("\"94567\"", "94567")]
    [InlineData("\"94567\"", "\"-1\"")]
    [InlineData("\"94567\"", "\"+1\"")]
    [InlineData("\"94567\"", "\"0x1\"")]
    [InlineData("\"94567\"", "\"1.0\"")]
    [InlineData("\"94567\"", "\" 1\"")]
    [InlineData("\"94567\"", "\"01\"")]
    [InlineData("\"94567\"", "\"\"")]
    [InlineData("\"94567\"", "\"١\"")]
    [InlineData("\"94567\"", "true")]
    [InlineData("\"revocation\"", "[\"revocation\"]")]
    [InlineData("\"revocation\"", "\"\"")]
    [InlineData("BitstringStatusListEntry", "StatusList2021Entry")]
    [InlineData("\"statusListCredential\":\"https://example.com/", "\"statusListCredential\":\"/")]
    [InlineData("#94567", "")]
    [InlineData("{", "{\"statusSize\":0,")]
    [InlineData("{", "{\"statusSize\":-1,")]
    [InlineData("{", "{\"statusSize\":\"1\",")]
    [InlineData("{", "{\"statusSize\":1.5,")]
    [InlineData("{", "{\"statusSize\":2,")]
    [InlineData("{", "{\"statusSize\":64,")]
    [InlineData("{", "{\"statusMessage\":[],\"statusSize\":3,")]
    [InlineData("{", "{\"statusMessage\":{},")]
    [InlineData("{", "{\"statusMessage\":[{\"status\":\"0x0\",\"message\":\"a\"}],")]
    [InlineData(
        "{",
        "{\"statusMessage\":[{\"status\":\"0x0\",\"message\":\"a\"},{\"status\":\"0x0\",\"message\":\"b\"}],"
    )]
    [InlineData(
        "{",
        "{\"statusMessage\":[{\"status\":\"0x0\",\"message\":\"a\"},{\"status\":\"1\",\"message\":\"b\"}],"
    )]
    [InlineData("{", "{\"statusReference\":1,")]
    [InlineData("{", "{\"statusReference\":\"dictionary\",")]
    [InlineData("{", "{\"type\":\"BitstringStatusListEntry\",")]
    public void A_malformed_entry_is_refused_with_a_reason(string from, string to)
    {
        var changed = PublishedEntry.Replace(from, to, StringComparison.Ordinal);
        changed.ShouldNotBe(PublishedEntry);
        BitstringStatusEntry
            .TryRead(Hex.Element(changed), out var entry, out var reason)
            .ShouldBeFalse(changed);
        entry.ShouldBeNull();
        reason.ShouldNotBeEmpty();
    }

    [Fact]
    public void An_index_beyond_any_list_is_out_of_range_and_not_malformed()
    {
        var huge = PublishedEntry.Replace("\"94567\"", $"\"{new string('9', 60)}\"");
        BitstringStatusEntry.TryRead(Hex.Element(huge), out var entry, out _).ShouldBeTrue();
        Read(Published(), entry).Error.ShouldBe(StatusListError.OutOfRange);
    }

    [Fact]
    public void Our_own_mistakes_in_an_entry_are_exceptions()
    {
        Should.Throw<InvalidOperationException>(() => (Entry() with { Size = 2 }).ToJson());
        Should.Throw<InvalidOperationException>(() => (Entry() with { Size = 9 }).ToJson());
        Should.Throw<InvalidOperationException>(() => (Entry() with { Id = ListUrl }).ToJson());
        Should.Throw<InvalidOperationException>(() =>
            (Entry() with { Messages = ["one"] }).ToJson()
        );
    }
}
