using System.Text;
using System.Text.Json;
using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Webhooks;

/// <summary>What events say: thin by default, more where the endpoint asked for it, personal data only where it asked for that.</summary>
public abstract class BodyTests(SharedApp app) : Scenario(app)
{
    public sealed class Sqlite(ListeningOnSqlite app)
        : BodyTests(app),
            IClassFixture<ListeningOnSqlite>;

    public sealed class Postgres(ListeningOnPostgres app)
        : BodyTests(app),
            IClassFixture<ListeningOnPostgres>;

    private const string Ada =
        """{"name":"Ada Éxample 漢字 🎓","email":"ada@example.org","externalId":"student-1815"}""";
    private const string Personal =
        ""","subject":{"grade":"secret-grade"},"custom":{"note":"secret-note"},"name":"secret-title" """;

    [Fact]
    public async Task W21_by_default_an_event_holds_ids_and_states_and_no_personal_data()
    {
        await using var receiver = Receiver.Answering();
        var programme = await Programme.Start(App);
        await programme.Listen(receiver, "credential.issued");
        var issued = await programme.Issue(Personal, Ada);
        var got = (await receiver.Wait())[0];
        ShouldNotTell(got, "Ada", "ada@example.org", "student-1815", "secret-");
        var body = got.Json;
        body.EnumerateObject()
            .Select(m => m.Name)
            .ShouldBe([
                "id",
                "type",
                "version",
                "createdAt",
                "organizationId",
                "endpointId",
                "mode",
                "sequence",
                "resource",
                "data",
            ]);
        body.GetProperty("mode").GetString().ShouldBe("live");
        body.GetProperty("organizationId").GetString().ShouldBe(programme.Issuer.Id);
        var resource = body.GetProperty("resource");
        resource.EnumerateObject().Select(m => m.Name).ShouldBe(["type", "id", "url"]);
        var url = new Uri(resource.GetProperty("url").GetString()!);
        (await programme.Get(url.PathAndQuery)).Should(200).At("id").ShouldBe(issued.Id);
        body.GetProperty("data").GetProperty("group").GetString().ShouldBe(programme.GroupId);
        got.Body[0].ShouldBe((byte)'{', "no BOM");
        Encoding.UTF8.GetString(got.Body).ShouldNotContain("\n");
    }

    [Fact]
    public async Task W21_the_object_as_it_is_comes_without_personal_data_and_the_recipient_only_where_asked_for()
    {
        await using var thick = Receiver.Answering();
        await using var personal = Receiver.Answering();
        var programme = await Programme.Start(App);
        await programme.Listen(thick, "credential.issued", ""","include":["resource"]""");
        var (_, secret) = await programme.ListenWithSecret(
            personal,
            "credential.issued",
            ""","include":["resource","recipient"]"""
        );
        var issued = await programme.Issue(Personal, Ada);

        var state = (await thick.Wait())[0].Json.GetProperty("resource").GetProperty("state");
        ShouldNotTell(thick.Received[0], "Ada", "ada@example.org", "student-1815", "secret-");
        state.GetProperty("state").GetString().ShouldBe("issued");
        state.GetProperty("verifyUrl").GetString().ShouldBe(issued.VerifyUrl);
        var own = await programme.Credential(issued.Id);
        foreach (var member in state.EnumerateObject())
            member.Value.GetRawText().ShouldBe(own.GetProperty(member.Name).GetRawText());

        var got = (await personal.Wait())[0];
        ShouldNotTell(got, "student-1815", "secret-");
        var recipient = got.Json.GetProperty("resource").GetProperty("recipient");
        recipient.EnumerateObject().Select(m => m.Name).ShouldBe(["id", "name", "email"]);
        recipient.GetProperty("name").GetString().ShouldBe("Ada Éxample 漢字 🎓");
        recipient.GetProperty("email").GetString().ShouldBe("ada@example.org");
        Judge.Accepts(got, secret, App.Clock.Now).ShouldBeTrue("W4: non-ASCII");
        Encoding.UTF8.GetString(got.Body).ShouldContain("Éxample 漢字");
    }

    [Fact]
    public async Task W21_an_event_about_an_erased_recipient_still_goes_and_has_no_name()
    {
        await using var receiver = Receiver.Answering();
        var programme = await Programme.Start(App);
        var issued = await programme.Issue(Personal, Ada);
        await programme.Listen(
            receiver,
            "recipient.erased\",\"credential.revoked",
            ""","include":["resource","recipient"]"""
        );
        (await programme.Delete($"/v1/recipients/{issued.RecipientId}")).Status.ShouldBeLessThan(
            300
        );
        await programme.Post($"/v1/credentials/{issued.Id}/revoke", """{"reason":"asked for"}""");
        var all = await receiver.Wait(2);
        all.Select(r => r.Kind).ShouldContain("recipient.erased");
        foreach (var got in all)
        {
            ShouldNotTell(got, "Ada", "ada@example.org", "secret-");
            got.Json.GetProperty("resource").TryGetProperty("recipient", out _).ShouldBeFalse();
        }
        all.Single(r => r.Kind == "credential.revoked")
            .Json.GetProperty("resource")
            .GetProperty("state")
            .GetProperty("state")
            .GetString()
            .ShouldBe("revoked");
    }

    [Fact]
    public async Task W21_an_event_of_test_mode_says_so_and_goes_to_endpoints_of_test_mode_only()
    {
        await using var live = Receiver.Answering();
        await using var test = Receiver.Answering();
        var issuer = await App.NewOrganization();
        var programme = await Programme.In(issuer);
        var tried = await Programme.In(issuer, test: true);
        await programme.Listen(live, "credential.issued");
        await tried.Listen(test, "credential.issued");
        await tried.Issue();
        await programme.Issue();
        var got = (await test.Wait())[0].Json;
        got.GetProperty("mode").GetString().ShouldBe("test");
        got.GetProperty("test").GetBoolean().ShouldBeTrue();
        (await live.Wait())[0].Json.TryGetProperty("test", out _).ShouldBeFalse();
        (live.Count, test.Count).ShouldBe((1, 1));
    }

