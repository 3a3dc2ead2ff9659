using System.Text;
using System.Text.Json.Nodes;
using Shouldly;
using Vidimus.Cli;
using Vidimus.Client.Tests.Policies;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Policies;

/// <summary>Files are loaded by the command line into a server, as people do it.</summary>
public abstract class LoadingTests(SharedApp shared) : Scenario(shared)
{
    public sealed class Sqlite(OnSqlite shared) : LoadingTests(shared), IClassFixture<OnSqlite>;

    public sealed class Postgres(OnPostgres shared)
        : LoadingTests(shared),
            IClassFixture<OnPostgres>;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("vidimus-loading-");

    /// <summary>The clock of who runs the command.</summary>
    private TimeProvider _time = TimeProvider.System;

    [Fact]
    public async Task The_sample_set_loads_whole_says_nothing_changed_the_second_time_and_what_changed_the_third()
    {
        var key = (await App.NewOrganization()).Live;
        var codes = new SampleCodes(2_000);
        var set = new SamplePolicies(codes, 15);
        await SampleCommand.Write(_folder.FullName, codes, set, 200, 0, Cancellation);
        foreach (var kind in new[] { "codes", "fees", "jurisdictions" })
            (await Run(key, 0, "import", At($"{kind}.csv"), "--kind", kind, "--source", "sample"))[
                "counts"
            ]!["refused"]!
                .GetValue<int>()
                .ShouldBe(0);

        Counts(
                await Run(
                    key,
                    0,
                    "import",
                    At("policies.jsonl"),
                    "--source",
                    "sample",
                    "--baseline"
                )
            )
            .ShouldBe((200, 200, 0, 0, 0));
        Counts(await Run(key, 0, "import", At("policies.jsonl"), "--source", "sample"))
            .ShouldBe((200, 0, 0, 200, 0));
        // A first load tells nobody.
        (await App.Get("/v1/policy-changes", key.Secret))
            .Should(200)
            .Json.GetProperty("data")
            .GetArrayLength()
            .ShouldBe(0);

        await SampleCommand.Write(_folder.FullName, codes, set, 190, 1, Cancellation);
        var (records, created, changed, unchanged, retired) = Counts(
            await Run(
                key,
                0,
                "import",
                At("policies.jsonl"),
                "--source",
                "sample",
                "--retire-missing"
            )
        );
        (records, created, changed + unchanged, retired).ShouldBe((190, 0, 190, 10));
        // Requirements on people are the same as before.
        unchanged.ShouldBe(9);
    }

    [Fact]
    public async Task The_archives_of_the_coverage_database_load_without_a_refusal()
    {
        var key = (await App.NewOrganization()).Live;
        foreach (
            var (name, bytes) in new[]
            {
                ("lcd.zip", Archives.Lcd),
                ("article.zip", Archives.Article),
                ("ncd.zip", Archives.Ncd),
            }
        )
            await File.WriteAllBytesAsync(At(name), bytes, Cancellation);

        // Rows without a document are told, so that the whole is not quite right.
        Counts(await Run(key, 2, "import", At("lcd.zip"), At("article.zip"), At("ncd.zip")))
            .ShouldBe((5, 5, 0, 0, 0));

        var policy = (
            await App.Get("/v1/policies/L39001?include=codes,criteria", key.Secret)
        ).Should(200);
        policy.At("title").ShouldBe("Imaginary Elbow Scans");
        policy.At("status").ShouldBe("active");
    }

    [Fact]
    public async Task What_a_wrong_row_is_about_is_not_missing()
    {
        var key = (await App.NewOrganization()).Live;
        static string Row(string id) =>
            $$"""{"id":"{{id}}","title":"Imaginary","type":"LCD","jurisdictions":["JK"]}""";
        async Task<int> Retired(int code, string kind, string file, params string[] rows)
        {
            await File.WriteAllLinesAsync(At(file), rows, Cancellation);
            string[] command = ["import", At(file), "--kind", kind, "--source", "s"];
            return Counts(await Run(key, code, [.. command, "--retire-missing"])).Retired;
        }
        async Task<string?> Status(string id) =>
            (await App.Get($"/v1/policies/{id}", key.Secret)).Should(200).At("status");

        (await Retired(0, "policies", "a.jsonl", Row("A"), Row("B"), Row("C"))).ShouldBe(0);
        (await Retired(2, "policies", "a.jsonl", Row("A"), Row("B")[..20])).ShouldBe(0);
        (await Status("B"), await Status("C")).ShouldBe(("active", "active"));
        (await Retired(0, "policies", "a.jsonl", Row("A"), Row("B"))).ShouldBe(1);
        (await Status("B"), await Status("C")).ShouldBe(("active", "retired"));

        string[] codes = ["code,system,active", "X0001,HCPCS,yes", "X0002,HCPCS,yes"];
        (await Retired(0, "codes", "c.csv", codes)).ShouldBe(0);
        (await Retired(2, "codes", "c.csv", codes[0], codes[1], "X0002,HCPCS,perhaps")).ShouldBe(0);
        (await App.Get("/v1/codes/X0002", key.Secret)).Should(200);
        (await Retired(0, "codes", "c.csv", codes[..2])).ShouldBe(1);
    }

