using System.Text.Json.Nodes;
using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Triggers;

/// <summary>Making, changing and deleting triggers, and who may.</summary>
public abstract class TriggerTests(SharedApp shared) : Scenario(shared)
{
    public sealed class Sqlite(OnSqlite shared) : TriggerTests(shared), IClassFixture<OnSqlite>;

    public sealed class Postgres(OnPostgres shared)
        : TriggerTests(shared),
            IClassFixture<OnPostgres>;

    [Fact]
    public async Task A_trigger_shows_its_secret_once_and_everything_else_again()
    {
        var hook = await Hook.Make(await Programme.Start(App));
        var shown = (await hook.Programme.Get(hook.Path)).Should(200);
        shown.Text.ShouldNotContain(hook.Secret);
        shown.At("url").ShouldBe($"{App.PublicUrl}/v1/triggers/{hook.Id}");
        shown.At("keyId").ShouldBe(hook.Programme.Key.Id);
        shown.At("auth", "header").ShouldBe("X-Vidimus-Key");
        shown.At("mapping", "recipient.name").ShouldBe("$.name");
        var list = (await hook.Programme.Get($"/v1/groups/{hook.Programme.GroupId}/triggers"));
        list.Ids().ShouldBe([hook.Id]);
        (
            await App.Query(
                "SELECT secret_digest, secret FROM credentials_triggers WHERE id = @id",
                ("@id", hook.Id)
            )
        )[0]
            [0]
            .ShouldBeOfType<string>()
            .Length.ShouldBe(64);
        var edited = (
            await hook.Programme.Patch(hook.Path, """{"name":"Another","repeatKey":null}""")
        ).Should(200);
        edited.At("name").ShouldBe("Another");
        edited.At("repeatKey").ShouldBeNull();
        (await hook.Programme.Delete(hook.Path)).Should(204);
        (await hook.Programme.Get(hook.Path)).ShouldBeProblem(404, "TRIGGER_NOT_FOUND");
        (await hook.Send("""{"name":"Ada Example","id":"1"}""")).ShouldBeProblem(
            401,
            "TRIGGER_NOT_AUTHENTICATED"
        );
    }

    [Theory]
    [InlineData("\"mapping\":{}", "mapping.recipient.name")]
    [InlineData("\"mapping\":{\"recipient.name\":\"$.\"}", "mapping.recipient.name")]
    [InlineData("\"mapping\":{\"recipient.name\":\"{$.a\"}", "mapping.recipient.name")]
    [InlineData(
        "\"mapping\":{\"recipient.name\":\"$.a[?@.b=~\\\"x\\\"]\"}",
        "mapping.recipient.name"
    )]
    [InlineData("\"mapping\":{\"recipient.name\":\"$..a\"}", "mapping.recipient.name")]
    [InlineData(
        "\"mapping\":{\"recipient.name\":\"$.a\",\"credential\":\"$\"}",
        "mapping.credential"
    )]
    [InlineData("\"condition\":{}", "condition")]
    [InlineData("\"condition\":{\"all\":[null]}", "condition.all.0.value")]
    [InlineData(
        "\"condition\":{\"all\":[{\"value\":\"$.a\",\"operator\":\"matches\",\"to\":1}]}",
        "condition.all.0.operator"
    )]
    [InlineData(
        "\"condition\":{\"any\":[{\"value\":\"$.a\",\"operator\":\"gte\",\"to\":\"much\"}]}",
        "condition.any.0.to"
    )]
    [InlineData("\"delaySeconds\":2592001", "delaySeconds")]
    [InlineData("\"secret\":\"my-own-secret-of-26-letters\"", "secret")]
    [InlineData("\"auth\":{\"type\":\"none\"}", "auth.type")]
    [InlineData("\"auth\":{\"type\":\"header\",\"header\":\"Authorization\"}", "auth.header")]
    [InlineData("\"auth\":{\"type\":\"hmac\",\"timestampHeader\":\"X-T\"}", "auth.payload")]
    [InlineData("\"auth\":{\"type\":\"hmac\",\"payload\":\"{body}{body}\"}", "auth.payload")]
    [InlineData("\"keyId\":\"key_00000000000000000000000000\"", "keyId")]
    public async Task What_cannot_work_is_refused_when_it_is_made(string member, string field)
    {
        var programme = await Programme.Start(App);
        var request = JsonNode.Parse(Hook.Plain)!.AsObject();
        var wrong = JsonNode.Parse($"{{{member}}}")!.AsObject().Single();
        request[wrong.Key] = wrong.Value!.DeepClone();
        (
            await programme.Post($"/v1/groups/{programme.GroupId}/triggers", request.ToJsonString())
        ).ShouldBeProblem(400, "VALIDATION_ERROR", field);
    }

