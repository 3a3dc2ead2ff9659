namespace Vidimus.Access;

/// <summary>
/// Scopes: <c>read</c> &lt; <c>write</c> &lt; <c>admin</c>, and narrow ones under them, so that a verifier cannot issue.
/// </summary>
public static class Scopes
{
    /// <summary>See everything, change nothing.</summary>
    public const string Read = "read";

    /// <summary>Everything but keys, members and erasing.</summary>
    public const string Write = "write";

    /// <summary>Everything.</summary>
    public const string Admin = "admin";

    /// <summary>Read credentials and recipients.</summary>
    public const string CredentialsRead = "credentials:read";

    /// <summary>Verify with an account, so that it counts as the caller's usage.</summary>
    public const string CredentialsVerify = "credentials:verify";

    /// <summary>Draft, issue, reissue and renew.</summary>
    public const string CredentialsIssue = "credentials:issue";

    /// <summary>Revoke.</summary>
    public const string CredentialsRevoke = "credentials:revoke";

    /// <summary>Read groups.</summary>
    public const string GroupsRead = "groups:read";

    /// <summary>Create, edit and archive groups.</summary>
    public const string GroupsWrite = "groups:write";

    /// <summary>Erase a recipient's personal data.</summary>
    public const string RecipientsErase = "recipients:erase";

    /// <summary>Get everything that is held about a recipient.</summary>
    public const string RecipientsExport = "recipients:export";

    /// <summary>Mint, edit and revoke keys.</summary>
    public const string KeysAdmin = "keys:admin";

    /// <summary>Invite and remove members, and change their roles.</summary>
    public const string MembersAdmin = "members:admin";

    /// <summary>Read, export and verify the record of what was done.</summary>
    public const string AuditRead = "audit:read";

    /// <summary>Ask for quotes.</summary>
    public const string OrdersQuote = "orders:quote";

    /// <summary>Read orders, their documents and results.</summary>
    public const string OrdersRead = "orders:read";

    /// <summary>Submit orders, call them off, and ask for refunds.</summary>
    public const string OrdersSubmit = "orders:submit";

    /// <summary>Work at the review desk: claim, edit, send back, sign off. Signing off is done by a member in person.</summary>
    public const string OrdersReview = "orders:review";

    /// <summary>Create and change webhook endpoints.</summary>
    public const string WebhooksWrite = "webhooks:write";

    /// <summary>Read webhook endpoints, deliveries and attempts; no secrets.</summary>
    public const string WebhooksRead = "webhooks:read";

    /// <summary>Report mail that came back; for a mail server.</summary>
    public const string MailBounces = "mail:bounces";

    /// <summary>Acknowledge policy changes.</summary>
    public const string ComplianceAck = "compliance:ack";

    /// <summary>Read policies, codes and coverage.</summary>
    public const string PoliciesRead = "policies:read";

    /// <summary>Load, enter, change and retire policies, codes and what goes with them.</summary>
    public const string PoliciesWrite = "policies:write";

    /// <summary>See what the organization used and what it cost.</summary>
    public const string UsageRead = "usage:read";

    /// <summary>Decide about calls of assistants that wait; of use to a member who is signed in only.</summary>
    public const string ApprovalsDecide = "approvals:decide";

    /// <summary>Declared by a route that every caller may use who is known, whatever it may do; no scope that anybody is given.</summary>
    public const string AnyScope = "*";

    private const string AgentTools = "agent:tool:";
    private const string EveryTool = AgentTools + "*";

    // What each tool of assistants over REST needs of a caller that is not limited to tools.
    private static readonly Dictionary<string, string> ToolNeeds = new(StringComparer.Ordinal)
    {
        [AgentTools + "check_coverage"] = PoliciesRead,
        [AgentTools + "validate_claim"] = PoliciesRead,
        [AgentTools + "find_policies"] = PoliciesRead,
        [AgentTools + "check_updates"] = PoliciesRead,
        [AgentTools + "acknowledge_policy_change"] = ComplianceAck,
    };

    /// <summary>The scope of one tool of assistants over REST, or of all for <c>*</c>.</summary>
    public static string AgentTool(string id) => AgentTools + id;

    private static readonly string[] UnderRead =
    [
        CredentialsRead,
        CredentialsVerify,
        GroupsRead,
        OrdersRead,
        PoliciesRead,
        UsageRead,
        WebhooksRead,
    ];

    private static readonly string[] UnderWrite =
    [
        CredentialsIssue,
        CredentialsRevoke,
        GroupsWrite,
        OrdersQuote,
        OrdersSubmit,
        WebhooksWrite,
        MailBounces,
        ComplianceAck,
        PoliciesWrite,
    ];

    private static readonly string[] UnderAdmin =
    [
        RecipientsErase,
        RecipientsExport,
        KeysAdmin,
        MembersAdmin,
        AuditRead,
        ApprovalsDecide,
        OrdersReview,
    ];

    /// <summary>Every scope there is, broad ones first.</summary>
    public static IReadOnlyList<string> All { get; } =
    [Read, Write, Admin, .. UnderRead, .. UnderWrite, .. UnderAdmin, EveryTool, .. ToolNeeds.Keys];

    /// <summary>True for a scope of tools of assistants: whoever holds one is limited to those it holds, whatever else it was given.</summary>
    public static bool IsAgents(string scope) =>
        scope.StartsWith(AgentTools, StringComparison.Ordinal);

    /// <summary>True when <paramref name="granted"/> contains <paramref name="needed"/> or a scope above it.</summary>
    public static bool Satisfies(IReadOnlyCollection<string> granted, string needed) =>
        granted.Any(IsAgents)
            ? granted.Contains(needed) && IsAgents(needed)
                || ToolNeeds.ContainsKey(needed) && granted.Contains(EveryTool)
        : needed == EveryTool ? ToolNeeds.Values.All(underlying => Holds(granted, underlying))
        : Holds(granted, ToolNeeds.GetValueOrDefault(needed, needed));

    private static bool Holds(IReadOnlyCollection<string> granted, string needed) =>
        granted.Contains(needed)
        || granted.Contains(Admin)
        || (
            granted.Contains(Write)
            && (needed == Read || UnderRead.Contains(needed) || UnderWrite.Contains(needed))
        )
        || (granted.Contains(Read) && UnderRead.Contains(needed));

    /// <summary>True when what needs this scope changes something; what only looks needs <c>read</c> or a scope under it.</summary>
    internal static bool Changes(string scope) =>
        scope is not (Read or AuditRead or RecipientsExport)
        && !UnderRead.Contains(ToolNeeds.GetValueOrDefault(scope, scope));

    /// <summary>True when every one of <paramref name="needed"/> is satisfied.</summary>
    public static bool SatisfiesAll(
        IReadOnlyCollection<string> granted,
        IEnumerable<string> needed
    ) => needed.All(scope => Satisfies(granted, scope));
}
