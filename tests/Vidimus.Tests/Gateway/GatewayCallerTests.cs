using System.Net;
using Shouldly;
using Vidimus.Gateway;
using Vidimus.Testing;
using Vidimus.Tests.Mcp;
using Xunit;

namespace Vidimus.Tests.Gateway;

/// <summary>Who may call a gateway, what each may call and how often; how it is looked after.</summary>
public abstract class GatewayCallerTests(SharedApp shared) : Scenario(shared)
{
    public sealed class Sqlite(OnSqlite shared)
        : GatewayCallerTests(shared),
            IClassFixture<OnSqlite>;

    public sealed class Postgres(OnPostgres shared)
        : GatewayCallerTests(shared),
            IClassFixture<OnPostgres>;

    [Fact]
    public async Task Callers_are_known_by_a_secret_and_each_has_its_own_tools()
    {
        var issuer = await App.NewOrganization();
        using var file = new CallersPath();
        var all = file.Add("desktop");
        var some = file.Add("verifier", tools: ["verifyCredential", "getCredential"]);
        await using var gateway = await RunningGateway.Start(
            App,
            issuer.Live,
            new() { Settings = s => s with { CallersFile = file.Path } }
        );
        foreach (var path in (string[])["/mcp", "/mcp/readonly", "/mcp/x/credentials", "/api/mcp"])
        {
            var refused = (await gateway.TryCall("listGroups", path: path)).Should(401);
            refused["WWW-Authenticate"].ShouldBe("Bearer realm=\"vidimus-gateway\"");
            (await gateway.TryCall("listGroups", secret: "vgw_wrong", path: path)).Should(401);
        }
        (await gateway.Get("/metrics")).Should(401);
        (await gateway.Get("/metrics", all))
            .Should(200)
            .Text.ShouldContain("auth_failures_total{where=\"caller\"} 9");
        gateway.Audit().ShouldBeEmpty();
        (await gateway.Call("listGroups", secret: all)).ShouldBeDone();
        (await gateway.Listed(some)).ShouldBe(["verifyCredential", "getCredential"]);
        (await gateway.Call("listGroups", secret: some)).ShouldBeRefused("TOOL_UNKNOWN");
        (await gateway.Call("issueCredential", secret: some)).ShouldBeRefused("TOOL_UNKNOWN");
        (await Read(gateway, some, "vidimus://groups")).ShouldContain("may not do this");
        gateway
            .Audit()
            .Select(a => a.GetProperty("caller").GetString())
            .ShouldBe(["desktop", "verifier", "verifier", "verifier"]);
        gateway.Log.ShouldNotContain(all);
        gateway.Log.ShouldNotContain("vgw_wrong");
    }

    [Fact]
    public async Task A_caller_that_is_taken_out_is_let_in_no_more_and_a_rotated_secret_opens_beside_the_old()
    {
        var issuer = await App.NewOrganization();
        using var file = new CallersPath();
        var first = file.Add("desktop");
        await using var gateway = await RunningGateway.Start(
            App,
            issuer.Live,
            new() { Settings = s => s with { CallersFile = file.Path } }
        );
        var second = AddCaller.Run(file.Path, "desktop", null, null, rotate: true);
        Output.Plant("gateway caller", second);
        File.SetLastWriteTimeUtc(file.Path, DateTime.UnixEpoch);
        App.Advance(TimeSpan.FromSeconds(2));
        await gateway.Listed(first);
        await gateway.Listed(second);
        AddCaller.Remove(file.Path, "desktop", olderSecret: true);
        App.Advance(TimeSpan.FromSeconds(2));
        (await gateway.TryCall("listGroups", secret: first)).Should(401);
        await gateway.Listed(second);
        // A mistake in the file shuts everybody out rather than leave somebody in.
        await File.WriteAllTextAsync(file.Path, "{");
        App.Advance(TimeSpan.FromSeconds(2));
        (await gateway.TryCall("listGroups", secret: second)).Should(401);
        (await gateway.Get("/health")).Should(503).Text.ShouldContain("callers file");
    }

