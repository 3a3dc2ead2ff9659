using System.Globalization;
using System.Text.Json;
using Shouldly;
using Vidimus.Testing;
using Vidimus.Tests.Issuing;
using Vidimus.Tests.VcApi;
using Xunit;

namespace Vidimus.Tests.Access;

/// <summary>Billable actions: one row for each committed change, whatever happens.</summary>
public sealed class MeteringTests
{
    public static TheoryData<Engine> Engines => [Engine.Sqlite, Engine.Postgres];

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task L11_billable_rows_are_the_committed_changes_exactly_across_sudden_deaths_and_replays(
        Engine engine
    )
    {
        Testing.Engines.Demand(engine);
        var folder = Directory.CreateTempSubdirectory("vidimus-test-").FullName;
        var database = engine == Engine.Postgres ? await PostgresServer.CreateDatabase() : null;
        try
        {
            await using var server = new KillableServer(
                folder,
                database,
                ("VIDIMUS_Prices__credential.issue", "3"),
                ("VIDIMUS_Limits__RequestsPerMinute", "100000")
            );
            await server.Start();
            var (key, group) = await server.NewProgramme();
            var sent = 0;
            for (var death = 0; death < (Long.Wanted ? 10 : 2); death++)
            {
                var flood = Enumerable
                    .Range(0, 40)
                    .Select(i => Issue(server, key, group, $"{death}-{i}"))
                    .ToList();
                sent += flood.Count;
                await Task.WhenAny(flood);
                server.Kill();
                await Task.WhenAll(flood);
                await server.Start();
                await Agree(server, key);
            }
            // Everything once more: what was done is answered, what was lost is done now.
            for (var death = 0; death < (Long.Wanted ? 10 : 2); death++)
            for (var i = 0; i < 40; i++)
                (await Issue(server, key, group, $"{death}-{i}")).ShouldBeTrue();
            (await Agree(server, key)).ShouldBe(sent);
        }
        finally
        {
            if (database is not null)
                await PostgresServer.DropDatabase(database);
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<bool> Issue(
        KillableServer server,
        string key,
        string group,
        string once
    )
    {
        try
        {
            await server.Post(
                "/v1/credentials",
                key,
                $$$"""{"groupId":"{{{group}}}","recipient":{"name":"Ada Example"}}""",
                once
            );
            return true;
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return false;
        }
    }

    /// <summary>Credentials, charges and sums are the same; answers how many.</summary>
    private static async Task<int> Agree(KillableServer server, string key)
    {
        var issued = await All(server, key, "/v1/credentials?", "id");
        var charged = await All(server, key, "/v1/usage/charges?", "resourceId");
        charged.ShouldBe(issued, ignoreOrder: true);
        charged.Distinct().Count().ShouldBe(charged.Count);
        var totals = (await server.Get("/v1/usage", key)).GetProperty("totals");
        totals.GetProperty("actions").GetInt64().ShouldBe(issued.Count);
        totals.GetProperty("cents").GetInt64().ShouldBe(3 * issued.Count);
        totals.GetProperty("requests").GetInt64().ShouldBeGreaterThanOrEqualTo(0);
        return issued.Count;
    }

    private static async Task<List<string>> All(
        KillableServer server,
        string key,
        string path,
        string member
    )
    {
        var all = new List<string>();
        for (string? cursor = null; ; )
        {
            var page = await server.Get(
                $"{path}limit=100{(cursor is null ? "" : $"&cursor={cursor}")}",
                key
            );
            all.AddRange(
                page.GetProperty("data")
                    .EnumerateArray()
                    .Select(d => d.GetProperty(member).GetString()!)
            );
            cursor = page.GetProperty("nextCursor").GetString();
            if (cursor is null)
                return all;
        }
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task L12_an_action_counts_once_whatever_door_it_came_through_and_however_often_it_was_asked_for(
        Engine engine
    )
    {
        Testing.Engines.Demand(engine);
        await using var app = await VidimusApp.Start(
            new(engine)
            {
                Settings = new Dictionary<string, string>
                {
                    ["Prices:credential.issue"] = "150",
                    ["Prices:credential.reissue"] = "20",
                },
            }
        );
        var programme = await Programme.Start(app);
        Answer? first = null;
        for (var i = 0; i < 3; i++)
        {
            var answer = (
                await programme.Post(
                    "/v1/credentials",
                    programme.Body(),
                    ("Idempotency-Key", "once")
                )
            ).Should(201);
            first ??= answer;
        }
        var issued = Issued.Of(first!);
        var draft = await programme.Draft();
        (await programme.Post($"/v1/credentials/{draft.Id}/issue")).Should(200);
        (await programme.Post($"/v1/credentials/{draft.Id}/issue")).Should(409);
        (
            await programme.Post(
                "/v1/credentials/batch",
                $$$"""{"groupId":"{{{programme.GroupId}}}","rows":[{"recipient":{"name":"Bo Example"}},{"recipient":{"name":""}},{"recipient":{"name":"Cy Example"}}]}"""
            )
        ).Should(200);
        (
            await programme.Post(
                $"/verix/v1/credentials/groups/{programme.Number}/",
                """{"issue":true,"inputs":[{"recipient":{"name":"Di Example"}}]}"""
            )
        ).Should(200);
        await new VcIssuer(programme.Issuer, programme.Key).Issue();
        (await programme.Post($"/v1/credentials/{issued.Id}/reissue")).Should(201);
        (await programme.TryIssue(",\"surprise\":1")).Should(400);
        await (await Programme.In(programme.Issuer, test: true)).Issue();

        var lines = await Lines(programme, "groupBy=action,key");
        lines
            .Where(l => l.GetProperty("action").GetString() is not null)
            .Select(l =>
                (
                    l.GetProperty("action").GetString(),
                    l.GetProperty("keyId").GetString(),
                    l.GetProperty("actions").GetInt64(),
                    l.GetProperty("cents").GetInt64()
                )
            )
            .ShouldBe(
                [
                    ("credential.issue", programme.Key.Id, 6, 900),
                    ("credential.reissue", programme.Key.Id, 1, 20),
                ],
                ignoreOrder: true
            );
        var charges = (await programme.Get("/v1/usage/charges?limit=100")).Should(200);
        charges.Ids().Count.ShouldBe(7);
        charges
            .Json.GetProperty("data")
            .EnumerateArray()
            .Count(c => c.GetProperty("resourceId").GetString() == issued.Id)
            .ShouldBe(1);
        var test = (await programme.Get("/v1/usage?mode=test")).Should(200);
        (test.At("totals", "actions"), test.At("totals", "cents")).ShouldBe(("1", "0"));
        await Exports(programme, charges);
    }

    private static async Task Exports(Programme programme, Answer charges)
    {
        var csv = (await programme.Get("/v1/usage/charges/export")).Should(200);
        csv.MediaType.ShouldBe("text/csv");
        var rows = csv.Text.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        rows[0].ShouldStartWith("id,at,action,resourceId,quantity,cents,keyId,environment,");
        rows.Skip(1).Select(r => r.Split(',')[0]).ShouldBe(charges.Ids());
        var usage = (await programme.Get("/v1/usage/export?groupBy=day,action")).Should(200);
        usage.Text.ShouldStartWith("day,action,requests,failures,actions,quantity,cents\r\n");
        usage.Text.ShouldContain(",credential.issue,0,0,6,6,900\r\n");
        var stranger = await programme.App.NewOrganization();
        (await programme.App.Get("/v1/usage/charges", stranger.Live.Secret)).Ids().ShouldBeEmpty();
        (await programme.App.Get("/v1/usage/charges/export", stranger.Live.Secret))
            .Text.Split("\r\n", StringSplitOptions.RemoveEmptyEntries)
            .Length.ShouldBe(1);
        await EmptyCells(programme);
    }

    /// <summary>Requests belong to no action: the first cell of their row is empty, and its comma stays.</summary>
    private static async Task EmptyCells(Programme programme)
    {
        // Requests are written every five seconds.
        for (var i = 0; ; i++)
        {
            programme.App.Advance(TimeSpan.FromSeconds(6));
            var table = (await programme.Get("/v1/usage/export?groupBy=action"))
                .Should(200)
                .Text.Split("\r\n", StringSplitOptions.RemoveEmptyEntries)
                .Select(r => r.Split(','))
                .ToArray();
            table[0].ShouldBe(["action", "requests", "failures", "actions", "quantity", "cents"]);
            table.ShouldAllBe(r => r.Length == 6);
            if (table.SingleOrDefault(r => r[0].Length == 0) is { } requests)
            {
                int.Parse(requests[1], CultureInfo.InvariantCulture).ShouldBeGreaterThan(0);
                requests[3].ShouldBe("0");
                return;
            }
            i.ShouldBeLessThan(50);
            await Task.Delay(50);
        }
    }

    private static async Task<List<JsonElement>> Lines(Programme programme, string query) =>
        [
            .. (await programme.Get($"/v1/usage?{query}"))
                .Should(200)
                .Json.GetProperty("data")
                .EnumerateArray(),
        ];

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Two_nodes_that_issue_at_once_charge_each_credential_once(Engine engine)
    {
        Testing.Engines.Demand(engine);
        await using var app = await VidimusApp.Start(
            new(engine)
            {
                Settings = new Dictionary<string, string> { ["Prices:credential.issue"] = "2" },
            }
        );
        var programme = await Programme.Start(app);
        await using var other = await VidimusApp.Start(
            new(engine)
            {
                Beside = app,
                Settings = new Dictionary<string, string> { ["Prices:credential.issue"] = "2" },
            }
        );
        await Task.WhenAll(
            Enumerable
                .Range(0, 60)
                .Select(async i =>
                    (
                        await (i % 2 == 0 ? app : other).Post(
                            "/v1/credentials",
                            programme.Key.Secret,
                            programme.Body()
                        )
                    ).Should(201)
                )
        );
        var totals = (await programme.Get("/v1/usage")).Should(200);
        (totals.At("totals", "actions"), totals.At("totals", "cents")).ShouldBe(("60", "120"));
        (await programme.Get("/v1/usage/charges?limit=100")).Ids().Count.ShouldBe(60);
    }
}
