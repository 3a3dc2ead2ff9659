using System.Globalization;
using System.Text.Json;
using Vidimus.Certification.Orders;
using Vidimus.Platform.Outgoing;

namespace Vidimus.Certification.Desk.Drafts;

/// <summary>What came of asking a model.</summary>
/// <param name="Text">The draft; null where there is none.</param>
/// <param name="Missing">Why there is none, in our own words.</param>
/// <param name="Again">After which time it may be tried again; null when that is of no use.</param>
/// <param name="InputTokens">What the service counted.</param>
/// <param name="OutputTokens">What the service counted.</param>
internal sealed record DraftAnswer(
    string? Text,
    string? Missing,
    TimeSpan? Again,
    long InputTokens = 0,
    long OutputTokens = 0
)
{
    public static DraftAnswer Never(string why) => new(null, why, null);

    public static DraftAnswer Later(string why, TimeSpan after) => new(null, why, after);
}

/// <summary>Asks an OpenAI-compatible service (its chat completions) for a draft.</summary>
internal sealed class DraftService(OperatorHttp http, DraftOptions options)
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(1);

    public async Task<DraftAnswer> Ask(
        OrderRow order,
        IReadOnlyList<DraftPart> parts,
        int attempt,
        CancellationToken cancellation
    )
    {
        // Once, four and sixteen minutes after a first, second and third failure.
        var pause = TimeSpan.FromMinutes(Math.Pow(4, Math.Min(attempt, 6) - 1));
        var request = new OutgoingRequest(
            HttpMethod.Post,
            new Uri(OperatorHttp.Address(options.Endpoint)!, "chat/completions")
        )
        {
            Headers =
                options.ApiKey.Length == 0
                    ? []
                    : [new("Authorization", $"Bearer {options.ApiKey}")],
            Body = DraftPrompt.Write(options, order, parts),
            ContentType = "application/json",
            Accept = "application/json",
            MaxResponseBytes = 4 * 1024 * 1024,
        };
        var limit = TimeSpan.FromSeconds(Math.Clamp(options.TimeoutSeconds, 5, 600));
        return await http.Send(request, limit, cancellation) switch
        {
            OutgoingResult.Answered { Status: 200, Truncated: false } answered => Read(answered),
            OutgoingResult.Answered { Status: 200 } or OutgoingResult.TooLarge => DraftAnswer.Never(
                "The service's answer was too long."
            ),
            OutgoingResult.Answered answered => Refused(answered, pause),
            OutgoingResult.TimedOut => DraftAnswer.Later(
                "The service did not answer in time.",
                pause
            ),
            _ => DraftAnswer.Later("The service could not be reached.", pause),
        };
    }

    private static DraftAnswer Refused(OutgoingResult.Answered answered, TimeSpan pause)
    {
        if (answered.Status is 401 or 403)
            return DraftAnswer.Later("The service refused the server's key.", pause);
        if (answered.Status is 408 or 409 or 425 or 429 or >= 500)
            return DraftAnswer.Later(
                $"The service answered with status {answered.Status}.",
                After(answered, pause)
            );
        return DraftAnswer.Never($"The service refused the request with status {answered.Status}.");
    }

    private static TimeSpan After(OutgoingResult.Answered answered, TimeSpan pause)
    {
        // RFC 9110 section 10.2.3; the form with a date is read as none.
        var asked =
            answered.Headers.TryGetValue("Retry-After", out var text)
            && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
                ? TimeSpan.FromSeconds(seconds)
                : TimeSpan.Zero;
        var longer = asked > pause ? asked : pause;
        return longer < LongestWait ? longer : LongestWait;
    }

    private static DraftAnswer Read(OutgoingResult.Answered answered)
    {
        try
        {
            using var document = JsonDocument.Parse(answered.Body);
            var choice = document.RootElement.GetProperty("choices")[0];
            var finished = choice.TryGetProperty("finish_reason", out var reason)
                ? reason.GetString()
                : null;
            if (finished is not (null or "stop"))
                return DraftAnswer.Never(
                    finished == "length"
                        ? "The draft was longer than the operator allows."
                        : "The service broke the draft off."
                );
            var content = choice.GetProperty("message").GetProperty("content").GetString() ?? "";
            return DeskText.Tame(content) is { } text
                ? new(text, null, null, Tokens("prompt_tokens"), Tokens("completion_tokens"))
                : DraftAnswer.Never("The service answered no usable text.");

            long Tokens(string name) =>
                document.RootElement.TryGetProperty("usage", out var usage)
                && usage.ValueKind == JsonValueKind.Object
                && usage.TryGetProperty(name, out var count)
                && count.TryGetInt64(out var tokens)
                && tokens >= 0
                    ? tokens
                    : 0;
        }
        catch (Exception e)
            when (e
                    is JsonException
                        or InvalidOperationException
                        or KeyNotFoundException
                        or IndexOutOfRangeException
                        or FormatException
            )
        {
            return DraftAnswer.Never("The service's answer is not one of chat completions.");
        }
    }
}