    [Fact]
    public async Task A_caller_calls_as_often_as_it_may()
    {
        var issuer = await App.NewOrganization();
        using var file = new CallersPath();
        var secret = file.Add("desktop", callsPerMinute: 3);
        await using var gateway = await RunningGateway.Start(
            App,
            issuer.Live,
            new() { Settings = s => s with { CallersFile = file.Path } }
        );
        for (var i = 0; i < 3; i++)
            (await gateway.Call("listGroups", secret: secret)).ShouldBeDone();
        (await gateway.Call("listGroups", secret: secret))
            .ShouldBeRefused("GATEWAY_RATE_LIMITED")
            .Text.ShouldContain("20 seconds");
        App.Advance(TimeSpan.FromSeconds(20));
        (await gateway.Call("listGroups", secret: secret)).ShouldBeDone();
    }

    [Fact]
    public async Task It_does_not_start_open_to_others_nor_in_the_clear()
    {
        var issuer = await App.NewOrganization();
        using var file = new CallersPath();
        file.Add("desktop");
        async Task<string> Start(Func<GatewaySettings, GatewaySettings> settings) =>
            (
                await Should.ThrowAsync<GatewayMistakeException>(async () =>
                {
                    await using var gateway = await RunningGateway.Start(
                        App,
                        issuer.Live,
                        new() { Settings = settings }
                    );
                })
            ).Message;
        (await Start(s => s with { Address = IPAddress.Any })).ShouldContain("everybody");
        (await Start(s => s with { BehindProxy = true })).ShouldContain("everybody");
        (
            await Start(s => s with { Address = IPAddress.Any, CallersFile = file.Path })
        ).ShouldContain("in the clear");
        await using var behind = await RunningGateway.Start(
            App,
            issuer.Live,
            new()
            {
                Settings = s =>
                    s with
                    {
                        Address = IPAddress.Any,
                        CallersFile = file.Path,
                        BehindProxy = true,
                    },
            }
        );
        (await behind.Get("/livez")).Should(200);
    }

    [Fact]
    public async Task O12_pages_of_others_and_other_names_for_this_machine_are_refused()
    {
        var issuer = await App.NewOrganization();
        await using var gateway = await RunningGateway.Start(App, issuer.Live);
        foreach (
            var (name, value) in ((string, string)[])
                [("Origin", "https://evil.example"), ("Host", "evil.example")]
        )
        {
            var request = Assistant.Request("/mcp", "tools/list", null, []);
            request.Headers.TryAddWithoutValidation(name, value);
            (await gateway.Send(request))
                .Should(403)
                .Text.ShouldContain($"VIDIMUS_GATEWAY_{name.ToUpperInvariant()}S");
        }
    }

    [Fact]
    public async Task O12_pages_that_the_settings_name_may_call_with_a_callers_secret()
    {
        var issuer = await App.NewOrganization();
        using var file = new CallersPath();
        var secret = file.Add("page");
        await using var gateway = await RunningGateway.Start(
            App,
            issuer.Live,
            new()
            {
                Settings = s =>
                    s with
                    {
                        CallersFile = file.Path,
                        Origins = ["https://pages.example"],
                    },
            }
        );
        var before = new HttpRequestMessage(HttpMethod.Options, "/mcp");
        before.Headers.TryAddWithoutValidation("Origin", "https://pages.example");
        before.Headers.TryAddWithoutValidation("Access-Control-Request-Method", "POST");
        before.Headers.TryAddWithoutValidation("Access-Control-Request-Headers", "authorization");
        (await gateway.Send(before))["Access-Control-Allow-Origin"]
            .ShouldBe("https://pages.example");
        var request = Assistant.Request("/mcp", "tools/list", null, []);
        request.Headers.TryAddWithoutValidation("Origin", "https://pages.example");
        (await gateway.Send(request, secret)).Should(200);
    }

    [Fact]
    public async Task Health_proves_each_part_by_name()
    {
        var issuer = await App.NewOrganization();
        var token = await issuer.ClientTokenWith("read");
        await using var gateway = await RunningGateway.Start(App, token);
        var report = (await gateway.Get("/health")).Should(200);
        report.At("status").ShouldBe("healthy");
        report
            .Json.GetProperty("checks")
            .EnumerateArray()
            .Select(c => (c.GetProperty("name").GetString(), c.GetProperty("outcome").GetString()))
            .ShouldBe([
                ("configuration", "pass"),
                ("authentication", "pass"),
                ("reachability", "pass"),
                ("dependencies", "pass"),
                ("responsiveness", "pass"),
            ]);
        var before = gateway.Exchanges.Count();
        await gateway.Get("/health");
        gateway
            .Exchanges.Count()
            .ShouldBe(before + 1, "authentication is proved anew, not remembered");
        report.Text.ShouldNotContain(
            App.Port.ToString(System.Globalization.CultureInfo.InvariantCulture)
        );
    }

