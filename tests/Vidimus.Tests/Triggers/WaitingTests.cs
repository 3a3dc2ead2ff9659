using Shouldly;
using Vidimus.Testing;
using Vidimus.Tests.Issuing;
using Vidimus.Tests.Spending;
using Xunit;

namespace Vidimus.Tests.Triggers;

/// <summary>Events whose credential is issued later: a draft until then, and issued once whatever happens in between.</summary>
public abstract class WaitingTests(SharedApp shared) : Scenario(shared)
{
    public sealed class Sqlite(Priced.OnSqlite shared)
        : WaitingTests(shared),
            IClassFixture<Priced.OnSqlite>;

    public sealed class Postgres(Priced.OnPostgres shared)
        : WaitingTests(shared),
            IClassFixture<Priced.OnPostgres>;

    private const string Ada =
        """{"id":"1","name":"Ada Example","email":"ada@example.org","person":"p-1"}""";

    private static Task<Hook> Later(Programme programme, Key? key = null) =>
        Hook.Make(
            programme,
            change: request =>
            {
                request["delaySeconds"] = 3600;
                if (key is not null)
                    request["keyId"] = key.Id;
            }
        );

    private static async Task<string> Wait(Hook hook)
    {
        var waiting = (await hook.Send(Ada)).Should(202);
        waiting.At("state").ShouldBe("waiting");
        waiting
            .Json.GetProperty("dueAt")
            .GetDateTimeOffset()
            .ShouldBe(hook.App.Clock.Now.AddHours(1), TimeSpan.FromMinutes(1));
        return waiting.At("credentialId")!;
    }

    private static async Task<string?> State(Hook hook, string credential) =>
        (await hook.Programme.Credential(credential)).GetProperty("state").GetString();

    [Fact]
    public async Task It_is_issued_when_its_time_has_come_and_not_before()
    {
        var hook = await Later(await Programme.Start(App));
        var credential = await Wait(hook);
        App.Clock.Jump(TimeSpan.FromMinutes(50));
        await Task.Delay(1500, TestContext.Current.CancellationToken);
        (await State(hook, credential)).ShouldBe("draft");
        await hook.Until("issued", TimeSpan.FromMinutes(2));
        (await State(hook, credential)).ShouldBe("issued");
        (await hook.Send(Ada)).Should(200).At("credentialId").ShouldBe(credential);
        (await hook.Programme.Counts()).ShouldBe((1, 0));
        (await App.VerifyId(credential)).ShouldSay("valid");
    }

