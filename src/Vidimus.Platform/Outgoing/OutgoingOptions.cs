using System.ComponentModel.DataAnnotations;
using System.Net;
using Microsoft.Extensions.Options;

namespace Vidimus.Platform.Outgoing;

/// <summary>Settings of guarded outgoing HTTP, section <c>Outgoing</c>. The defaults let requests reach public HTTPS hosts only.</summary>
public sealed record OutgoingOptions : IValidatableObject
{
    /// <summary>The configuration section that holds these settings.</summary>
    public const string Section = "Outgoing";

    /// <summary>Time for name look-up, connecting and the TLS handshake together.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:01:00")]
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Time for the whole exchange, from the call to the last byte of the answer.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:02:00")]
    public TimeSpan TotalTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Refusals of a target are answered on whole multiples of this time, so that their timing tells nothing.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:00:05")]
    public TimeSpan BlockedAnswerTime { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>How long a connection may be reused; after it the host name is looked up and checked again.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:10:00")]
    public TimeSpan ConnectionLifetime { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Connections kept to one host and port; further requests to it wait, requests to others do not.</summary>
    [Range(1, 256)]
    public int ConnectionsPerServer { get; init; } = 8;

    /// <summary>Largest status line and headers of an answer, in KiB.</summary>
    [Range(1, 64)]
    public int ResponseHeaderKilobytes { get; init; } = 16;

    /// <summary>Allows <c>http</c> (and port 80) to any permitted address. Meant for trying things out.</summary>
    public bool AllowHttp { get; init; }

    /// <summary>
    /// Private networks (CIDR) whose receivers may be called, over <c>http</c> too. Each use is logged. Metadata addresses of cloud
    /// providers stay refused.
    /// </summary>
    public IReadOnlyList<string> AllowedNetworks { get; init; } = [];

    /// <summary>Public networks (CIDR) to refuse as well, for example the operator's own.</summary>
    public IReadOnlyList<string> BlockedNetworks { get; init; } = [];

    /// <summary>Ports to allow besides 443 and 1024–65535 without well-known services.</summary>
    public IReadOnlyList<int> ExtraPorts { get; init; } = [];

    /// <summary>Ports to refuse besides those of well-known services.</summary>
    public IReadOnlyList<int> RefusedPorts { get; init; } = [];

    /// <summary>Where this server itself is reachable, as <c>host</c>, <c>host:port</c> or <c>[address]:port</c>; never a target.</summary>
    public IReadOnlyList<string> OwnEndpoints { get; init; } = [];

    /// <summary>The <c>User-Agent</c> of requests that do not set their own.</summary>
    [Required]
    [RegularExpression("^[A-Za-z0-9][A-Za-z0-9 ./_;:()+-]{0,127}$")]
    public string UserAgent { get; init; } = "Vidimus";

    /// <summary>Checks what annotations cannot say: networks, ports and own endpoints must parse.</summary>
    /// <param name="validationContext">Unused.</param>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        foreach (
            var network in AllowedNetworks
                .Concat(BlockedNetworks)
                .Where(text => !IPNetwork.TryParse(text, out _))
        )
        {
            yield return new($"'{network}' is not a network in CIDR form, such as 10.1.0.0/16.");
        }
        foreach (var port in ExtraPorts.Concat(RefusedPorts).Where(port => port is < 1 or > 65535))
        {
            yield return new($"{port} is not a port.");
        }
        foreach (var endpoint in OwnEndpoints.Where(text => OwnEndpoint.Parse(text) is null))
        {
            yield return new($"'{endpoint}' is not a host or host:port.");
        }
    }
}

[OptionsValidator]
internal sealed partial class OutgoingOptionsValidator : IValidateOptions<OutgoingOptions>;
