using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace Vidimus.Testing;

public sealed partial class VidimusApp
{
    /// <summary>Sends a request and reads the whole answer.</summary>
    public async Task<Answer> Send(HttpRequestMessage request)
    {
        using var http = Http();
        using var response = await http.SendAsync(request);
        return await Answer.Read(response);
    }

    /// <summary>Sends a request with a key, a body as JSON and further headers, each of them optional.</summary>
    public Task<Answer> Send(
        HttpMethod method,
        string path,
        string? key = null,
        object? body = null,
        params (string Name, string Value)[] headers
    )
    {
        var request = new HttpRequestMessage(method, path);
        if (key is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        if (body is not null)
            request.Content = body as HttpContent ?? Json(body);
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return Send(request);
    }

    /// <summary>GET.</summary>
    public Task<Answer> Get(
        string path,
        string? key = null,
        params (string Name, string Value)[] headers
    ) => Send(HttpMethod.Get, path, key, null, headers);

    /// <summary>POST with a body as JSON, or as the <see cref="HttpContent"/> given.</summary>
    public Task<Answer> Post(
        string path,
        string? key = null,
        object? body = null,
        params (string Name, string Value)[] headers
    ) => Send(HttpMethod.Post, path, key, body, headers);

    /// <summary>PATCH with a body as JSON.</summary>
    public Task<Answer> Patch(
        string path,
        string? key,
        object body,
        params (string Name, string Value)[] headers
    ) => Send(HttpMethod.Patch, path, key, body, headers);

    /// <summary>DELETE.</summary>
    public Task<Answer> Delete(string path, string? key = null) =>
        Send(HttpMethod.Delete, path, key);

    /// <summary>Sends these bytes to the port and reads until the server closes or falls silent.</summary>
    public async Task<string> Raw(string bytes, TimeSpan? patience = null)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync("localhost", Port);
        await using var stream = socket.GetStream();
        using var limit = new CancellationTokenSource(patience ?? TimeSpan.FromSeconds(5));
        var text = new StringBuilder();
        try
        {
            // Latin-1, so that a test can send any byte.
            await stream.WriteAsync(Encoding.Latin1.GetBytes(bytes), limit.Token);
            var buffer = new byte[8192];
            int count;
            while ((count = await stream.ReadAsync(buffer, limit.Token)) > 0)
                text.Append(Encoding.Latin1.GetString(buffer, 0, count));
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // Closed, reset or silent: what came so far is the answer.
        }
        Heard.Search("bytes of a test's own", Encoding.Latin1.GetBytes(text.ToString()));
        return text.ToString();
    }

    /// <summary>A body as JSON, by the names given; a string is taken as JSON text already.</summary>
    public static HttpContent Json(object body) =>
        new StringContent(
            body as string ?? JsonSerializer.Serialize(body, Answer.Reading),
            Encoding.UTF8,
            "application/json"
        );

    /// <summary>A body as a form.</summary>
    public static HttpContent Form(params (string Name, string Value)[] members) =>
        new FormUrlEncodedContent(members.Select(m => KeyValuePair.Create(m.Name, m.Value)));
}
