namespace Vidimus.Portal.Connect;

/// <summary>What somebody who connects an assistant chose, and the address that follows from it.</summary>
/// <param name="Client">The client, such as <c>claude-code</c>.</param>
/// <param name="Toolset">The toolset that the address names; empty for the small set of <c>/mcp</c>.</param>
/// <param name="ReadOnly">Whether only tools that change nothing are wanted.</param>
/// <param name="Server">Address of the server, without a slash at its end.</param>
public sealed record ConnectChoice(string Client, string Toolset, bool ReadOnly, string Server)
{
    /// <summary>The toolsets that can be chosen, and what that means.</summary>
    public static IReadOnlyList<(string Name, string Title)> Toolsets { get; } =
    [
        ("", "Credentials and groups"),
        ("credentials", "The same, by an address of its own"),
        ("orders", "Certification orders"),
    ];

    /// <summary>The data that whoever looks at the page works with, <c>live</c> or <c>test</c>.</summary>
    public string Mode { get; init; } = "live";

    /// <summary>Stands where the token goes; a page that is opened again never holds a secret.</summary>
    public string Token => $"vdm_{Mode}_…";

    /// <summary>The address that the client is given; it is also what a token is bound to (RFC 8707).</summary>
    public string Address =>
        $"{Server}/mcp{(Toolset.Length > 0 ? $"/x/{Toolset}" : "")}{(ReadOnly ? "/readonly" : "")}";

    /// <summary>Whether the address is one of this computer alone, without a certificate.</summary>
    public bool OnlyHere => Server.StartsWith("http://", StringComparison.Ordinal);

    /// <summary>The page of another client with the same choices.</summary>
    public string PathFor(string client)
    {
        var toolset = Toolset.Length > 0 ? $"&toolset={Toolset}" : "";
        return $"/portal/connect?client={client}{toolset}{(ReadOnly ? "&readonly=on" : "")}";
    }
}
