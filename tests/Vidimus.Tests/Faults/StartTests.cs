using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Faults;

/// <summary>Several nodes that start at once, starts that are cut short, and starts on a database that is not theirs.</summary>
public sealed class StartTests
{
    public static TheoryData<Engine> Engines => [Engine.Sqlite, Engine.Postgres];

    [Fact]
    public async Task Three_nodes_started_at_once_on_an_empty_database_make_one_installation()
    {
        await using var cluster = await Cluster.Start(Engine.Postgres, new() { Nodes = 3 });
        (await cluster.Store.Number("SELECT count(*) FROM platform_installation")).ShouldBe(1);
        (
            await cluster.Store.Number(
                "SELECT count(*) - count(DISTINCT \"MigrationId\") FROM \"__EFMigrationsHistory\""
            )
        ).ShouldBe(0);
        (
            await cluster.Store.Number(
                "SELECT count(*) FROM access_token_keys WHERE retired_at IS NULL"
            )
        ).ShouldBe(1);
        (await cluster.Store.Number("SELECT count(*) FROM access_organizations")).ShouldBe(1);
        var (key, group) = await cluster.NewProgramme();
        foreach (var node in cluster.Nodes)
            (
                await node.Post(
                    "/v1/credentials",
                    key,
                    $$$"""{"groupId":"{{{group}}}","recipient":{"name":"Ada Example"}}"""
                )
            ).Should(201);
        await Invariants.Hold(cluster.Store);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task F9_a_start_killed_while_it_changes_the_schema_is_completed_by_the_next(
        Engine engine
    )
    {
        for (var round = 1; round <= (Long.Wanted ? 20 : 3); round++)
        {
            await using var cluster = await Cluster.Make(engine);
            cluster.First.Launch();
            await Until(() =>
                cluster.First.Said.Contains("Applying migration", StringComparison.Ordinal)
            );
            await Task.Delay(25 * round);
            await cluster.First.Kill();
            await cluster.StartAll();
            (await cluster.Store.Number("SELECT count(*) FROM platform_installation")).ShouldBe(1);
            await cluster.NewProgramme();
        }
    }

    [Fact]
    public async Task F9_what_a_dead_process_left_locked_on_SQLite_holds_nobody_up()
    {
        await using var cluster = await Cluster.Make(Engine.Sqlite);
        await cluster.Store.Execute(
            """
            CREATE TABLE "__EFMigrationsLock" ("Id" INTEGER NOT NULL CONSTRAINT "PK___EFMigrationsLock" PRIMARY KEY, "Timestamp" TEXT NOT NULL);
            INSERT INTO "__EFMigrationsLock" VALUES (1, '2026-11-26 10:00:00');
            """
        );
        await cluster.StartAll();
    }

    [Fact]
    public async Task F9_a_schema_change_waits_for_its_lock_and_refuses_with_a_word_when_it_does_not_come()
    {
        await using var cluster = await Cluster.Start(Engine.Postgres);
        await cluster.First.Kill();
        // As an older version left it, with somebody at work on a table that every version has.
        await cluster.Store.Execute(
            """
            DROP TABLE platform_installation;
            DELETE FROM "__EFMigrationsHistory" WHERE "MigrationId" LIKE '%0012%';
            """
        );
        await using (var holder = await cluster.Store.Open())
        {
            await using var hold = holder.CreateCommand();
            hold.CommandText =
                "BEGIN; LOCK TABLE \"__EFMigrationsHistory\" IN ACCESS EXCLUSIVE MODE";
            await hold.ExecuteNonQueryAsync();
            cluster.First.Launch();
            await Task.Delay(2000);
            cluster.First.Runs.ShouldBeTrue("it waits");
            await cluster.First.Kill();
        }
        await cluster.StartAll();
        (await cluster.Store.Number("SELECT count(*) FROM platform_installation")).ShouldBe(1);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task F2_a_node_does_not_start_on_an_empty_database_that_took_the_place_of_its_own(
        Engine engine
    )
    {
        await using var cluster = await Cluster.Start(engine);
        await cluster.First.Kill();
        if (engine == Engine.Sqlite)
        {
            foreach (var file in Directory.GetFiles(cluster.Store.Folder, "vidimus.db*"))
                File.Delete(file);
        }
        else
        {
            await cluster.Store.Execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public");
        }
        cluster.First.Launch();
        (await cluster.First.Ended()).ShouldBe(1);
        cluster.First.Said.ShouldContain("The database is empty, but this node serves");
        (await cluster.Store.Tables()).ShouldBeEmpty("nothing may be made there");

        File.Delete(Path.Combine(cluster.Store.Folder, "installation.id"));
        await cluster.StartAll();
        var other = cluster.Another(settings: ("Database:Installation", "inst_of_another"));
        await using (other)
        {
            other.Launch();
            (await other.Ended()).ShouldBe(1);
            other.Said.ShouldContain("but this node serves inst_of_another");
        }
    }

    [Theory]
    [InlineData("missing", "master.key")]
    [InlineData("wrong", "master key")]
    [InlineData("garbled", "name:base64")]
    [InlineData("unreadable", "ccess")]
    public async Task F11_a_master_key_file_that_is_not_the_one_ends_the_start_and_no_new_key_is_made(
        string fault,
        string says
    )
    {
        await using var cluster = await Cluster.Start(Engine.Sqlite);
        var (key, group) = await cluster.NewProgramme();
        await cluster.First.Kill();
        var file = Path.Combine(cluster.Store.Folder, "master.key");
        if (fault != "missing")
            await File.WriteAllTextAsync(
                file,
                fault == "garbled"
                    ? "first:not base64 at all"
                    : $"first:{Convert.ToBase64String(new byte[32])}"
            );
        if (fault == "unreadable")
        {
            // Nobody reads a folder as a file, root included.
            File.Delete(file);
            Directory.CreateDirectory(file);
        }
        await using (var wrong = cluster.Another(null, ("MasterKey", ""), ("MasterKeyFile", file)))
        {
            wrong.Launch();
            (await wrong.Ended()).ShouldBe(1);
            wrong.Said.ShouldContain(says, Case.Insensitive);
        }
        (await cluster.Store.Number("SELECT count(*) FROM access_token_keys")).ShouldBe(1);
        await cluster.StartAll();
        (
            await cluster.First.Post(
                "/v1/credentials",
                key,
                $$$"""{"groupId":"{{{group}}}","recipient":{"name":"Ada Example"}}"""
            )
        ).Should(201);
    }

    [Fact]
    public async Task F11_a_swapped_issuer_key_is_found_and_nothing_is_signed_with_it()
    {
        await using var cluster = await Cluster.Start(Engine.Sqlite);
        var (first, group) = await cluster.NewProgramme();
        var (second, other) = await cluster.NewProgramme();
        async Task<int> Issue(string key, string in_) =>
            (
                await cluster.First.Post(
                    "/v1/credentials",
                    key,
                    $$$"""{"groupId":"{{{in_}}}","recipient":{"name":"Ada Example"}}"""
                )
            ).Status;
        (await Issue(first, group)).ShouldBe(201);
        (await Issue(second, other)).ShouldBe(201);
        await cluster.First.Kill();
        var rows = await cluster.Store.Query(
            "SELECT fragment, private_key FROM credentials_issuer_keys ORDER BY fragment"
        );
        for (var i = 0; i < 2; i++)
            await cluster.Store.Execute(
                "UPDATE credentials_issuer_keys SET private_key = @key WHERE fragment = @id",
                ("key", rows[1 - i][1]!),
                ("id", rows[i][0]!)
            );
        await cluster.StartAll();
        (await Issue(first, group)).ShouldBeOneOf(500, 503);
        (await cluster.Store.Number("SELECT count(*) FROM credentials_issuer_keys")).ShouldBe(
            2,
            "no new key in its place"
        );
        await Invariants.Hold(cluster.Store);
    }

    private static async Task Until(Func<bool> holds)
    {
        for (var i = 0; i < 12_000; i++)
        {
            if (holds())
                return;
            await Task.Delay(10);
        }
        Assert.Fail("It did not come to pass.");
    }
}
