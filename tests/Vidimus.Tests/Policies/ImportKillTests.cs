using System.Globalization;
using System.Text.Json.Nodes;
using Shouldly;
using Vidimus.Testing;
using Vidimus.Tests.Faults;
using Xunit;

namespace Vidimus.Tests.Policies;

/// <summary>
/// Servers and command lines that are killed in the middle of an import, at several places, and go on: everything is there once,
/// in one edition more at most, the report's numbers are right, and no change is told twice.
/// </summary>
[Collection(nameof(Alone))]
public sealed class ImportKillTests : IDisposable
{
    private const int Codes = 30;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("vidimus-kill-");

    public static TheoryData<Engine> Engines => [Engine.Sqlite, Engine.Postgres];

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_server_killed_in_mid_import_again_and_again_has_everything_once_when_it_is_gone_on_with(
        Engine engine
    )
    {
        await using var receiver = Receiver.Answering();
        await using var loading = await Loading.Start(engine, receiver, _folder.FullName);
        var (cluster, import) = (loading.Cluster, loading.Begin());
        foreach (
            var place in new[]
            {
                "state = 'running' AND next_batch = 1 AND records > 0",
                "state = 'running' AND next_batch = 2 AND records > 500",
                "state = 'finishing' AND retired > 0",
            }
        )
        {
            while (!await loading.Is(place))
            {
                if (import.IsCompleted)
                    import = loading.Begin();
                await Task.Delay(3);
            }
            await cluster.First.Kill();
            (await loading.Is("state <> 'finished'")).ShouldBeTrue($"killed too late for {place}");
            await cluster.First.Start();
        }
        var report = await import;
        for (var tries = 0; report.Code == 1; tries++)
        {
            tries.ShouldBeLessThan(5, report.Error);
            report = await loading.Begin();
        }

        await loading.IsWhole(report);
        await loading.CodesAreWhole(async () => await cluster.First.Kill());
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_command_line_killed_in_mid_import_again_and_again_goes_on_where_it_was(
        Engine engine
    )
    {
        await using var receiver = Receiver.Answering();
        await using var loading = await Loading.Start(engine, receiver, _folder.FullName);
        foreach (
            var place in new[]
            {
                "state = 'running' AND records = 0",
                "state = 'running' AND next_batch = 1 AND records > 0",
                "state = 'running' AND records > 500",
            }
        )
        {
            await using var program = loading.Program();
            while (!await loading.Is(place))
            {
                if (program.HasEnded)
                    Assert.Fail($"It ended before {place}: {(await program.Report()).Error}");
                await Task.Delay(3);
            }
            await program.Kill();
        }

        await using var last = loading.Program();
        await loading.IsWhole(await last.Report());
    }

    /// <summary>
    /// An import of 1,100 policies in three batches of several transactions each: 200 of them there already in other words, 50
    /// as they are, 3 wrong; and 250 of their source are no more.
    /// </summary>
    private sealed class Loading(Cluster cluster, string key, string folder, Hook hook)
        : IAsyncDisposable
    {
        public Cluster Cluster => cluster;

        public static async Task<Loading> Start(Engine engine, Receiver receiver, string folder)
        {
            var cluster = await Cluster.Start(
                engine,
                new() { Settings = new Dictionary<string, string>(Receiver.Allowed) }
            );
            var (key, _) = await cluster.NewProgramme();
            var before = Enumerable
                .Range(1, 200)
                .Select(i => Policy($"P-{i}", "As it was"))
                .Concat(Enumerable.Range(201, 50).Select(i => Policy($"P-{i}")))
                .Concat(Enumerable.Range(1, 250).Select(i => Policy($"G-{i}")));
            await File.WriteAllLinesAsync(Path.Combine(folder, "before.jsonl"), before);
            await File.WriteAllLinesAsync(
                Path.Combine(folder, "now.jsonl"),
                Enumerable
                    .Range(1, 1_100)
                    .Select(i => Policy($"P-{i}", i is 300 or 700 or 1_050 ? "" : "As it is"))
            );
            var hook = await Hook.Make(cluster.First, key, receiver, "policy.*");
            var loading = new Loading(cluster, key, folder, hook);
            (await loading.Run("before.jsonl", "--baseline")).Code.ShouldBe(0);
            return loading;
        }

        private static string Policy(string id, string title = "As it is") =>
            new JsonObject
            {
                ["id"] = id,
                ["title"] = title,
                ["type"] = "LCD",
                ["jurisdictions"] = new JsonArray("JK"),
                ["codes"] = new JsonArray([
                    .. Enumerable
                        .Range(0, Codes)
                        .Select(i =>
                            (JsonNode)
                                new JsonObject
                                {
                                    ["code"] = string.Create(
                                        CultureInfo.InvariantCulture,
                                        $"X{i:0000}"
                                    ),
                                    ["system"] = "HCPCS",
                                    ["disposition"] = "covered",
                                }
                        ),
                ]),
            }.ToJsonString();

        /// <summary>The command, begun or begun again.</summary>
        public Task<ImportReport> Begin() => Run("now.jsonl", "--retire-missing");

        public ImportProgram Program() =>
            ImportProgram.Start(
                cluster.First.Url,
                key,
                folder,
                Arguments("now.jsonl", "--retire-missing")
            );

        private Task<ImportReport> Run(string file, params string[] more) =>
            ImportReport.Of(cluster.First.Url, key, folder, Arguments(file, more));

        private string[] Arguments(string file, params string[] more) =>
            [
                "policies",
                "import",
                Path.Combine(folder, file),
                "--errors",
                Path.Combine(folder, "errors.csv"),
                .. more,
            ];

        /// <summary>Whether the import is so.</summary>
        public async Task<bool> Is(string place) =>
            await cluster.Store.Number(
                $"SELECT count(*) FROM policies_imports WHERE baseline = {False} AND {place}"
            ) > 0;

        private string False => cluster.Store.ConnectionString is null ? "0" : "false";

        public async Task IsWhole(ImportReport report)
        {
            report.Code.ShouldBe(2, report.Error);
            report.Counts.ShouldBe(
                "records 1100, created 847, changed 200, unchanged 50, retired 250, refused 3"
            );
            (await File.ReadAllLinesAsync(Path.Combine(folder, "errors.csv")))
                .Skip(1)
                .Select(e => string.Join(',', e.Split(',')[1..4]))
                .ShouldBe(["300,P-300,title", "700,P-700,title", "1050,P-1050,title"]);
            (await Count("policies_imports")).ShouldBe(2);
            (await Count("policies_policies")).ShouldBe(1_347);
            (await Count("policies_editions WHERE edition = 1")).ShouldBe(1_347);
            (await Count("policies_editions WHERE edition = 2")).ShouldBe(450);
            (await Count("policies_editions")).ShouldBe(1_797);
            (await Count("policies_policy_codes")).ShouldBe(1_347 * Codes);
            (await Count("policies_policies WHERE status = 'retired'")).ShouldBe(250);
            (
                await Count(
                    "policies_policies p JOIN policies_editions e ON e.policy_id = p.id AND e.edition = p.edition AND e.digest = p.digest"
                )
            ).ShouldBe(1_347);

            var changes = await Feed();
            changes.Select(c => c.Number).ShouldBeUnique();
            changes.Select(c => c.Policy).ShouldBeUnique();
            changes.Count.ShouldBe(1_297);
            (await Count("policies_changes")).ShouldBe(1_297);

            await WebhookInvariants.AllArrives(cluster.Store, [hook]);
            var told = hook.Received.DistinctBy(r => r.Id).ToList();
            told.Select(r => r.Json.GetProperty("data").GetProperty("changeId").GetString()!)
                .Order(StringComparer.Ordinal)
                .ShouldBe(changes.Select(c => c.Number).Order(StringComparer.Ordinal));
        }

        /// <summary>A table of codes of three batches, in the midst of which something happens.</summary>
        public async Task CodesAreWhole(Func<Task> amid)
        {
            await File.WriteAllLinesAsync(
                Path.Combine(folder, "codes.csv"),
                Enumerable
                    .Range(0, 12_000)
                    .Select(i =>
                        string.Create(CultureInfo.InvariantCulture, $"Y{i:00000},HCPCS,Invented")
                    )
                    .Prepend("code,system,description")
            );
            var import = Run("codes.csv", "--kind", "codes", "--retire-missing");
            while (!await Is("kind = 'codes' AND next_batch = 2"))
                await Task.Delay(3);
            await amid();
            await cluster.First.Start();
            var report = await import;
            for (var tries = 0; report.Code == 1; tries++)
            {
                tries.ShouldBeLessThan(5, report.Error);
                report = await Run("codes.csv", "--kind", "codes", "--retire-missing");
            }
            report.Code.ShouldBe(0, report.Error);
            report.Counts.ShouldBe(
                "records 12000, created 12000, changed 0, unchanged 0, retired 0, refused 0"
            );
            (await Count("policies_codes WHERE code LIKE 'Y%'")).ShouldBe(12_000);
        }

        private Task<long> Count(string what) =>
            cluster.Store.Number($"SELECT count(*) FROM {what}");

        private async Task<List<(string Number, string Policy)>> Feed()
        {
            var changes = new List<(string, string)>();
            string? cursor = null;
            do
            {
                var page = (
                    await cluster.First.Get(
                        $"/v1/policy-changes?limit=100{(cursor is null ? "" : $"&cursor={cursor}")}",
                        key
                    )
                ).Should(200);
                foreach (var change in page.Json.GetProperty("data").EnumerateArray())
                    changes.Add(
                        (
                            change.GetProperty("id").ToString(),
                            change.GetProperty("policyId").GetString()!
                        )
                    );
                cursor = page.At("hasMore") == "true" ? page.At("nextCursor") : null;
            } while (cursor is not null);
            return changes;
        }

        public ValueTask DisposeAsync() => cluster.DisposeAsync();
    }
}