    [Fact]
    public async Task Who_may_edit_groups_cannot_get_at_issuing_by_a_trigger()
    {
        var programme = await Programme.Start(App);
        var hook = await Hook.Make(programme);
        var editor = await programme.Issuer.KeyWith("groups:write");
        var path = $"/v1/groups/{programme.GroupId}/triggers";
        (await App.Post(path, editor.Secret, Hook.Plain)).ShouldBeProblem(
            403,
            "AUTH_SCOPE_INSUFFICIENT"
        );
        foreach (
            var change in (string[])
                [
                    """{"mapping":{"recipient.name":"Anybody"}}""",
                    """{"repeatKey":"$.other"}""",
                    """{"condition":null}""",
                    """{"enabled":true}""",
                    $$"""{"keyId":"{{editor.Id}}"}""",
                ]
        )
            (await App.Patch(hook.Path, editor.Secret, change)).ShouldBeProblem(
                403,
                "AUTH_SCOPE_INSUFFICIENT"
            );
        (await App.Post($"{hook.Path}/rotate-secret", editor.Secret)).ShouldBeProblem(
            403,
            "AUTH_SCOPE_INSUFFICIENT"
        );
        // An issuer's own key, and nobody else's.
        var issuer = await programme.Issuer.KeyWith("groups:write", "credentials:issue");
        (
            await App.Patch(hook.Path, issuer.Secret, """{"mapping":{"recipient.name":"A"}}""")
        ).ShouldBeProblem(403, "AUTH_SCOPE_INSUFFICIENT");
        await Hook.Make(programme, by: issuer);
        // Switching off and renaming is editing.
        (await App.Patch(hook.Path, editor.Secret, """{"enabled":false,"name":"Off"}""")).Should(
            200
        );
        (await hook.Send("""{"name":"Ada Example","id":"1"}""")).ShouldBeProblem(
            409,
            "TRIGGER_DISABLED"
        );
        (await App.Delete(hook.Path, editor.Secret)).Should(204);
    }

    [Fact]
    public async Task A_token_leaves_no_trigger_behind_that_outlives_it_unless_it_administers_keys()
    {
        var programme = await Programme.Start(App);
        var issuer = programme.Issuer;
        var path = $"/v1/groups/{programme.GroupId}/triggers";
        var client = await issuer.ClientTokenWith("groups:write", "credentials:issue");
        var token = await issuer.Exchange(client);
        foreach (var request in (string[])[Hook.Plain, As(client)])
            (await App.Post(path, token, request)).ShouldBeProblem(403, "AUTH_SCOPE_INSUFFICIENT");
        // Nor does it get hold of one that acts as its key, which an administrator of keys may make.
        var hook = await Hook.Make(programme, As(client));
        (
            await App.Patch(hook.Path, token, """{"mapping":{"recipient.name":"Anybody"}}""")
        ).ShouldBeProblem(403, "AUTH_SCOPE_INSUFFICIENT");
        (await App.Post($"{hook.Path}/rotate-secret", token)).ShouldBeProblem(
            403,
            "AUTH_SCOPE_INSUFFICIENT"
        );
        (await App.Patch(hook.Path, token, """{"name":"Renamed"}""")).Should(200);
        (await hook.Send("""{"name":"Ada Example","id":"1"}""")).Should(200);
        var admin = await issuer.ClientTokenWith("groups:write", "credentials:issue", "keys:admin");
        (await App.Post(path, await issuer.Exchange(admin), Hook.Plain)).Should(201);

        static string As(Key key) =>
            Hook.Plain.Replace(
                "{\"name\"",
                $"{{\"keyId\":\"{key.Id}\",\"name\"",
                StringComparison.Ordinal
            );
    }

