using Vidimus.Platform.Facts;

namespace Vidimus.Policies;

/// <summary>Events about policies and their acknowledgement.</summary>
internal static class PoliciesEvents
{
    private const string APolicy = "pol_01kb0c5q7me1vtgy7m3a8r2xwt";
    private const string AnImport = "pim_01kb0c5q7me1vtgy7m3a8r2xwu";

    public static readonly EventType PolicyCreated = Policy(
        "policy.created",
        "A policy was published."
    );

    public static readonly EventType PolicyUpdated = Policy(
        "policy.updated",
        "A policy was changed."
    );

    public static readonly EventType PolicyRetired = Policy(
        "policy.retired",
        "A policy is no longer in force."
    );

    public static readonly EventType PolicyCodesChanged = Policy(
        "policy.codes_changed",
        "The codes that a policy covers were changed."
    );

    public static readonly EventType PolicyCriteriaChanged = Policy(
        "policy.criteria_changed",
        "A policy's criteria were changed."
    );

    public static readonly EventType ImportStarted = new(
        "policy-import.started",
        "A load of policies, codes or rows that go with them began.",
        "policy_import",
        AnImport,
        ("kind", "policies")
    );

    public static readonly EventType ImportFinished = new(
        "policy-import.finished",
        "A load of policies, codes or rows that go with them was finished.",
        "policy_import",
        AnImport,
        ("kind", "policies"),
        ("created", "12"),
        ("changed", "30"),
        ("retired", "1"),
        ("refused", "0")
    );

    public static readonly EventType ImportCancelled = new(
        "policy-import.cancelled",
        "A load of policies, codes or rows that go with them was given up; what it had brought stays.",
        "policy_import",
        AnImport,
        ("kind", "policies")
    );

    public static readonly EventType ComplianceAcknowledged = new(
        "compliance.acknowledged",
        "Somebody acknowledged a change of a policy.",
        "policy",
        APolicy,
        ("changeId", "42")
    )
    {
        Contract = EventContract.Verity,
    };

    private static EventType Policy(string kind, string meaning) =>
        new(
            kind,
            meaning,
            "policy",
            APolicy,
            ("changeId", "42"),
            ("edition", "3"),
            ("changeType", kind["policy.".Length..])
        )
        {
            Contract = EventContract.Verity,
        };
}
