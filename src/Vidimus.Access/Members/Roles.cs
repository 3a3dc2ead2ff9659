namespace Vidimus.Access.Members;

/// <summary>What a member is in an organization, and which scopes that gives.</summary>
internal static class Roles
{
    /// <summary>Everything, owners and the organization's end among it; there is always one.</summary>
    public const string Owner = "owner";

    /// <summary>Everything but making and unmaking owners.</summary>
    public const string Admin = "admin";

    /// <summary>Groups, templates, credentials and webhooks.</summary>
    public const string Issuer = "issuer";

    /// <summary>Reads, and decides orders.</summary>
    public const string Reviewer = "reviewer";

    /// <summary>Reads.</summary>
    public const string Viewer = "viewer";

    public static readonly string[] All = [Owner, Admin, Issuer, Reviewer, Viewer];

    /// <summary>True when the first may do more than the second, or makes those who may.</summary>
    public static bool IsAbove(string first, string second) =>
        Array.IndexOf(All, first) < Array.IndexOf(All, second);

    /// <summary>What a role may do, in words.</summary>
    public static string Meaning(string role) =>
        role switch
        {
            Owner => "do everything, and make other owners",
            Admin => "do everything but make owners",
            Issuer => "work with groups, templates, credentials and webhooks",
            Reviewer => "read everything, and decide orders",
            _ => "read everything",
        };

    /// <summary>The scopes of a role.</summary>
    public static string[] Scopes(string role) =>
        role switch
        {
            Owner or Admin => [Access.Scopes.Admin],
            Issuer => [Access.Scopes.Write],
            Reviewer => [Access.Scopes.Read, Access.Scopes.OrdersReview],
            _ => [Access.Scopes.Read],
        };
}
