using Vidimus.Platform.Persistence;

namespace Vidimus.Access.Leaks;

/// <summary>
/// A report that named a key. It is kept as long as the key: a report holds no time, so it could be sent again on any
/// day, and a key that its owner resumed since must not be suspended by that.
/// </summary>
internal sealed class LeakReportRow : ITenantRow
{
    public required string OrganizationId { get; init; }
    public required string KeyId { get; init; }

    /// <summary>SHA-256 of the body in hex. Not of the signature: to one body there are several that are right.</summary>
    public required string Digest { get; init; }
    public required DateTimeOffset At { get; init; }
}
