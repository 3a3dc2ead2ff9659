using Vidimus.Platform.Facts;

namespace Vidimus.Webhooks;

/// <summary>Events about webhooks themselves, and those of other contracts that nothing states yet.</summary>
internal static class WebhookEvents
{
    public const string AWebhook = "we_01kb0c5q7me1vtgy7m3a8r2xwq";

    public static readonly EventType TestPing = new(
        "test.ping",
        "Somebody tests an endpoint. It is sent to that endpoint whatever it asked for, and states nothing.",
        "webhook",
        AWebhook
    );

    public static readonly EventType Created = new(
        "webhook.created",
        "An endpoint was made.",
        "webhook",
        AWebhook,
        ("state", "active"),
        ("keyId", "=null"),
        ("about", "=null")
    );

    public static readonly EventType Edited = new(
        "webhook.edited",
        "An endpoint was changed.",
        "webhook",
        AWebhook,
        ("state", "active")
    );

    public static readonly EventType Deleted = new(
        "webhook.deleted",
        "An endpoint was deleted: it was asked for (requested), the key whose own it was has ended (keyEnded), or the order that it came with is over (orderOver).",
        "webhook",
        AWebhook,
        ("reason", "requested")
    );

    public static readonly EventType Disabled = new(
        "webhook.disabled",
        "An endpoint was disabled: it answered 410 (gone), nothing arrived there for days (failing), it was paused for weeks (paused), or it was asked for (requested). Told to the organization's other endpoints.",
        "webhook",
        AWebhook,
        ("state", "disabled"),
        ("reason", "failing")
    );

    public static readonly EventType Enabled = new(
        "webhook.enabled",
        "A disabled endpoint is in use again, and is told of what happens from then on.",
        "webhook",
        AWebhook,
        ("state", "active")
    );

    public static readonly EventType Paused = new(
        "webhook.paused",
        "An endpoint was paused: what happens is kept for it.",
        "webhook",
        AWebhook,
        ("state", "paused")
    );

    public static readonly EventType Resumed = new(
        "webhook.resumed",
        "A paused endpoint is sent to again.",
        "webhook",
        AWebhook,
        ("state", "active")
    );

    public static readonly EventType SecretRotated = new(
        "webhook.secret-rotated",
        "An endpoint has a new secret; the earlier ones sign beside it until earlierEndAt.",
        "webhook",
        AWebhook,
        ("secretId", "whs_01kb0c5q7me1vtgy7m3a8r2xwy"),
        ("earlierEndAt", "2026-11-27T10:00:00.000Z")
    );

    public static readonly EventType SigningKeyMade = new(
        "webhook.signing-key-made",
        "The organization's key for v1a signatures was made, or a new one was published that takes over.",
        "organization",
        "org_01kb0c5q7me1vtgy7m3a8r2xwf",
        ("key", "whk_01kb0c5q7me1vtgy7m3a8r2xwr"),
        ("signsFrom", "2026-11-26T10:10:00.000Z")
    );
}