    [Fact]
    public async Task Over_the_cap_it_waits_on_and_is_issued_once_there_is_room()
    {
        var spender = await Spender.Start(App, day: 0);
        var hook = await Later(spender.Programme, spender.Key);
        var credential = await Wait(hook);
        App.Clock.Jump(TimeSpan.FromHours(1));
        for (
            var tries = 0;
            !(await hook.Events()).Contains("waiting SPEND_LIMIT_EXCEEDED");
            tries++
        )
        {
            tries.ShouldBeLessThan(100);
            App.Clock.Jump(TimeSpan.FromSeconds(2));
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
        (await State(hook, credential)).ShouldBe("draft");
        (await spender.Charges()).ShouldBeEmpty();
        (await spender.Cap(Priced.Issue)).Should(200);
        await hook.Until("issued", TimeSpan.FromMinutes(10));
        (await State(hook, credential)).ShouldBe("issued");
        (await spender.Charges()).ShouldHaveSingleItem().Resource.ShouldBe(credential);
    }

    [Fact]
    public async Task A_revoked_key_issues_nothing_that_waited()
    {
        var programme = await Programme.Start(App);
        var key = await programme.Issuer.KeyWith("credentials:issue");
        var hook = await Later(programme, key);
        var credential = await Wait(hook);
        (await programme.Post($"/v1/keys/{key.Id}/revoke")).Should(200);
        App.Clock.Jump(TimeSpan.FromHours(1));
        for (var tries = 0; !(await hook.Events()).Contains("waiting AUTH_REVOKED_KEY"); tries++)
        {
            tries.ShouldBeLessThan(100);
            App.Clock.Jump(TimeSpan.FromSeconds(2));
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
        (await State(hook, credential)).ShouldBe("draft");
        // All twelve tries are gone through below.
        await App.Execute(
            "UPDATE credentials_trigger_events SET tries = 10 WHERE trigger_id = @id",
            ("@id", hook.Id)
        );
        await hook.Until("failed", TimeSpan.FromHours(7));
        (await State(hook, credential)).ShouldBe("draft");
    }

    [Fact]
    public async Task One_that_cannot_be_issued_is_tried_for_days_and_given_up_and_no_other_waits_for_it()
    {
        var first = await Later(await Programme.Start(App));
        var broken = await Wait(first);
        (
            await App.Execute(
                "UPDATE credentials_recipients SET data_key = @key WHERE id = @id",
                ("@key", new byte[60]),
                (
                    "@id",
                    (await first.Programme.Credential(broken))
                        .GetProperty("recipient")
                        .GetProperty("id")
                        .GetString()!
                )
            )
        ).ShouldBe(1);
        // Of another organization, and due later.
        var second = await Later(await Programme.Start(App));
        var whole = await Wait(second);
        App.Clock.Jump(TimeSpan.FromHours(1));
        await second.Until("issued", TimeSpan.FromSeconds(2));
        (await State(second, whole)).ShouldBe("issued");
        (await first.Events()).ShouldBe(["waiting INTERNAL_ERROR"]);
        await first.Until("failed", TimeSpan.FromHours(7));
        (await first.Events()).ShouldBe(["failed INTERNAL_ERROR"]);
        (await first.List())[0].GetProperty("tries").GetInt32().ShouldBe(12);
        (await first.Programme.Counts()).Issued.ShouldBe(0);
    }

    [Fact]
    public async Task A_recipient_erased_meanwhile_and_a_draft_deleted_get_nothing()
    {
        var hook = await Later(await Programme.Start(App));
        var credential = await Wait(hook);
        var recipient = (await hook.Programme.Credential(credential))
            .GetProperty("recipient")
            .GetProperty("id")
            .GetString();
        (await hook.Programme.Delete($"/v1/recipients/{recipient}")).Should(204);
        var other = (await hook.Send("""{"id":"2","name":"Bo Example"}""")).Should(202);
        (await hook.Programme.Delete($"/v1/credentials/{other.At("credentialId")}")).Should(204);
        App.Clock.Jump(TimeSpan.FromHours(1));
        for (var tries = 0; (await hook.List("&state=cancelled")).Count < 2; tries++)
        {
            tries.ShouldBeLessThan(100, string.Join(", ", await hook.Events()));
            App.Clock.Jump(TimeSpan.FromSeconds(2));
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
        (await hook.Programme.Counts()).ShouldBe((0, 0));
        // The event stays taken: whoever had it erased does not come back by a sender's repetition.
        (await hook.Send(Ada))
            .Should(200)
            .At("state")
            .ShouldBe("repeated");
        (await hook.Programme.Counts()).ShouldBe((0, 0));
    }

    [Fact]
    public async Task A_restore_issues_nothing_that_may_have_been_issued_since_the_backup()
    {
        await using var app = await VidimusApp.Start(new(App.Engine));
        var hook = await Later(await Programme.Start(app));
        var credential = await Wait(hook);
        await app
            .Inside.Get<Vidimus.Platform.Persistence.Restoring>()
            .Run(TestContext.Current.CancellationToken);
        (await hook.Events()).ShouldBe(["cancelled RESTORED"]);
        (await State(hook, credential)).ShouldBe("draft");
        (await hook.Programme.Post($"/v1/credentials/{credential}/issue")).Should(200);
    }

    [Fact]
    public async Task What_became_of_events_is_removed_after_its_days_and_repeat_keys_stay()
    {
        var hook = await Hook.Make(await Programme.Start(App));
        (await hook.Send(Ada)).Should(200);
        for (var tries = 0; (await hook.List()).Count > 0; tries++)
        {
            tries.ShouldBeLessThan(100);
            App.Clock.Jump(TimeSpan.FromDays(tries == 0 ? 31 : 1));
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
        (await hook.Send(Ada)).Should(200).At("state").ShouldBe("repeated");
        (await hook.Programme.Delete(hook.Path)).Should(204);
        for (var tries = 0; await Left(hook) > 0; tries++)
        {
            tries.ShouldBeLessThan(100);
            App.Clock.Jump(TimeSpan.FromDays(tries == 0 ? 31 : 1));
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }

    private async Task<int> Left(Hook hook)
    {
        var left = 0;
        foreach (
            var (table, column) in new[]
            {
                ("credentials_triggers", "id"),
                ("credentials_trigger_events", "trigger_id"),
                ("credentials_trigger_repeats", "trigger_id"),
            }
        )
            left += (
                await App.Query($"SELECT mode FROM {table} WHERE {column} = @id", ("@id", hook.Id))
            ).Count;
        return left;
    }
}
