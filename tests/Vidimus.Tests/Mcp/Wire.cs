using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Shouldly;
using Vidimus.Testing;

namespace Vidimus.Tests.Mcp;

/// <summary>A server that has the tools for judges of the protocol.</summary>
public abstract class WithFixtures(Engine engine) : SharedApp(engine)
{
    protected override AppOptions Options(AppOptions usual) =>
        usual with
        {
            Settings = new Dictionary<string, string>
            {
                ["environment"] = "Staging",
                ["Mcp:Fixtures"] = "true",
                ["Mcp:AllowedOrigins:0"] = "https://inspector.example",
                ["Limits:RequestsPerMinute"] = "1000000",
            },
        };
}

public sealed class FixturesOnSqlite() : WithFixtures(Engine.Sqlite);

public sealed class FixturesOnPostgres() : WithFixtures(Engine.Postgres);

/// <summary>Messages of the protocol as they go over the wire, right and wrong.</summary>
internal sealed class Wire(VidimusApp app, string? token, string path = Wire.Fixtures)
{
    public const string Fixtures = "/mcp/x/fixtures";
    public const string Modern = "2026-07-28";
    public const string Legacy = "2025-11-25";
    private const string Meta = "io.modelcontextprotocol/";

    /// <summary>Posts a body as it stands.</summary>
    public Task<Answer> Post(string body, params (string Name, string Value)[] headers) =>
        Send(HttpMethod.Post, VidimusApp.Json(body), headers);

    public Task<Answer> Send(
        HttpMethod method,
        HttpContent? content,
        params (string Name, string Value)[] headers
    )
    {
        var request = new HttpRequestMessage(method, path) { Content = content };
        if (token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (headers.All(h => h.Name != "Accept"))
            request.Headers.Accept.ParseAdd("application/json, text/event-stream");
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value).ShouldBeTrue(name);
        return app.Send(request);
    }

    /// <summary>A request of 2026-07-28, with the headers that belong to it; those given replace them, null takes one away.</summary>
    public Task<Answer> Ask(
        string method,
        JsonObject? parameters = null,
        object? capabilities = null,
        params (string Name, string? Value)[] headers
    )
    {
        parameters ??= [];
        parameters["_meta"] ??= MetaOf(capabilities);
        var all = new Dictionary<string, string?>
        {
            ["MCP-Protocol-Version"] = Modern,
            ["Mcp-Method"] = method,
        };
        if ((parameters["name"] ?? parameters["uri"]) is { } name && method.Contains('/'))
            all["Mcp-Name"] = name.GetValue<string>();
        foreach (var (header, value) in headers)
            all[header] = value;
        return Post(
            Message(1, method, parameters),
            [.. all.Where(h => h.Value is not null).Select(h => (h.Key, h.Value!))]
        );
    }

    public Task<Answer> Call(
        string tool,
        object? arguments = null,
        object? capabilities = null,
        object? answers = null,
        string? state = null
    )
    {
        var parameters = new JsonObject
        {
            ["name"] = tool,
            ["arguments"] = JsonSerializer.SerializeToNode(arguments ?? new { }),
        };
        if (answers is not null)
            parameters["inputResponses"] = JsonSerializer.SerializeToNode(answers);
        if (state is not null)
            parameters["requestState"] = state;
        return Ask("tools/call", parameters, capabilities);
    }

    /// <summary>A request of earlier revisions, in a session or in none.</summary>
    public Task<Answer> Old(
        string method,
        JsonObject? parameters = null,
        string? session = null,
        string version = Legacy
    ) =>
        Post(
            Message(1, method, parameters),
            session is null
                ? [("MCP-Protocol-Version", version)]
                : [("MCP-Protocol-Version", version), ("Mcp-Session-Id", session)]
        );

    /// <summary>Begins a session, and answers its id.</summary>
    public async Task<string> Begin(object? capabilities = null) =>
        (await Initialize(Legacy, capabilities)).Should(200)["Mcp-Session-Id"].ShouldNotBeNull();

    public Task<Answer> Initialize(string version, object? capabilities = null) =>
        Post(
            Message(
                0,
                "initialize",
                new JsonObject
                {
                    ["protocolVersion"] = version,
                    ["capabilities"] = JsonSerializer.SerializeToNode(capabilities ?? new { }),
                    ["clientInfo"] = new JsonObject { ["name"] = "a test", ["version"] = "1" },
                }
            )
        );

    public static JsonObject MetaOf(object? capabilities = null, string version = Modern) =>
        new()
        {
            [Meta + "protocolVersion"] = version,
            [Meta + "clientCapabilities"] = JsonSerializer.SerializeToNode(capabilities ?? new { }),
        };

    public static string Message(int id, string method, JsonObject? parameters) =>
        new JsonObject
        {
            ["jsonrpc"] = "2.0",
            ["id"] = id,
            ["method"] = method,
            ["params"] = parameters ?? [],
        }.ToJsonString();
}

internal static class WireAnswers
{
    public static JsonElement Result(this Answer answer) =>
        answer.Should(200).Message().TryGetProperty("result", out var result)
            ? result
            : throw new ShouldAssertException(answer.Text);

    /// <summary>An error of JSON-RPC with this code, under this status.</summary>
    public static JsonElement ShouldFail(this Answer answer, int status, int code)
    {
        var error = answer.Should(status).Message().GetProperty("error");
        error.GetProperty("code").GetInt32().ShouldBe(code, answer.Text);
        return error;
    }
}