    [Fact]
    public async Task Answers_of_reads_are_kept_when_told_to_and_until_something_is_written()
    {
        var programme = await Programme.Start(App);
        using var file = new CallersPath();
        var all = file.Add("desktop");
        var some = file.Add("reader", tools: ["listCredentials"]);
        await using var gateway = await RunningGateway.Start(
            App,
            programme.Key,
            new()
            {
                Settings = s =>
                    s with
                    {
                        CallersFile = file.Path,
                        Cache = new Dictionary<string, TimeSpan>
                        {
                            ["listCredentials"] = TimeSpan.FromSeconds(60),
                        },
                    },
            }
        );
        int Asked() => gateway.Sent.Count(s => s is { Method: "GET", Path: "/v1/credentials" });
        var first = await gateway.Call("listCredentials", secret: all);
        (await gateway.Call("listCredentials", secret: all)).Text.ShouldBe(first.Text);
        Asked().ShouldBe(1);
        await gateway.Call("listCredentials", secret: some);
        Asked().ShouldBe(2, "callers with other rights do not share answers");
        await gateway.Call("listCredentials", new { groupId = programme.GroupId }, all);
        Asked().ShouldBe(3);
        (
            await gateway.Call(
                "issueCredential",
                new { groupId = programme.GroupId, recipient = new { name = "Ada Example" } },
                all
            )
        ).ShouldBeDone();
        (await gateway.Call("listCredentials", secret: all)).Text.ShouldContain("cred_");
        Asked().ShouldBe(4);
        App.Advance(TimeSpan.FromSeconds(61));
        await gateway.Call("listCredentials", secret: all);
        Asked().ShouldBe(5);
        gateway.Audit().Count.ShouldBe(7, "what is answered from the cache is recorded too");
    }

