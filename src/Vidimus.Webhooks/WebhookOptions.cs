namespace Vidimus.Webhooks;

/// <summary>Settings of webhooks, section <c>Webhooks</c>.</summary>
public sealed class WebhookOptions
{
    /// <summary>Most endpoints of one organization and mode.</summary>
    public int EndpointsPerOrganization { get; set; } = 100;

    /// <summary>Deliveries that this node sends at once.</summary>
    public int AtOnce { get; set; } = 256;

    /// <summary>Deliveries to one endpoint that this node sends at once; one that is failing gets one at a time.</summary>
    public int AtOncePerEndpoint { get; set; } = 8;

    /// <summary>Days after which finished deliveries and their attempts are removed. Facts stay, so that events can be sent again.</summary>
    public int KeepDays { get; set; } = 30;

    /// <summary>Days without a success after which an endpoint is disabled.</summary>
    public int FailingDays { get; set; } = 5;

    /// <summary>Days for which an endpoint may stay paused; then it is disabled, and what waits for it is cancelled.</summary>
    public int PausedDays { get; set; } = 30;
}
