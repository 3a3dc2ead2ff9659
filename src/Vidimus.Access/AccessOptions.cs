namespace Vidimus.Access;

/// <summary>The installation as the outside sees it, and who may run it.</summary>
public sealed class AccessOptions
{
    /// <summary>
    /// Public address of this server, such as <c>https://trust.example.org</c>; setting <c>PublicUrl</c>. It stands in
    /// every credential, so it is never taken from a request and never changed once a live credential was issued.
    /// </summary>
    public string? PublicUrl { get; set; }

    /// <summary>SHA-256 in hex of the operator's token; setting <c>Operator:TokenDigest</c>. Empty: no operator routes.</summary>
    public string OperatorTokenDigest { get; set; } = "";

    /// <summary>Requests a minute that a new key may make.</summary>
    public int RateLimitPerMinute { get; set; } = 300;

    /// <summary>Issuer and audience of access tokens.</summary>
    public string Issuer => PublicUrl ?? "urn:vidimus:unnamed";

    /// <summary>The public address, or the local one in use while none is set.</summary>
    public string BaseUrl => PublicUrl ?? LocalUrl;

    /// <summary>Where the server listens; used for links while no public address is set.</summary>
    public string LocalUrl { get; set; } = "http://localhost:5080";
}
