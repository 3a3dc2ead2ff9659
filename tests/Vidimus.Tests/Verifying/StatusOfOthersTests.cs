using System.Text;
using System.Text.Json.Nodes;
using Shouldly;
using Vidimus.Proofs;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Verifying;

/// <summary>Status lists of other servers.</summary>
public abstract class StatusOfOthersTests(ReachingApp shared) : Scenario(shared)
{
    public sealed class Sqlite(ReachingOnSqlite shared)
        : StatusOfOthersTests(shared),
            IClassFixture<ReachingOnSqlite>;

    public sealed class Postgres(ReachingOnPostgres shared)
        : StatusOfOthersTests(shared),
            IClassFixture<ReachingOnPostgres>;

    private static Elsewhere Here => Elsewhere.Here;

    [Fact]
    public async Task A_list_tells_what_was_revoked_and_what_was_suspended()
    {
        using var issuer = new Foreign();
        foreach (
            var (purpose, code) in ((string, string)[])
                [("revocation", "revoked"), ("suspension", "suspended")]
        )
        {
            var url = Here.Reserve();
            Here.Replace(
                url,
                issuer.Sign(issuer.StatusList(url, purpose, entries: (7, 1))).ToJsonString()
            );
            (await With(issuer, Entry(url, purpose, 7)))
                .ShouldSay("invalid", code)
                .Outcome("status")
                .ShouldBe("fail");
            (await With(issuer, Entry(url, purpose, 8)))
                .ShouldSay("valid")
                .Outcome("status")
                .ShouldBe("pass");
        }
    }

    [Fact]
    public async Task A_list_in_a_token_tells_the_same()
    {
        using var issuer = new Foreign();
        var url = Here.Reserve();
        var jwt = issuer.JwtOf(issuer.StatusList(url, "revocation", entries: (7, 1)));
        Here.Replace(url, jwt + "\n");
        (await With(issuer, Entry(url, "revocation", 7))).ShouldSay("invalid", "revoked");
        (await With(issuer, Entry(url, "revocation", 8))).ShouldSay("valid");
        Here.Replace(
            url,
            $$"""{"@context":["https://www.w3.org/ns/credentials/v2"],"type":"EnvelopedVerifiableCredential","id":"data:application/vc+jwt,{{jwt}}"}"""
        );
        (await With(issuer, Entry(url, "revocation", 7))).ShouldSay("invalid", "revoked");
    }

    [Fact]
    public async Task Expired_and_revoked_and_suspended_hears_all_three()
    {
        using var issuer = new Foreign();
        var (revoked, suspended) = (Here.Reserve(), Here.Reserve());
        Here.Replace(
            revoked,
            issuer.Sign(issuer.StatusList(revoked, "revocation", entries: (7, 1))).ToJsonString()
        );
        Here.Replace(
            suspended,
            issuer.Sign(issuer.StatusList(suspended, "suspension", entries: (9, 1))).ToJsonString()
        );
        var credential = issuer.Signed(c =>
        {
            c["validUntil"] = "2026-06-01T00:00:00Z";
            c["credentialStatus"] = new JsonArray(
                Entry(revoked, "revocation", 7),
                Entry(suspended, "suspension", 9)
            );
        });
        (await Verify(credential)).ShouldSay("invalid", "expired", "revoked", "suspended");
    }

