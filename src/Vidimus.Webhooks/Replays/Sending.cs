using Vidimus.Platform.Problems;
using Vidimus.Webhooks.Endpoints;

namespace Vidimus.Webhooks.Replays;

/// <summary>Whether anything may be put up for an endpoint. To a paused one it may: it is sent when the endpoint goes on.</summary>
internal static class Sending
{
    public static Problem? Refuses(EndpointRow endpoint)
    {
        if (endpoint.DeletedAt is not null)
            return new(WebhookProblems.EndpointDeleted);
        return endpoint.State == EndpointStates.Disabled
            ? new(WebhookProblems.EndpointDisabled)
            : null;
    }
}