    [Fact]
    public async Task W20_events_of_an_object_are_numbered_so_that_late_ones_are_known_and_link_to_its_state()
    {
        await using var receiver = Receiver.Answering();
        var programme = await Programme.Start(App);
        await programme.Listen(receiver, "credential.*");
        var issued = await programme.Issue();
        await programme.Post($"/v1/credentials/{issued.Id}/suspend", """{"reason":"a doubt"}""");
        await programme.Post($"/v1/credentials/{issued.Id}/reinstate");
        await programme.Post($"/v1/credentials/{issued.Id}/revoke", """{"reason":"a mistake"}""");
        var all = (await receiver.Wait(4)).Select(r => r.Json).ToArray();
        all.OrderBy(e => e.GetProperty("sequence").GetInt64())
            .Select(e => (e.GetProperty("sequence").GetInt64(), e.GetProperty("type").GetString()))
            .ShouldBe([
                (1, "credential.issued"),
                (2, "credential.suspended"),
                (3, "credential.reinstated"),
                (4, "credential.revoked"),
            ]);
        var url = new Uri(all[0].GetProperty("resource").GetProperty("url").GetString()!);
        (await programme.Get(url.PathAndQuery)).At("state").ShouldBe("revoked");
    }

    [Theory]
    [InlineData(5)]
    [InlineData(50)]
    public async Task W4_the_bytes_that_are_signed_are_the_bytes_that_are_sent_up_to_a_megabyte(
        int alignments
    )
    {
        await using var receiver = Receiver.Answering();
        var programme = await Programme.Start(App);
        var (_, secret) = await programme.ListenWithSecret(
            receiver,
            "group.edited",
            ""","include":["resource"]"""
        );
        var text = "\uFEFF" + new string('漢', 4950) + "\\\"<>&'🎓 é\uFEFF";
        var one = JsonSerializer.Serialize(
            new
            {
                targetName = "Ein Ziel",
                targetUrl = "https://example.org/z",
                targetDescription = text,
            },
            new JsonSerializerOptions
            {
                Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            }
        );
        var all = string.Join(',', Enumerable.Repeat(one, alignments));
        (
            await programme.Patch(
                $"/v1/groups/{programme.GroupId}",
                $$$"""{"achievement":{"alignments":[{{{all}}}]}}"""
            )
        ).Should(200);
        var got = (await receiver.Wait())[0];
        got.Body.Length.ShouldBeGreaterThan(alignments * 14_800);
        got.Headers["Content-Length"]
            .ShouldBe(got.Body.Length.ToString(System.Globalization.CultureInfo.InvariantCulture));
        Judge.Accepts(got, secret, App.Clock.Now).ShouldBeTrue();
        got.Json.GetProperty("resource")
            .GetProperty("state")
            .GetProperty("achievement")
            .GetProperty("alignments")[0]
            .GetProperty("targetDescription")
            .GetString()
            .ShouldBe(text);
    }

    [Fact]
    public async Task The_members_of_events_are_the_ones_that_the_catalogue_lists()
    {
        await using var receiver = Receiver.Answering();
        var programme = await Programme.Start(App);
        await programme.Listen(receiver, "*", ""","include":["resource"]""");
        var issuer = programme.Issuer;
        var key = await issuer.KeyWith("read");
        await App.Patch($"/v1/keys/{key.Id}", issuer.Live.Secret, """{"scopes":["write"]}""");
        foreach (var verb in new[] { "suspend", "resume", "rotate", "revoke" })
            await App.Post($"/v1/keys/{key.Id}/{verb}", issuer.Live.Secret);
        var issued = await programme.Issue();
        await programme.Draft();
        await programme.Post($"/v1/credentials/{issued.Id}/reissue", "{}");
        await programme.Patch($"/v1/groups/{programme.GroupId}", """{"name":"Second Aid"}""");
        await App.Patch("/v1/organization", issuer.Live.Secret, """{"name":"Another Academy"}""");
        await receiver.Wait(11);
        await Task.Delay(500);
        var known = (await App.Get("/v1/webhooks/events"))
            .Json.GetProperty("data")
            .EnumerateArray()
            .ToDictionary(t => t.GetProperty("type").GetString()!, t => t.GetProperty("example"));
        var seen = new HashSet<string>();
        foreach (var got in receiver.Received)
        {
            seen.Add(got.Kind!);
            Names(got.Json.GetProperty("data"))
                .Except([
                    .. Names(known[got.Kind!].GetProperty("data")),
                    // An edit names what changed as it was before.
                    .. Names(known[got.Kind!].GetProperty("data")).Select(n => n + "Before"),
                ])
                .ShouldBeEmpty(got.Kind);
            var resource = got.Json.GetProperty("resource");
            if (resource.TryGetProperty("url", out var url))
                (await programme.Get(new Uri(url.GetString()!).PathAndQuery)).Should(200);
            if (got.Kind!.StartsWith("key.", StringComparison.Ordinal))
                ShouldNotTell(got, "A key", "label");
        }
        seen.Count.ShouldBeGreaterThanOrEqualTo(10, string.Join(' ', seen));
    }

    private static string[] Names(JsonElement json) =>
        [.. json.EnumerateObject().Select(m => m.Name)];

    private static void ShouldNotTell(Received got, params string[] words)
    {
        var text = Encoding.UTF8.GetString(got.Body);
        foreach (var word in words)
            text.ShouldNotContain(word, Case.Sensitive);
    }
}
