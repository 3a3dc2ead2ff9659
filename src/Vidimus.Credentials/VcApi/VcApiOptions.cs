namespace Vidimus.Credentials.VcApi;

/// <summary>How credentials issued through the VC API carry their issuer.</summary>
public sealed class VcApiOptions
{
    /// <summary>
    /// True to let callers name the organization by the <c>did:key</c> of its present key instead of its <c>did:web</c>; setting
    /// <c>VcApi:DidKeyIssuers</c>. For verifiers that resolve nothing else, the W3C test suites among them. Such an identity is the
    /// key itself: it ends with the next rotation, and a key that was stolen cannot be taken out of it. Live mode only, since
    /// nothing in a <c>did:key</c> says that it is a test.
    /// </summary>
    public bool DidKeyIssuers { get; set; }
}