    [Fact]
    public async Task A_message_informs_and_takes_nothing_back()
    {
        using var issuer = new Foreign();
        var url = Here.Reserve();
        Here.Replace(
            url,
            issuer.Sign(issuer.StatusList(url, "message", 2, entries: (7, 2))).ToJsonString()
        );
        JsonObject Message(int index)
        {
            var entry = Entry(url, "message", index);
            entry["statusSize"] = 2;
            entry["statusMessage"] = new JsonArray([
                .. Enumerable
                    .Range(0, 4)
                    .Select(i => new JsonObject
                    {
                        ["status"] = $"0x{i}",
                        ["message"] = $"level {i}",
                    }),
            ]);
            return entry;
        }
        (await With(issuer, Message(7))).ShouldSay("valid").Text.ShouldContain("level 2");
        (await With(issuer, Message(8))).ShouldSay("valid").Text.ShouldNotContain("level");
        var refresh = Here.Reserve();
        Here.Replace(
            refresh,
            issuer.Sign(issuer.StatusList(refresh, "refresh", entries: (7, 1))).ToJsonString()
        );
        (await With(issuer, Entry(refresh, "refresh", 7)))
            .ShouldSay("valid")
            .Text.ShouldContain("newer version");
        var own = Here.Reserve();
        Here.Replace(
            own,
            issuer.Sign(issuer.StatusList(own, "sanction", entries: (7, 1))).ToJsonString()
        );
        (await With(issuer, Entry(own, "sanction", 7))).ShouldSay("invalid", "status_set");
        (await With(issuer, Entry(own, "sanction", 8))).ShouldSay("valid");
    }

    [Fact]
    public async Task A_list_that_nobody_vouches_for_leaves_the_status_open()
    {
        using var issuer = new Foreign();
        using var other = new Foreign();
        async Task Say(Func<string, JsonObject> list, string code)
        {
            var url = Here.Reserve();
            Here.Replace(url, list(url).ToJsonString());
            (await With(issuer, Entry(url, "revocation", 7)))
                .ShouldSay("unverifiable", code)
                .Outcome("status")
                .ShouldBe("unknown");
        }
        JsonObject List(
            string url,
            Action<JsonObject>? change = null,
            params (int, int)[] entries
        ) => issuer.StatusList(url, "revocation", change: change, entries: entries);

        await Say(url => List(url), "status_unverified");
        await Say(url => other.Sign(List(url)), "status_unverified");
        await Say(url => other.Sign(List(url), issuer.Method), "status_unverified");
        await Say(url => other.Sign(other.StatusList(url, "revocation")), "status_issuer_mismatch");
        await Say(
            url =>
            {
                var signed = issuer.Sign(List(url, entries: (7, 1)));
                var clean = List(url);
                clean["proof"] = signed["proof"]!.DeepClone();
                return clean;
            },
            "status_unverified"
        );
        // Another list of the same issuer in its place; another purpose; not yet, no longer; too short; no list at all.
        await Say(_ => issuer.Sign(List("https://example.org/another")), "status_unverified");
        await Say(url => issuer.Sign(issuer.StatusList(url, "suspension")), "status_unverified");
        await Say(
            url => issuer.Sign(List(url, c => c["validFrom"] = "2030-01-01T00:00:00Z")),
            "status_unverified"
        );
        await Say(
            url => issuer.Sign(List(url, c => c["validUntil"] = "2026-02-01T00:00:00Z")),
            "status_unverified"
        );
        await Say(
            url =>
                issuer.Sign(
                    List(
                        url,
                        c =>
                            c["credentialSubject"]!["encodedList"] =
                                "uH4sIAAAAAAAAA2NgAAIAA-tiQgIAAAA"
                    )
                ),
            "status_unverified"
        );
        await Say(url => issuer.Signed(c => c["id"] = url), "status_unverified");
        await Say(_ => [], "status_unverified");
    }

