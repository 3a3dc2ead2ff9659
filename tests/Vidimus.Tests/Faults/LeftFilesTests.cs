using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Faults;

/// <summary>What a server that was killed leaves in its data folder.</summary>
public sealed class LeftFilesTests
{
    [Fact]
    public async Task K13_no_plain_key_stands_in_the_files_a_sudden_death_leaves_nor_in_a_backup_of_them()
    {
        await using var cluster = await Cluster.Start(Engine.Sqlite);
        var (admin, group) = await cluster.NewProgramme();
        var key = Key.Of(
            (
                await cluster.First.Post(
                    "/v1/keys",
                    admin,
                    """{"label":"Kept","mode":"live","scopes":["credentials:issue"]}""",
                    ("Idempotency-Key", "kept")
                )
            )
                .Should(201)
                .Json
        );
        (
            await cluster.First.Post(
                "/v1/credentials",
                key.Secret,
                $$$"""{"groupId":"{{{group}}}","recipient":{"name":"Ada Example"}}""",
                ("Idempotency-Key", "kept")
            )
        ).Should(201);
        await cluster.First.Kill();
        // The first start's own file holds its keys on purpose; the operator is told to delete it.
        File.Delete(Path.Combine(cluster.Store.Folder, "first-keys.txt"));
        foreach (var file in Directory.GetFiles(cluster.Store.Folder))
            Output
                .FoundIn(await File.ReadAllBytesAsync(file))
                .ShouldBeEmpty(Path.GetFileName(file));
        var backup = Path.Combine(cluster.Store.Folder, "backup.db");
        (await cluster.Command("backup", backup)).Code.ShouldBe(0);
        Output.FoundIn(await File.ReadAllBytesAsync(backup)).ShouldBeEmpty();
        await Invariants.Hold(cluster.Store);
    }
}
