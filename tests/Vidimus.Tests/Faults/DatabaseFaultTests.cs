using System.Diagnostics;
using Npgsql;
using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Faults;

/// <summary>A PostgreSQL of the test's own, behind a network of the test's own, with one node before it.</summary>
public sealed class OwnPostgres : IAsyncLifetime
{
    private PostgresInstance? _server;

    /// <summary>The server.</summary>
    public PostgresInstance Server
    {
        get
        {
            Engines.Demand(Engine.Postgres);
            Assert.SkipUnless(PostgresInstance.IsHere, "A PostgreSQL of the test's own is needed.");
            return _server ??= new PostgresInstance(
                maxConnections: 24,
                "-c superuser_reserved_connections=4"
            );
        }
    }

    /// <inheritdoc/>
    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _server?.Dispose();
        return ValueTask.CompletedTask;
    }
}

/// <summary>What goes wrong between a server and PostgreSQL, or in it.</summary>
public sealed class DatabaseFaultTests(OwnPostgres postgres) : IClassFixture<OwnPostgres>
{
    [Fact]
    public async Task F2_a_server_survives_the_sudden_death_of_its_database()
    {
        await using var cluster = await Start(null, ("Outgoing:AllowedNetworks:0", "127.0.0.0/8"));
        var (key, group) = await cluster.NewProgramme();
        await using var receiver = Receiver.Behaving(async i =>
        {
            await Task.Delay(Random.Shared.Next(40));
            await i.Answer(204);
        });
        var hook = await Hook.Make(cluster.First, key, receiver);
        var log = new ClientLog();
        for (var round = 0; round < (Long.Wanted ? 20 : 2); round++)
        {
            var flood = Enumerable
                .Range(0, 16)
                .Select(i => Task.Run(() => Issue(cluster.First, key, group, $"r{round}-{i}")))
                .ToList();
            await Task.Delay(5 * round);
            postgres.Server.Kill();
            await Task.WhenAll(flood);
            var down = await Issue(cluster.First, key, group, $"down-{round}");
            down.ShouldBeProblem(503, "UNAVAILABLE");
            down["Retry-After"].ShouldNotBeNull();
            (await cluster.First.Get("/health")).Status.ShouldBe(503);
            (await cluster.First.Get("/health/live")).Should(200);
            postgres.Server.Start();
            await Recovers(cluster, key, group);
            // Whatever a client was not told: the same key again, one result.
            for (var i = 0; i < 16; i++)
                log.Told(
                    (await Issue(cluster.First, key, group, $"r{round}-{i}")).Should(201).At("id")!,
                    $"r{round}-{i}"
                );
            foreach (
                var before in flood
                    .Select((t, i) => (t.Result, i))
                    .Where(f => f.Result.Status == 201)
            )
                log.Told(before.Result.At("id")!, $"r{round}-{before.i}");
        }
        cluster.First.Runs.ShouldBeTrue();
        await WebhookInvariants.AllArrives(cluster.Store, [hook]);
        await Invariants.Hold(cluster.Store, log, hook);
        hook.Received.Count(r => r.Kind == "credential.issued")
            .ShouldBeGreaterThanOrEqualTo(log.Issued.Count);
    }

    [Fact]
    public async Task F2_a_running_server_that_meets_an_empty_database_makes_nothing_there()
    {
        await using var cluster = await Start();
        var (key, group) = await cluster.NewProgramme();
        await Empty(cluster.Store);
        (await Issue(cluster.First, key, group, "standby")).Status.ShouldBe(503);
        (await cluster.First.Get("/v1/auth/me", key)).Status.ShouldBe(503);
        (
            await cluster.First.Post(
                "/v1/organizations",
                cluster.OperatorToken,
                new { name = "Example Academy" }
            )
        ).Status.ShouldBe(503);
        // The report of the last second is everybody's: that of the start may still be.
        await Task.Delay(1100, TestContext.Current.CancellationToken);
        (await cluster.First.Get("/health")).Status.ShouldBe(503);
        (await cluster.Store.Tables()).ShouldBeEmpty();
    }

