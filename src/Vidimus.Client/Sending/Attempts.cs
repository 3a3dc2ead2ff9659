using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;
using Polly.Timeout;

namespace Vidimus.Client;

/// <summary>
/// How often, and when, a request is sent: five attempts (at once, then after 1, 2, 4 and 8 seconds and a little more),
/// under a circuit breaker, each with a time limit. All by Polly's strategies.
/// </summary>
internal static class Attempts
{
    private const int Repeats = 4;

    /// <summary>Waits are drawn out by up to this share, so that many clients do not come back at the same instant.</summary>
    private const double Jitter = 0.25;

    /// <summary>What bounds a call as a whole, repeats it, and bounds one attempt that is not repeated.</summary>
    public sealed record Limits(
        ResiliencePipeline Total,
        ResiliencePipeline<Answer> Each,
        ResiliencePipeline OneAttempt
    );

    public static Limits Of(VidimusClientOptions options, CircuitBreakerStateProvider circuit) =>
        new(
            Limit(options.TotalTimeout, options),
            Pipeline(options, circuit),
            Limit(options.AttemptTimeout, options)
        );

    private static ResiliencePipeline<Answer> Pipeline(
        VidimusClientOptions options,
        CircuitBreakerStateProvider circuit
    )
    {
        var attempts = new ResiliencePipelineBuilder<Answer>
        {
            TimeProvider = options.TimeProvider,
        }.AddRetry(Retry(options));
        if (options.HasCircuit)
            attempts.AddCircuitBreaker(Breaker(options, circuit));
        return attempts.AddTimeout(options.AttemptTimeout).Build();
    }

    private static ResiliencePipeline Limit(TimeSpan limit, VidimusClientOptions options) =>
        new ResiliencePipelineBuilder { TimeProvider = options.TimeProvider }
            .AddTimeout(limit)
            .Build();

    private static RetryStrategyOptions<Answer> Retry(VidimusClientOptions options) =>
        new()
        {
            MaxRetryAttempts = Repeats,
            ShouldHandle = args =>
                ValueTask.FromResult(
                    WorthRepeating(Progress.Of(args.Context).Call, args.Outcome)
                        && !AsksForLonger(args, options)
                ),
            DelayGenerator = args =>
                ValueTask.FromResult<TimeSpan?>(
                    Wait(args.AttemptNumber, args.Outcome.Result, options, options.Draw())
                ),
            OnRetry = args =>
            {
                Progress.Of(args.Context).Retries++;
                return default;
            },
        };

    private static CircuitBreakerStrategyOptions<Answer> Breaker(
        VidimusClientOptions options,
        CircuitBreakerStateProvider circuit
    ) =>
        new()
        {
            StateProvider = circuit,
            FailureRatio = 0.5,
            MinimumThroughput = options.AttemptsBeforeOpening,
            SamplingDuration = TimeSpan.FromSeconds(30),
            BreakDuration = options.Cooldown,
            ShouldHandle = args =>
                ValueTask.FromResult(
                    // Whatever ends a probing call early, the circuit must not close on it.
                    args.Outcome.Exception
                        is { } fault
                        ? Progress.Of(args.Context).ProbeFirst || IsNetworkFault(fault)
                        : args.Outcome.Result?.Status is 500 or 502 or 503 or 504
                ),
            OnHalfOpened = args =>
            {
                // Raised on the one call let through after the cooldown: it asks /health before it goes on.
                Progress.Of(args.Context).ProbeFirst = true;
                return default;
            },
        };

    /// <summary>At least the doubling wait, and at least what the server asked for; never less than either, for the draw only adds.</summary>
    private static TimeSpan Wait(
        int attempt,
        Answer? answer,
        VidimusClientOptions options,
        double draw
    )
    {
        var backoff = TimeSpan.FromSeconds(1 << attempt);
        var asked = Asked(answer, options.TimeProvider) ?? TimeSpan.Zero;
        var wait = asked > backoff ? asked : backoff;
        return wait + backoff * (Jitter * draw);
    }

    /// <summary>What <c>Retry-After</c> asks for, in either of its forms (RFC 9110 section 10.2.3).</summary>
    public static TimeSpan? Asked(Answer? answer, TimeProvider clock) =>
        answer?.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } when date > clock.GetUtcNow() => date - clock.GetUtcNow(),
            { Date: not null } => TimeSpan.Zero,
            _ => null,
        };

    /// <summary>A wait that the call's own limit would cut off tells less than the answer that is there already.</summary>
    private static bool AsksForLonger(
        RetryPredicateArguments<Answer> args,
        VidimusClientOptions options
    ) =>
        args.Outcome.Result is { } answer
        && (
            Asked(answer, options.TimeProvider) > options.LongestRetryAfter
            || Wait(args.AttemptNumber, answer, options, draw: 1)
                >= Progress.Of(args.Context).Left()
        );

    private static bool WorthRepeating(Call call, Outcome<Answer> outcome) =>
        outcome switch
        {
            { Exception: { } fault } => IsNetworkFault(fault)
                && (call.Repeatable || WasNeverSent(fault)),
            // Rate limited means not carried out, whatever the method.
            { Result.Status: 429 } => true,
            { Result.Status: 408 or 500 or 502 or 503 or 504 } => call.Repeatable,
            { Result: { Status: 409 } answer } => call.Repeatable
                && Failures.Code(answer) == "IDEMPOTENCY_IN_PROGRESS",
            _ => false,
        };

    public static bool IsNetworkFault(Exception fault) =>
        fault switch
        {
            HttpRequestException http => !Failures.IsDistrust(http)
                && http.HttpRequestError is not HttpRequestError.ConfigurationLimitExceeded,
            IOException or TimeoutRejectedException => true,
            // An HttpClient's own time limit, or the connect limit of its handler.
            OperationCanceledException { InnerException: TimeoutException } => true,
            _ => false,
        };

    private static bool WasNeverSent(Exception fault) =>
        fault
            is HttpRequestException
            {
                HttpRequestError: HttpRequestError.NameResolutionError
                    or HttpRequestError.ConnectionError
            };
}
