using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Policies;

/// <summary>The ledger of calls of tools keeps what it has for the days that are set, and no longer.</summary>
public abstract class AgentLedgerTests(Engine engine)
{
    public sealed class Sqlite() : AgentLedgerTests(Engine.Sqlite);

    public sealed class Postgres() : AgentLedgerTests(Engine.Postgres);

    private const string Kept = "SELECT id FROM policies_agent_calls";

    [Fact]
    public async Task Calls_leave_the_ledger_after_their_days_and_the_record_keeps_that_there_were_such()
    {
        await using var app = await Start("2");
        var issuer = await app.NewOrganization();
        var other = await app.NewOrganization();
        foreach (var key in new[] { issuer.Live, issuer.Test, other.Live })
            await Call(app, key);
        app.Advance(TimeSpan.FromHours(36));
        await Call(app, issuer.Live);
        await Rounds(app, 11);
        (await app.Query(Kept)).Count.ShouldBe(4, "the two days are not over");

        await Rounds(app, 2);

        await Until(app, 1);
        var calls = await app.Get("/v1/agent-calls", issuer.Live.Secret);
        calls.Should(200).Json.GetProperty("data").GetArrayLength().ShouldBe(1);
        (await app.Get("/v1/audit?kind=agent.tool-called", issuer.Live.Secret))
            .Should(200)
            .Json.GetProperty("data")
            .GetArrayLength()
            .ShouldBe(3, "in both modes");
    }

    [Fact]
    public async Task However_many_are_old_all_of_them_leave_and_none_that_is_not()
    {
        await using var app = await Start("1");
        await Call(app, (await app.NewOrganization()).Live);
        await app.Execute(
            """
            INSERT INTO policies_agent_calls
            WITH RECURSIVE many(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM many WHERE n < 2500)
            SELECT organization_id, mode, id || '-' || n, at, tool, actor_type, actor_name, author_kind, author_id,
                client_id, request_id, approval_status, attested, approval_id, outcome, code, milliseconds
            FROM policies_agent_calls, many
            """
        );
        (await app.Query(Kept)).Count.ShouldBe(2501);
        app.Advance(TimeSpan.FromHours(23));
        await Call(app, (await app.NewOrganization()).Live);

        await Rounds(app, 2);

        await Until(app, 1);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("3651")]
    public async Task Days_that_make_no_sense_keep_the_server_from_starting(string days) =>
        (
            await Should.ThrowAsync<InvalidOperationException>(() => Start(days))
        ).Message.ShouldContain("Policies:Agents:KeepDays");

    private Task<VidimusApp> Start(string days) =>
        VidimusApp.Start(
            new(engine)
            {
                Settings = new Dictionary<string, string> { ["Policies:Agents:KeepDays"] = days },
            }
        );

    private static async Task Call(VidimusApp app, Key key) =>
        (await app.Post("/api/v1/agent/tools/check_updates", key.Secret, new { })).Should(200);

    /// <summary>An hour each, with time in between for what is done every hour.</summary>
    private static async Task Rounds(VidimusApp app, int hours)
    {
        for (var i = 0; i < hours; i++)
        {
            app.Advance(TimeSpan.FromHours(1));
            await Task.Delay(100);
        }
    }

    private static async Task Until(VidimusApp app, int left)
    {
        for (var tries = 0; (await app.Query(Kept)).Count != left; tries++)
        {
            tries.ShouldBeLessThan(400, "old calls stay");
            await Task.Delay(25);
        }
    }
}
