using System.Collections.Frozen;
using Microsoft.Extensions.Options;

namespace Vidimus.Platform.Outgoing;

/// <summary>
/// Decides which ports may be called: 443, and 1024 and above except where a service that misreads HTTP or trusts its network usually
/// listens. Sources: the Fetch standard's blocked ports ("port blocking") and the IANA service name and port registry.
/// </summary>
internal sealed class PortPolicy(IOptions<OutgoingOptions> options)
{
    private static readonly FrozenSet<int> WellKnownServices = FrozenSet.Create<int>([
        // Fetch standard, 1024 and above
        .. new[]
        {
            1719,
            1720,
            1723,
            2049,
            3659,
            4045,
            4190,
            5060,
            5061,
            6000,
            6566,
            6665,
            6666,
            6667,
            6668,
            6669,
            6679,
            6697,
            10080,
        },
        // Databases, caches, search
        .. new[]
        {
            1433,
            1434,
            1521,
            3306,
            5432,
            5984,
            6379,
            6380,
            7474,
            7687,
            8086,
            9042,
            9160,
            9200,
            9300,
            11211,
            26257,
            26379,
        },
        .. new[] { 27017, 27018, 27019, 28015, 28017, 33060, 50000 },
        // Queues
        .. new[] { 1883, 4222, 5671, 5672, 8883, 9092, 9093, 9094, 15672, 25672, 61613, 61616 },
        // Orchestration, discovery, configuration, metrics
        .. new[]
        {
            2181,
            2375,
            2376,
            2377,
            2379,
            2380,
            4369,
            4505,
            4506,
            6443,
            8125,
            8300,
            8301,
            8302,
            8500,
            8501,
            8600,
            9100,
        },
        .. new[] { 10250, 10255, 10256 },
        // Proxies, remote desktops and shells, storage, debuggers
        .. new[] { 1080, 3128, 3260, 3389, 5900, 5901, 5985, 5986, 7199, 9229, 9418 },
    ]);

    private readonly FrozenSet<int> _extra = options.Value.ExtraPorts.ToFrozenSet();
    private readonly FrozenSet<int> _refused = options.Value.RefusedPorts.ToFrozenSet();

    public bool Permits(int port, bool http)
    {
        if (_refused.Contains(port))
        {
            return false;
        }
        return _extra.Contains(port)
            || port == 443
            || (port == 80 && http)
            || (port is >= 1024 and <= 65535 && !WellKnownServices.Contains(port));
    }
}
