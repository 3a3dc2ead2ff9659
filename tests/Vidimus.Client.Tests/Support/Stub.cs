using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace Vidimus.Client.Tests;

/// <summary>What the client sent.</summary>
internal sealed record Sent(
    string Method,
    string Path,
    string Query,
    IReadOnlyDictionary<string, string> Headers,
    string Body,
    DateTimeOffset At
)
{
    public string? Header(string name) => Headers.GetValueOrDefault(name);
}

/// <summary>A scripted server in the client's process: each route answers in turn, the last answer for ever.</summary>
internal sealed class Stub(FakeClock clock) : HttpMessageHandler
{
    private readonly ConcurrentDictionary<
        string,
        ConcurrentQueue<Func<Sent, CancellationToken, Task<HttpResponseMessage>>>
    > routes = new();

    public ConcurrentQueue<Sent> Requests { get; } = new();

    public IEnumerable<Sent> To(string path) => Requests.Where(r => r.Path == path);

    public Stub On(
        string route,
        params Func<Sent, CancellationToken, Task<HttpResponseMessage>>[] answers
    )
    {
        routes[route] = new(answers);
        return this;
    }

    public Stub On(string route, params Func<HttpResponseMessage>[] answers) =>
        On(
            route,
            [
                .. answers.Select(a => new Func<Sent, CancellationToken, Task<HttpResponseMessage>>(
                    (_, _) => Task.FromResult(a())
                )),
            ]
        );

    public Stub On(string route, string json, int status = 200) =>
        On(route, () => Json(json, status));

    public static HttpResponseMessage Json(
        string json,
        int status = 200,
        string type = "application/json"
    )
    {
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(json));
        content.Headers.ContentType = new MediaTypeHeaderValue(type);
        var response = new HttpResponseMessage((HttpStatusCode)status) { Content = content };
        response.Headers.Add("X-Request-Id", Samples.Id("req_"));
        return response;
    }

    public static HttpResponseMessage Error(
        int status,
        string code,
        string? retryAfter = null,
        string message = "It went wrong."
    )
    {
        var response = Json(
            $$$"""
            {"success":false,"error":{"code":"{{{code}}}","message":"{{{message}}}","hint":"Do this.","retryable":false,"field":"recipient.name","details":{"errors":[{"field":"recipient.name","message":"is empty"}]}},"meta":{"requestId":"{{{Samples.Id(
                "req_"
            )}}}"}}
            """,
            status
        );
        if (retryAfter is not null)
            response.Headers.TryAddWithoutValidation("Retry-After", retryAfter);
        return response;
    }

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request,
        CancellationToken cancellationToken
    )
    {
        var body = request.Content is null
            ? ""
            : await request.Content.ReadAsStringAsync(CancellationToken.None);
        var headers = request
            .Headers.Concat(request.Content?.Headers.AsEnumerable() ?? [])
            .ToDictionary(h => h.Key, h => string.Join(", ", h.Value));
        var uri = request.RequestUri!;
        var sent = new Sent(
            request.Method.Method,
            uri.AbsolutePath,
            uri.Query,
            headers,
            body,
            clock.GetUtcNow()
        );
        Requests.Enqueue(sent);
        if (!routes.TryGetValue($"{sent.Method} {sent.Path}", out var answers))
            throw new InvalidOperationException($"Not scripted: {sent.Method} {sent.Path}");
        Func<Sent, CancellationToken, Task<HttpResponseMessage>>? answer;
        while (!(answers.Count > 1 ? answers.TryDequeue(out answer) : answers.TryPeek(out answer)))
        { }
        return await answer(sent, cancellationToken);
    }
}