    [Fact]
    public async Task An_import_that_was_killed_between_two_batches_ends_as_if_it_had_not_been()
    {
        var key = (await App.NewOrganization()).Live;
        var set = new SamplePolicies(new SampleCodes(2_000), 3);
        await SampleCommand.Write(_folder.FullName, new(50), set, 1_100, 0, Cancellation);
        using var breaking = new Breaking("/batches/2");

        await Run(key, 1, breaking, "import", At("policies.jsonl"));
        breaking.Batches.ShouldBe([1, 2]);
        breaking.Broken = false;
        Counts(await Run(key, 0, breaking, "import", At("policies.jsonl")))
            .ShouldBe((1_100, 1_100, 0, 0, 0));

        // The second batch had reached the server, and was sent once more; the first was not.
        breaking.Batches.ShouldBe([1, 2, 3]);
    }

    [Fact]
    public async Task An_import_of_the_coverage_database_that_broke_off_goes_on_on_another_day()
    {
        var key = (await App.NewOrganization()).Live;
        var end = App.Clock.Now.AddDays(1).ToString("yyyy-MM-dd", null);
        await File.WriteAllLinesAsync(
            At("ncd_trkg.csv"),
            Enumerable
                .Range(1, 1_100)
                .Select(i => $"{i},Alone,<p>An indication with enough words.</p>,{end}")
                .Prepend("NCD_id,NCD_mnl_sect_title,indctn_lmtn,NCD_trmntn_dt"),
            Cancellation
        );
        using var breaking = new Breaking("/batches/2");
        await Run(key, 1, breaking, "import", At("ncd_trkg.csv"));
        breaking.Broken = false;
        App.Advance(TimeSpan.FromDays(3));
        _time = new Later(TimeSpan.FromDays(3));

        Counts(await Run(key, 0, breaking, "import", At("ncd_trkg.csv")))
            .ShouldBe((1_100, 1_100, 0, 0, 0));

        breaking.Batches.ShouldBe([1, 2, 3]);
        var imports = (await App.Get("/v1/policy-imports", key.Secret)).Should(200);
        imports.Json.GetProperty("data").GetArrayLength().ShouldBe(1);
        // As of today they hold no longer: nothing else differs.
        Counts(await Run(key, 0, "import", At("ncd_trkg.csv"))).Records.ShouldBe(1_100);
        (await App.Get("/v1/policies/NCD-1", key.Secret))
            .Should(200)
            .At("status")
            .ShouldBe("retired");
    }

    private string At(string name) => Path.Combine(_folder.FullName, name);

    private static (int Records, int Created, int Changed, int Unchanged, int Retired) Counts(
        JsonNode import
    )
    {
        int Of(string name) => import["counts"]![name]!.GetValue<int>();
        Of("refused").ShouldBe(0);
        return (Of("records"), Of("created"), Of("changed"), Of("unchanged"), Of("retired"));
    }

    private Task<JsonNode> Run(Key key, int code, params string[] arguments) =>
        Run(key, code, null, arguments);

    private async Task<JsonNode> Run(
        Key key,
        int code,
        HttpMessageHandler? handler,
        params string[] arguments
    )
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var host = new Host
        {
            In = Stream.Null,
            Out = output,
            Error = error,
            Variable = name =>
                name switch
                {
                    "VIDIMUS_URL" => App.Url.ToString(),
                    "VIDIMUS_KEY" => key.Secret,
                    _ => null,
                },
            ConfigDirectory = _folder.FullName,
            Handler = handler,
            TimeProvider = _time,
        };
        (
            await CommandLine.Run(
                ["policies", .. arguments, "--json", "--direct"],
                host,
                Cancellation
            )
        ).ShouldBe(code, error.ToString());
        return output.ToString() is { Length: > 0 } text ? JsonNode.Parse(text)! : new JsonObject();
    }

    /// <summary>The machine's clock, so much later.</summary>
    private sealed class Later(TimeSpan by) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + by;
    }

    /// <summary>Loses the answer to a request, as a connection that breaks does: the server has done its work.</summary>
    private sealed class Breaking(string path)
        : DelegatingHandler(new SocketsHttpHandler { UseProxy = false })
    {
        public bool Broken { get; set; } = true;

        public List<int> Batches { get; } = [];

        protected override async Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request,
            CancellationToken cancellationToken
        )
        {
            var answer = await base.SendAsync(request, cancellationToken);
            var asked = request.RequestUri!.AbsolutePath;
            if (asked.Contains("/batches/", StringComparison.Ordinal))
                Batches.Add(asked[^1] - '0');
            if (!Broken || !asked.EndsWith(path, StringComparison.Ordinal))
                return answer;
            answer.Dispose();
            return new(System.Net.HttpStatusCode.BadRequest)
            {
                Content = new StringContent("{}", Encoding.UTF8, "application/json"),
            };
        }
    }
}
