using Microsoft.Extensions.Logging;

namespace Vidimus.Client;

/// <summary>Everything a <see cref="VidimusClient"/> is told. Read once, when the client is made.</summary>
public sealed class VidimusClientOptions
{
    /// <summary>Where the server is, such as <c>https://trust.example</c>; <c>https</c> unless loopback or <see cref="AllowInsecureHttp"/>.</summary>
    public Uri? BaseAddress { get; set; }

    /// <summary>A client token or API key, or the ready <c>Basic …</c> header the portal shows. Null for a client that only verifies.</summary>
    public Secret? ClientToken { get; set; }

    /// <summary>Sends the key on every call instead of exchanging it for an access token. Needed for an operator token.</summary>
    public bool UseKeyDirectly { get; set; }

    /// <summary>Permits plain <c>http</c> to other machines. Whoever sits between can then read the key.</summary>
    public bool AllowInsecureHttp { get; set; }

    /// <summary>Longest wait for one attempt; 10 ms to 1 day.</summary>
    public TimeSpan AttemptTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Longest wait for a call with all its attempts and waits; not shorter than <see cref="AttemptTimeout"/>.</summary>
    public TimeSpan TotalTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>The longest <c>Retry-After</c> to wait for; a longer one ends the call as a temporary failure that says when.</summary>
    public TimeSpan LongestRetryAfter { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// The circuit opens when of at least this many attempts within 30 seconds half or more failed; at least 2, and
    /// <see cref="int.MaxValue"/> for no circuit at all.
    /// </summary>
    public int AttemptsBeforeOpening { get; set; } = 10;

    /// <summary>How long an open circuit sends nothing before <c>/health</c> is asked; at least half a second.</summary>
    public TimeSpan Cooldown { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Called once when the server refuses the client token for good (revoked, suspended, expired, unknown): tell the operator.</summary>
    public Action<VidimusPermanentException>? ClientTokenRefused { get; set; }

    /// <summary>Called once per finished call, for metrics.</summary>
    public Action<CallLog>? OnCall { get; set; }

    /// <summary>Where finished calls are logged, under the category <c>Vidimus.Client</c>.</summary>
    public ILoggerFactory? LoggerFactory { get; set; }

    /// <summary>The clock.</summary>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    /// <summary>Whether a handler translates another API, whose records lack the signature's digest and the time of issue.</summary>
    internal bool PartialRecords { get; set; }

    internal bool HasCircuit => AttemptsBeforeOpening < int.MaxValue;

    /// <summary>The draw in [0, 1) that spreads waits; tests replace it.</summary>
    internal Func<double> Draw { get; set; } = Random.Shared.NextDouble;

    /// <summary>Options from <c>VIDIMUS_URL</c> and <c>VIDIMUS_KEY</c>.</summary>
    /// <exception cref="ArgumentException"><c>VIDIMUS_URL</c> is absent or not an address, or <c>VIDIMUS_KEY</c> cannot be a key.</exception>
    public static VidimusClientOptions FromEnvironment() =>
        From(Environment.GetEnvironmentVariable);

    internal static VidimusClientOptions From(Func<string, string?> variable)
    {
        var url = variable("VIDIMUS_URL");
        if (!Uri.TryCreate(url, UriKind.Absolute, out var address))
            throw new ArgumentException(
                "Set VIDIMUS_URL to the server's address, such as https://trust.example."
            );
        var key = variable("VIDIMUS_KEY");
        return new()
        {
            BaseAddress = address,
            ClientToken = string.IsNullOrWhiteSpace(key) ? null : Secret.Of(key),
        };
    }

    internal Uri CheckedAddress()
    {
        var address = BaseAddress ?? throw new ArgumentException("BaseAddress is missing.");
        if (!address.IsAbsoluteUri || address.Scheme is not ("https" or "http"))
            throw new ArgumentException("BaseAddress must be an http or https address.");
        if (address.UserInfo.Length > 0 || address.Query.Length > 0 || address.Fragment.Length > 0)
            throw new ArgumentException("BaseAddress must hold no user, query or fragment.");
        if (address.Scheme == "http" && !address.IsLoopback && !AllowInsecureHttp)
            throw new ArgumentException(
                "BaseAddress is plain http: the key would travel readable. Use https, or set AllowInsecureHttp."
            );
        Between(AttemptTimeout, TimeSpan.FromMilliseconds(10), nameof(AttemptTimeout));
        Between(TotalTimeout, TimeSpan.FromMilliseconds(10), nameof(TotalTimeout));
        Between(Cooldown, TimeSpan.FromMilliseconds(500), nameof(Cooldown));
        if (AttemptsBeforeOpening < 2)
            throw new ArgumentException("AttemptsBeforeOpening is less than 2.");
        if (TotalTimeout < AttemptTimeout)
            throw new ArgumentException("TotalTimeout is shorter than AttemptTimeout.");
        return address.AbsoluteUri.EndsWith('/') ? address : new Uri(address.AbsoluteUri + "/");
    }

    private static void Between(TimeSpan time, TimeSpan least, string name)
    {
        if (time < least || time > TimeSpan.FromDays(1))
            throw new ArgumentException($"{name} must be {least} to 1 day.");
    }
}
