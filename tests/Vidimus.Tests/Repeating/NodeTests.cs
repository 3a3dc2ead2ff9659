using System.Data.Common;
using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Repeating;

/// <summary>Twins on two nodes over one database, and first requests that take very long.</summary>
public sealed class NodeTests
{
    public static TheoryData<Engine> Engines => [Engine.Sqlite, Engine.Postgres];

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task L7_twins_on_two_nodes_issue_one_credential_and_get_its_answer(Engine engine)
    {
        Testing.Engines.Demand(engine);
        await using var app = await VidimusApp.Start(new(engine));
        await using var beside = await VidimusApp.Start(new(engine) { Beside = app });
        var here = await Programme.Start(app);
        var there = here with { Issuer = here.Issuer with { App = beside } };
        for (var round = 0; round < 5; round++)
        {
            var key = $"twins-{round}";
            var answers = await Task.WhenAll(
                Enumerable
                    .Range(0, 12)
                    .Select(i =>
                        (i % 2 == 0 ? here : there).Insist(
                            "/v1/credentials",
                            here.Body(),
                            ("Idempotency-Key", key)
                        )
                    )
            );
            answers.Select(a => a.Should(201).Text).Distinct().Count().ShouldBe(1);
            answers.Count(a => a["Idempotency-Replayed"] is null).ShouldBe(1);
            (
                await there.Post(
                    "/v1/credentials",
                    here.Body(""","name":"x" """),
                    ("Idempotency-Key", key)
                )
            ).ShouldBeProblem(422, "IDEMPOTENCY_CONFLICT");
        }
        (await here.Counts()).ShouldBe((5, 0));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task L10_a_first_request_slower_than_any_lock_is_carried_out_once(Engine engine)
    {
        Testing.Engines.Demand(engine);
        await using var app = await VidimusApp.Start(new(engine));
        await using var beside = await VidimusApp.Start(new(engine) { Beside = app });
        var here = await Programme.Start(app);
        var there = here with { Issuer = here.Issuer with { App = beside } };
        Task<Answer> first;
        Task<Answer> elsewhere;
        await using (await Lock(app))
        {
            first = await Running(() => Send(here));
            for (var minute = 0; minute < 11; minute++)
                app.Advance(TimeSpan.FromMinutes(1));
            (await Send(here)).ShouldBeProblem(409, "IDEMPOTENCY_IN_PROGRESS");
            (await Send(here, ""","name":"x" """)).ShouldBeProblem(422, "IDEMPOTENCY_CONFLICT");
            elsewhere = Send(there);
            // In the long run: longer than the database's patience with one statement, so that the writer tries again.
            await Task.Delay(
                Long.Wanted ? TimeSpan.FromSeconds(35) : TimeSpan.FromMilliseconds(500)
            );
            if (!Long.Wanted)
                first.IsCompleted.ShouldBeFalse();
        }
        await Task.WhenAll(first, elsewhere);
        var answers = new[]
        {
            await Ended(here, first),
            await Ended(there, elsewhere),
            await Send(here),
            await Send(there),
        };
        answers.Select(a => a.Should(201).Text).Distinct().Count().ShouldBe(1);
        (await here.Counts()).ShouldBe((1, 0));

        Task<Answer> Send(Programme node, string more = "") =>
            node.Post("/v1/credentials", here.Body(more), ("Idempotency-Key", "slow"));

        // A node may have given up on the database meanwhile; asked again, it answers.
        async Task<Answer> Ended(Programme node, Task<Answer> asked) =>
            (await asked).Status == 503 ? await Send(node) : await asked;
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task L7_a_twin_of_a_request_that_is_refused_in_the_end_may_go_on(Engine engine)
    {
        Testing.Engines.Demand(engine);
        await using var app = await VidimusApp.Start(new(engine));
        var issuer = await app.NewOrganization();
        var thief = await issuer.KeyWith("groups:write");
        Task<Answer> first;
        Task<Answer> revoked;
        await using (await Lock(app))
        {
            revoked = app.Post($"/v1/keys/{thief.Id}/revoke", issuer.Live.Secret);
            await Task.Delay(200);
            first = await Running(() => Send(thief));
            (await Send(issuer.Live)).ShouldBeProblem(409, "IDEMPOTENCY_IN_PROGRESS");
        }
        (await revoked).Should(200);
        if ((await first).Status != 201)
            (await first).ShouldBeProblem(401, "AUTH_REVOKED_KEY");
        (await Send(issuer.Live)).Should(201);
        (await app.Get("/v1/groups", issuer.Live.Secret))
            .Should(200)
            .Json.GetProperty("data")
            .GetArrayLength()
            .ShouldBe(1);

        Task<Answer> Send(Key key) =>
            app.Post(
                "/v1/groups",
                key.Secret,
                new { name = "Once" },
                ("Idempotency-Key", "refused")
            );
    }

    /// <summary>Holds what every change needs, until it is disposed.</summary>
    private static async Task<DbConnection> Lock(VidimusApp app)
    {
        var connection = await app.OpenDatabase();
        await using var command = connection.CreateCommand();
        command.CommandText =
            app.Engine == Engine.Sqlite
                ? "BEGIN IMMEDIATE"
                : "BEGIN; LOCK TABLE platform_facts IN EXCLUSIVE MODE";
        await command.ExecuteNonQueryAsync();
        return connection;
    }

    /// <summary>Of two that ask the same at once and cannot be answered, one is told to come back; answers the other.</summary>
    private static async Task<Task<Answer>> Running(Func<Task<Answer>> ask)
    {
        var both = new[] { ask(), ask() };
        var told = await Task.WhenAny(both);
        (await told).ShouldBeProblem(409, "IDEMPOTENCY_IN_PROGRESS")["Retry-After"].ShouldBe("1");
        return both.Single(t => t != told);
    }
}
