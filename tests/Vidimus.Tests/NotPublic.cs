namespace Vidimus.Tests;

/// <summary>Hosts that nothing outgoing may reach, by the ids of the attacks; one list for everything that calls out.</summary>
internal static class NotPublic
{
    /// <summary>S1: addresses that are not public.</summary>
    public static readonly string[] V4 =
    [
        "127.0.0.1",
        "10.0.0.1",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.1.1",
        "100.64.0.1",
        "0.0.0.0",
        "192.0.0.1",
        "198.18.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "224.0.0.1",
        "169.254.169.254",
        "168.63.129.16",
    ];

    /// <summary>S3: the same by IPv6.</summary>
    public static readonly string[] V6 =
    [
        "[::1]",
        "[fe80::1]",
        "[fc00::1]",
        "[fec0::1]",
        "[::ffff:127.0.0.1]",
        "[::127.0.0.1]",
        "[64:ff9b::7f00:1]",
        "[64:ff9b:1::1]",
        "[2002:7f00:1::]",
        "[2001::1]",
        "[2001:db8::1]",
        "[100::1]",
        "[5f00::1]",
    ];

    /// <summary>
    /// S4, S5: names that lead there, all of them or one of several, as the tests' resolver answers; S9: one that does not
    /// exist, and one without a dot.
    /// </summary>
    public static readonly string[] Names =
    [
        "localhost",
        "x.localhost",
        "private.example",
        "mixed.example",
        "missing.example",
        "intranet",
    ];
}
