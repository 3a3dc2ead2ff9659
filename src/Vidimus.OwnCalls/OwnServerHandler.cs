using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;

namespace Vidimus.OwnCalls;

/// <summary>
/// Carries a call of the client into this very server: the same pipeline, gate, limits and record as over a connection, from
/// the visitor's own address. An answer begins to be read while it is still being written, so that exports stay streams.
/// </summary>
public sealed class OwnServerHandler(
    OwnServer server,
    IServiceScopeFactory scopes,
    HttpContext visitor
) : HttpMessageHandler
{
    private readonly List<(OwnAnswer Answer, Task Run)> _runs = [];

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request,
        CancellationToken cancellationToken
    )
    {
        var answer = new OwnAnswer(request, visitor.RequestAborted);
        var http = await Request(request, answer, cancellationToken);
        server.Within(http, visitor);
        var run = Run(http, answer);
        lock (_runs)
            _runs.Add((answer, run));
        await using var gone = cancellationToken.Register(answer.Abort);
        return await answer.Begun.Task.WaitAsync(cancellationToken);
    }

    /// <summary>Breaks off what is still being answered, and waits until nothing runs any more.</summary>
    public async Task Leave()
    {
        (OwnAnswer Answer, Task Run)[] runs;
        lock (_runs)
            runs = [.. _runs];
        foreach (var (answer, _) in runs)
            answer.Abort();
        await Task.WhenAll(runs.Select(r => r.Run));
    }

    private async Task Run(HttpContext http, OwnAnswer answer)
    {
        using var _ = answer;
        await using var scope = scopes.CreateAsyncScope();
        http.RequestServices = scope.ServiceProvider;
        var failure = await Failure(http);
        await answer.End(failure);
    }

    private async Task<Exception?> Failure(HttpContext http)
    {
        try
        {
            await server.Pipeline!(http);
            return null;
        }
        catch (Exception e)
        {
            return e;
        }
    }

    private async Task<HttpContext> Request(
        HttpRequestMessage request,
        OwnAnswer answer,
        CancellationToken cancellation
    )
    {
        var uri = request.RequestUri!;
        var features = new FeatureCollection();
        features.Set<IHttpRequestFeature>(new HttpRequestFeature());
        features.Set<IHttpResponseFeature>(answer);
        features.Set<IHttpResponseBodyFeature>(answer);
        features.Set<IHttpRequestLifetimeFeature>(answer);
        var http = new DefaultHttpContext(features);
        http.Connection.RemoteIpAddress = visitor.Connection.RemoteIpAddress;
        http.Request.Protocol = HttpProtocol.Http11;
        http.Request.Method = request.Method.Method;
        http.Request.Scheme = visitor.Request.Scheme;
        http.Request.Host = visitor.Request.Host;
        http.Request.Path = PathString.FromUriComponent(uri);
        http.Request.QueryString = QueryString.FromUriComponent(uri);
        foreach (var header in request.Headers)
            http.Request.Headers[header.Key] = header.Value.ToArray();
        if (request.Content is not { } content)
            return http;
        var body = await content.ReadAsByteArrayAsync(cancellation);
        foreach (var header in content.Headers)
            http.Request.Headers[header.Key] = header.Value.ToArray();
        http.Request.ContentLength = body.Length;
        http.Request.Body = new MemoryStream(body, writable: false);
        return http;
    }
}
