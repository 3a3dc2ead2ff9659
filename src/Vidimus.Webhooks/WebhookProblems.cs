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

    /// <summary>The organization has as many endpoints as it may have.</summary>
    public static readonly ProblemType TooManyEndpoints = new(
        "WEBHOOK_LIMIT_REACHED",
        409,
        "There are as many webhook endpoints as there may be.",
        "Delete one that is not used, or let one endpoint take several kinds of events; the operator sets the bound in Webhooks:EndpointsPerOrganization."
    );

    /// <summary>The key has an endpoint of its own already.</summary>
    public static readonly ProblemType KeyHasEndpoint = new(
        "WEBHOOK_KEY_TAKEN",
        409,
        "The key has a webhook endpoint of its own already.",
        "Edit or delete that one, or name a resourceId for an endpoint that takes the events of one object."
    );

    /// <summary>Ten secrets sign at once already.</summary>
    public static readonly ProblemType TooManySecrets = new(
        "WEBHOOK_SECRET_LIMIT",
        409,
        "The endpoint has ten secrets that still sign; an eleventh is not added.",
        "Wait until the next of them ends, or rotate with graceHours 0, which ends all earlier ones at once."
    );

    /// <summary>A new key for v1a signatures is published already and waits for its time.</summary>
    public static readonly ProblemType SigningKeyIsNew = new(
        "WEBHOOK_KEY_IS_NEW",
        409,
        "A new signing key is published already and has not taken over yet.",
        "Wait until it has, which takes ten minutes; or say compromised: true, which withdraws every earlier key at once."
    );
}