    // The server's own work goes on meanwhile, and PostgreSQL may choose this of two that wait for each other.
    private static async Task Empty(Store store)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                await store.Execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public");
                return;
            }
            catch (Npgsql.PostgresException e) when (e.SqlState == "40P01" && tries < 20)
            {
                await Task.Delay(50);
            }
        }
    }

    [Fact]
    public async Task F4_a_slow_network_makes_answers_late_and_nothing_else()
    {
        await using var proxy = new DatabaseProxy(postgres.Server.Socket);
        await using var cluster = await Start(proxy);
        var (key, group) = await cluster.NewProgramme();
        proxy.Latency = TimeSpan.FromMilliseconds(50);
        (await Issue(cluster.First, key, group, "slow")).Should(201);
        proxy.Latency = TimeSpan.FromSeconds(Long.Wanted ? 2 : 0.3);
        (await Issue(cluster.First, key, group, "slower")).Should(201);
        await Invariants.Hold(cluster.Store);
    }

    [Fact]
    public async Task F4_a_database_that_stalls_holds_no_request_for_ever()
    {
        await using var proxy = new DatabaseProxy(postgres.Server.Socket);
        await using var cluster = await Start(
            proxy,
            ("Database:CommandTimeout", Long.Wanted ? "00:00:15" : "00:00:02")
        );
        var (key, group) = await cluster.NewProgramme();
        (await Issue(cluster.First, key, group, "before")).Should(201);
        proxy.Trouble = Trouble.Stall;
        var waited = Stopwatch.StartNew();
        var read = cluster.First.Get("/v1/credentials", key);
        var write = Issue(cluster.First, key, group, "stalled");
        (await read).Status.ShouldBe(503);
        (await write).Status.ShouldBe(503);
        waited.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(80));
        proxy.Trouble = Trouble.None;
        await Recovers(cluster, key, group);
        var log = new ClientLog();
        for (var i = 0; i < 3; i++)
            log.Told(
                (await Issue(cluster.First, key, group, "stalled")).Should(201).At("id")!,
                "stalled"
            );
        await Invariants.Hold(cluster.Store, log);
    }

    [Theory]
    [InlineData(Trouble.ResetInTransaction, 1)]
    [InlineData(Trouble.ResetBeforeCommit, 0)]
    [InlineData(Trouble.ResetAfterCommit, 1)]
    public async Task F4_a_connection_reset_in_a_transaction_or_at_its_commit_issues_at_most_once(
        Trouble trouble,
        int issuedWithoutAsking
    )
    {
        await using var proxy = new DatabaseProxy(postgres.Server.Socket);
        await using var cluster = await Start(proxy);
        var (key, group) = await cluster.NewProgramme();
        (await Issue(cluster.First, key, group, "before")).Should(201);
        var log = new ClientLog();

        // Without an idempotency key the server itself must not do it twice.
        proxy.Trouble = trouble;
        var alone = await Issue(cluster.First, key, group, null);
        proxy.Resets.ShouldBe(1);
        alone.Status.ShouldBeOneOf(201, 503);
        if (trouble != Trouble.ResetInTransaction)
            alone.Status.ShouldBe(503, "nobody can say what became of it");
        (await Count(cluster)).ShouldBe(1 + issuedWithoutAsking);

        // With one the client finds out.
        proxy.Trouble = trouble;
        var repeated = await Issue(cluster.First, key, group, "again");
        if (repeated.Status == 201)
            log.Told(repeated.At("id")!, "again");
        for (var i = 0; i < 3; i++)
            log.Told(
                (await Issue(cluster.First, key, group, "again")).Should(201).At("id")!,
                "again"
            );
        (await Count(cluster)).ShouldBe(2 + issuedWithoutAsking);
        await Invariants.Hold(cluster.Store, log);
    }

    [Fact]
    public async Task F5_a_row_that_another_holds_locked_is_waited_for_and_then_refused_while_others_go_on()
    {
        await using var cluster = await Start(null, ("Database:LockTimeout", "00:00:01"));
        var (key, group) = await cluster.NewProgramme();
        var (otherKey, otherGroup) = await cluster.NewProgramme();
        (await Issue(cluster.First, key, group, "before")).Should(201);
        (await Issue(cluster.First, otherKey, otherGroup, "before")).Should(201);
        await using (var holder = await cluster.Store.Open())
        {
            await using var hold = holder.CreateCommand();
            hold.CommandText =
                $"BEGIN; SELECT * FROM credentials_groups WHERE id = '{group}' FOR UPDATE";
            await hold.ExecuteNonQueryAsync();
            var waited = Stopwatch.StartNew();
            var held = Enumerable
                .Range(0, 4)
                .Select(i =>
                    cluster.First.Send(
                        HttpMethod.Patch,
                        $"/v1/groups/{group}",
                        key,
                        $$"""{"description":"{{i}}"}"""
                    )
                )
                .ToList();
            foreach (var answer in await Task.WhenAll(held))
                answer.ShouldBeProblem(503, "UNAVAILABLE");
            waited.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(40));
            (await Issue(cluster.First, otherKey, otherGroup, "meanwhile")).Should(201);
        }
        (
            await cluster.First.Send(
                HttpMethod.Patch,
                $"/v1/groups/{group}",
                key,
                """{"description":"At last"}"""
            )
        ).Should(200);
        await Invariants.Hold(cluster.Store);
    }

    [Theory]
    [InlineData("40001", "serialization_failure")]
    [InlineData("40P01", "deadlock_detected")]
    public async Task F5_what_the_database_asks_to_be_repeated_is_repeated_a_few_times_and_then_refused(
        string state,
        string name
    )
    {
        await using var cluster = await Start();
        var (key, group) = await cluster.NewProgramme();
        (await Issue(cluster.First, key, group, "before")).Should(201);
        // The database itself says so: the first times for some, always for others.
        await cluster.Store.Execute(
            $"""
            CREATE SEQUENCE failures;
            CREATE TABLE failing (times bigint);
            INSERT INTO failing VALUES (2);
            CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
              IF nextval('failures') <= (SELECT times FROM failing) THEN RAISE EXCEPTION 'by the test' USING ERRCODE = '{state}'; END IF;
              RETURN NEW;
            END $$;
            CREATE TRIGGER fail BEFORE INSERT ON credentials_credentials FOR EACH ROW EXECUTE FUNCTION fail();
            """
        );
        (await Issue(cluster.First, key, group, name)).Should(201);
        await cluster.Store.Execute("UPDATE failing SET times = 1000000");
        var waited = Stopwatch.StartNew();
        (await Issue(cluster.First, key, group, "never")).ShouldBeProblem(503, "UNAVAILABLE");
        waited.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(40));
        await cluster.Store.Execute("UPDATE failing SET times = 0");
        (await Issue(cluster.First, key, group, "never")).Should(201);
        await Invariants.Hold(cluster.Store);
    }

    [Fact]
    public async Task F5_when_the_database_takes_no_more_connections_requests_are_refused_and_later_served()
    {
        await using var cluster = await Start();
        var (key, group) = await cluster.NewProgramme();
        var others = new List<NpgsqlConnection>();
        await Fill(cluster, others);
        // The server's own pool would go on serving: end what it holds, and take its place.
        for (var round = 0; round < 3; round++)
        {
            await using (var end = others[0].CreateCommand())
            {
                end.CommandText =
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND application_name <> 'filler'";
                await end.ExecuteNonQueryAsync();
            }
            await Fill(cluster, others);
        }
        var waited = Stopwatch.StartNew();
        (await Issue(cluster.First, key, group, "full")).ShouldBeProblem(503, "UNAVAILABLE");
        waited.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(40));
        foreach (var other in others)
            await other.DisposeAsync();
        await Recovers(cluster, key, group);
        (await Issue(cluster.First, key, group, "full")).Should(201);
        await Invariants.Hold(cluster.Store);
    }

    private static async Task Fill(Cluster cluster, List<NpgsqlConnection> others)
    {
        var filler = new NpgsqlConnectionStringBuilder(cluster.Store.ConnectionString)
        {
            Pooling = false,
            ApplicationName = "filler",
        }.ConnectionString;
        while (others.Count < 64)
        {
            var more = new NpgsqlConnection(filler);
            try
            {
                await more.OpenAsync();
                others.Add(more);
            }
            catch (PostgresException full) when (full.SqlState == "53300")
            {
                await more.DisposeAsync();
                return;
            }
        }
    }

    private static async Task Recovers(Cluster cluster, string key, string group)
    {
        for (var waited = Stopwatch.StartNew(); ; await Task.Delay(50))
        {
            waited.Elapsed.ShouldBeLessThan(TimeSpan.FromMinutes(4), cluster.First.Said);
            if ((await Issue(cluster.First, key, group, "recovered")).Status == 201)
                return;
        }
    }

    private static Task<long> Count(Cluster cluster) =>
        cluster.Store.Number("SELECT count(*) FROM credentials_credentials");

    private static Task<Answer> Issue(Node node, string key, string group, string? repeatKey) =>
        node.Post(
            "/v1/credentials",
            key,
            $$$"""{"groupId":"{{{group}}}","recipient":{"name":"Ada Example"}}""",
            repeatKey is null ? [] : [("Idempotency-Key", repeatKey)]
        );

    private async Task<Cluster> Start(
        DatabaseProxy? proxy = null,
        params (string Name, string Value)[] settings
    )
    {
        var name = $"faults_{Guid.NewGuid():N}";
        var database = await postgres.Server.CreateDatabase(name);
        return await Cluster.Start(
            Engine.Postgres,
            new()
            {
                ConnectionString = database,
                Through = proxy?.Through(name),
                Settings = settings.ToDictionary(s => s.Name, s => s.Value),
            }
        );
    }
}
