using System.Net.Http.Headers;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Polly;
using Polly.CircuitBreaker;

namespace Vidimus.Client;

/// <summary>Carries a call from its data to a validated answer or one of the two exceptions, and logs it once.</summary>
internal sealed class Caller
{
    private static readonly Call HealthCall = Call.Get("/health") with { NeedsKey = false };

    private readonly VidimusClientOptions options;
    private readonly HttpMessageInvoker invoker;
    private readonly Uri root;
    private readonly ILogger logger;
    private readonly Lazy<Attempts.Limits> limits;
    private readonly CircuitBreakerStateProvider circuit;
    private readonly ToolTrace? trace;

    public Caller(VidimusClientOptions options, HttpMessageInvoker invoker)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(invoker);
        this.options = options;
        this.invoker = invoker;
        root = options.CheckedAddress();
        logger = options.LoggerFactory?.CreateLogger("Vidimus.Client") ?? NullLogger.Instance;
        circuit = new CircuitBreakerStateProvider();
        // Made for the first call: a client within a server may be made for a request that needs none.
        limits = new(() => Attempts.Of(options, circuit));
        Tokens = new AccessTokens(
            options,
            call => Ask(call, VidimusJson.Default.TokenAnswer, CancellationToken.None)
        );
    }

    /// <summary>As <paramref name="other"/>, but over another way, and with a token and a circuit of its own.</summary>
    public Caller(Caller other, HttpMessageInvoker invoker)
    {
        ArgumentNullException.ThrowIfNull(invoker);
        options = other.options;
        this.invoker = invoker;
        root = other.root;
        logger = other.logger;
        circuit = new CircuitBreakerStateProvider();
        // Repeating and time limits know nothing of the calls before; only a circuit does.
        limits = options.HasCircuit ? new(() => Attempts.Of(options, circuit)) : other.limits;
        Tokens = new AccessTokens(
            options,
            call => Ask(call, VidimusJson.Default.TokenAnswer, CancellationToken.None)
        );
    }

    private Caller(Caller other, ToolTrace trace)
    {
        options = other.options;
        invoker = other.invoker;
        root = other.root;
        logger = other.logger;
        limits = other.limits;
        circuit = other.circuit;
        Tokens = other.Tokens;
        this.trace = trace;
    }

    public AccessTokens Tokens { get; }

    public TimeProvider Clock => options.TimeProvider;

    public CircuitState Circuit =>
        circuit.CircuitState switch
        {
            Polly.CircuitBreaker.CircuitState.Closed => CircuitState.Closed,
            Polly.CircuitBreaker.CircuitState.HalfOpen => CircuitState.HalfOpen,
            _ => CircuitState.Open,
        };

    public Caller For(ToolTrace of) => new(this, of);

    /// <summary>The answer as <typeparamref name="T"/>, every member of it checked.</summary>
    public Task<T> Ask<T>(Call call, JsonTypeInfo<T> type, CancellationToken cancellation)
        where T : IChecked => Run(call, answer => Answers.Read(call, answer, type), cancellation);

    /// <summary>As <see cref="Ask{T}"/>, for an answer that tells a secret once.</summary>
    public Task<T> AskOnce<T>(Call call, JsonTypeInfo<T> type, CancellationToken cancellation)
        where T : IChecked =>
        Run(call, answer => Answers.ReadOnce(call, answer, type), cancellation);

    /// <summary>As <see cref="Ask{T}"/>, where what was sent says more about the answer than its type does.</summary>
    public Task<T> Run<T>(Call call, Func<Answer, T> read, CancellationToken cancellation) =>
        Logged(
            // Another API knows nothing that anyone may ask; what brings its own authorization is the exchange.
            new Progress(
                options.PartialRecords && call.Authorization is null
                    ? call = call with { NeedsKey = true }
                    : call
            ),
            async progress =>
            {
                var answer = await limits.Value.Total.ExecuteAsync(
                    async token => await Authorized(progress, token),
                    cancellation
                );
                if (!answer.Succeeded || Failures.AwaitsApproval(answer))
                    throw Failures.From(call, answer, progress.Retries, options.TimeProvider);
                if (answer.Status != call.Expects && answer.Status != call.AlsoExpects)
                    throw Failures.Unexpected(call, answer, $"status {answer.Status}");
                return read(answer);
            }
        );

    /// <summary>
    /// Copies a long answer as it comes, asked once: what was copied cannot be taken back for another try. Only its
    /// beginning has a time limit.
    /// </summary>
    public Task Download(Call call, Stream target, CancellationToken cancellation) =>
        Logged(
            new Progress(call),
            async progress =>
            {
                progress.Show(await Tokens.Get(cancellation));
                using var request = Request(progress);
                using var response = await limits.Value.OneAttempt.ExecuteAsync(
                    async token => await invoker.SendAsync(request, token),
                    cancellation
                );
                if ((int)response.StatusCode == call.Expects)
                {
                    await response.Content.CopyToAsync(target, cancellation);
                    return true;
                }
                progress.Last = await Answer.Read(response, cancellation);
                throw Failures.From(call, progress.Last, 0, options.TimeProvider);
            }
        );

    /// <summary>Gets an access token where none is held.</summary>
    public async Task Authenticate(CancellationToken cancellation) =>
        await Tokens.Get(cancellation);

    /// <summary>The server's own report, asked once, also when it says unhealthy.</summary>
    public Task<HealthReport> Health(CancellationToken cancellation) =>
        Logged(
            new Progress(HealthCall with { CorrelationId = Call.NewToken() }),
            async progress =>
            {
                var answer = await limits.Value.OneAttempt.ExecuteAsync(
                    async token => await SendOnce(progress, token),
                    cancellation
                );
                return answer.Status is 200 or 503 && Answers.IsJson(answer)
                    ? Answers.Read(progress.Call, answer, VidimusJson.Default.HealthReport)
                    : throw Failures.From(progress.Call, answer, 0, options.TimeProvider);
            }
        );

    private async Task<Answer> Authorized(Progress progress, CancellationToken cancellation)
    {
        if (!progress.Call.NeedsKey)
            return await Attempted(progress, cancellation);
        var grant = await Tokens.Get(cancellation);
        progress.Show(grant);
        var answer = await Attempted(progress, cancellation);
        if (answer.Status == 401 && Failures.IsStaleToken(answer) && !options.UseKeyDirectly)
        {
            Tokens.Drop(grant);
            grant = await Tokens.Get(cancellation);
            progress.Show(grant);
            progress.Retries++;
            answer = await Attempted(progress, cancellation);
        }
        if (answer.Status == 401 && Failures.IsRefusedKey(answer))
        {
            var refusal = Failures.From(
                progress.Call,
                answer,
                progress.Retries,
                options.TimeProvider
            );
            Tokens.Refuse(grant.ClientToken, (VidimusPermanentException)refusal);
        }
        return answer;
    }

    private async Task<Answer> Attempted(Progress progress, CancellationToken cancellation)
    {
        var context = ResilienceContextPool.Shared.Get(cancellation);
        context.Properties.Set(Progress.Key, progress);
        try
        {
            return await limits.Value.Each.ExecuteAsync(Attempt, context);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    private async ValueTask<Answer> Attempt(ResilienceContext context)
    {
        var progress = Progress.Of(context);
        if (progress.ProbeFirst)
            await Probe(context.CancellationToken);
        var answer = await SendOnce(progress, context.CancellationToken);
        progress.ProbeFirst = false;
        return answer;
    }

    private async Task Probe(CancellationToken cancellation)
    {
        try
        {
            var report = await Health(cancellation);
            if (report.Status is HealthStatus.Unhealthy)
                throw new ProbeFailedException();
        }
        catch (VidimusException exception)
        {
            throw new ProbeFailedException(exception);
        }
    }

    private async Task<Answer> SendOnce(Progress progress, CancellationToken cancellation)
    {
        using var request = Request(progress);
        progress.Last = null;
        using var response = await invoker.SendAsync(request, cancellation);
        return progress.Last = await Answer.Read(response, cancellation) with
        {
            Partial = options.PartialRecords,
        };
    }

    private HttpRequestMessage Request(Progress progress)
    {
        var call = progress.Call;
        var request = new HttpRequestMessage(call.Method, call.Address(root));
        request.Headers.Accept.ParseAdd(call.Accept);
        request.Headers.Add("X-Correlation-Id", trace?.CorrelationId ?? call.CorrelationId);
        if (trace is not null)
            Tag(request, trace, call);
        if (call.IdempotencyKey is { } key)
            request.Headers.Add("Idempotency-Key", key);
        if (progress.Authorization is { } secret)
            request.Headers.Authorization = AuthenticationHeaderValue.Parse(secret.Reveal());
        if (call.Body is { } body)
        {
            request.Content = new ByteArrayContent(body);
            request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(call.ContentType);
        }
        return request;
    }

    private static void Tag(HttpRequestMessage request, ToolTrace trace, Call call)
    {
        request.Headers.Add("Vidimus-Tool", trace.Tool);
        if (trace.ApprovalFor(call) is { } approval)
            request.Headers.Add("Vidimus-Approval", approval);
    }

    private async Task<T> Logged<T>(Progress progress, Func<Progress, Task<T>> run)
    {
        var time = options.TimeProvider.GetUtcNow();
        var started = options.TimeProvider.GetTimestamp();
        progress.Left = () =>
        {
            var own = options.TotalTimeout - options.TimeProvider.GetElapsedTime(started);
            return trace?.Left() is { } all && all < own ? all : own;
        };
        string? code = "CANCELLED";
        try
        {
            var result = await run(progress);
            code = null;
            return result;
        }
        catch (Exception fault) when (Failures.From(fault, progress.Retries) is { } exception)
        {
            code = exception.Code;
            trace?.Ask(exception.Approval);
            if (ReferenceEquals(fault, exception))
                throw;
            throw exception;
        }
        finally
        {
            var log = new CallLog
            {
                Time = time,
                Method = progress.Call.Method.Method,
                Endpoint = progress.Call.Template,
                Status = progress.Last?.Status,
                Duration = options.TimeProvider.GetElapsedTime(started),
                CorrelationId = trace?.CorrelationId ?? progress.Call.CorrelationId,
                RequestId = progress.Last?.RequestId,
                Retries = progress.Retries,
                Code = code,
            };
            Log.Finished(logger, log);
            options.OnCall?.Invoke(log);
            trace?.Add(log);
        }
    }
}
