namespace Vidimus.Portal.Integrations;

/// <summary>A scope as somebody who mints a key is told of it.</summary>
/// <param name="Name">The scope.</param>
/// <param name="Meaning">What it allows.</param>
public sealed record ScopeWord(string Name, string Meaning);

/// <summary>Scopes that belong together.</summary>
/// <param name="Title">What they have in common.</param>
/// <param name="Scopes">They.</param>
public sealed record ScopeWords(string Title, IReadOnlyList<ScopeWord> Scopes)
{
    /// <summary>Title of the scopes that limit a key to what agents do; no rule of approvals is about them.</summary>
    public const string Agents = "Agent tools: a key with one of these can do nothing else";

    /// <summary>All scopes, the broad ones first.</summary>
    public static IReadOnlyList<ScopeWords> All { get; } =
    [
        new(
            "Broad",
            [
                new("read", "See everything, change nothing."),
                new("write", "Everything but keys, members, the audit record and erasing."),
                new("admin", "Everything."),
            ]
        ),
        new(
            "Credentials",
            [
                new("credentials:issue", "Draft, issue, reissue and renew."),
                new("credentials:verify", "Verify, counted as this key’s use."),
                new("credentials:read", "Read credentials and recipients."),
                new("credentials:revoke", "Revoke, suspend and reinstate."),
                new("groups:read", "Read groups."),
                new("groups:write", "Make, edit and archive groups."),
                new("recipients:export", "Get all that is held about a recipient."),
                new("recipients:erase", "Erase a recipient’s personal data for ever."),
            ]
        ),
        new(
            "Developers",
            [
                new("webhooks:read", "See endpoints and deliveries; no secrets."),
                new("webhooks:write", "Make and change endpoints."),
                new("usage:read", "See usage and charges."),
                new("audit:read", "Read, export and verify the audit record."),
                new("keys:admin", "Mint, edit and revoke keys."),
                new("mail:bounces", "Report mails that came back."),
                new(
                    "approvals:decide",
                    "See which calls of assistants wait. Only a person decides, so of little use to a program."
                ),
                new("members:admin", "Invite and remove members, and change their roles."),
            ]
        ),
        new(
            "Orders and policies",
            [
                new("orders:read", "Read orders, their documents and results."),
                new("orders:quote", "Ask for quotes."),
                new("orders:submit", "Submit orders, call them off, and ask for refunds."),
                new(
                    "orders:review",
                    "Work at the review desk. Only a person signs off, so of little use to a program."
                ),
                new("policies:read", "Read policies, codes and coverage."),
                new("policies:write", "Load, change and retire policies and codes."),
                new("compliance:ack", "Acknowledge changes of policies."),
            ]
        ),
        new(
            Agents,
            [
                new("agent:tool:*", "Every tool of agents over REST, and nothing else."),
                new("agent:tool:check_coverage", "Check coverage, and nothing else."),
                new("agent:tool:validate_claim", "Validate claims, and nothing else."),
                new("agent:tool:find_policies", "Find policies, and nothing else."),
                new("agent:tool:check_updates", "See changes of policies, and nothing else."),
                new(
                    "agent:tool:acknowledge_policy_change",
                    "Acknowledge changes that a person has reviewed, and nothing else."
                ),
            ]
        ),
    ];
}
