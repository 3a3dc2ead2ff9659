using System.Diagnostics;
using System.Text.Json;
using Shouldly;
using Vidimus.Testing;
using Vidimus.Tests.Issuing;
using Xunit;

namespace Vidimus.Tests.Imports;

/// <summary>A server that is killed while it issues the rows of a file.</summary>
public sealed class ImportSurvivalTests
{
    private const int People = 2500;

    [Theory]
    [InlineData(Engine.Sqlite)]
    [InlineData(Engine.Postgres)]
    public async Task Killed_in_the_middle_it_goes_on_where_it_was_and_issues_no_row_twice(
        Engine engine
    )
    {
        Engines.Demand(engine);
        var folder = Directory.CreateTempSubdirectory("vidimus-import-").FullName;
        var database = engine == Engine.Postgres ? await PostgresServer.CreateDatabase() : null;
        await using (var server = new KillableServer(folder, database))
        {
            await server.Start();
            var (key, group) = await server.NewProgramme();
            var id = (
                await server.Post(
                    $"/v1/groups/{group}/imports",
                    key,
                    Class.Of(People, "Name,Person ID")
                )
            )
                .GetProperty("id")
                .GetString()!;
            await server.Post($"/v1/imports/{id}/start", key, "");
            for (var kills = 0; kills < (Long.Wanted ? 10 : 2); kills++)
            {
                var before = await Until(i => i.GetProperty("doneCount").GetInt32() > 500 * kills);
                if (before.GetProperty("state").GetString() == "done")
                    break;
                server.Kill();
                await new Store(folder, database).Execute(
                    "UPDATE platform_leases SET until = 0 WHERE name = 'credentials.imports'"
                );
                await server.Start();
            }
            var done = await Until(i => i.GetProperty("state").GetString() == "done");
            done.GetProperty("issuedCount").GetInt32().ShouldBe(People);
            (await server.Get($"/v1/groups/{group}", key))
                .GetProperty("issuedCount")
                .GetInt32()
                .ShouldBe(People);
            var people = await new Store(folder, database).Query(
                "SELECT count(*), count(DISTINCT external_id) FROM credentials_recipients"
            );
            people[0].Select(Convert.ToInt64).ShouldBe([People, People]);

            async Task<JsonElement> Until(Func<JsonElement, bool> right)
            {
                for (var waited = Stopwatch.StartNew(); ; )
                {
                    var import = await server.Get($"/v1/imports/{id}", key);
                    if (right(import))
                        return import;
                    waited.Elapsed.ShouldBeLessThan(TimeSpan.FromMinutes(2), import.GetRawText());
                    await Task.Delay(20, TestContext.Current.CancellationToken);
                }
            }
        }
        if (database is not null)
            await PostgresServer.DropDatabase(database);
        Directory.Delete(folder, recursive: true);
    }
}
