using Microsoft.Extensions.DependencyInjection;
using Vidimus.Platform.Outgoing;
using Vidimus.Webhooks.Endpoints;
using Vidimus.Webhooks.Events;

namespace Vidimus.Webhooks.Deliveries;

/// <summary>What came of one message.</summary>
/// <param name="Outcome"><c>succeeded</c>, <c>refused</c>, <c>unreachable</c>, <c>timeout</c>, <c>blocked</c> or <c>tooLarge</c>.</param>
/// <param name="Reason">Why, where more may be said; nothing of an address that is not called, whatever it is. With an answer: <c>responseNotKept</c> where it may name recipients.</param>
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

    private const string NotKept = "responseNotKept";

    /// <summary>Throws only when cancelled.</summary>
    public async Task<Tried> Run(
        EndpointRow endpoint,
        Message message,
        CancellationToken cancellation
    )
    {
        try
        {
            var request = new OutgoingRequest(HttpMethod.Post, new Uri(endpoint.Url))
            {
                Body = message.Body,
                ContentType = message.ContentType,
                Headers = message.Headers,
                MaxResponseBytes = AnswerText.Most,
            };
            return Read(await http.Send(request, cancellation), endpoint, message);
        }
        catch (Exception e) when (e is ArgumentException or UriFormatException)
        {
            // An address or headers that were checked when they were saved and are refused by now.
            return new("blocked", null, null, null, null, 0);
        }
    }

    private Tried Read(OutgoingResult result, EndpointRow endpoint, Message message)
    {
        var took = (int)Math.Min(result.Duration.TotalMilliseconds, int.MaxValue);
        return result switch
        {
            OutgoingResult.Answered answer => Answered(answer, endpoint, message, took),
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

    // A receiver may answer with what it was told. Of whom it was told has a right to be erased, also from here.
    private Tried Answered(
        OutgoingResult.Answered answer,
        EndpointRow endpoint,
        Message message,
        int took
    )
    {
        var kept =
            !EventStates.Wants(endpoint.Include, EventStates.Recipient)
            && (!answer.FromAllowedNetwork || options.KeepAnswersFromAllowedNetworks);
        return new(
            answer.Status is >= 200 and < 300 ? "succeeded" : "refused",
            kept || answer.Body.IsEmpty ? null : NotKept,
            answer.Status,
            kept ? AnswerText.Of(answer, message.Confidential) : null,
            answer.Headers.GetValueOrDefault("Retry-After"),
            took
        );
    }

    private static string Word(string name) => char.ToLowerInvariant(name[0]) + name[1..];
}
