using System.IO.Pipelines;
using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Vidimus.OwnCalls;

/// <summary>
/// What the pipeline answers to a request of our own, and what the client reads of it. Like a connection it can be broken
/// off from either side: by the pipeline (a request that took too long), by the client when it stops reading, and when the
/// visitor goes away. What was broken off, or failed after it began, ends for the reader with an error and never as whole.
/// </summary>
internal sealed class OwnAnswer
    : IHttpResponseFeature,
        IHttpResponseBodyFeature,
        IHttpRequestLifetimeFeature,
        IDisposable
{
    private const int Running = 0;
    private const int Ended = 1;
    private const int Aborted = 2;

    private readonly HttpRequestMessage _request;
    private readonly Pipe _pipe = new();
    private readonly Stack<(Func<object, Task> Run, object State)> _starting = new();
    private readonly Stack<(Func<object, Task> Run, object State)> _completed = new();
    private readonly CancellationTokenSource _abort = new();
    private readonly CancellationToken _aborted;
    private readonly CancellationTokenRegistration _visitorGone;
    private StartingWriter? _writer;
    private Stream? _stream;
    private int _state;
    private bool _written;

    public OwnAnswer(HttpRequestMessage request, CancellationToken visitorGone)
    {
        _request = request;
        _aborted = RequestAborted = _abort.Token;
        _visitorGone = visitorGone.Register(Abort);
    }

    public TaskCompletionSource<HttpResponseMessage> Begun { get; } =
        new(TaskCreationOptions.RunContinuationsAsynchronously);

    public int StatusCode { get; set; } = 200;
    public string? ReasonPhrase { get; set; }
    public IHeaderDictionary Headers { get; set; } = new HeaderDictionary();
    public Stream Body { get; set; } = Stream.Null;
    public bool HasStarted { get; private set; }
    public PipeWriter Writer => _writer ??= new(this, _pipe.Writer);
    public Stream Stream => _stream ??= Writer.AsStream(leaveOpen: true);
    public CancellationToken RequestAborted { get; set; }

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
            RequestMessage = _request,
            Content = new StreamContent(new LeavingReader(this, _pipe.Reader).AsStream()),
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

    /// <summary>Breaks off; does nothing once the whole answer is written.</summary>
    public void Abort()
    {
        if (Interlocked.CompareExchange(ref _state, Aborted, Running) != Running)
            return;
        _abort.Cancel();
        // Whoever writes may wait for a reader who does not read.
        _pipe.Writer.CancelPendingFlush();
    }

    /// <summary>The pipeline is done: the answer is whole, or is not.</summary>
    public async Task End(Exception? failure)
    {
        try
        {
            if (failure is null && _state == Running)
                await StartAsync();
        }
        catch (Exception e)
        {
            failure = e;
        }
        if (Interlocked.CompareExchange(ref _state, Ended, Running) == Aborted)
            failure ??= new OperationCanceledException("The request was broken off.", _aborted);
        var broken = failure is null ? null : new IOException("The answer broke off.", failure);
        await _pipe.Writer.CompleteAsync(broken);
        if (broken is not null)
            Begun.TrySetException(new HttpRequestException(broken.Message, broken));
        while (_completed.TryPop(out var step))
            await step.Run(step.State);
    }

    // The source of the token has nothing to give back, and may be asked to cancel at this very moment.
    public void Dispose() => _visitorGone.Dispose();

    /// <summary>Begins the answer before the first byte of it goes out, and lets none go out once it is broken off.</summary>
    private sealed class StartingWriter(OwnAnswer answer, PipeWriter inner) : PipeWriter
    {
        public override bool CanGetUnflushedBytes => inner.CanGetUnflushedBytes;
        public override long UnflushedBytes => inner.UnflushedBytes;

        public override void Advance(int bytes) => inner.Advance(bytes);

        public override void CancelPendingFlush() => inner.CancelPendingFlush();

        public override void Complete(Exception? exception = null)
        {
            answer._written = exception is null;
            inner.Complete(exception);
        }

        public override Memory<byte> GetMemory(int sizeHint = 0) => inner.GetMemory(sizeHint);

        public override Span<byte> GetSpan(int sizeHint = 0) => inner.GetSpan(sizeHint);

        public override async ValueTask<FlushResult> FlushAsync(
            CancellationToken cancellationToken = default
        )
        {
            await answer.StartAsync(cancellationToken);
            answer._aborted.ThrowIfCancellationRequested();
            var flushed = await inner.FlushAsync(cancellationToken);
            answer._aborted.ThrowIfCancellationRequested();
            return flushed;
        }
    }

    /// <summary>Breaks the answer off when its reader leaves before the end.</summary>
    private sealed class LeavingReader(OwnAnswer answer, PipeReader inner) : PipeReader
    {
        public override void AdvanceTo(SequencePosition consumed) => inner.AdvanceTo(consumed);

        public override void AdvanceTo(SequencePosition consumed, SequencePosition examined) =>
            inner.AdvanceTo(consumed, examined);

        public override void CancelPendingRead() => inner.CancelPendingRead();

        public override ValueTask<ReadResult> ReadAsync(
            CancellationToken cancellationToken = default
        ) => inner.ReadAsync(cancellationToken);

        public override bool TryRead(out ReadResult result) => inner.TryRead(out result);

        public override void Complete(Exception? exception = null)
        {
            if (!answer._written)
                answer.Abort();
            inner.Complete(exception);
        }
    }
}
