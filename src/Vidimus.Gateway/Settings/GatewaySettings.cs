using System.Net;
using Microsoft.Extensions.Logging;
using Vidimus.Client;

namespace Vidimus.Gateway;

/// <summary>Whose API a gateway stands in front of.</summary>
public enum GatewayApi
{
    /// <summary>A Vidimus server's.</summary>
    Vidimus,

    /// <summary>Verix's, or a server that answers like it.</summary>
    Verix,
}

/// <summary>What a gateway is told at its start, all of it checked.</summary>
public sealed record GatewaySettings
{
    /// <summary>The API's base address.</summary>
    public required Uri Url { get; init; }

    /// <summary>Whose API it is.</summary>
    public GatewayApi Api { get; init; }

    /// <summary>The client token or key; null when it comes from <see cref="ClientTokenFile"/>.</summary>
    public Secret? ClientToken { get; init; }

    /// <summary>A file with the client token, looked at again when it changes.</summary>
    public string? ClientTokenFile { get; init; }

    /// <summary>Where it listens.</summary>
    public IPAddress Address { get; init; } = IPAddress.Loopback;

    /// <summary>The port it listens at.</summary>
    public int Port { get; init; } = 8484;

    /// <summary>The address under which its callers reach it.</summary>
    public string? PublicUrl { get; init; }

    /// <summary>Origins of web pages that may call it.</summary>
    public IReadOnlyList<string> Origins { get; init; } = [];

    /// <summary>Names under which it answers, beside its own.</summary>
    public IReadOnlyList<string> Hosts { get; init; } = [];

    /// <summary>Its certificate: PKCS #12, or PEM together with <see cref="CertificateKey"/>.</summary>
    public string? Certificate { get; init; }

    /// <summary>The certificate's key in PEM.</summary>
    public string? CertificateKey { get; init; }

    /// <summary>Whether a proxy in front of it speaks TLS.</summary>
    public bool BehindProxy { get; init; }

    /// <summary>Who may call over HTTP.</summary>
    public string? CallersFile { get; init; }

    /// <summary>Where each call is recorded.</summary>
    public string? AuditFile { get; init; }

    /// <summary>From which level on lines are logged.</summary>
    public LogLevel LogLevel { get; init; } = LogLevel.Information;

    /// <summary>Where it runs, such as <c>production</c>; stands in logs, metrics and the record.</summary>
    public string Environment { get; init; } = "production";

    /// <summary>For how long answers of reading tools are kept, by tool; none unless said.</summary>
    public IReadOnlyDictionary<string, TimeSpan> Cache { get; init; } =
        new Dictionary<string, TimeSpan>();

    /// <summary>Longest time for one tool call, its repetitions included.</summary>
    public TimeSpan CallTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Longest wait for one request to the API.</summary>
    public TimeSpan AttemptTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The tools that anybody can have here; null for all.</summary>
    public IReadOnlyList<string>? Tools { get; init; }

    /// <summary>Whether only tools that change nothing exist.</summary>
    public bool ReadOnly { get; init; }

    /// <summary>Permits plain HTTP to an API on another machine.</summary>
    public bool AllowInsecureHttp { get; init; }

    /// <summary>For how long a health report is good before the API is asked again.</summary>
    public TimeSpan HealthKept { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The API's public site, where Verix shows credentials; null for the base address's own.</summary>
    public Uri? VerixSite { get; init; }

    /// <summary>Where it listens, in words: an IPv6 address in brackets.</summary>
    public string Where => new IPEndPoint(Address, Port).ToString();

    /// <summary>Whether only this machine can reach it.</summary>
    public bool IsLoopback => IPAddress.IsLoopback(Address);

    /// <summary>From flags, then <c>VIDIMUS_GATEWAY_…</c>, then the configuration file.</summary>
    /// <param name="flags">Names as in <see cref="GatewaySettingNames"/>, and values; secrets are not taken from here.</param>
    /// <param name="variable">The environment.</param>
    /// <exception cref="GatewayMistakeException">Something is missing or wrong; all of it is named at once.</exception>
    public static GatewaySettings Read(
        IReadOnlyDictionary<string, string> flags,
        Func<string, string?> variable
    ) => new SettingsReader(SettingsSources.Gather(flags, variable)).Read();
}

/// <summary>Something about how the gateway was set up, with what to do about it.</summary>
/// <param name="message">What is wrong.</param>
/// <param name="hint">What to do.</param>
public sealed class GatewayMistakeException(string message, string? hint = null)
    : Exception(message)
{
    /// <summary>What to do.</summary>
    public string? Hint => hint;
}
