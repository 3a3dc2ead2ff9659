namespace Vidimus.Webhooks;

/// <summary>Settings of webhooks, section <c>Webhooks</c>.</summary>
public sealed class WebhookOptions
{
    /// <summary>Most endpoints of one organization and mode.</summary>
    public int EndpointsPerOrganization { get; set; } = 50;

    /// <summary>Deliveries that this node sends at once.</summary>
    public int AtOnce { get; set; } = 256;

    /// <summary>Deliveries to one endpoint that this node sends at once; one that is failing gets one at a time.</summary>
    public int AtOncePerEndpoint { get; set; } = 8;

    /// <summary>Deliveries of one organization to one host and port that this node sends at once; failing ones get an eighth of them.</summary>
    public int AtOncePerHost { get; set; } = 32;

    /// <summary>Whether the beginning of an answer is kept and shown that came from one of <c>Outgoing:AllowedNetworks</c>.</summary>
    public bool KeepAnswersFromAllowedNetworks { get; set; } = true;

    /// <summary>Days after which finished deliveries and their attempts are removed. Facts stay, so that events can be sent again.</summary>
    public int KeepDays { get; set; } = 30;

    /// <summary>Days without a success after which an endpoint is disabled.</summary>
    public int FailingDays { get; set; } = 5;

    /// <summary>Days for which an endpoint may stay paused; then it is disabled, and what waits for it is cancelled.</summary>
    public int PausedDays { get; set; } = 30;
}
