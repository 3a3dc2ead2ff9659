using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Vidimus.Platform.Outgoing;

namespace Vidimus.Certification.Payments.Stripe;

/// <summary>What Stripe answered.</summary>
/// <param name="Status">HTTP status; 0 when no answer came that can be read.</param>
/// <param name="Body">The JSON object.</param>
internal sealed record StripeAnswer(int Status, JsonElement Body)
{
    public static readonly StripeAnswer None = new(0, default);

    public bool Ok => Status is >= 200 and < 300;

    /// <summary>True when the request may have been carried out, or may be when it is repeated: nothing is certain.</summary>
    public bool IsUnsure => Status is 0 or 409 or 429 or >= 500;

    public string? ErrorCode => Error("code");

    public string? DeclineCode => Error("decline_code");

    public string? ErrorType => Error("type");

    public string? Text(string name) => Text(Body, name);

    private string? Error(string name) =>
        Body.ValueKind == JsonValueKind.Object && Body.TryGetProperty("error", out var error)
            ? Text(error, name)
            : null;

    /// <summary>A text member of an object; null where there is none.</summary>
    public static string? Text(JsonElement at, string name) =>
        at.ValueKind == JsonValueKind.Object
        && at.TryGetProperty(name, out var value)
        && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    /// <summary>An integer member of an object; null where there is none.</summary>
    public static long? Number(JsonElement at, string name) =>
        at.ValueKind == JsonValueKind.Object
        && at.TryGetProperty(name, out var value)
        && value.ValueKind == JsonValueKind.Number
        && value.TryGetInt64(out var number)
            ? number
            : null;
}

/// <summary>
/// Calls of Stripe's REST API: form-encoded, under one pinned version, each change under an idempotency key of our own ids. A call whose
/// outcome is unknown is repeated with the same key, which Stripe carries out once (docs.stripe.com/api/idempotent_requests).
/// </summary>
internal sealed partial class StripeApi(
    OperatorHttp http,
    PaymentOptions options,
    TimeProvider clock,
    ILogger<StripeApi> log
)
{
    /// <summary>The version of Stripe's API that these calls and their answers are of.</summary>
    public const string Version = "2025-03-31.basil";

    private const int Tries = 3;
    private const int LargestAnswer = 1024 * 1024;
    private readonly Uri _base =
        OperatorHttp.Address(options.ApiUrl) ?? new Uri("https://api.stripe.com/");

    public Task<StripeAnswer> Get(string path, CancellationToken cancellation) =>
        Send(HttpMethod.Get, path, null, [], cancellation);

    /// <summary>Changes something; without a key only what may be done twice.</summary>
    public Task<StripeAnswer> Post(
        string path,
        string? idempotencyKey,
        IReadOnlyList<(string Name, string Value)> form,
        CancellationToken cancellation
    ) => Send(HttpMethod.Post, path, idempotencyKey, form, cancellation);

    private async Task<StripeAnswer> Send(
        HttpMethod method,
        string path,
        string? idempotencyKey,
        IReadOnlyList<(string Name, string Value)> form,
        CancellationToken cancellation
    )
    {
        if (!options.KnowsStripe)
        {
            LogNotSetUp(log, path);
            return StripeAnswer.None;
        }
        var request = Request(method, path, idempotencyKey, form);
        for (var attempt = 1; ; attempt++)
        {
            var answer = await Once(request, method, path, cancellation);
            if (!answer.IsUnsure || attempt == Tries)
                return answer;
            // By chance up to half as long again, so that several that met do not meet again.
            var pause = 150 * attempt * attempt * (1 + Random.Shared.NextDouble() / 2);
            await Task.Delay(TimeSpan.FromMilliseconds(pause), TimeProvider.System, cancellation);
        }
    }

    private OutgoingRequest Request(
        HttpMethod method,
        string path,
        string? idempotencyKey,
        IReadOnlyList<(string Name, string Value)> form
    )
    {
        List<KeyValuePair<string, string>> headers =
        [
            new("Authorization", $"Bearer {options.SecretKey}"),
            new("Stripe-Version", Version),
        ];
        if (idempotencyKey is not null)
            headers.Add(new("Idempotency-Key", idempotencyKey));
        return new(method, new Uri(_base, path))
        {
            Headers = headers,
            Accept = "application/json",
            ContentType = method == HttpMethod.Post ? "application/x-www-form-urlencoded" : null,
            Body = Encoding.ASCII.GetBytes(
                string.Join(
                    '&',
                    form.Select(f =>
                        $"{Uri.EscapeDataString(f.Name)}={Uri.EscapeDataString(f.Value)}"
                    )
                )
            ),
            MaxResponseBytes = LargestAnswer,
        };
    }

    private async Task<StripeAnswer> Once(
        OutgoingRequest request,
        HttpMethod method,
        string path,
        CancellationToken cancellation
    )
    {
        var started = clock.GetTimestamp();
        var result = await http.Send(request, options.CallTimeout, cancellation);
        if (result is not OutgoingResult.Answered { Truncated: false } answered)
        {
            LogNoAnswer(log, method.Method, path, result.GetType().Name);
            return StripeAnswer.None;
        }
        if (Read(answered.Body) is not { } body)
        {
            LogNoAnswer(log, method.Method, path, "not JSON");
            return StripeAnswer.None;
        }
        var answer = new StripeAnswer(answered.Status, body);
        if (!answer.Ok)
            LogRefused(
                log,
                method.Method,
                path,
                answered.Status,
                answer.ErrorCode ?? answer.ErrorType ?? "",
                answered.Headers.GetValueOrDefault("Request-Id") ?? "",
                clock.GetElapsedTime(started)
            );
        return answer;
    }

    private static JsonElement? Read(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? document.RootElement.Clone()
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>A number in a form.</summary>
    public static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    [LoggerMessage(
        7001,
        LogLevel.Warning,
        "Stripe gave no answer to {Method} {Path}: {Reason}. It is asked again."
    )]
    private static partial void LogNoAnswer(
        ILogger logger,
        string method,
        string path,
        string reason
    );

    [LoggerMessage(
        7002,
        LogLevel.Warning,
        "Stripe refused {Method} {Path} with {Status} {Code} (its request {RequestId}, after {Duration})."
    )]
    private static partial void LogRefused(
        ILogger logger,
        string method,
        string path,
        int status,
        string code,
        string requestId,
        TimeSpan duration
    );

    [LoggerMessage(
        7003,
        LogLevel.Error,
        "An order was paid through Stripe, and Certification:Payment:SecretKey is empty: {Path} cannot be asked. Set the key again."
    )]
    private static partial void LogNotSetUp(ILogger logger, string path);
}
