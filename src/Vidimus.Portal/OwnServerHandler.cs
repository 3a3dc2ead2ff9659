using System.IO.Pipelines;
using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;

namespace Vidimus.Portal;

/// <summary>
/// Carries a call of the client into this very server: the same pipeline, gate, limits and record as over a connection, from
/// the visitor's own address. An answer begins to be read while it is still being written, so that exports stay streams.
/// </summary>
internal sealed class OwnServerHandler(
    OwnServer server,
    IServiceScopeFactory scopes,
    HttpContext visitor
) : HttpMessageHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request,
        CancellationToken cancellationToken
    )
    {
        var answer = new OwnAnswer(request);
        var http = await Request(request, answer, cancellationToken);
        server.Within(http, visitor);
        _ = Run(http, answer);
        return await answer.Begun.Task.WaitAsync(cancellationToken);
    }

    private async Task Run(HttpContext http, OwnAnswer answer)
    {
        await using var scope = scopes.CreateAsyncScope();
        http.RequestServices = scope.ServiceProvider;
        try
        {
            await server.Pipeline!(http);
            await answer.End(null);
        }
        catch (Exception e)
        {
            await answer.End(e);
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
        var http = new DefaultHttpContext(features);
        http.Connection.RemoteIpAddress = visitor.Connection.RemoteIpAddress;
        http.RequestAborted = cancellation;
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

    /// <summary>What the pipeline writes, and what the client reads of it.</summary>
    private sealed class OwnAnswer(HttpRequestMessage request)
        : IHttpResponseFeature,
            IHttpResponseBodyFeature
    {
        private readonly Pipe _pipe = new();
        private readonly Stack<(Func<object, Task> Run, object State)> _starting = new();
        private readonly Stack<(Func<object, Task> Run, object State)> _completed = new();
        private StartingWriter? _writer;
        private Stream? _stream;

        public TaskCompletionSource<HttpResponseMessage> Begun { get; } =
            new(TaskCreationOptions.RunContinuationsAsynchronously);

        public int StatusCode { get; set; } = 200;
        public string? ReasonPhrase { get; set; }
        public IHeaderDictionary Headers { get; set; } = new HeaderDictionary();
        public Stream Body { get; set; } = Stream.Null;
        public bool HasStarted { get; private set; }
        public PipeWriter Writer => _writer ??= new(this, _pipe.Writer);
        public Stream Stream => _stream ??= Writer.AsStream(leaveOpen: true);

        public void OnStarting(Func<object, Task> callback, object state) =>
            _starting.Push((callback, state));

        public void OnCompleted(Func<object, Task> callback, object state) =>
            _completed.Push((callback, state));

        public void DisableBuffering() { }

        public Task SendFileAsync(
            string path,
            long offset,
            long? count,
            CancellationToken cancellationToken = default
        ) => SendFileFallback.SendFileAsync(Stream, path, offset, count, cancellationToken);

        public async Task CompleteAsync()
        {
            await StartAsync();
            await Writer.CompleteAsync();
        }

        public async Task StartAsync(CancellationToken cancellationToken = default)
        {
            if (HasStarted)
                return;
            while (_starting.TryPop(out var step))
                await step.Run(step.State);
            HasStarted = true;
            var response = new HttpResponseMessage((HttpStatusCode)StatusCode)
            {
                RequestMessage = request,
                Content = new StreamContent(_pipe.Reader.AsStream()),
            };
            foreach (var (name, values) in Headers)
            {
                if (!response.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values))
                    response.Content.Headers.TryAddWithoutValidation(
                        name,
                        (IEnumerable<string?>)values
                    );
            }
            Begun.TrySetResult(response);
        }

        public async Task End(Exception? failure)
        {
            try
            {
                if (failure is null)
                    await StartAsync();
                await _pipe.Writer.CompleteAsync(failure);
                if (failure is not null)
                    Begun.TrySetException(failure);
            }
            catch (Exception e)
            {
                Begun.TrySetException(e);
            }
            while (_completed.TryPop(out var step))
                await step.Run(step.State);
        }

        /// <summary>Begins the answer before the first byte of it goes out.</summary>
        private sealed class StartingWriter(OwnAnswer answer, PipeWriter inner) : PipeWriter
        {
            public override bool CanGetUnflushedBytes => inner.CanGetUnflushedBytes;
            public override long UnflushedBytes => inner.UnflushedBytes;

            public override void Advance(int bytes) => inner.Advance(bytes);

            public override void CancelPendingFlush() => inner.CancelPendingFlush();

            public override void Complete(Exception? exception = null) => inner.Complete(exception);

            public override Memory<byte> GetMemory(int sizeHint = 0) => inner.GetMemory(sizeHint);

            public override Span<byte> GetSpan(int sizeHint = 0) => inner.GetSpan(sizeHint);

            public override async ValueTask<FlushResult> FlushAsync(
                CancellationToken cancellationToken = default
            )
            {
                await answer.StartAsync(cancellationToken);
                return await inner.FlushAsync(cancellationToken);
            }
        }
    }
}