    [Fact]
    public async Task A_list_that_cannot_be_had_leaves_the_status_open()
    {
        using var issuer = new Foreign();
        foreach (
            var url in (string[])
                [
                    Here.Reserve(),
                    Here.Put([], "application/vc", status: 500),
                    Here.Put(http =>
                    {
                        http.Response.StatusCode = 302;
                        http.Response.Headers.Location = Here.Reserve();
                        return Task.CompletedTask;
                    }),
                    Here.Put(new byte[4_000_000], "application/vc"),
                    "https://no-such-host.invalid/list",
                ]
        )
            (await With(issuer, Entry(url, "revocation", 7))).ShouldSay(
                "unverifiable",
                "status_unreachable"
            );
        var garbage = Here.Put("<html>", "text/html");
        (await With(issuer, Entry(garbage, "revocation", 7))).ShouldSay(
            "unverifiable",
            "status_unverified"
        );
        // What is known to be wrong outweighs what is not known.
        var credential = issuer.Signed(c =>
        {
            c["validUntil"] = "2026-06-01T00:00:00Z";
            c["credentialStatus"] = Entry(Here.Reserve(), "revocation", 7);
        });
        (await Verify(credential)).ShouldSay("invalid", "expired", "status_unreachable");
    }

    [Theory]
    [InlineData("StatusList2021Entry")]
    [InlineData("RevocationList2020Status")]
    [InlineData("1EdTechRevocationList")]
    public async Task Another_kind_of_status_is_named_and_not_passed_over(string type)
    {
        using var issuer = new Foreign { Suite = DataIntegrity.EddsaJcs2022 };
        (
            await With(
                issuer,
                new()
                {
                    ["id"] = "https://example.org/s#1",
                    ["type"] = type,
                    ["statusListIndex"] = "1",
                }
            )
        ).ShouldSay("unverifiable", "status_unsupported").Text.ShouldContain(type);
    }

    [Fact]
    public async Task A_malformed_entry_is_wrong_and_asks_nobody()
    {
        using var issuer = new Foreign();
        var url = Here.Reserve();
        foreach (
            var change in (Action<JsonObject>[])
                [
                    e => e.Remove("statusPurpose"),
                    e => e["statusListIndex"] = "-1",
                    e => e["statusListIndex"] = "1e3",
                    e => e["statusSize"] = 2,
                ]
        )
        {
            var entry = Entry(url, "revocation", 7);
            change(entry);
            (await With(issuer, entry)).ShouldSay("invalid", "malformed", "schema_mismatch");
        }
        var far = Entry(url, "revocation", int.MaxValue);
        Here.Replace(url, issuer.Sign(issuer.StatusList(url, "revocation")).ToJsonString());
        (await With(issuer, far)).ShouldSay("unverifiable", "status_unverified");
        far["statusListIndex"] = new string('9', 90);
        (await With(issuer, far)).ShouldSay("unverifiable", "status_unverified");
    }

    [Fact]
    public async Task A_list_is_kept_as_long_as_both_allow_and_five_minutes_at_most()
    {
        using var issuer = new Foreign();
        async Task<int> AskedAfter(string? cache, long? ttl, params TimeSpan[] waits)
        {
            var url = Here.Reserve();
            var list = issuer.Sign(
                issuer.StatusList(
                    url,
                    "revocation",
                    change: c =>
                    {
                        if (ttl is { } milliseconds)
                            c["credentialSubject"]!["ttl"] = milliseconds;
                    }
                )
            );
            var served = Here.Put(list.ToJsonString(), "application/vc", cache);
            Here.Move(served, url);
            (await With(issuer, Entry(url, "revocation", 7))).ShouldSay("valid");
            foreach (var wait in waits)
            {
                App.Advance(wait);
                (await With(issuer, Entry(url, "revocation", 7))).ShouldSay("valid");
            }
            return Here.Asked(url);
        }
        var second = TimeSpan.FromSeconds(1);
        (await AskedAfter(null, null, second)).ShouldBe(2);
        (await AskedAfter("no-store", 60_000, second)).ShouldBe(2);
        (await AskedAfter("no-cache", 60_000, second)).ShouldBe(2);
        (await AskedAfter("max-age=0", 60_000, second)).ShouldBe(2);
        (await AskedAfter("max-age=60", 0, second)).ShouldBe(2);
        (await AskedAfter("max-age=60", null, second, 58 * second)).ShouldBe(1);
        (await AskedAfter("max-age=60", null, 60 * second)).ShouldBe(2);
        (await AskedAfter("max-age=3600", 10_000, 9 * second, second)).ShouldBe(2);
        (await AskedAfter("public, max-age=86400", 86_400_000, 299 * second)).ShouldBe(1);
        (await AskedAfter("public, max-age=86400", 86_400_000, 300 * second)).ShouldBe(2);
    }