    [Fact]
    public async Task A_record_that_cannot_be_written_stops_calls_and_health_tells()
    {
        var issuer = await App.NewOrganization();
        var folder = Directory.CreateTempSubdirectory("vidimus-audit-").FullName;
        try
        {
            await using var gateway = await RunningGateway.Start(
                App,
                issuer.Live,
                new() { Settings = s => s with { AuditFile = Path.Combine(folder, "audit.jsonl") } }
            );
            (await gateway.Call("listGroups")).ShouldBeDone();
            gateway.Gateway.Parts.Audit!.Dispose();
            Directory.Delete(folder, recursive: true);
            (await gateway.Call("listGroups")).ShouldBeRefused("AUDIT_UNAVAILABLE");
            (await gateway.Get("/health")).Should(503).Text.ShouldContain("audit file");
            Directory.CreateDirectory(folder);
            (await gateway.Call("listGroups")).ShouldBeDone();
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task A_client_token_that_is_replaced_in_its_file_is_taken_into_use()
    {
        var issuer = await App.NewOrganization();
        var (old, next) = (
            await issuer.ClientTokenWith("read"),
            await issuer.ClientTokenWith("read")
        );
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, old.Secret);
            File.SetLastWriteTimeUtc(file, DateTime.UnixEpoch);
            await using var gateway = await RunningGateway.Start(
                App,
                old,
                new() { Settings = s => s with { ClientToken = null, ClientTokenFile = file } }
            );
            (await gateway.Call("listGroups")).ShouldBeDone();
            await App.Post(
                $"/v1/keys/{old.Id}/revoke",
                issuer.Live.Secret,
                new { reason = "Rotated" }
            );
            (await gateway.Call("listGroups")).ShouldBeRefused("AUTH_REVOKED_KEY");
            await File.WriteAllTextAsync(file, next.Secret + "\n");
            App.Advance(TimeSpan.FromSeconds(2));
            (await gateway.Call("listGroups")).ShouldBeDone();
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task Callers_have_idempotency_keys_of_their_own()
    {
        var programme = await Programme.Start(App);
        using var file = new CallersPath();
        var (one, other) = (file.Add("one"), file.Add("other"));
        await using var gateway = await RunningGateway.Start(
            App,
            programme.Key,
            new() { Settings = s => s with { CallersFile = file.Path } }
        );
        async Task<string> Issue(string secret) => (
                await gateway.Call(
                    "issueCredential",
                    new
                    {
                        groupId = programme.GroupId,
                        recipient = new { name = "Ada Example" },
                        idempotencyKey = "order-1",
                    },
                    secret
                )
            ).ShouldBeDone().Text;
        var first = await Issue(one);
        (await Issue(one)).ShouldBe(first);
        (await Issue(other)).ShouldNotBe(first);
        gateway
            .Sent.Where(s => s is { Method: "POST", Path: "/v1/credentials" })
            .Select(s => s.Headers["Idempotency-Key"])
            .Distinct()
            .Count()
            .ShouldBe(2);
    }

    [Fact]
    public async Task O11_a_callers_secret_goes_no_further_than_the_gateway()
    {
        var programme = await Programme.Start(App);
        using var file = new CallersPath();
        var secret = file.Add("desktop");
        var bodies = new System.Collections.Concurrent.ConcurrentQueue<string>();
        await using var gateway = await RunningGateway.Start(
            App,
            programme.Key,
            new()
            {
                Settings = s => s with { CallersFile = file.Path },
                InTheWay = async (request, cancellation) =>
                {
                    bodies.Enqueue(request.RequestUri!.OriginalString);
                    if (request.Content is { } content)
                        bodies.Enqueue(await content.ReadAsStringAsync(cancellation));
                    return null;
                },
            }
        );
        (await gateway.Listed(secret)).ShouldNotBeEmpty();
        (await gateway.Call("listGroups", secret: secret)).ShouldBeDone();
        (
            await gateway.Call(
                "issueCredential",
                new { groupId = programme.GroupId, recipient = new { name = "Ada Example" } },
                secret
            )
        ).ShouldBeDone();
        (await Read(gateway, secret, "vidimus://groups")).ShouldContain(programme.GroupId);
        var all = string.Join(
            '\n',
            gateway
                .Sent.SelectMany(s => s.Headers.Select(h => $"{h.Key}: {h.Value}"))
                .Concat(bodies)
        );
        all.ShouldContain("Authorization: ");
        all.ShouldNotContain(secret);
        all.ShouldNotContain("vgw_");
        all.ShouldNotContain(CallersFile.Digest(secret));
    }

    [Fact]
    public async Task A_replaced_client_token_takes_the_old_ones_answers_with_it()
    {
        var (first, second) = (await Programme.Start(App), await Programme.Start(App));
        var next = await second.Issuer.ClientTokenWith("read");
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, first.Key.Secret);
            File.SetLastWriteTimeUtc(file, DateTime.UnixEpoch);
            await using var gateway = await RunningGateway.Start(
                App,
                first.Key,
                new()
                {
                    Settings = s =>
                        s with
                        {
                            ClientToken = null,
                            ClientTokenFile = file,
                            Cache = new Dictionary<string, TimeSpan>
                            {
                                ["listGroups"] = TimeSpan.FromHours(1),
                            },
                        },
                }
            );
            (await gateway.Call("listGroups")).Text.ShouldContain(first.GroupId);
            await File.WriteAllTextAsync(file, next.Secret + "\n");
            App.Advance(TimeSpan.FromSeconds(2));
            var said = await gateway.Call("listGroups");
            said.Text.ShouldContain(second.GroupId);
            said.Text.ShouldNotContain(first.GroupId);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static async Task<string> Read(RunningGateway gateway, string secret, string uri) =>
        (
            await gateway.Send(
                Assistant.Request("/mcp", "resources/read", uri, new() { ["uri"] = uri }),
                secret
            )
        ).Text;
}

/// <summary>A callers file of a test.</summary>
internal sealed class CallersPath : IDisposable
{
    public string Path { get; } =
        System.IO.Path.Combine(
            Directory.CreateTempSubdirectory("vidimus-callers-").FullName,
            "callers.json"
        );

    public string Add(string name, string[]? tools = null, int? callsPerMinute = null)
    {
        var secret = AddCaller.Run(Path, name, tools, callsPerMinute, rotate: false);
        Output.Plant("gateway caller", secret);
        return secret;
    }

    public void Dispose() =>
        Directory.Delete(System.IO.Path.GetDirectoryName(Path)!, recursive: true);
}
