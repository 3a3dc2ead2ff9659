using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Shouldly;
using Vidimus.Testing;

namespace Vidimus.Tests.Mcp;

/// <summary>A client of the protocol as it was written down on 2026-07-28, which shows a key or token at every request.</summary>
internal sealed class Assistant(VidimusApp app, string? token, string path = "/mcp")
{
    private const string Revision = "2026-07-28";

    public Task<Answer> List(params (string, string)[] headers) =>
        Send("tools/list", null, new JsonObject(), headers);

    public async Task<IReadOnlyList<string>> Listed() =>
        [
            .. (await List())
                .Should(200)
                .Message()
                .GetProperty("result")
                .GetProperty("tools")
                .EnumerateArray()
                .Select(t => t.GetProperty("name").GetString()!),
        ];

    /// <summary>Calls a tool; arguments are JSON text or an object.</summary>
    public Task<Answer> TryCall(
        string tool,
        object? arguments = null,
        params (string, string)[] headers
    ) =>
        Send(
            "tools/call",
            tool,
            new JsonObject
            {
                ["name"] = tool,
                ["arguments"] = JsonNode.Parse(
                    arguments as string ?? JsonSerializer.Serialize(arguments ?? new { })
                ),
            },
            headers
        );

    public async Task<Said> Call(
        string tool,
        object? arguments = null,
        params (string, string)[] headers
    ) => Said.Of((await TryCall(tool, arguments, headers)).Should(200));

    public Task<Answer> Send(
        string method,
        string? name,
        JsonObject parameters,
        params (string Name, string Value)[] headers
    )
    {
        var request = Request(path, method, name, parameters);
        if (token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        foreach (var (header, value) in headers)
            request.Headers.TryAddWithoutValidation(header, value);
        return app.Send(request);
    }

    /// <summary>A message as a request.</summary>
    public static HttpRequestMessage Request(
        string path,
        string method,
        string? name,
        JsonObject parameters
    )
    {
        parameters["_meta"] = new JsonObject
        {
            ["io.modelcontextprotocol/protocolVersion"] = Revision,
            ["io.modelcontextprotocol/clientCapabilities"] = new JsonObject(),
            ["io.modelcontextprotocol/clientInfo"] = new JsonObject
            {
                ["name"] = "a test",
                ["version"] = "1",
            },
        };
        var message = new JsonObject
        {
            ["jsonrpc"] = "2.0",
            ["id"] = 1,
            ["method"] = method,
            ["params"] = parameters,
        };
        var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = VidimusApp.Json(message.ToJsonString()),
        };
        request.Headers.Accept.ParseAdd("application/json, text/event-stream");
        request.Headers.Add("MCP-Protocol-Version", Revision);
        request.Headers.Add("Mcp-Method", method);
        if (name is not null)
            request.Headers.Add("Mcp-Name", name);
        return request;
    }
}

/// <summary>What a tool said.</summary>
internal sealed record Said(string Text, JsonElement? Structured, bool IsError)
{
    public static Said Of(Answer answer)
    {
        var message = answer.Message();
        if (message.TryGetProperty("error", out var error))
            return new(error.GetProperty("message").GetString()!, null, true);
        var result = message.GetProperty("result");
        return new(
            result.GetProperty("content")[0].GetProperty("text").GetString()!,
            result.TryGetProperty("structuredContent", out var structured) ? structured : null,
            result.TryGetProperty("isError", out var isError) && isError.GetBoolean()
        );
    }

    public Said ShouldBeDone()
    {
        IsError.ShouldBeFalse(Text);
        return this;
    }

    public Said ShouldBeRefused(string code)
    {
        IsError.ShouldBeTrue(Text);
        Text.ShouldContain(code);
        return this;
    }
}

internal static class McpAnswers
{
    /// <summary>The message of an answer: the body, or the last event of a stream.</summary>
    public static JsonElement Message(this Answer answer) =>
        answer.MediaType == "text/event-stream"
            ? JsonDocument
                .Parse(
                    answer
                        .Text.Split('\n')
                        .Last(l =>
                            l.StartsWith("data:", StringComparison.Ordinal) && l.Trim().Length > 5
                        )[5..]
                )
                .RootElement
            : answer.Json;
}

/// <summary>Calls of tools on an organization's record.</summary>
internal static class ToolCalls
{
    /// <summary>The entries once there are so many, and no more; those of one moment in no order.</summary>
    public static async Task<IReadOnlyList<JsonElement>> Of(
        Issuer issuer,
        int count,
        string query = ""
    )
    {
        for (var tries = 0; ; tries++)
        {
            var entries = (
                await issuer.App.Get(
                    $"/v1/audit?kind=mcp.tool_called&limit=100{query}",
                    issuer.Live.Secret
                )
            )
                .Should(200)
                .Json.GetProperty("data");
            if (entries.GetArrayLength() >= count || tries == 100)
            {
                entries.GetArrayLength().ShouldBe(count, entries.GetRawText());
                return [.. entries.EnumerateArray()];
            }
            await Task.Delay(50);
        }
    }

    public static string? Member(this JsonElement entry, string name) =>
        entry.GetProperty("members").TryGetProperty(name, out var value)
            ? value.ValueKind == JsonValueKind.String
                ? value.GetString()
                : value.GetRawText()
            : null;
}