    [Fact]
    public async Task Our_own_lists_are_read_from_the_record_at_once_and_never_kept()
    {
        var programme = await Programme.Start(App);
        var issued = await programme.Issue();
        var document = JsonNode.Parse(
            (await App.Get($"/verify/{issued.Id}/document")).Should(200).Text
        )!;
        var entry = document["credentialStatus"]!;
        using var stranger = new Foreign();
        // A stranger's credential may name our list; whether it may is another matter.
        (await With(stranger, (JsonObject)entry.DeepClone())).ShouldSay(
            "unverifiable",
            "status_issuer_mismatch"
        );
        var token = (await App.Get($"/verify/{issued.Id}/document?form=sd-jwt")).Should(200).Text;
        (await App.Verify($$"""{"jwt":"{{token}}"}""")).ShouldSay("valid");
        (await programme.Post($"/v1/credentials/{issued.Id}/revoke", """{"reason":"x"}""")).Should(
            200
        );
        (await App.Verify($$"""{"jwt":"{{token}}"}""")).ShouldSay("invalid", "revoked");
    }

    [Fact]
    public async Task A_token_status_list_tells_the_status_of_an_sd_jwt()
    {
        using var issuer = new Foreign();
        using var other = new Foreign();
        var url = Here.Reserve();
        Here.Replace(url, issuer.TokenList(url, null, (1, 1), (2, 2), (3, 3)));
        (await Sd(0)).ShouldSay("valid").Outcome("status").ShouldBe("pass");
        (await Sd(1)).ShouldSay("invalid", "revoked");
        (await Sd(2)).ShouldSay("invalid", "suspended");
        (await Sd(3)).ShouldSay("invalid", "status_set");
        (await Sd(100_000)).ShouldSay("unverifiable", "status_unverified");
        Here.Replace(url, other.TokenList(url));
        (await Sd(0)).ShouldSay("unverifiable", "status_issuer_mismatch");
        Here.Replace(url, issuer.TokenList("https://example.org/another"));
        (await Sd(0)).ShouldSay("unverifiable", "status_unverified");
        Here.Replace(url, "nonsense");
        (await Sd(0)).ShouldSay("unverifiable", "status_unverified");
        var forged = issuer.TokenList(url);
        Here.Replace(url, forged[..^4] + (forged[^4] == 'A' ? "B" : "A") + forged[^3..]);
        (await Sd(0)).ShouldSay("unverifiable", "status_unverified");
        url = Here.Reserve();
        (await Sd(0)).ShouldSay("unverifiable", "status_unreachable");
        url = Here.Reserve();
        Here.Replace(url, issuer.TokenList(url, TimeSpan.FromMinutes(1)));
        (await Sd(0)).ShouldSay("valid");
        (await Sd(0)).ShouldSay("valid");
        Here.Asked(url).ShouldBe(1);

        Task<Answer> Sd(long index) =>
            App.Verify(
                $$"""{"jwt":"{{issuer.SdJwt(o => o with { Status = new(url, index) })}}"}"""
            );
    }

    private Task<Answer> With(Foreign issuer, JsonObject entry) =>
        Verify(issuer.Signed(c => c["credentialStatus"] = entry.DeepClone()));

    private Task<Answer> Verify(JsonObject credential) =>
        App.Verify($$"""{"credential":{{credential.ToJsonString()}}}""");

    private static JsonObject Entry(string url, string purpose, int index) =>
        new()
        {
            ["type"] = "BitstringStatusListEntry",
            ["statusPurpose"] = purpose,
            ["statusListIndex"] = $"{index}",
            ["statusListCredential"] = url,
        };
}
