using System.Collections.Frozen;

namespace Vidimus.Platform.Outgoing;

/// <summary>A request to send through <see cref="GuardedHttp"/>.</summary>
/// <param name="Method">Any method but CONNECT and TRACE.</param>
/// <param name="Uri">The target; checked before and while sending.</param>
public sealed record OutgoingRequest(HttpMethod Method, Uri Uri)
{
    /// <summary>The largest <see cref="MaxResponseBytes"/>: 8 MiB.</summary>
    public const int HardMaxResponseBytes = 8 * 1024 * 1024;

    private const int MaxHeaders = 64;
    private const int MaxHeaderBytes = 16 * 1024;

    // Headers that frame the message, name the host, switch protocols, speak to proxies or mark our own hops are not the caller's to set.
    private static readonly FrozenSet<string> Reserved = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "Host",
        "Content-Length",
        "Content-Type",
        "Content-Encoding",
        "Transfer-Encoding",
        "Connection",
        "Keep-Alive",
        "Upgrade",
        "HTTP2-Settings",
        "TE",
        "Trailer",
        "Expect",
        "Accept",
        "Accept-Encoding",
        "Cookie",
        GuardedHttp.LoopHeader
    );

    /// <summary>Additional headers; each must pass <see cref="AllowsHeader"/>, at most 64 and 16 KiB in all.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>The body, sent exactly as given; empty for none.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>The <c>Content-Type</c> of the body.</summary>
    public string? ContentType { get; init; }

    /// <summary>The <c>Accept</c> header.</summary>
    public string? Accept { get; init; }

    /// <summary>How much of the answer's body to keep, in bytes, 0 to <see cref="HardMaxResponseBytes"/>; the rest is not read.</summary>
    public int MaxResponseBytes { get; init; } = 16 * 1024;

    /// <summary>What the bodies of several answers may have together; one that goes beyond it is cut off. Null for no such bound.</summary>
    public ByteBudget? Budget { get; init; }

    /// <summary>Whether a header may be set by the caller: a token as name, printable ASCII as value, and not one the client itself rules.</summary>
    /// <param name="name">The header's name.</param>
    /// <param name="value">The header's value.</param>
    public static bool AllowsHeader(string name, string value)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(value);
        return name.Length is > 0 and <= 128
            && name.All(IsTokenCharacter)
            && !Reserved.Contains(name)
            && !name.StartsWith("Proxy-", StringComparison.OrdinalIgnoreCase)
            && IsValue(value);
    }

    /// <exception cref="ArgumentException">The request is not one to send: a mistake of the caller, not of the network.</exception>
    internal void Validate()
    {
        ArgumentNullException.ThrowIfNull(Uri);
        ArgumentOutOfRangeException.ThrowIfNegative(MaxResponseBytes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(MaxResponseBytes, HardMaxResponseBytes);
        if (Method is null || Method == HttpMethod.Connect || Method == HttpMethod.Trace)
        {
            throw new ArgumentException("The method may not be sent.");
        }
        var bytes = Headers.Sum(header => header.Key.Length + header.Value.Length);
        if (
            Headers.Count > MaxHeaders
            || bytes > MaxHeaderBytes
            || !Headers.All(header => AllowsHeader(header.Key, header.Value))
        )
        {
            throw new ArgumentException("A header may not be sent.");
        }
        if (!IsValue(ContentType ?? "") || !IsValue(Accept ?? ""))
        {
            throw new ArgumentException("Content type and accept must be printable ASCII.");
        }
    }

    // RFC 9110 section 5.6.2
    private static bool IsTokenCharacter(char c) =>
        char.IsAsciiLetterOrDigit(c) || "!#$%&'*+-.^_`|~".Contains(c);

    // RFC 9110 section 5.5, without obs-text
    private static bool IsValue(string value) =>
        value.Length <= 8192 && value.All(c => c is >= ' ' and <= '~' or '\t');
}
