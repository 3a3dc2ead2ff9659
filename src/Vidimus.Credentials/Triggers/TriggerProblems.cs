using Vidimus.Platform.Problems;

namespace Vidimus.Credentials.Triggers;

/// <summary>Refusals of triggers beside those of the module.</summary>
public static class TriggerProblems
{
    /// <summary>No such trigger.</summary>
    public static readonly ProblemType NotFound = new(
        "TRIGGER_NOT_FOUND",
        404,
        "There is no trigger with this id in this group.",
        "List the group's triggers with GET /v1/groups/{id}/triggers"
    );

    /// <summary>An event without the right secret or signature, or for no trigger at all: the two are not told apart.</summary>
    public static readonly ProblemType NotAuthenticated = new(
        "TRIGGER_NOT_AUTHENTICATED",
        401,
        "There is no trigger at this address that takes this secret or signature.",
        "Check the address, the header with the secret or signature, and that the sender's clock is right; sign the body exactly as it is sent"
    );

    /// <summary>The key that the trigger acts as cannot be used; told only to who is authenticated.</summary>
    public static readonly ProblemType KeyRefused = new(
        "TRIGGER_KEY_REFUSED",
        403,
        "The key that this trigger acts as cannot be used.",
        "Give the trigger another key with PATCH /v1/groups/{id}/triggers/{triggerId}; nothing was done"
    );

    /// <summary>The trigger takes no events at present; told only to who is authenticated.</summary>
    public static readonly ProblemType Disabled = new(
        "TRIGGER_DISABLED",
        409,
        "This trigger is switched off and takes no events.",
        "Switch it on with enabled: true; nothing was done"
    );

    /// <summary>Reading the event for this trigger would take too long; told only to who is authenticated.</summary>
    public static readonly ProblemType TooComplex = new(
        "TRIGGER_EVENT_TOO_COMPLEX",
        400,
        "The event holds more than a trigger looks through.",
        "Send only what the trigger's mapping and condition need, or give them fewer and more direct paths; nothing was done"
    );

    /// <summary>The group has as many triggers as it can have.</summary>
    public static readonly ProblemType TooMany = new(
        "TRIGGER_LIMIT_REACHED",
        409,
        "The group has 20 triggers, which is as many as it can have.",
        "Delete one that is not needed, or use another group"
    );

    /// <summary>The event was taken before.</summary>
    public static readonly ProblemType Repeated = new(
        "TRIGGER_EVENT_REPEATED",
        409,
        "This event was taken before.",
        "Nothing is to be done: the first one counts"
    );
}
