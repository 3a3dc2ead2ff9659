namespace Vidimus.Portal;

/// <summary>All that the portal leads to, in the order in which it is shown. A page's owner adds it here.</summary>
internal static class Navigation
{
    /// <summary>The groups of the navigation; the first has no heading.</summary>
    public static IReadOnlyList<NavigationGroup> Groups { get; } =
    [
        new(
            null,
            [
                new(
                    "Overview",
                    "/portal",
                    "M2.5 8.5h4v5h-4zM2.5 2.5h4v3.5h-4zM9.5 2.5h4v5h-4zM9.5 10h4v3.5h-4z"
                ),
            ]
        ),
        new(
            "Credentials",
            [
                new(
                    "Credentials",
                    "/portal/credentials",
                    "M3 2.5h10v11l-2.5-1.6L8 13.5l-2.5-1.6L3 13.5zM5.5 5.5h5M5.5 8h3"
                ),
                new(
                    "Groups",
                    "/portal/groups",
                    "M2 5l6-2.75L14 5 8 7.75zM2.5 8.25L8 10.75l5.5-2.5M2.5 11.25L8 13.75l5.5-2.5"
                ),
                new("Templates", "/portal/templates", "M2.5 3h11v10h-11zM2.5 6.25h11M6.25 6.25V13"),
                new(
                    "Import",
                    "/portal/imports",
                    "M8 2v7.5M4.75 6.5L8 9.75l3.25-3.25M2.5 11v2.5h11V11"
                )
                {
                    Needs = Right.Write,
                },
            ]
        ),
        new(
            "Certification",
            [
                new(
                    "Orders",
                    "/portal/orders",
                    "M3.5 2h6l3 3v9h-9zM9.5 2v3h3M5.75 9.75l1.5 1.5 3-3"
                ),
                new(
                    "Desk",
                    "/portal/desk",
                    "M2.5 3h5v10h-5zM4 5.5h2M4 8h2M14 5l-1.75-1.75L9.5 6v2h2zM9.5 11h4M9.5 13h4"
                )
                {
                    Needs = Right.Review,
                },
                new(
                    "Reviewers",
                    "/portal/reviewers",
                    "M8 8a2.75 2.75 0 1 0 0-5.5A2.75 2.75 0 0 0 8 8zM5.75 7.25L4.5 14 8 12l3.5 2-1.25-6.75"
                )
                {
                    Needs = Right.Admin,
                },
            ]
        ),
        new(
            "Policies",
            [
                new(
                    "Policies",
                    "/portal/policies",
                    "M3.5 2.5h7.5a1.5 1.5 0 0 1 1.5 1.5v9.5H5A1.5 1.5 0 0 1 3.5 12zM3.5 12A1.5 1.5 0 0 1 5 10.5h7.5M6 5.25h4"
                ),
                new(
                    "Codes",
                    "/portal/policy-codes",
                    "M2.75 3v10M5.25 3v10M8 3v10M9.75 3v10M12 3v10M13.5 3v10"
                ),
                new(
                    "Changes",
                    "/portal/policy-changes",
                    "M2.5 5h9M9 2.5L11.5 5 9 7.5M13.5 11h-9M7 8.5L4.5 11 7 13.5"
                ),
                new(
                    "Imports",
                    "/portal/policy-imports",
                    "M2.5 4c0-1 2.5-1.5 5.5-1.5s5.5.5 5.5 1.5-2.5 1.5-5.5 1.5S2.5 5 2.5 4zM2.5 4v8c0 1 2.5 1.5 5.5 1.5s5.5-.5 5.5-1.5V4M2.5 8c0 1 2.5 1.5 5.5 1.5s5.5-.5 5.5-1.5"
                ),
                new(
                    "Gates",
                    "/portal/policy-gates",
                    "M3 13.5v-11M13 13.5v-11M3 5.5h10M3 9.5h10M6.5 5.5v4M9.5 5.5v4"
                )
                {
                    Needs = Right.Admin,
                },
            ]
        ),
        new(
            "Developers",
            [
                new(
                    "Connect",
                    "/portal/connect",
                    "M5.5 2v3M10.5 2v3M3.5 5h9v2.5a4.5 4.5 0 0 1-9 0zM8 12v2.5"
                ),
                new(
                    "Integrations",
                    "/portal/integrations",
                    "M9.75 2.5a3.75 3.75 0 1 1-3 6L3 12.25V14h2v-1.5h1.5V11L7.5 10M10.5 5.5h.01"
                )
                {
                    Needs = Right.Admin,
                },
                new(
                    "Assistants",
                    "/portal/assistants",
                    "M2.5 4.5h11v7.5h-6L4.5 14v-2h-2zM6 7.5v1.5M10 7.5v1.5M8 2.5v2"
                ),
                new(
                    "Webhooks",
                    "/portal/webhooks",
                    "M8 2.5v5M8 7.5l-4.5 5M8 7.5l4.5 5M8 2.5h.01M3.5 12.5h.01M12.5 12.5h.01"
                ),
                new(
                    "Approvals",
                    "/portal/approvals",
                    "M2.5 3h11v8H8l-3 2.5V11H2.5zM5.75 7l1.5 1.5L10.5 5.5"
                ),
                new("Usage", "/portal/usage", "M2.5 13.5h11M4 11V8M8 11V3M12 11V6"),
                new("Audit", "/portal/audit", "M4 2.5h8v11H4zM6 5.5h4M6 8h4M6 10.5h2")
                {
                    Needs = Right.Admin,
                },
            ]
        ),
        new(
            "Organization",
            [
                new(
                    "Members",
                    "/portal/members",
                    "M6 7.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5zM1.75 13.5c0-2.5 1.75-4 4.25-4s4.25 1.5 4.25 4M10.5 2.75a2.5 2.5 0 0 1 0 4.6M12 9.9c1.5.5 2.25 1.75 2.25 3.6"
                )
                {
                    Needs = Right.Admin,
                },
                new("Payment", "/portal/payment", "M2 4h12v8.5H2zM2 6.75h12M4.5 10h3")
                {
                    Needs = Right.Admin,
                },
                new(
                    "Settings",
                    "/portal/settings",
                    "M2.5 4.5h6M11.5 4.5h2M2.5 11.5h2M7.5 11.5h6M10 3v3M6 10v3"
                )
                {
                    Needs = Right.Admin,
                },
                new(
                    "Signing keys",
                    "/portal/signing-keys",
                    "M8 1.75l5.25 2v4c0 3.25-2.25 5.5-5.25 6.5-3-1-5.25-3.25-5.25-6.5v-4zM5.75 8l1.75 1.75L10.5 6.5"
                )
                {
                    Needs = Right.Admin,
                },
            ]
        ),
    ];

    /// <summary>The page of the navigation that <paramref name="path"/> is under.</summary>
    internal static NavigationItem? SectionOf(string path) =>
        Groups.SelectMany(g => g.Items).FirstOrDefault(i => Leads(i, path));

    /// <summary>True when <paramref name="path"/> is the item's page or one below it.</summary>
    internal static bool Leads(NavigationItem item, string path) =>
        path == item.Path
        || (item.Path != "/portal" && path.StartsWith(item.Path + "/", StringComparison.Ordinal));
}

/// <summary>Pages that belong together.</summary>
/// <param name="Name">Heading; null for none.</param>
/// <param name="Items">The pages.</param>
public sealed record NavigationGroup(string? Name, IReadOnlyList<NavigationItem> Items);

/// <summary>A page that the navigation leads to.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Path">Its path.</param>
/// <param name="Icon">Path data of its picture, 16 by 16, drawn as lines.</param>
public sealed record NavigationItem(string Name, string Path, string Icon)
{
    /// <summary>What a visitor must be allowed for it to be of use.</summary>
    public Right Needs { get; init; } = Right.Read;
}
