namespace Vidimus.Access.Leaks;

/// <summary>Who may report keys found in public. Section <c>LeakReports</c>.</summary>
public sealed class LeakReportOptions
{
    /// <summary>The reporters' public keys; without one the route does not exist.</summary>
    public LeakReporterKey[] Keys { get; set; } = [];
}

/// <summary>One public key of a reporter.</summary>
public sealed record LeakReporterKey
{
    /// <summary>The identifier that reports name it by.</summary>
    public string Identifier { get; set; } = "";

    /// <summary>The key: ECDSA P-256, as PEM (<c>-----BEGIN PUBLIC KEY-----</c>).</summary>
    public string Pem { get; set; } = "";

    /// <summary>The reporter's name, for the record, such as <c>github</c>.</summary>
    public string Name { get; set; } = "";
}
