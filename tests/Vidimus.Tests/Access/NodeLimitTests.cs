using System.Collections.Concurrent;
using System.Diagnostics;
using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Access;

/// <summary>One key's limit over several nodes on one PostgreSQL: decision 0017.</summary>
public sealed class NodeLimitTests
{
    // Two rounds of a second each, and room for a machine that is busy with other tests.
    private static readonly TimeSpan Lag = TimeSpan.FromSeconds(4);

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public async Task L6_over_nodes_a_key_gets_its_limit_and_what_the_others_let_through_meanwhile(
        int count
    )
    {
        const int limit = 100;
        Engines.Demand(Engine.Postgres);
        await using var first = await VidimusApp.Start(new(Engine.Postgres) { RealTime = true });
        var issuer = await first.NewOrganization();
        var key = await issuer.Mint(
            new
            {
                label = "Shared",
                mode = "live",
                rateLimitPerMinute = limit,
            }
        );
        var nodes = new List<VidimusApp> { first };
        for (var i = 1; i < count; i++)
            nodes.Add(
                await VidimusApp.Start(new(Engine.Postgres) { RealTime = true, Beside = first })
            );
        try
        {
            await KnowEachOther(first, count);
            var passed = new ConcurrentBag<(int Node, TimeSpan At)>();
            var watch = Stopwatch.StartNew();
            // Forty requests a second between them: alone, each node would let its part of seven seconds through.
            await Task.WhenAll(
                nodes.Select(
                    async (node, n) =>
                    {
                        while (watch.Elapsed < TimeSpan.FromSeconds(7))
                        {
                            if ((await node.Get("/v1/auth/me", key.Secret)).Status == 200)
                                passed.Add((n, watch.Elapsed));
                            await Task.Delay(1000 * count / 40);
                        }
                    }
                )
            );
            var last = passed.MaxBy(p => p.At);
            var meanwhile = passed
                .Where(p => p.Node != last.Node)
                .GroupBy(p => p.Node)
                .Sum(g => Math.Max(limit / 10, g.Count(p => p.At > last.At - Lag)));
            passed.Count.ShouldBeLessThanOrEqualTo(limit + meanwhile);
            passed.Count.ShouldBeGreaterThanOrEqualTo(limit);
            TestContext.Current.TestOutputHelper?.WriteLine(
                $"{count} nodes let {passed.Count} of {limit} through, the last after {last.At.TotalSeconds:0.0} s; bound {limit + meanwhile}"
            );
            // By now every node knows: none lets one more through.
            foreach (var node in nodes)
                (await node.Get("/v1/auth/me", key.Secret)).ShouldBeProblem(429, "RATE_LIMITED");
        }
        finally
        {
            foreach (var node in nodes.Skip(1))
                await node.DisposeAsync();
        }
    }

    [Fact]
    public async Task L5_while_the_counts_of_others_cannot_be_read_each_node_keeps_its_own_limit_and_waits_for_nothing()
    {
        Engines.Demand(Engine.Postgres);
        await using var first = await VidimusApp.Start(new(Engine.Postgres) { RealTime = true });
        var issuer = await first.NewOrganization();
        var key = await issuer.Mint(
            new
            {
                label = "Twenty",
                mode = "live",
                rateLimitPerMinute = 20,
            }
        );
        await using var second = await VidimusApp.Start(
            new(Engine.Postgres) { RealTime = true, Beside = first }
        );
        await KnowEachOther(first, 2);
        await using var connection = await first.OpenDatabase();
        await using var transaction = await connection.BeginTransactionAsync();
        await using var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = "LOCK TABLE access_rate_counts IN ACCESS EXCLUSIVE MODE";
        await command.ExecuteNonQueryAsync();
        var watch = Stopwatch.StartNew();
        foreach (var node in new[] { first, second })
        {
            for (var i = 0; i < 20; i++)
                (await node.Get("/v1/auth/me", key.Secret)).Should(200);
            (await node.Get("/v1/auth/me", key.Secret)).ShouldBeProblem(429, "RATE_LIMITED");
        }
        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(5));
        await transaction.RollbackAsync();
    }

    private static async Task KnowEachOther(VidimusApp app, int nodes)
    {
        for (var i = 0; i < 100; i++)
        {
            if ((await app.Query("SELECT node FROM access_rate_counts")).Count >= nodes)
            {
                await Task.Delay(2500);
                return;
            }
            await Task.Delay(100);
        }
        throw new TimeoutException("The nodes did not tell each other that they live.");
    }
}
