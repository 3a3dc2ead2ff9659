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

    /// <summary>
    /// The setting as an address that credentials can carry; throws with what to do when it is none. A host name is
    /// needed, since did:web (the issuers' identity) has no room for an IP address.
    /// </summary>
    public static string? ReadPublicUrl(string? setting)
    {
        if (string.IsNullOrWhiteSpace(setting))
            return null;
        var right =
            Uri.TryCreate(setting, UriKind.Absolute, out var url)
            && (
                url.Scheme == Uri.UriSchemeHttps
                || (url.Scheme == Uri.UriSchemeHttp && url.IsLoopback)
            )
            && url.HostNameType == UriHostNameType.Dns
            && url.UserInfo.Length + url.Query.Length + url.Fragment.Length == 0;
        return right
            ? setting.TrimEnd('/')
            : throw new InvalidOperationException(
                $"PublicUrl is '{setting}'; it must be an https address with a host name, such as https://trust.example.org (for trying out: http://localhost:5080)."
            );
    }

    /// <summary>Issuer and audience of access tokens.</summary>
    public string Issuer => PublicUrl ?? "urn:vidimus:unnamed";

    /// <summary>The public address, or the local one in use while none is set.</summary>
    public string BaseUrl => PublicUrl ?? LocalUrl;

    /// <summary>Where the server listens; used for links while no public address is set.</summary>
    public string LocalUrl { get; set; } = "http://localhost:5080";
}
