using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Repeating;

/// <summary>A connection to the database that is lost around the commit: only a repetition can tell what became of it.</summary>
public sealed class OutcomeTests
{
    [Theory]
    [InlineData(Step.BeforeCommit)]
    [InlineData(Step.AfterCommit)]
    [InlineData(Step.BeforeInsert)]
    [InlineData(Step.AfterInsert)]
    internal async Task F4_whatever_became_of_a_commit_a_repetition_finds_it_out_and_issues_once(
        Step step
    )
    {
        Engines.Demand(Engine.Postgres);
        await using var app = await VidimusApp.Start(new(Engine.Postgres));
        await using var held = new HeldDatabase(app.ConnectionString!);
        await using var node = await Beside(app, held);
        var programme = await Programme.Start(app);
        var through = programme with { Issuer = programme.Issuer with { App = node } };
        var reached = held.Hold(step, breaks: true);
        var first = await Send();
        reached.IsCompleted.ShouldBeTrue();
        // Before the commit nobody else can have seen anything, so the writer tries again by itself.
        if (step is Step.BeforeCommit or Step.AfterCommit)
            first.ShouldBeProblem(503, "UNAVAILABLE")["Retry-After"].ShouldNotBeNull();
        else
            first.Should(201);
        var second = (await Send()).Should(201);
        second["Idempotency-Replayed"].ShouldBe(step == Step.BeforeCommit ? null : "true");
        (await Send()).Should(201).Text.ShouldBe(second.Text);
        (await programme.Counts()).ShouldBe((1, 0));
        (await app.VerifyId(second.At("id")!)).ShouldSay("valid");

        Task<Answer> Send() =>
            through.Post("/v1/credentials", programme.Body(), ("Idempotency-Key", "unknown"));
    }

    [Fact]
    public async Task F4_a_backend_that_is_ended_at_the_commit_leaves_nothing_and_the_key_free()
    {
        Engines.Demand(Engine.Postgres);
        await using var app = await VidimusApp.Start(new(Engine.Postgres));
        await using var held = new HeldDatabase(app.ConnectionString!);
        await using var node = await Beside(app, held);
        var programme = await Programme.Start(app);
        var through = programme with { Issuer = programme.Issuer with { App = node } };
        var reached = held.Hold(Step.BeforeCommit);
        var first = Send();
        await reached.WaitAsync(TimeSpan.FromSeconds(30));
        await app.Query(
            "SELECT pg_terminate_backend(pid)::text FROM pg_stat_activity WHERE datname = current_database() AND state = 'idle in transaction'"
        );
        held.Break();
        (await first).ShouldBeProblem(503, "UNAVAILABLE");
        (await programme.Counts()).ShouldBe((0, 0));
        (await Send()).Should(201)["Idempotency-Replayed"].ShouldBeNull();
        (await programme.Counts()).ShouldBe((1, 0));

        Task<Answer> Send() =>
            through.Post("/v1/credentials", programme.Body(), ("Idempotency-Key", "ended"));
    }

    [Fact]
    public async Task F4_a_list_of_changes_by_Verix_is_saved_whole_or_not_at_all()
    {
        Engines.Demand(Engine.Postgres);
        await using var app = await VidimusApp.Start(new(Engine.Postgres));
        await using var held = new HeldDatabase(app.ConnectionString!);
        await using var node = await Beside(app, held);
        var programme = await Programme.Start(app);
        var drafts = new List<Issued>();
        for (var i = 0; i < 3; i++)
            drafts.Add(await programme.Draft());
        var inputs = string.Join(
            ',',
            drafts.Select(d =>
                $$$"""{"credentialUid":"{{{d.Id}}}","credential":{"name":"Diploma"}}"""
            )
        );
        foreach (var step in (Step[])[Step.BeforeCommit, Step.AfterCommit])
        {
            var reached = held.Hold(step, breaks: true);
            (await Send()).Should(503);
            reached.IsCompleted.ShouldBeTrue();
            (await programme.Counts()).ShouldBe(step == Step.BeforeCommit ? (0, 3) : (3, 0));
        }
        var again = (await Send()).Should(200);
        again["Idempotency-Replayed"].ShouldBe("true");
        (again.At("updated"), again.At("errors")).ShouldBe(("3", "[]"));
        (await programme.Counts()).ShouldBe((3, 0));
        foreach (var draft in drafts)
            (await programme.Credential(draft.Id))
                .GetProperty("name")
                .GetString()
                .ShouldBe("Diploma");

        Task<Answer> Send() =>
            node.Send(
                HttpMethod.Put,
                $"/verix/v1/credentials/groups/{programme.Number}",
                programme.Key.Secret,
                $$"""{"issue":true,"inputs":[{{inputs}}]}""",
                ("Idempotency-Key", "list")
            );
    }

    private static Task<VidimusApp> Beside(VidimusApp app, HeldDatabase held) =>
        VidimusApp.Start(
            new(Engine.Postgres)
            {
                Beside = app,
                Settings = new Dictionary<string, string>
                {
                    ["Database:ConnectionString"] = held.ConnectionString,
                },
            }
        );
}
