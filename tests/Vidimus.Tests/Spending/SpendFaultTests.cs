using System.Globalization;
using System.Text.Json;
using Npgsql;
using Shouldly;
using Vidimus.Testing;
using Vidimus.Tests.Issuing;
using Xunit;

namespace Vidimus.Tests.Spending;

/// <summary>Caps when something breaks, and settings that are no prices.</summary>
public sealed class SpendFaultTests
{
    public static TheoryData<Engine> Engines => [Engine.Sqlite, Engine.Postgres];

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task L3_After_a_sudden_death_charges_credentials_and_spending_agree_and_the_cap_is_reached_exactly(
        Engine engine
    )
    {
        Testing.Engines.Demand(engine);
        await using var app = await VidimusApp.Start(
            new(engine) { Settings = Priced.Settings, RealTime = true }
        );
        const int room = 200;
        var spender = await Spender.Start(app, day: room * Priced.Issue);
        await using var server = new KillableServer(
            app.Folder,
            app.ConnectionString,
            [
                ("VIDIMUS_MasterKey", $"first:{app.MasterKey}"),
                ("VIDIMUS_PublicUrl", app.PublicUrl),
                .. Priced.Settings.Select(s =>
                    ("VIDIMUS_" + s.Key.Replace(":", "__", StringComparison.Ordinal), s.Value)
                ),
            ]
        );
        var random = new Random(4);
        for (var round = 0; round < (Long.Wanted ? 8 : 2); round++)
        {
            await server.Start();
            var flood = Enumerable.Range(0, 60).Select(_ => Try(server, spender)).ToList();
            await Task.WhenAny(flood);
            await Task.Delay(random.Next(80));
            server.Kill();
            await Task.WhenAll(flood);
            await spender.ShouldBeWhole();
            (await spender.Charges())
                .Sum(c => c.Cents)
                .ShouldBe(await spender.Spent(), $"after round {round}");
        }
        var spent = (await spender.Charges()).Count;
        spent.ShouldBeInRange(1, room - 1);
        await server.Start();
        await Task.WhenAll(Enumerable.Range(0, room - spent + 5).Select(_ => Try(server, spender)));
        (await spender.Spent()).ShouldBe(room * Priced.Issue);
        (await spender.Charges()).Count.ShouldBe(room);
        await spender.ShouldBeWhole();
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task L5_Without_the_record_of_what_was_spent_nothing_is_issued(Engine engine)
    {
        Testing.Engines.Demand(engine);
        await using var app = await VidimusApp.Start(new(engine) { Settings = Priced.Settings });
        var spender = await Spender.Start(app, day: 3 * Priced.Issue);
        (await spender.Issue()).Should(201);
        await app.Execute("ALTER TABLE access_spend RENAME TO access_spend_away");
        foreach (var refused in new[] { await spender.Issue(), await spender.IssueList(2) })
        {
            refused.ShouldBeProblem(503, "UNAVAILABLE");
            refused.Number("Retry-After").ShouldBeGreaterThan(0);
        }
        (await spender.Charges()).Count.ShouldBe(1);
        await app.Execute("ALTER TABLE access_spend_away RENAME TO access_spend");
        (await spender.Race(10, app)).ShouldBe(2);
        await spender.ShouldBeWhole();
        // Where the record itself is lost, the charges tell what was spent.
        await app.Execute("DELETE FROM access_spend");
        (await spender.Race(5, app)).ShouldBe(0);
        (await spender.Spent()).ShouldBe(3 * Priced.Issue);
    }

    [Fact]
    public async Task L5_While_the_database_is_down_nothing_is_issued()
    {
        Testing.Engines.Demand(Engine.Postgres);
        await using var app = await VidimusApp.Start(
            new(Engine.Postgres) { Settings = Priced.Settings }
        );
        var spender = await Spender.Start(app, day: 2 * Priced.Issue);
        (await spender.Issue()).Should(201);
        await Allow(app, connections: false);
        var refused = (await spender.Issue()).ShouldBeProblem(503, "UNAVAILABLE");
        refused.Number("Retry-After").ShouldBeGreaterThan(0);
        await Allow(app, connections: true);
        (await spender.Race(10, app)).ShouldBe(1);
        await spender.ShouldBeWhole();
    }

    [Theory]
    [InlineData("credential.issue", "-1")]
    [InlineData("credential.issue", "1.5")]
    [InlineData("credential.issue", "NaN")]
    [InlineData("credential.issue", "")]
    [InlineData("credential.issue", "1e3")]
    [InlineData("credential.issue", "1000000001")]
    [InlineData("credential.issue", "99999999999999999999")]
    [InlineData("credential.isue", "1")]
    public async Task L4_The_server_does_not_start_with_a_price_that_is_none(
        string action,
        string price
    )
    {
        var wrong = await Should.ThrowAsync<InvalidOperationException>(
            VidimusApp.Start(
                new() { Settings = new Dictionary<string, string> { [$"Prices:{action}"] = price } }
            )
        );
        wrong.Message.ShouldContain($"Prices:{action}");
    }

    private static async Task Allow(VidimusApp app, bool connections)
    {
        var database = new NpgsqlConnectionStringBuilder(app.ConnectionString);
        var name = database.Database;
        database.Database = "postgres";
        database.Pooling = false;
        await using var connection = new NpgsqlConnection(database.ConnectionString);
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The name is one that the tests made.
        command.CommandText = string.Create(
            CultureInfo.InvariantCulture,
            $"ALTER DATABASE {name} ALLOW_CONNECTIONS {connections}; SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"
        );
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync();
    }

    private static async Task Try(KillableServer server, Spender spender)
    {
        try
        {
            JsonElement _ = await server.Post(
                "/v1/credentials",
                spender.Key.Secret,
                spender.Programme.Body()
            );
        }
        catch (Exception e) when (e is HttpRequestException or IOException or ShouldAssertException)
        {
            // Dead before it answered, or refused by the cap.
        }
    }
}
