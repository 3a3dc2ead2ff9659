using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Shouldly;
using Vidimus.Client;
using Vidimus.Gateway;
using Vidimus.Testing;
using Vidimus.Tests.Mcp;
using Xunit;

namespace Vidimus.Tests.Gateway;

/// <summary>An assistant on this machine over standard input and output: forwarded to the server's door, or carried out here.</summary>
public abstract class BridgeTests(SharedApp shared) : Scenario(shared)
{
    public sealed class Sqlite(OnSqlite shared) : BridgeTests(shared), IClassFixture<OnSqlite>;

    public sealed class Postgres(OnPostgres shared)
        : BridgeTests(shared),
            IClassFixture<OnPostgres>;

    [Fact]
    public async Task A_client_of_the_older_era_goes_through_the_bridge_into_the_servers_own_record()
    {
        var programme = await Programme.Start(App);
        await using var client = new StdioClient(
            (input, output) =>
                Bridge(programme.Key.Secret, output)
                    .Run(input, TestContext.Current.CancellationToken)
        );
        var begun = await client.Ask(
            "initialize",
            new JsonObject
            {
                ["protocolVersion"] = "2025-11-25",
                ["capabilities"] = new JsonObject(),
                ["clientInfo"] = new JsonObject { ["name"] = "a test", ["version"] = "1" },
            }
        );
        begun
            .GetProperty("result")
            .GetProperty("protocolVersion")
            .GetString()
            .ShouldBe("2025-11-25");
        await client.Tell("notifications/initialized");
        var listed = await client.Ask("tools/list", []);
        listed.GetRawText().ShouldContain("issueCredential");
        var said = await client.Ask(
            "tools/call",
            new JsonObject { ["name"] = "listGroups", ["arguments"] = new JsonObject() }
        );
        said.GetRawText().ShouldContain(programme.GroupId);
        var record = (await ToolCalls.Of(programme.Issuer, 1)).ShouldHaveSingleItem();
        record.GetProperty("tool").GetString().ShouldBe("listGroups");
        (await client.Raw("nonsense"))
            .GetProperty("error")
            .GetProperty("code")
            .GetInt32()
            .ShouldBe(-32700);
    }

    [Fact]
    public async Task A_client_of_the_newer_era_goes_through_the_bridge()
    {
        var programme = await Programme.Start(App);
        await using var client = new StdioClient(
            (input, output) =>
                Bridge(programme.Key.Secret, output)
                    .Run(input, TestContext.Current.CancellationToken)
        );
        (await client.AskModern("server/discover", []))
            .GetProperty("result")
            .GetRawText()
            .ShouldContain("2026-07-28");
        var calls = await Task.WhenAll(
            Enumerable
                .Range(0, 8)
                .Select(_ =>
                    client.AskModern(
                        "tools/call",
                        new JsonObject
                        {
                            ["name"] = "getGroup",
                            ["arguments"] = new JsonObject { ["id"] = programme.GroupId },
                        }
                    )
                )
        );
        calls.ShouldAllBe(c => c.GetRawText().Contains("First Aid"));
    }

    [Fact]
    public async Task A_refused_key_is_told_in_words_and_the_bridge_goes_on()
    {
        await using var client = new StdioClient(
            (input, output) =>
                Bridge("vdm_live_nonsense", output)
                    .Run(input, TestContext.Current.CancellationToken)
        );
        var error = (await client.AskModern("tools/list", [])).GetProperty("error");
        error.GetProperty("message").GetString().ShouldNotBeNull().ShouldContain("key");
        (await client.AskModern("tools/list", [])).TryGetProperty("error", out _).ShouldBeTrue();
    }