    [Fact]
    public async Task Anothers_trigger_and_one_of_the_other_mode_answer_like_none()
    {
        var hook = await Hook.Make(await Programme.Start(App));
        var other = await Programme.Start(App);
        var none = hook.Path.Replace(
            hook.Id,
            "trg_00000000000000000000000000",
            StringComparison.Ordinal
        );
        var expected = (await hook.Programme.Get(none)).ShouldBeProblem(404, "TRIGGER_NOT_FOUND");
        foreach (var key in (Key[])[other.Key, hook.Programme.Issuer.Test])
        {
            (await App.Get(hook.Path, key.Secret)).Neutral().ShouldBe(expected.Neutral());
            (await App.Get($"{hook.Path}/events", key.Secret))
                .Neutral()
                .ShouldBe(expected.Neutral());
            (await App.Patch(hook.Path, key.Secret, """{"name":"Mine"}"""))
                .Neutral()
                .ShouldBe(expected.Neutral());
            (await App.Post($"{hook.Path}/rotate-secret", key.Secret))
                .Neutral()
                .ShouldBe(expected.Neutral());
            (await App.Delete(hook.Path, key.Secret)).Neutral().ShouldBe(expected.Neutral());
        }
        // Its own group, not another of the same organization.
        var elsewhere = await Programme.In(hook.Programme.Issuer);
        (
            await hook.Programme.Get($"/v1/groups/{elsewhere.GroupId}/triggers/{hook.Id}")
        ).ShouldBeProblem(404, "TRIGGER_NOT_FOUND");
        (await hook.Send("""{"name":"Ada Example","id":"1"}""")).Should(200);
    }

    [Fact]
    public async Task K2_an_address_that_guesses_waits_and_the_right_sender_at_it_does_not()
    {
        await using var app = await VidimusApp.Start(
            new(App.Engine)
            {
                Settings = new Dictionary<string, string> { ["Limits:FailuresPerAddress"] = "5" },
            }
        );
        var right = await Hook.Make(await Programme.Start(app));
        var (first, second) = (await Hook.Make(right.Programme), await Hook.Make(right.Programme));
        (await right.Send("""{"name":"Ada Example","id":"1"}""")).Should(200);
        for (var i = 0; i < 5; i++)
            (await first.Post("{}", [("X-Vidimus-Key", $"guess-{i}")])).Should(401);
        (await first.Send("""{"name":"Ada Example","id":"1"}""")).ShouldBeProblem(
            429,
            "TOO_MANY_FAILURES"
        );
        (await second.Post("{}", [])).ShouldBeProblem(429, "TOO_MANY_FAILURES");
        (await right.Send("""{"name":"Ada Example","id":"2"}""")).Should(200);
        app.Advance(TimeSpan.FromMinutes(2));
        (await first.Send("""{"name":"Ada Example","id":"1"}""")).Should(200);
    }

    [Fact]
    public async Task A_group_has_twenty_triggers_at_most()
    {
        var programme = await Programme.Start(App);
        for (var i = 0; i < 18; i++)
            await Hook.Make(programme);
        var last = await Task.WhenAll(
            Enumerable
                .Range(0, 2)
                .Select(_ => programme.Post($"/v1/groups/{programme.GroupId}/triggers", Hook.Plain))
        );
        last.ShouldAllBe(a => a.Status == 201);
        (
            await programme.Post($"/v1/groups/{programme.GroupId}/triggers", Hook.Plain)
        ).ShouldBeProblem(409, "TRIGGER_LIMIT_REACHED");
    }
}
