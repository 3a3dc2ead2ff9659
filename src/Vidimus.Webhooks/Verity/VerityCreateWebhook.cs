using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vidimus.Access;
using Vidimus.Platform.Http;
using Vidimus.Platform.Problems;
using Vidimus.Webhooks.Endpoints;

namespace Vidimus.Webhooks.Verity;

/// <summary>An endpoint to be made, by Verity's names.</summary>
/// <param name="Url">Where to deliver: <c>https</c> and a public address.</param>
/// <param name="Events">Kinds of events, or <c>*</c>.</param>
public sealed record VerityCreateWebhookRequest(
    string? Url = null,
    IReadOnlyList<string?>? Events = null
);

/// <summary>Makes an endpoint for Verity's clients; its secret is shown once.</summary>
internal sealed class VerityCreateWebhook(CreateEndpoint create, TimeProvider clock)
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost(
                "/api/v1/webhooks",
                (HttpContext http, VerityCreateWebhook operation) =>
                    http.TakeSnake<VerityCreateWebhookRequest, VerityNewWebhookAnswer>(
                        201,
                        r => operation.Run(http, r)
                    )
            )
            .Needs(Scopes.WebhooksWrite)
            .Accepts<VerityCreateWebhookRequest>("application/json")
            .Produces<VerityNewWebhookAnswer>(201)
            .WithTags(VerityWebhooks.Tag)
            .WithSummary("Make a webhook endpoint (Verity form)")
            .WithName("verityCreateWebhook");

    private Task<Result<VerityNewWebhookAnswer>> Run(
        HttpContext http,
        VerityCreateWebhookRequest request
    ) =>
        create.Run(
            new() { Url = request.Url, Events = request.Events },
            "verity",
            (row, _, secret) =>
                new VerityNewWebhookAnswer(
                    true,
                    new(VerityWebhook.Of(row), secret),
                    http.Meta(clock)
                ),
            http.RequestAborted
        );
}
