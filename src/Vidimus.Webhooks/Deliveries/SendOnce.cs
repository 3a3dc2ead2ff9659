using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Vidimus.Platform.Outgoing;
using Vidimus.Webhooks.Events;

namespace Vidimus.Webhooks.Deliveries;

/// <summary>What came of one message.</summary>
/// <param name="Outcome"><c>succeeded</c>, <c>refused</c>, <c>unreachable</c>, <c>timeout</c>, <c>blocked</c> or <c>tooLarge</c>.</param>
/// <param name="Reason">Why, where more may be said; nothing of an address that is not called, whatever it is.</param>
/// <param name="Status">Status of the answer.</param>
/// <param name="Response">The beginning of the answer as safe text.</param>
/// <param name="RetryAfter">The header of this name, as it came.</param>
/// <param name="Milliseconds">How long it took.</param>
internal sealed record Tried(
    string Outcome,
    string? Reason,
    int? Status,
    string? Response,
    string? RetryAfter,
    int Milliseconds
)
{
    public bool Succeeded => Outcome == "succeeded";
}

/// <summary>Sends one message and says what came of it. Nothing that the other side does is an exception.</summary>
internal sealed class SendOnce(
    [FromKeyedServices(SendOnce.Connections)] GuardedHttp http,
    WebhookOptions options
)
{
    /// <summary>
    /// Under this key the module has connections of its own, whose number to one host only the sender's places bound: many
    /// endpoints of many tenants lead to one host of a service for everybody.
    /// </summary>
    public const string Connections = "webhooks";

    private const int MostOfAnswer = 16 * 1024;

    /// <summary>Throws only when cancelled.</summary>
    public async Task<Tried> Run(string url, Message message, CancellationToken cancellation)
    {
        try
        {
            var request = new OutgoingRequest(HttpMethod.Post, new Uri(url))
            {
                Body = message.Body,
                ContentType = message.ContentType,
                Headers = message.Headers,
                MaxResponseBytes = MostOfAnswer,
            };
            return Read(await http.Send(request, cancellation));
        }
        catch (Exception e) when (e is ArgumentException or UriFormatException)
        {
            // An address or headers that were checked when they were saved and are refused by now.
            return new("blocked", null, null, null, null, 0);
        }
    }

    private Tried Read(OutgoingResult result)
    {
        var took = (int)Math.Min(result.Duration.TotalMilliseconds, int.MaxValue);
        return result switch
        {
            OutgoingResult.Answered answer => new(
                answer.Status is >= 200 and < 300 ? "succeeded" : "refused",
                null,
                answer.Status,
                Text(answer),
                answer.Headers.GetValueOrDefault("Retry-After"),
                took
            ),
            OutgoingResult.Unreachable no => new(
                "unreachable",
                Word(no.Reason.ToString()),
                null,
                null,
                null,
                took
            ),
            OutgoingResult.TimedOut late => new(
                "timeout",
                Word(late.Phase.ToString()),
                null,
                null,
                null,
                took
            ),
            OutgoingResult.TooLarge => new("tooLarge", null, null, null, null, took),
            _ => new("blocked", null, null, null, null, took),
        };
    }

    private static string Word(string name) => char.ToLowerInvariant(name[0]) + name[1..];

    /// <summary>
    /// What may be stored and shown: no control characters, nothing that changes the direction of what surrounds it, at most
    /// as many bytes as were taken. A compressed answer is not opened.
    /// </summary>
    private string? Text(OutgoingResult.Answered answer)
    {
        if (answer.FromAllowedNetwork && !options.KeepAnswersFromAllowedNetworks)
            return null;
        if (answer.Body.IsEmpty || answer.Headers.ContainsKey("Content-Encoding"))
            return null;
        var safe = new StringBuilder();
        var bytes = 0;
        foreach (var rune in Encoding.UTF8.GetString(answer.Body.Span).EnumerateRunes())
        {
            if (IsUnsafe(rune))
                continue;
            bytes += rune.Utf8SequenceLength;
            if (bytes > MostOfAnswer)
                break;
            safe.Append(rune.ToString());
        }
        return safe.Length == 0 ? null : safe.ToString();
    }

    private static bool IsUnsafe(Rune rune) =>
        rune.Value is not '\n' and not '\t'
        && (
            Rune.IsControl(rune)
            || rune.Value
                is (>= 0x202a and <= 0x202e)
                    or (>= 0x2066 and <= 0x2069)
                    or 0x200e
                    or 0x200f
        );
}
