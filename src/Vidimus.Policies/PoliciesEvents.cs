using Vidimus.Platform.Facts;

namespace Vidimus.Policies;

/// <summary>Events about policies and their acknowledgement.</summary>
internal static class PoliciesEvents
{
    private const string APolicy = "pol_01kb0c5q7me1vtgy7m3a8r2xwt";
    private const string NoPolicies = "This server holds no policies yet.";

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
        new(kind, meaning, "policy", APolicy)
        {
            Contract = EventContract.Verity,
            NotYet = NoPolicies,
        };
}
