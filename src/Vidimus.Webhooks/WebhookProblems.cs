using Vidimus.Platform.Problems;

namespace Vidimus.Webhooks;

/// <summary>Refusals of the Webhooks module.</summary>
public static class WebhookProblems
{
    /// <summary>There is no such webhook endpoint, or it is another organization's or mode's.</summary>
    public static readonly ProblemType EndpointNotFound = new(
        "WEBHOOK_NOT_FOUND",
        404,
        "There is no webhook endpoint with this id.",
        "List your endpoints with GET /v1/webhooks; an endpoint is seen in its own mode only."
    );
}
