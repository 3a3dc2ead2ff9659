using System.Text.Json;
using System.Text.Json.Nodes;
using Shouldly;
using Vidimus.Client;
using Vidimus.Testing;
using Vidimus.Tools;
using Vidimus.Tools.Schemas;

namespace Vidimus.Tests.Mcp.Tools;

/// <summary>
/// Calls tools as a host does: arguments against the schema, then over the API with a key. Every answer is held to the tool's
/// output schema, and its text to be the same.
/// </summary>
internal sealed class ToolCaller : IDisposable
{
    /// <summary>A header that the servers of these tests fail at, as a program with a bug does.</summary>
    public const string Breaks = "X-Breaks";

    private static readonly ToolCatalogue Catalogue = ToolCatalogue.Standard();
    private readonly HttpMessageInvoker _wire;

    private ToolCaller(HttpMessageInvoker wire, VidimusClient api) => (_wire, Api) = (wire, api);

    public VidimusClient Api { get; }

    public static ToolCaller Of(Programme programme, string? key = null, bool breaks = false) =>
        At(programme.App.Url, key ?? programme.Key.Secret, breaks);

    public static ToolCaller At(Uri address, string key, bool breaks = false)
    {
        var wire = new HttpMessageInvoker(
            new Breaking(breaks) { InnerHandler = new SocketsHttpHandler { UseProxy = false } }
        );
        return new(
            wire,
            new VidimusClient(
                new()
                {
                    BaseAddress = address,
                    ClientToken = Secret.Of(key),
                    UseKeyDirectly = true,
                    AttemptTimeout = TimeSpan.FromSeconds(10),
                },
                wire
            )
        );
    }

    public static Tool Find(string name) =>
        Catalogue.Find(ToolCatalogue.Credentials, name).ShouldNotBeNull(name);

    public Task<ToolAnswer> Call(string name, object arguments) =>
        Call(name, JsonSerializer.Serialize(arguments));

    public async Task<ToolAnswer> Call(string name, string arguments)
    {
        var tool = Find(name);
        var given = JsonElement.Parse(arguments);
        if (ToolArguments.Refusal(tool, given) is { } refused)
            return refused;
        var answer = await tool.Run(new(given, Api), CancellationToken.None);
        Hold(tool, answer);
        return answer;
    }

    /// <summary>Calls what has to succeed.</summary>
    public async Task<JsonElement> Done(string name, object arguments)
    {
        var answer = arguments is string text
            ? await Call(name, text)
            : await Call(name, arguments);
        answer.Outcome.ShouldBe(ToolOutcome.Done, answer.Text);
        return answer.Structured.ShouldNotBeNull();
    }

    /// <summary>Calls what has to be refused or to fail with this code.</summary>
    public async Task<string> Refused(string name, object arguments, string code)
    {
        var answer = arguments is string text
            ? await Call(name, text)
            : await Call(name, arguments);
        answer.Code.ShouldBe(code, answer.Text);
        answer.Outcome.ShouldNotBe(ToolOutcome.Done);
        answer.Structured.ShouldBeNull();
        answer.Text.ShouldStartWith($"{code}: ");
        return answer.Text;
    }

    public void Dispose()
    {
        Api.Dispose();
        _wire.Dispose();
    }

    private static void Hold(Tool tool, ToolAnswer answer)
    {
        if (answer.Structured is not { } structured)
        {
            answer.Code.ShouldNotBeNull(answer.Text);
            return;
        }
        Schema.Of(Closed(tool.OutputSchema)).Check(structured).ShouldBeEmpty(answer.Text);
        JsonElement.DeepEquals(JsonElement.Parse(answer.Text), structured).ShouldBeTrue();
        System.Text.Encoding.UTF8.GetByteCount(answer.Text).ShouldBeLessThanOrEqualTo(64 * 1024);
    }

    /// <summary>The schema without room for members that it does not name: today's answers have none.</summary>
    private static JsonElement Closed(JsonElement schema)
    {
        var json = JsonNode.Parse(schema.GetRawText())!;
        Close(json);
        return JsonSerializer.SerializeToElement(json);

        static void Close(JsonNode? node)
        {
            if (node is not JsonObject place)
                return;
            if (place["properties"] is JsonObject members)
            {
                place["additionalProperties"] = false;
                foreach (var (_, member) in members)
                    Close(member);
            }
            Close(place["items"]);
        }
    }

    private sealed class Breaking(bool breaks) : DelegatingHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request,
            CancellationToken cancellationToken
        )
        {
            if (!breaks)
                return await base.SendAsync(request, cancellationToken);
            request.Headers.Add(Breaks, "yes");
            var answer = await base.SendAsync(request, cancellationToken);
            // Longer than the client waits: it gives up at once.
            answer.Headers.Add("Retry-After", "60");
            return answer;
        }
    }
}

/// <summary>A server whose inside fails at <see cref="ToolCaller.Breaks"/>, and where issuing costs.</summary>
public abstract class ToolApp(Engine engine) : SharedApp(engine)
{
    /// <summary>What the failure says, which nobody outside may read.</summary>
    public const string Inside =
        "SELECT secret FROM access_keys WHERE id = 'key_1' -- /var/lib/vidimus/vidimus.db";

    /// <inheritdoc/>
    protected override AppOptions Options(AppOptions usual) =>
        usual with
        {
            Settings = new Dictionary<string, string> { ["Prices:credential.issue"] = "7" },
            Front = http =>
            {
                if (http.Request.Headers.ContainsKey(ToolCaller.Breaks))
                    http.Request.Body = new BreakingBody();
            },
        };
}

/// <summary>Fails inside the server's own code, when it reads.</summary>
internal sealed class BreakingBody : MemoryStream
{
    public override ValueTask<int> ReadAsync(
        Memory<byte> buffer,
        CancellationToken cancellationToken = default
    ) => throw new InvalidOperationException(ToolApp.Inside);
}

/// <summary>On SQLite.</summary>
public sealed class ToolOnSqlite() : ToolApp(Engine.Sqlite);

/// <summary>On PostgreSQL.</summary>
public sealed class ToolOnPostgres() : ToolApp(Engine.Postgres);
