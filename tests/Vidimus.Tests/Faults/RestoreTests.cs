using Npgsql;
using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Faults;

/// <summary>A backup is put back, and the world has moved on since.</summary>
public sealed class RestoreTests
{
    [Theory]
    [InlineData(Engine.Sqlite)]
    [InlineData(Engine.Postgres)]
    public async Task F8_after_a_restore_nothing_of_the_lost_time_is_trusted_and_the_operator_is_told_what_is_missing(
        Engine engine
    )
    {
        await using var cluster = await Cluster.Start(engine);
        var (key, group) = await cluster.NewProgramme();
        async Task<Answer> Issue()
        {
            // A database that was taken away under the server leaves it dead connections to find out about.
            for (var attempt = 1; ; attempt++)
            {
                var answer = await cluster.First.Post(
                    "/v1/credentials",
                    key,
                    $$$"""{"groupId":"{{{group}}}","recipient":{"name":"Ada Example"}}"""
                );
                if (answer.Status != 503 || attempt == 20)
                    return answer.Should(201);
                await Task.Delay(200);
            }
        }
        async Task<string?> Verdict(string? id) =>
            (await cluster.First.Post("/v1/verifications", null, $$"""{"id":"{{id}}"}""")).At(
                "verdict"
            );
        var client = Key.Of(
            (
                await cluster.First.Post(
                    "/v1/keys",
                    key,
                    """{"label":"Client","mode":"live","kind":"clientToken","scopes":["read"]}"""
                )
            )
                .Should(201)
                .Json
        );
        var kept = (await Issue()).At("id");
        var other = (await Issue()).At("id");
        var before = await Lists(cluster);
        await using var backup = await Backup.Take(cluster);

        await cluster.First.Healthy();

        // After the backup: one more is issued, the first is revoked, a token is exchanged.
        var lost = (await Issue()).At("id");
        (
            await cluster.First.Post(
                $"/v1/credentials/{kept}/revoke",
                key,
                """{"reason":"Mistake"}"""
            )
        ).Should(200);
        var token = (await cluster.First.Post("/v1/auth/token", client.Secret))
            .Should(200)
            .At("access_token")!;
        Output.Plant("access token", token);
        (await cluster.First.Get("/v1/auth/me", token)).Should(200);

        // On PostgreSQL the server runs on: it notices, and stops by itself.
        if (engine == Engine.Sqlite)
            await cluster.First.Kill();
        await backup.PutBack();
        var told = await cluster.Command("mark-restored");
        told.Code.ShouldBe(0, told.Errors);
        told.Output.ShouldContain("This is epoch 2.");
        told.Output.ShouldContain("do it again");
        if (engine == Engine.Postgres)
        {
            (await cluster.First.Ended()).ShouldBe(0);
            cluster.First.Said.ShouldContain("restored or exchanged");
        }
        await cluster.StartAll();

        (await cluster.First.Get("/v1/auth/me", token)).ShouldBeProblem(401, "AUTH_INVALID_TOKEN");
        (await cluster.First.Post("/v1/auth/token", client.Secret)).Should(200);
        (await cluster.First.Get($"/v1/credentials/{lost}", key)).Should(404);
        var next = await Issue();
        (await Lists(cluster)).Except(before).Count().ShouldBe(1, "a new list, no old position");
        (await Verdict(next.At("id"))).ShouldBe("valid");
        (
            await cluster.Store.Number(
                "SELECT count(*) FROM platform_facts WHERE kind = 'installation.restored' AND organization_id <> ''"
            )
        ).ShouldBeGreaterThan(0);
        var health = (await cluster.First.Get("/health")).Should(200);
        health.At("checks", "restore", "status").ShouldBe("degraded");
        health.At("checks", "restore", "hint")!.ShouldContain("revoked");
        (await Verdict(kept)).ShouldBe("unverifiable", "its revocation is lost, and that is known");
        (
            await cluster.First.Post(
                $"/v1/credentials/{kept}/revoke",
                key,
                """{"reason":"Mistake"}"""
            )
        ).Should(200);
        (await Verdict(kept)).ShouldBe("invalid");
        (await cluster.Command("confirm-restored")).Code.ShouldBe(0);
        for (
            var i = 0;
            i < 600
                && (await cluster.First.Get("/health")).At("checks", "restore", "status")
                    is not null;
            i++
        )
            await Task.Delay(100);
        (await Verdict(other)).ShouldBe("valid");
        await Invariants.Hold(cluster.Store);
    }

    private static async Task<HashSet<string>> Lists(Cluster cluster) =>
        [
            .. (
                await cluster.Store.Query(
                    "SELECT DISTINCT status_list_id FROM credentials_credentials WHERE status_list_id IS NOT NULL"
                )
            ).Select(r => (string)r[0]!),
        ];

    /// <summary>On SQLite the file that the command wrote; on PostgreSQL a database made from a template.</summary>
    private sealed class Backup(Cluster cluster, string where) : IAsyncDisposable
    {
        private bool IsFile => cluster.Store.ConnectionString is null;

        public static async Task<Backup> Take(Cluster cluster)
        {
            if (cluster.Store.ConnectionString is not { } database)
            {
                var file = Path.Combine(cluster.Store.Folder, "backup.db");
                var made = await cluster.Command("backup", file);
                made.Code.ShouldBe(0, made.Errors);
                return new(cluster, file);
            }
            var name = new NpgsqlConnectionStringBuilder(database).Database!;
            await Copy(database, name, name + "_backup");
            return new(cluster, name + "_backup");
        }

        public async Task PutBack()
        {
            if (IsFile)
            {
                foreach (var suffix in new[] { "", "-wal", "-shm" })
                    File.Delete(Path.Combine(cluster.Store.Folder, "vidimus.db" + suffix));
                File.Copy(where, Path.Combine(cluster.Store.Folder, "vidimus.db"));
                return;
            }
            var database = cluster.Store.ConnectionString!;
            var name = new NpgsqlConnectionStringBuilder(database).Database!;
            await OnServer(database, $"DROP DATABASE {name} WITH (FORCE)");
            await Copy(database, where, name);
        }

        public async ValueTask DisposeAsync()
        {
            if (!IsFile)
                await OnServer(
                    cluster.Store.ConnectionString!,
                    $"DROP DATABASE IF EXISTS {where} WITH (FORCE)"
                );
        }

        // PostgreSQL copies a database that nobody is connected to.
        private static async Task Copy(string database, string from, string to)
        {
            NpgsqlConnection.ClearPool(new NpgsqlConnection(database));
            for (var attempt = 1; ; attempt++)
            {
                try
                {
                    await OnServer(
                        database,
                        $"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{from}'"
                    );
                    await OnServer(database, $"CREATE DATABASE {to} TEMPLATE {from}");
                    return;
                }
                catch (PostgresException busy) when (busy.SqlState == "55006" && attempt < 50)
                {
                    await Task.Delay(20);
                }
            }
        }

        private static Task OnServer(string database, string sql) =>
            PostgresInstance.Execute(
                new NpgsqlConnectionStringBuilder(database)
                {
                    Database = "postgres",
                }.ConnectionString,
                sql
            );
    }
}
