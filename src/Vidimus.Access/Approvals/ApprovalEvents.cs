using Vidimus.Platform.Facts;

namespace Vidimus.Access.Approvals;

/// <summary>Events about calls of assistants that a person decides about, and about the rules that say which. Never what a call holds.</summary>
internal static class ApprovalEvents
{
    private const string AnApproval = "apr_01kb0c5q7me1vtgy7m3a8r2xwv";
    private const string ARule = "aru_01kb0c5q7me1vtgy7m3a8r2xww";
    private const string AMember = "mem_01kb0c5q7me1vtgy7m3a8r2xwg";

    private static readonly (string, string)[] Call =
    [
        ("tool", "issueCredential"),
        ("argumentsDigest", "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"),
        ("keyId", "=null"),
        ("memberId", AMember),
        ("clientId", "https://assistant.example/client.json"),
        ("grantId", "grt_01kb0c5q7me1vtgy7m3a8r2xwx"),
        ("rules", ARule + ":3"),
    ];

    private static readonly (string, string)[] Rule =
    [
        ("version", "3"),
        ("enabled", "true"),
        ("tool", "issueCredential"),
        ("scope", "=null"),
        ("amountOverCents", "=null"),
        ("countOver", "10"),
        ("periodSeconds", "86400"),
        ("callers", "all"),
        ("expirySeconds", "3600"),
        ("fourEyes", "false"),
    ];

    public static readonly EventType ApprovalRequested = Of(
        "approval.requested",
        "A call of an assistant waits for a person.",
        ("expiresAt", "2026-11-26T11:00:00.000Z")
    );

    public static readonly EventType ApprovalGranted = Of(
        "approval.granted",
        "A member approved a call of an assistant; it can be made once.",
        ("decidedBy", AMember)
    );

    public static readonly EventType ApprovalRefused = Of(
        "approval.refused",
        "A member rejected a call of an assistant.",
        ("decidedBy", AMember)
    );

    public static readonly EventType ApprovalExpired = Of(
        "approval.expired",
        "An approval was not given or not used in time, or the rules changed before it was used.",
        ("reason", "time")
    );

    public static readonly EventType ApprovalUsed = Of(
        "approval.used",
        "An approved call was let through."
    );

    public static readonly EventType ApprovalExecuted = Of(
        "approval.executed",
        "An approved call was carried out."
    );

    public static readonly EventType ApprovalFailed = Of(
        "approval.failed",
        "An approved call was let through and did not succeed."
    );

    public static readonly EventType RuleCreated = OfRule(
        "approval.rule-created",
        "A rule was made: which calls of assistants a person has to approve."
    );

    public static readonly EventType RuleEdited = OfRule(
        "approval.rule-edited",
        "A rule was changed; what was asked under the one before counts no more."
    );

    public static readonly EventType RuleDeleted = OfRule(
        "approval.rule-deleted",
        "A rule was deleted; what was asked under it counts no more."
    );

    private static EventType Of(
        string kind,
        string meaning,
        params (string Name, string Example)[] more
    ) =>
        new(kind, meaning, "approval", AnApproval, [.. Call, .. more])
        {
            Needs = Scopes.ApprovalsDecide,
        };

    private static EventType OfRule(string kind, string meaning) =>
        new(kind, meaning, "approvalRule", ARule, Rule) { Needs = Scopes.Admin };
}
