namespace Vidimus.Client;

/// <summary>Why a message is not taken for one of the server's.</summary>
public enum WebhookRefusal
{
    /// <summary>A header that the signature needs is absent.</summary>
    MissingHeader,

    /// <summary>A header is not of the form it must have.</summary>
    Malformed,

    /// <summary>Signed longer ago than the tolerance: a delayed message, a clock that is wrong, or a replay.</summary>
    TooOld,

    /// <summary>Signed further ahead than the tolerance: one of the two clocks is wrong.</summary>
    TooNew,

    /// <summary>No signature belongs to this body and one of the secrets.</summary>
    NoSignatureMatches,

    /// <summary>The signature is right and the body is not an event as the contract has it.</summary>
    NotAnEvent,
}

/// <summary>A message that must not be acted on. Answer it with 400 or 401; its text repeats nothing of the message.</summary>
public sealed class WebhookRefusedException : Exception
{
    internal WebhookRefusedException(WebhookRefusal reason, string message)
        : base(message)
    {
        Reason = reason;
    }

    /// <summary>Why.</summary>
    public WebhookRefusal Reason { get; }
}
