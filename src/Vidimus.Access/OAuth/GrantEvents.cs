using Vidimus.Platform.Facts;

namespace Vidimus.Access.OAuth;

/// <summary>Events about what members let clients do. Ids and scopes only.</summary>
internal static class GrantEvents
{
    private const string AGrant = "grt_01kb0c5q7me1vtgy7m3a8r2xwj";
    private const string AMember = "mem_01kb0c5q7me1vtgy7m3a8r2xwg";
    private const string AClient = "https://assistant.example/client.json";

    private static readonly (string, string)[] Who =
    [
        ("member", AMember),
        ("client", AClient),
        ("mode", "live"),
    ];

    public static readonly EventType GrantMade = new(
        "grant.made",
        "A member let an MCP client act for them.",
        "grant",
        AGrant,
        [
            .. Who,
            ("scopes", "credentials:read credentials:verify"),
            ("resource", "https://trust.example.org/mcp"),
        ]
    )
    {
        Needs = Scopes.MembersAdmin,
    };

    public static readonly EventType GrantUsed = new(
        "grant.used",
        "A client came for the first tokens of a grant.",
        "grant",
        AGrant,
        [.. Who]
    )
    {
        Needs = Scopes.MembersAdmin,
    };

    public static readonly EventType GrantRevoked = new(
        "grant.revoked",
        "What a client was allowed has ended; reason says why.",
        "grant",
        AGrant,
        ("member", AMember),
        ("mode", "live"),
        ("reason", "revoked")
    )
    {
        Needs = Scopes.MembersAdmin,
    };

    public static readonly EventType GrantTokenReused = new(
        "grant.token-reused",
        "A code or refresh token was used a second time, as by somebody who copied it; the grant has ended.",
        "grant",
        AGrant,
        [.. Who, ("token", "refresh_token")]
    )
    {
        Needs = Scopes.MembersAdmin,
    };
}

/// <summary>Grants as events name them.</summary>
internal sealed class GrantResource : IEventResource
{
    public string Type => "grant";

    public string? Path(string id) => null;
}
