using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Vidimus.Client;

namespace Vidimus.Gateway;

/// <summary>
/// Carries the protocol between a client's standard input and output and the server's own door over HTTP. The server does all
/// the rest: who calls, what may be called, approvals, the record. Both eras go through: what an <c>initialize</c> began is
/// kept alive, and begun anew when the server has forgotten it.
/// </summary>
internal sealed class McpBridge(Uri door, Secret key, HttpMessageHandler network, Stream output)
{
    // Longer than the server lets a call take.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(35);
    private readonly HttpMessageInvoker _network = new(network, disposeHandler: false);
    private readonly SemaphoreSlim _writing = new(1);
    private readonly SemaphoreSlim _places = new(64);
    private readonly ConcurrentDictionary<string, CancellationTokenSource> _running = new();
    private BridgeMessage? _initialize;
    private string? _session;
    private string? _version;
    private Task? _listening;

    /// <summary>Runs until the input ends; what is being answered then is still answered.</summary>
    public async Task Run(Stream input, CancellationToken cancellation)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var tasks = new List<Task>();
        await foreach (var line in Lines.Read(input, cancellation))
        {
            if (BridgeMessage.Of(line) is not { } message)
            {
                await Fail("null", -32700, "This line is not a message of JSON-RPC.");
                continue;
            }
            if (message.Cancelled is { } id && _running.TryGetValue(id, out var running))
                await running.CancelAsync();
            // Those that begin a session are finished before what follows them is sent.
            if (message.Method is "initialize" or "notifications/initialized")
            {
                await Carry(message, ending.Token);
                if (message.Method is "notifications/initialized")
                    _listening ??= Listen(ending.Token);
                continue;
            }
            await _places.WaitAsync(cancellation);
            tasks.RemoveAll(t => t.IsCompleted);
            tasks.Add(Task.Run(() => InPlace(message, ending.Token), CancellationToken.None));
        }
        await Task.WhenAny(Task.WhenAll(tasks), Task.Delay(Patience, cancellation));
        await ending.CancelAsync();
        await Leave();
    }

    private async Task InPlace(BridgeMessage message, CancellationToken cancellation)
    {
        try
        {
            await Carry(message, cancellation);
        }
        finally
        {
            _places.Release();
        }
    }

    private async Task Carry(BridgeMessage message, CancellationToken cancellation)
    {
        using var mine = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        if (message.IsRequest)
            _running[message.Id!] = mine;
        try
        {
            await Send(message, again: true, mine.Token);
        }
        catch (OperationCanceledException)
        {
            // Nobody waits for it any more.
        }
        catch (Exception)
        {
            // Whatever it was, who asked is not left waiting.
            if (message.IsRequest)
                await Fail(
                    message.Id!,
                    -32001,
                    $"The server at {door.GetLeftPart(UriPartial.Authority)} could not be reached. Whether a call was carried out is not known: look before repeating one that changes something, or repeat it with the same idempotencyKey."
                );
        }
        finally
        {
            if (message.IsRequest)
                _running.TryRemove(message.Id!, out _);
        }
    }

    private async Task Send(BridgeMessage message, bool again, CancellationToken cancellation)
    {
        using var request = Request(HttpMethod.Post, message);
        request.Content = new ByteArrayContent(message.Bytes);
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var response = await _network.SendAsync(request, cancellation);
        if (message.Method is "initialize")
        {
            _initialize = message;
            _session = Header(response, "Mcp-Session-Id");
        }
        else if (
            response.StatusCode is HttpStatusCode.NotFound
            && _session is not null
            && message.Version is null
            && again
        )
        {
            await Begin(cancellation);
            await Send(message, again: false, cancellation);
            return;
        }
        if (response.Content.Headers.ContentType?.MediaType is "text/event-stream")
        {
            var answered = false;
            await foreach (var data in Events(response, cancellation))
            {
                answered |= IsAnswer(data);
                await Write(data, cancellation);
            }
            if (message.IsRequest && !answered)
                throw new IOException("The stream ended before the answer.");
        }
        else
            await Answer(message, response, cancellation);
    }

    /// <summary>Whether it is what was asked for, and no message on the way to it.</summary>
    private static bool IsAnswer(string data)
    {
        using var json = JsonDocument.Parse(data);
        return json.RootElement.ValueKind is JsonValueKind.Object
            && !json.RootElement.TryGetProperty("method", out _);
    }

    /// <summary>The server forgot the session (it was restarted, or nothing came for long): begun again as the client began it.</summary>
    private async Task Begin(CancellationToken cancellation)
    {
        if (_initialize is not { } initialize)
            return;
        _session = null;
        using var request = Request(HttpMethod.Post, initialize);
        request.Content = new ByteArrayContent(initialize.Bytes);
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var response = await _network.SendAsync(request, cancellation);
        response.EnsureSuccessStatusCode();
        _session = Header(response, "Mcp-Session-Id");
        await response.Content.LoadIntoBufferAsync(cancellation);
        using var begun = Request(HttpMethod.Post, null);
        begun.Content = new ByteArrayContent(
            """{"jsonrpc":"2.0","method":"notifications/initialized"}"""u8.ToArray()
        );
        begun.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var _ = await _network.SendAsync(begun, cancellation);
    }

    /// <summary>What the server asks of the client outside of a call; a server without that says 405, and then there is none.</summary>
    private async Task Listen(CancellationToken cancellation)
    {
        try
        {
            using var request = Request(HttpMethod.Get, null);
            using var response = await _network.SendAsync(request, cancellation);
            if (
                response.IsSuccessStatusCode
                && response.Content.Headers.ContentType?.MediaType is "text/event-stream"
            )
                await foreach (var data in Events(response, cancellation))
                    await Write(data, cancellation);
        }
        catch (Exception e)
            when (e is OperationCanceledException or HttpRequestException or IOException)
        {
            // Answers to calls come on their own streams.
        }
    }

    private async Task Leave()
    {
        if (_session is null)
            return;
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        try
        {
            using var request = Request(HttpMethod.Delete, null);
            using var _ = await _network.SendAsync(request, limit.Token);
        }
        catch (Exception e)
            when (e is OperationCanceledException or HttpRequestException or IOException)
        {
            // The session ends by itself.
        }
    }

    private HttpRequestMessage Request(HttpMethod method, BridgeMessage? message)
    {
        var request = new HttpRequestMessage(method, door);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key.Reveal());
        request.Headers.Accept.ParseAdd("application/json");
        request.Headers.Accept.ParseAdd("text/event-stream");
        if (message?.Version is { } version)
        {
            request.Headers.Add("MCP-Protocol-Version", version);
            if (message.Method is { } called)
                request.Headers.Add("Mcp-Method", called);
            if (message.Name is { } name)
                request.Headers.Add("Mcp-Name", BridgeMessage.Header(name));
        }
        else if (message?.Method is not "initialize")
        {
            if (_version is not null)
                request.Headers.Add("MCP-Protocol-Version", _version);
            if (_session is not null)
                request.Headers.Add("Mcp-Session-Id", _session);
        }
        return request;
    }

    private async Task Answer(
        BridgeMessage message,
        HttpResponseMessage response,
        CancellationToken cancellation
    )
    {
        var body = await response.Content.ReadAsByteArrayAsync(cancellation);
        var said = Parse(body);
        if (said?["jsonrpc"] is not null)
            await Write(said.ToJsonString(), cancellation);
        else if (message.IsRequest)
            await Fail(message.Id!, -32001, Refusal(response.StatusCode, said));
    }

    /// <summary>What the door says by HTTP, as a person who reads the client's log needs it.</summary>
    private static string Refusal(HttpStatusCode status, JsonNode? said)
    {
        var told = said?["error"] is JsonObject error
            ? $"{error["message"]} {error["hint"]}".Trim()
            : null;
        var what = status switch
        {
            HttpStatusCode.Unauthorized => "The server refuses the key.",
            HttpStatusCode.Forbidden => "The key may not do this.",
            HttpStatusCode.NotFound => "The server has no door for assistants at this address.",
            HttpStatusCode.TooManyRequests => "The key calls too often.",
            _ => $"The server answered with status {(int)status}.",
        };
        return told is { Length: > 0 } ? $"{what} {told}" : what;
    }

    private static JsonNode? Parse(byte[] body)
    {
        try
        {
            return body.Length == 0 ? null : JsonNode.Parse(body) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The data of each event (WHATWG HTML, section 9.2.6).</summary>
    private static async IAsyncEnumerable<string> Events(
        HttpResponseMessage response,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation
    )
    {
        await using var stream = await response.Content.ReadAsStreamAsync(cancellation);
        using var reader = new StreamReader(stream, Encoding.UTF8);
        var data = new StringBuilder();
        while (await reader.ReadLineAsync(cancellation) is { } line)
        {
            if (line.Length == 0 && data.Length > 0)
            {
                yield return data.ToString();
                data.Clear();
            }
            else if (line.StartsWith("data:", StringComparison.Ordinal))
            {
                if (data.Length > 0)
                    data.Append('\n');
                data.Append(line.AsSpan(line.Length > 5 && line[5] == ' ' ? 6 : 5));
            }
        }
    }

    private Task Fail(string id, int code, string text) =>
        Write(
            new JsonObject
            {
                ["jsonrpc"] = "2.0",
                ["id"] = JsonNode.Parse(id),
                ["error"] = new JsonObject { ["code"] = code, ["message"] = text },
            }.ToJsonString(),
            CancellationToken.None
        );

    private async Task Write(string message, CancellationToken cancellation)
    {
        LearnVersion(message);
        var line = message.Contains('\n') ? JsonNode.Parse(message)!.ToJsonString() : message;
        await _writing.WaitAsync(cancellation);
        try
        {
            await output.WriteAsync(Encoding.UTF8.GetBytes(line + "\n"), CancellationToken.None);
            await output.FlushAsync(CancellationToken.None);
        }
        finally
        {
            _writing.Release();
        }
    }

    // The answer to initialize names the revision that every later request of the session has to name.
    private void LearnVersion(string message)
    {
        if (_version is null && _initialize is not null)
            _version = JsonNode.Parse(message)?["result"]?["protocolVersion"]?.GetValue<string>();
    }

    private static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) ? values.FirstOrDefault() : null;
}