    [Fact]
    public async Task A_gateway_serves_one_client_over_streams()
    {
        var programme = await Programme.Start(App);
        var token = await programme.Issuer.ClientTokenWith("read");
        var log = new StringWriter();
        await using var gateway = Vidimus.Gateway.Gateway.Open(
            new GatewaySettings { Url = App.Url, ClientToken = Secret.Of(token.Secret) },
            new()
            {
                Log = log,
                Network = new SocketsHttpHandler { UseProxy = false },
            }
        );
        await using (
            var client = new StdioClient(
                (input, output) =>
                    gateway.RunStdio(input, output, TestContext.Current.CancellationToken)
            )
        )
        {
            var said = await client.AskModern(
                "tools/call",
                new JsonObject { ["name"] = "listGroups", ["arguments"] = new JsonObject() }
            );
            said.GetRawText().ShouldContain(programme.GroupId);
        }
        log.ToString().ShouldContain("\"caller\":\"local\"");
    }

    private McpBridge Bridge(string key, Stream output) =>
        new(
            new Uri(App.Url, "/mcp"),
            Secret.Of(key),
            new SocketsHttpHandler { UseProxy = false },
            output
        );
}

/// <summary>A client at the other end of standard input and output.</summary>
internal sealed class StdioClient : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);
    private readonly Pipe _to = new();
    private readonly Pipe _from = new();
    private readonly StreamReader _reader;
    private readonly Stream _writer;
    private readonly Task _run;
    private readonly SemaphoreSlim _writing = new(1);
    private readonly System.Collections.Concurrent.ConcurrentDictionary<
        string,
        TaskCompletionSource<JsonElement>
    > _waiting = new();
    private readonly Task _reading;
    private int _id;

    public StdioClient(Func<Stream, Stream, Task> program)
    {
        _writer = _to.Writer.AsStream();
        _reader = new StreamReader(_from.Reader.AsStream());
        _run = Task.Run(async () =>
        {
            await program(_to.Reader.AsStream(), _from.Writer.AsStream());
            await _from.Writer.CompleteAsync();
        });
        _reading = Task.Run(Read);
    }

    public Task<JsonElement> AskModern(string method, JsonObject parameters)
    {
        parameters["_meta"] = new JsonObject
        {
            ["io.modelcontextprotocol/protocolVersion"] = "2026-07-28",
            ["io.modelcontextprotocol/clientCapabilities"] = new JsonObject(),
        };
        return Ask(method, parameters);
    }

    public async Task<JsonElement> Ask(string method, JsonObject parameters)
    {
        var id = Interlocked
            .Increment(ref _id)
            .ToString(System.Globalization.CultureInfo.InvariantCulture);
        var waits = _waiting.GetOrAdd(id, _ => new());
        await Write(
            new JsonObject
            {
                ["jsonrpc"] = "2.0",
                ["id"] = int.Parse(id, System.Globalization.CultureInfo.InvariantCulture),
                ["method"] = method,
                ["params"] = parameters,
            }.ToJsonString()
        );
        return await waits.Task.WaitAsync(TimeSpan.FromSeconds(30));
    }

    public Task Tell(string method) =>
        Write(new JsonObject { ["jsonrpc"] = "2.0", ["method"] = method }.ToJsonString());

    public async Task<JsonElement> Raw(string line)
    {
        var waits = _waiting.GetOrAdd("null", _ => new());
        await Write(line);
        return await waits.Task.WaitAsync(TimeSpan.FromSeconds(30));
    }

    public async ValueTask DisposeAsync()
    {
        await _to.Writer.CompleteAsync();
        await _run.WaitAsync(Patience);
        await _reading.WaitAsync(Patience);
    }

    private async Task Write(string line)
    {
        await _writing.WaitAsync();
        try
        {
            await _writer.WriteAsync(Encoding.UTF8.GetBytes(line + "\n"));
            await _writer.FlushAsync();
        }
        finally
        {
            _writing.Release();
        }
    }

    private async Task Read()
    {
        while (await _reader.ReadLineAsync() is { } line)
        {
            var message = JsonDocument.Parse(line).RootElement;
            if (message.TryGetProperty("id", out var id))
                _waiting.GetOrAdd(id.GetRawText(), _ => new()).TrySetResult(message);
        }
    }
}
