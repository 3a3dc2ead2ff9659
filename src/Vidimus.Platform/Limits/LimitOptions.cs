namespace Vidimus.Platform.Limits;

/// <summary>How much callers may ask for. Section <c>Limits</c>; see <c>docs/limits.md</c>.</summary>
public sealed class LimitOptions
{
    /// <summary>Requests a minute of a new key; each key can be given a limit of its own.</summary>
    public int RequestsPerMinute { get; set; } = 300;

    /// <summary>
    /// What a request counts for, by operation id: <c>Limits:Weights:issueList=20</c>. Others keep the weight that
    /// their route declares, which is 1 unless it says more.
    /// </summary>
    public Dictionary<string, int> Weights { get; set; } = [];

    /// <summary>Failed authentications a minute from one address (a /64 of IPv6) before it is told to wait; 0: no bound.</summary>
    public int FailuresPerAddress { get; set; } = 30;

    /// <summary>Requests a minute without a key from one address (a /64 of IPv6); 0: no bound.</summary>
    public int PublicRequestsPerMinute { get; set; } = 600;

    /// <summary>
    /// Lists, exports and other expensive requests that one organization may have running at once; never more than a
    /// quarter of <see cref="HeavyAtOnce"/>, whatever is set here.
    /// </summary>
    public int HeavyPerOrganization { get; set; } = 4;

    /// <summary>Such requests of all organizations together; 0: twice the processor's cores, and not under 16.</summary>
    public int HeavyAtOnce { get; set; }

    /// <summary>
    /// Seconds after which such a request is broken off with its connection: who reads an export slowly keeps its place
    /// no longer.
    /// </summary>
    public int HeavySeconds { get; set; } = 300;

    /// <summary>Requests inside the server at once before others are told to come back.</summary>
    public int RequestsAtOnce { get; set; } = 2000;

    /// <summary>Requests inside the server at once from one address (a /64 of IPv6).</summary>
    public int RequestsAtOncePerAddress { get; set; } = 500;

    /// <summary>These options; throws with what to do when one of them cannot be meant.</summary>
    public LimitOptions Checked()
    {
        Check(nameof(RequestsPerMinute), RequestsPerMinute, 1, int.MaxValue);
        Check(nameof(FailuresPerAddress), FailuresPerAddress, 0, ushort.MaxValue);
        Check(nameof(PublicRequestsPerMinute), PublicRequestsPerMinute, 0, ushort.MaxValue);
        Check(nameof(HeavyPerOrganization), HeavyPerOrganization, 1, 10_000);
        Check(nameof(HeavyAtOnce), HeavyAtOnce, 0, 10_000);
        Check(nameof(HeavySeconds), HeavySeconds, 1, 86_400);
        Check(nameof(RequestsAtOnce), RequestsAtOnce, 1, 1_000_000);
        Check(nameof(RequestsAtOncePerAddress), RequestsAtOncePerAddress, 1, 1_000_000);
        foreach (var (operation, weight) in Weights)
            Check($"{nameof(Weights)}:{operation}", weight, 0, 100_000);
        return this;
    }

    private static void Check(string name, int value, int least, int most)
    {
        if (value < least || value > most)
            throw new InvalidOperationException(
                $"Limits:{name} is {value}; it must be a whole number from {least} to {most}."
            );
    }
}
