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

    /// <summary>The endpoint was sent no such event, or too long ago.</summary>
    public static readonly ProblemType DeliveryNotFound = new(
        "WEBHOOK_DELIVERY_NOT_FOUND",
        404,
        "The endpoint has no delivery of this event.",
        "List deliveries with GET /v1/webhooks/{id}/deliveries; old ones are removed, and recovering puts their events up again."
    );

    /// <summary>Nothing is sent to an endpoint that was deleted.</summary>
    public static readonly ProblemType EndpointDeleted = new(
        "WEBHOOK_DELETED",
        410,
        "The webhook endpoint was deleted.",
        "Create another with POST /v1/webhooks and recover the events for it."
    );

    /// <summary>A test of an endpoint is not an event.</summary>
    public static readonly ProblemType PingNotResent = new(
        "WEBHOOK_TEST_NOT_RESENT",
        409,
        "A test is sent once, and is no event.",
        "Send another with POST /v1/webhooks/{id}/test."
    );

    /// <summary>The organization has as many tests under way as it may have on a node.</summary>
    public static readonly ProblemType TooManyTests = new(
        "WEBHOOK_TESTS_RUNNING",
        429,
        "Two tests of your organization's endpoints are running already.",
        "Wait for one of them to end, which takes 15 seconds at most.",
        Retryable: true
    );

    /// <summary>All organizations together have as many tests under way as a node has places for.</summary>
    public static readonly ProblemType TestsBusy = new(
        "WEBHOOK_TESTS_BUSY",
        503,
        "Too many tests of webhook endpoints are running on this server.",
        "Try again in some seconds; deliveries go on meanwhile.",
        Retryable: true
    );

    /// <summary>One recovery of an endpoint runs at a time.</summary>
    public static readonly ProblemType RecoveryRunning = new(
        "WEBHOOK_RECOVERY_RUNNING",
        409,
        "Another recovery of this endpoint is running.",
        "Wait for it, or cancel it with POST /v1/webhook-replays/{id}/cancel.",
        Retryable: true
    );

    /// <summary>There is no such recovery, or it is another organization's or mode's.</summary>
    public static readonly ProblemType ReplayNotFound = new(
        "WEBHOOK_RECOVERY_NOT_FOUND",
        404,
        "There is no recovery with this id.",
        "List recoveries with GET /v1/webhook-replays."
    );

    /// <summary>An object with very many events.</summary>
    public static readonly ProblemType TooManyEvents = new(
        "WEBHOOK_TOO_MANY_EVENTS",
        400,
        "There are too many events of this object to look through all of them.",
        "Ask for one endpoint: GET /v1/webhooks/{id}/deliveries?resourceId=…"
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

    /// <summary>The endpoint came with an order, and is signed with the key's secret.</summary>
    public static readonly ProblemType SecretOfKey = new(
        "WEBHOOK_SECRET_OF_KEY",
        409,
        "This endpoint came with an order and has no secret of its own: the key's signs for it.",
        "Replace the key's secret with POST /v1/keys/{id}/webhook."
    );

    /// <summary>There is no such key, or it has ended.</summary>
    public static readonly ProblemType KeyNotFound = new(
        "WEBHOOK_KEY_NOT_FOUND",
        404,
        "There is no key of this id that is in use.",
        "List your keys with GET /v1/keys; a test key sees test keys only, and a key that was revoked or replaced has no webhook any more."
    );

    /// <summary>The key has no webhook yet.</summary>
    public static readonly ProblemType KeyHasNone = new(
        "WEBHOOK_OF_KEY_NOT_FOUND",
        404,
        "The key has no webhook and no secret for one yet.",
        "Make them with POST /v1/keys/{id}/webhook."
    );

    /// <summary>A disabled endpoint cannot be paused.</summary>
    public static readonly ProblemType EndpointDisabled = new(
        "WEBHOOK_DISABLED",
        409,
        "The webhook endpoint is disabled: no events are kept for it.",
        "Resume it first; that starts from now, and what it missed can be ordered again."
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
