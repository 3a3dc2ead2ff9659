using Vidimus.Platform.Facts;

namespace Vidimus.Access;

/// <summary>Events about organizations, their keys and what those spend.</summary>
internal static class AccessEvents
{
    private const string AKey = "key_01kb0c5q7me1vtgy7m3a8r2xwd";
    private const string AnotherKey = "key_01kb0c5q7me1vtgy7m3a8r2xwe";
    private const string AnOrganization = "org_01kb0c5q7me1vtgy7m3a8r2xwf";
    private const string ATime = "2026-12-26T10:00:00.000Z";

    private static readonly (string, string)[] Terms =
    [
        ("scopes", "credentials:issue credentials:read"),
        ("environment", "production"),
        ("expiresAt", ATime),
        ("rateLimitPerMinute", "300"),
        ("spendCapDayCents", "5000"),
        ("spendCapMonthCents", "100000"),
        ("allowedNetworksCount", "1"),
        (
            "allowedNetworksDigest",
            "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
        ),
        ("forAssistant", "false"),
    ];

    public static readonly EventType KeyMinted = new(
        "key.minted",
        "A key was minted.",
        "key",
        AKey,
        [("family", "vdm"), ("mode", "live"), .. Terms, ("replaces", AnotherKey)]
    )
    {
        Needs = Scopes.KeysAdmin,
    };

    public static readonly EventType KeyEdited = new(
        "key.edited",
        "A key's terms were changed; members ending in Before say what they were.",
        "key",
        AKey,
        [.. Terms, ("scopesBefore", "credentials:read")]
    )
    {
        Needs = Scopes.KeysAdmin,
    };

    public static readonly EventType KeyRotated = new(
        "key.rotated",
        "A key got a successor and ends after its grace.",
        "key",
        AKey,
        ("replacedBy", AnotherKey),
        ("expiresAt", ATime)
    )
    {
        Needs = Scopes.KeysAdmin,
    };

    public static readonly EventType KeySuspended = new(
        "key.suspended",
        "A key was suspended.",
        "key",
        AKey,
        ("reason", "under review")
    )
    {
        Needs = Scopes.KeysAdmin,
    };

    public static readonly EventType KeyResumed = new(
        "key.resumed",
        "A suspended key is in use again.",
        "key",
        AKey,
        ("reason", "reviewed")
    )
    {
        Needs = Scopes.KeysAdmin,
    };

    public static readonly EventType KeyRevoked = new(
        "key.revoked",
        "A key was revoked for ever.",
        "key",
        AKey,
        ("reason", "no longer used")
    )
    {
        Needs = Scopes.KeysAdmin,
    };

    public static readonly EventType KeyLeaked = new(
        "key.leaked",
        "A key was reported to have been found in public, and is suspended where the settings say so.",
        "key",
        AKey,
        ("reporter", "github"),
        ("source", "content"),
        ("type", "vidimus_key"),
        ("urlDigest", "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae")
    )
    {
        Needs = Scopes.KeysAdmin,
    };

    public static readonly EventType KeyExpiring = new(
        "key.expiring",
        "A key will end in 14, 7 or 1 days.",
        "key",
        AKey,
        ("days", "=7"),
        ("expiresAt", ATime)
    )
    {
        Needs = Scopes.KeysAdmin,
    };

    public static readonly EventType KeyExpired = new(
        "key.expired",
        "A key has ended.",
        "key",
        AKey,
        ("expiresAt", ATime)
    )
    {
        Needs = Scopes.KeysAdmin,
    };

    public static readonly EventType SpendThreshold = new(
        "spend.threshold",
        "A key has spent 50, 80 or 100 percent of a cap.",
        "key",
        AKey,
        ("window", "day"),
        ("percent", "=80"),
        ("capCents", "=5000"),
        ("spentCents", "=4010")
    )
    {
        Needs = Scopes.KeysAdmin,
    };

    public static readonly EventType OrganizationRenamed = new(
        "organization.renamed",
        "The organization has another name.",
        "organization",
        AnOrganization
    );

    public static readonly EventType OrganizationBranded = new(
        "organization.branding-changed",
        "The organization has another logo, colour or website.",
        "organization",
        AnOrganization
    );

    public static readonly EventType OrganizationChanged = new(
        "organization.changed",
        "The installation's operator changed the organization's state.",
        "organization",
        AnOrganization,
        ("state", "disabled")
    );

    public static readonly EventType InstallationRestored = new(
        "installation.restored",
        "The installation was restored from a backup: what was done after lostSince is gone, though events may have told it.",
        "organization",
        AnOrganization,
        ("epoch", "2"),
        ("lostSince", "2026-11-26T09:00:00.0000000+00:00")
    );
}
