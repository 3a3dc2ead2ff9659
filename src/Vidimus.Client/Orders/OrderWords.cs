using System.Text.Json.Serialization;

namespace Vidimus.Client;

/// <summary>Where an order stands.</summary>
[JsonConverter(typeof(WireEnum<OrderState>))]
public enum OrderState
{
    /// <summary>Submitted; its charge is not confirmed yet.</summary>
    Created,

    /// <summary>Its charge is confirmed, or nothing is charged at this point.</summary>
    Paid,

    /// <summary>A translation is being made.</summary>
    Processing,

    /// <summary>The customer's own draft is being reviewed.</summary>
    ReviewingDraft,

    /// <summary>The translation is being reviewed.</summary>
    InReview,

    /// <summary>The certified document is there.</summary>
    Ready,

    /// <summary>The customer fetched it.</summary>
    Delivered,

    /// <summary>It could not be done.</summary>
    Failed,

    /// <summary>Called off before it was ready.</summary>
    Cancelled,

    /// <summary>All of its price was given back.</summary>
    Refunded,
}

/// <summary>What a state of an order means to whoever waits for it.</summary>
public static class OrderStates
{
    /// <summary>Whether somebody may still be working on it: it is worth asking again.</summary>
    public static bool IsOpen(this OrderState state) =>
        state
            is OrderState.Created
                or OrderState.Paid
                or OrderState.Processing
                or OrderState.ReviewingDraft
                or OrderState.InReview;

    /// <summary>Whether its result can be fetched.</summary>
    public static bool HasResult(this OrderState state) =>
        state is OrderState.Ready or OrderState.Delivered;
}
