namespace Vidimus.Access.OAuth;

/// <summary>
/// What may be given to a client, and in which words. Keys, members, erasing and the record are not a client's: a person does
/// such things with a session or a key.
/// </summary>
internal static class OAuthScopes
{
    /// <summary>Asked for by clients that want to stay connected, which every grant does; stands for no right.</summary>
    public const string Offline = "offline_access";

    private static readonly (string Scope, string Words, bool Changes)[] Known =
    [
        (Scopes.Read, "see everything in the organization, and change nothing", false),
        (
            Scopes.Write,
            "do everything but manage keys and members and erase: issue, revoke, change groups and webhooks",
            true
        ),
        (Scopes.CredentialsRead, "read credentials and their recipients", false),
        (Scopes.CredentialsVerify, "verify credentials in the organization’s name", false),
        (Scopes.CredentialsIssue, "draft, issue, reissue and renew credentials", true),
        (Scopes.CredentialsRevoke, "revoke, suspend and reinstate credentials", true),
        (Scopes.GroupsRead, "read groups", false),
        (Scopes.GroupsWrite, "make, change and archive groups", true),
        (Scopes.UsageRead, "see what the organization used and what it cost", false),
        (Scopes.WebhooksRead, "see webhook endpoints and deliveries", false),
        (Scopes.WebhooksWrite, "make and change webhook endpoints", true),
        (Scopes.PoliciesRead, "read policies, codes and coverage", false),
        (Scopes.PoliciesWrite, "load, change and retire policies and codes", true),
        (Scopes.ComplianceAck, "acknowledge changes of policies", true),
        (Scopes.OrdersRead, "read orders, their documents and results", false),
        (Scopes.OrdersQuote, "ask for quotes", true),
        (Scopes.OrdersSubmit, "submit orders, call them off and ask for refunds", true),
    ];

    /// <summary>Everything that a client can be given.</summary>
    public static IReadOnlyList<string> All { get; } = [.. Known.Select(k => k.Scope)];

    /// <summary>
    /// The one word by which Verity's clients ask for its tools, and by which they do under its later name, which only reads: it
    /// stands for scopes of this server, which the member is asked about and which tokens name.
    /// </summary>
    private static readonly Dictionary<string, string[]> OfVerity = new(StringComparer.Ordinal)
    {
        ["verity:mcp"] = [Scopes.PoliciesRead, Scopes.WebhooksRead, Scopes.ComplianceAck],
        ["backwork:mcp"] = [Scopes.PoliciesRead, Scopes.WebhooksRead],
    };

    /// <summary>With words that stand for several scopes spelt out; everything else as it is.</summary>
    public static IEnumerable<string> SpeltOut(IEnumerable<string> asked) =>
        asked
            .SelectMany(s => OfVerity.GetValueOrDefault(s) ?? [s])
            .Distinct(StringComparer.Ordinal);

    /// <summary>True for a scope of this server, whether a client can be given it or not.</summary>
    public static bool IsKnown(string scope) => Scopes.All.Contains(scope);

    public static string Words(string scope) => Known.Single(k => k.Scope == scope).Words;

    /// <summary>True when something can be changed by it.</summary>
    public static bool Changes(string scope) => Known.Single(k => k.Scope == scope).Changes;

    /// <summary>What both allow.</summary>
    public static IReadOnlyList<string> Both(
        IReadOnlyCollection<string> first,
        IReadOnlyCollection<string> second
    ) =>
        [
            .. first
                .Where(s => Scopes.Satisfies(second, s))
                .Union(second.Where(s => Scopes.Satisfies(first, s))),
        ];

    /// <summary>
    /// What is left of what was asked for: nothing that is no client's, nothing beyond the role, and only reading behind a
    /// door of that kind. Never more than was asked for.
    /// </summary>
    public static IReadOnlyList<string> Narrow(
        IEnumerable<string> asked,
        IReadOnlyCollection<string> role,
        bool readOnly
    )
    {
        var mayAll = asked.Where(All.Contains).Distinct(StringComparer.Ordinal).ToArray();
        var left = Both(mayAll, role).Where(All.Contains).ToArray();
        // Reading is what of a broad scope a door for reading leaves.
        if (readOnly)
            left = [.. Both(left, [Scopes.Read])];
        return [.. All.Where(left.Contains)];
    }
}
