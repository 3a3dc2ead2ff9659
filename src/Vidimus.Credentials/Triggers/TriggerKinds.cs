using Vidimus.Platform.Facts;

namespace Vidimus.Credentials.Triggers;

/// <summary>Events about triggers.</summary>
internal static class TriggerKinds
{
    private const string ATrigger = "trg_01kb0c5q7me1vtgy7m3a8r2xwp";
    private const string AnEvent = "tev_01kb0c5q7me1vtgy7m3a8r2xwq";
    private const string ACredential = "cred_01kb0c5q7me1vtgy7m3a8r2xwg";
    private const string AGroup = "grp_01kb0c5q7me1vtgy7m3a8r2xwj";
    private const string AKey = "key_01kb0c5q7me1vtgy7m3a8r2xwd";

    public static readonly EventType Created = new(
        "trigger.created",
        "A trigger was created, which takes events of another system.",
        "trigger",
        ATrigger,
        ("group", AGroup),
        ("key", AKey),
        ("action", "issue")
    );

    public static readonly EventType Edited = new(
        "trigger.edited",
        "A trigger was changed.",
        "trigger",
        ATrigger,
        ("group", AGroup),
        ("key", AKey),
        ("enabled", "true")
    );

    public static readonly EventType SecretRotated = new(
        "trigger.secret-rotated",
        "A trigger was given a new secret.",
        "trigger",
        ATrigger,
        ("group", AGroup)
    );

    public static readonly EventType Deleted = new(
        "trigger.deleted",
        "A trigger was deleted.",
        "trigger",
        ATrigger,
        ("group", AGroup)
    );

    public static readonly EventType Taken = new(
        "trigger.event",
        "An event of another system came to the state that it says, such as issued, refused or waiting.",
        "trigger",
        ATrigger,
        ("event", AnEvent),
        ("state", "issued"),
        ("reason", "=null"),
        ("credential", ACredential)
    );
}
