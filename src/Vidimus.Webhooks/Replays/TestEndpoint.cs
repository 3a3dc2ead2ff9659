using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vidimus.Access;
using Vidimus.Platform.Http;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;
using Vidimus.Webhooks.Deliveries;
using Vidimus.Webhooks.Endpoints;

namespace Vidimus.Webhooks.Replays;

/// <summary>What came of a test.</summary>
/// <param name="EventId">Id of the test, as the receiver saw it in <c>webhook-id</c>.</param>
/// <param name="HttpStatus">Status of the answer; null when there was none.</param>
/// <param name="Success">True for a status from 200 to 299.</param>
/// <param name="Error"><c>refused</c>, <c>unreachable</c>, <c>timeout</c>, <c>blocked</c> or <c>tooLarge</c>; null on success.</param>
/// <param name="Reason">Why, where more can be said; nothing of an address that is not called. <c>responseNotKept</c> where the endpoint includes recipients, whose names an answer might hold.</param>
/// <param name="LatencyMs">How long it took.</param>
/// <param name="Response">The beginning of the answer as text, at most 16 KiB. Strangers wrote it: show it as text only.</param>
/// <param name="CreatedAt">When it was sent.</param>
public sealed record WebhookTest(
    string EventId,
    int? HttpStatus,
    bool Success,
    string? Error,
    string? Reason,
    int LatencyMs,
    [property: JsonConverter(typeof(StrangersText))] string? Response,
    DateTimeOffset CreatedAt
);

/// <summary>Tests an endpoint; one that is paused or disabled, too. A test is over within 15 seconds.</summary>
internal sealed class TestEndpoint(VidimusDb db, SendPing ping)
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost(
                "/v1/webhooks/{id}/test",
                (HttpContext http, TestEndpoint test, string id) =>
                    http.Once(200, () => test.Run(id, http.RequestAborted))
            )
            .Needs(Scopes.WebhooksWrite)
            .Weighs(10)
            .Produces<WebhookTest>()
            .WithTags("Webhooks")
            .WithSummary("Send a test to a webhook endpoint and see what comes back")
            .WithName("testWebhook");

    private async Task<Result<WebhookTest>> Run(string id, CancellationToken cancellation) =>
        await EndpointTerms.Find(db, id, cancellation) is { } endpoint
            ? await ping.Run(endpoint, Answer, cancellation)
            : WebhookProblems.EndpointNotFound;

    private static WebhookTest Answer(Pinged pinged) =>
        new(
            pinged.EventId,
            pinged.Tried.Status,
            pinged.Tried.Succeeded,
            pinged.Tried.Succeeded ? null : pinged.Tried.Outcome,
            pinged.Tried.Reason,
            pinged.Tried.Milliseconds,
            pinged.Tried.Response,
            pinged.At
        );
}
