using Vidimus.Platform.Facts;

namespace Vidimus.Webhooks.Events;

/// <summary>Endpoints, of which events show the link alone.</summary>
internal sealed class WebhookResource : IEventResource
{
    public string Type => "webhook";

    public string? Path(string id) => $"/v1/webhooks/{id}";
}
