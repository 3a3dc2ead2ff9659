using System.Security.Cryptography;
using Npgsql;
using Shouldly;
using Vidimus.Testing;
using Vidimus.Tests.Issuing;
using Xunit;

namespace Vidimus.Tests.Audit;

/// <summary>Nodes that stand still while their lease ends, and go on as if nothing had been.</summary>
public sealed class PausedNodeTests
{
    [Theory]
    [InlineData(Engine.Sqlite)]
    [InlineData(Engine.Postgres)]
    public async Task F6_a_lease_that_goes_from_node_to_node_while_both_write_leaves_one_chain(
        Engine engine
    )
    {
        Engines.Demand(engine);
        await using var first = await VidimusApp.Start(new(engine));
        await using var second = await VidimusApp.Start(new(engine) { Beside = first });
        var programme = await Programme.Start(first);
        for (var turn = 0; turn < 6; turn++)
        {
            await Task.WhenAll(
                Enumerable
                    .Range(0, 10)
                    .Select(async i =>
                        (
                            await (i % 2 == 0 ? first : second).Post(
                                "/v1/credentials",
                                programme.Key.Secret,
                                programme.Body()
                            )
                        ).Should(201)
                    )
            );
            // The lease ends for whoever has it, perhaps in the middle of its work.
            first.Advance(TimeSpan.FromSeconds(20));
        }
        // A node that is slow to begin its work may have had the lease all the time: it ends until the other takes it.
        for (var turn = 0; turn < 100 && await Owners(first) == 1; turn++)
        {
            first.Advance(TimeSpan.FromSeconds(20));
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
        (await Owners(first)).ShouldBeGreaterThan(1);
        await first.AuditShouldHold();
    }

    private static async Task<long> Owners(VidimusApp app) =>
        (long)
            (
                await app.Query(
                    "SELECT number FROM platform_leases WHERE name = 'access.audit.seal'"
                )
            )[0][0]!;

    [Fact(Explicit = true)]
    public async Task F6_a_process_stopped_for_90_seconds_in_the_middle_of_its_work_does_not_write_under_its_ended_lease()
    {
        Engines.Demand(Engine.Postgres);
        var folder = Directory.CreateTempSubdirectory("vidimus-test-").FullName;
        var database = await PostgresServer.CreateDatabase();
        try
        {
            var masterKey = (
                "VIDIMUS_MasterKey",
                "first:" + Convert.ToBase64String(RandomNumberGenerator.GetBytes(32))
            );
            await using var paused = new KillableServer(folder, database, masterKey);
            await paused.Start();
            var (key, group) = await paused.NewProgramme();
            await using var other = new KillableServer(
                folder,
                database,
                masterKey,
                ("VIDIMUS_PublicUrl", paused.Url.GetLeftPart(UriPartial.Authority))
            );
            await other.Start();
            var before = await Lease(database);

            var body = $$"""{"groupId":"{{group}}","recipient":{"name":"Ada Example"} }""";
            var issuing = Task.WhenAll(
                Enumerable
                    .Range(0, 200)
                    .Select(_ => UnlessGivenUp(paused.Post("/v1/credentials", key, body)))
            );
            await Task.Delay(400, TestContext.Current.CancellationToken);
            await paused.Signal("STOP");
            await Task.Delay(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
            for (var i = 0; i < 20; i++)
                await other.Post("/v1/credentials", key, body);
            await Task.Delay(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
            // What could be sealed was sealed by the other node long ago.
            await AuditChain.ShouldHold(() => Open(database));
            var after = await Lease(database);
            after.Number.ShouldBeGreaterThan(before.Number);
            after.Holder.ShouldNotBe(before.Holder);

            await paused.Signal("CONT");
            await issuing;
            for (var i = 0; i < 20; i++)
                await (i % 2 == 0 ? paused : other).Post("/v1/credentials", key, body);
            await AuditChain.ShouldHold(() => Open(database));
            (await Lease(database)).Holder.ShouldBe(after.Holder);
        }
        finally
        {
            await PostgresServer.DropDatabase(database);
            Directory.Delete(folder, recursive: true);
        }
    }

    // Clients of a node that stands still give up; what it does with their requests afterwards is what counts here.
    private static async Task UnlessGivenUp(Task request)
    {
        try
        {
            await request;
        }
        catch (TaskCanceledException) { }
    }

    private static async Task<System.Data.Common.DbConnection> Open(string database)
    {
        var connection = new NpgsqlConnection(database);
        await connection.OpenAsync();
        return connection;
    }

    private static async Task<(string Holder, long Number)> Lease(string database)
    {
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(
            "SELECT holder, number FROM platform_leases WHERE name = 'access.audit.seal'",
            connection
        );
        await using var row = await command.ExecuteReaderAsync();
        (await row.ReadAsync()).ShouldBeTrue();
        return (row.GetString(0), row.GetInt64(1));
    }
}
