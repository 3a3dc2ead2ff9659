namespace Vidimus.Platform.Outgoing;

/// <summary>A file to fetch through <see cref="GuardedHttp"/>, which is taken as it comes and never held whole.</summary>
/// <param name="Uri">Where it is; checked before and while it is fetched.</param>
public sealed record OutgoingFetch(Uri Uri)
{
    /// <summary>The largest <see cref="MaxBytes"/>: 1 GiB.</summary>
    public const long HardMaxBytes = 1024L * 1024 * 1024;

    /// <summary>How many bytes it may have; one that has more, or says so, is refused.</summary>
    public required long MaxBytes { get; init; }

    /// <summary>Time for the whole exchange, from the call to the last byte; a time of its own, since files are larger than answers.</summary>
    public required TimeSpan TotalTime { get; init; }

    /// <summary>The <c>Accept</c> header.</summary>
    public string? Accept { get; init; }

    internal OutgoingRequest Request()
    {
        ArgumentNullException.ThrowIfNull(Uri);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxBytes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(MaxBytes, HardMaxBytes);
        ArgumentOutOfRangeException.ThrowIfLessThan(TotalTime, TimeSpan.FromMilliseconds(1));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(TotalTime, TimeSpan.FromMinutes(30));
        var request = new OutgoingRequest(HttpMethod.Get, Uri) { Accept = Accept };
        request.Validate();
        return request;
    }
}

/// <summary>An answer whose body is still to come.</summary>
/// <param name="Status">The status code, 200 to 999. Redirects are answers: they are never followed.</param>
/// <param name="Headers">All headers by name, in any case; repeated ones joined with a comma.</param>
/// <param name="Body">The body as sent (never decompressed); it ends by an exception where it does not come whole.</param>
public sealed record Arriving(int Status, IReadOnlyDictionary<string, string> Headers, Stream Body);
