using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vidimus.Access;
using Vidimus.Platform.Http;
using Vidimus.Platform.Ids;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;
using Vidimus.Webhooks.Deliveries;
using Vidimus.Webhooks.Events;
using Vidimus.Webhooks.Replays;

namespace Vidimus.Webhooks.Verity;

/// <summary>What came of a test, as Verity's clients read it.</summary>
/// <param name="DeliveryId">Number of the delivery.</param>
/// <param name="EndpointId">Number of the endpoint.</param>
/// <param name="Event">Always <c>test.ping</c>.</param>
/// <param name="HttpStatus">Status of the answer; null when there was none.</param>
/// <param name="Success">True for a status from 200 to 299.</param>
/// <param name="Error">Why not, in one word; null on success.</param>
/// <param name="CreatedAt">When it was sent.</param>
public sealed record VerityWebhookTest(
    int DeliveryId,
    long EndpointId,
    string Event,
    int? HttpStatus,
    bool Success,
    string? Error,
    DateTimeOffset CreatedAt
);

/// <summary>Answer to a test.</summary>
/// <param name="Success">Always true: the test was made, whatever came of it.</param>
/// <param name="Data">What came of it.</param>
/// <param name="Meta">Request id and time.</param>
public sealed record VerityWebhookTestAnswer(bool Success, VerityWebhookTest Data, VerityMeta Meta);

/// <summary>Tests an endpoint for Verity's clients.</summary>
internal sealed class VerityTestWebhook(VidimusDb db, SendPing ping, TimeProvider clock)
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost(
                "/api/v1/webhooks/{id}/test",
                (HttpContext http, VerityTestWebhook test, string id) =>
                    http.OnceSnake(200, () => test.Run(http, id))
            )
            .Needs(Scopes.WebhooksWrite)
            .Weighs(10)
            .Produces<VerityWebhookTestAnswer>()
            .WithTags(VerityWebhooks.Tag)
            .WithSummary("Send a test to a webhook endpoint (Verity form)")
            .WithName("verityTestWebhook");

    private async Task<Result<VerityWebhookTestAnswer>> Run(HttpContext http, string id)
    {
        if (await VerityWebhooks.Find(db, id, http.RequestAborted) is not { } endpoint)
            return PlatformProblems.NotFound;
        return await ping.Run(
            endpoint,
            pinged => new VerityWebhookTestAnswer(
                true,
                new(
                    Number(pinged.EventId),
                    endpoint.Number,
                    Messages.PingKind,
                    pinged.Tried.Status,
                    pinged.Tried.Succeeded,
                    pinged.Tried.Succeeded ? null : pinged.Tried.Outcome,
                    pinged.At
                ),
                http.Meta(clock)
            ),
            http.RequestAborted
        );
    }

    /// <summary>
    /// A number for a delivery, whose id is a text with us: 31 of the id's random bits (RFC 9562, section 5.7), of which Verity's
    /// own .NET client can hold no more. Nothing is looked up by it.
    /// </summary>
    private static int Number(string eventId)
    {
        if (!NewId.TryGetUuid(EventTimes.Prefix, eventId, out var uuid))
            throw new ArgumentException("It is no id of an event.", nameof(eventId));
        Span<byte> bytes = stackalloc byte[16];
        uuid.TryWriteBytes(bytes, bigEndian: true, out _);
        var tail = System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(bytes[12..]);
        return Math.Max(tail & int.MaxValue, 1);
    }
}
