namespace Vidimus.Access.OAuth.Clients;

/// <summary>Which clients may ask members for access. Section <c>OAuth</c>.</summary>
public sealed class OAuthClientOptions
{
    /// <summary>Whether any program may register itself (RFC 7591).</summary>
    public bool Registration { get; set; } = true;

    /// <summary>Whether a client may be named by the address of a document that describes it.</summary>
    public bool ClientDocuments { get; set; } = true;

    /// <summary>Registrations a minute from one address.</summary>
    public int RegistrationsPerAddress { get; set; } = 30;

    /// <summary>Registrations a minute from all addresses, on each node.</summary>
    public int RegistrationsPerMinute { get; set; } = 120;

    /// <summary>Registered clients kept that nobody let in yet; beyond it the oldest of them make room.</summary>
    public int MostUnusedClients { get; set; } = 5000;

    /// <summary>Hosts whose documents are taken, and no others; a leading <c>*.</c> stands for any name below. Empty for any host.</summary>
    public string[] TrustedDocumentHosts { get; set; } = [];

    /// <summary>Hosts whose documents are never taken; a leading <c>*.</c> stands for any name below.</summary>
    public string[] BlockedDocumentHosts { get; set; } = [];

    /// <summary>Whether the addresses with schemes of programs are taken that widely used assistants register.</summary>
    public bool KnownNativeRedirects { get; set; } = true;

    /// <summary>Further addresses with schemes of programs (RFC 8252 section 7.1) that codes may be sent to, each in full.</summary>
    public string[] NativeRedirects { get; set; } = [];

    /// <summary>All such addresses that are taken.</summary>
    internal IReadOnlyList<string> Native =>
        KnownNativeRedirects ? [.. Known, .. NativeRedirects] : NativeRedirects;

    // What Cursor registers, together with addresses on the web and on loopback: without it, it does not get in at all.
    private static readonly string[] Known = ["cursor://anysphere.cursor-mcp/oauth/callback"];
}
