using Microsoft.AspNetCore.Http;
using Vidimus.Platform.Limits;

namespace Vidimus.Credentials.Verifying;

/// <summary>
/// Bounds what strangers can have verified at once, all together and from one address: a verification may wait many
/// seconds for other servers, and needs no key.
/// </summary>
internal sealed class VerifyLimits
{
    /// <summary>Largest file taken, in bytes.</summary>
    public const int LargestFile = 2 * 1024 * 1024;

    private const int MostAtOnce = 128;
    private const int MostFromOne = 16;

    /// <summary>Those that fetch hold what they fetched, which is the larger part of their memory.</summary>
    private const int MostFetching = 48;

    /// <summary>Who has to wait longer is told to come again.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly Places<ulong> _places = new(MostFromOne, MostAtOnce, Patience);
    private readonly SemaphoreSlim _fetching = new(MostFetching);

    /// <summary>A place, to be disposed of at the end; null when none came free in time.</summary>
    public async Task<IDisposable?> Enter(HttpContext http) =>
        (await _places.Enter(CallerAddress.Of(http), http.RequestAborted)).Place;

    /// <summary>A place for a verification that fetches, to be disposed of at its end; null when none came free in time.</summary>
    public async Task<IDisposable?> EnterFetching() =>
        await _fetching.WaitAsync(Patience) ? new Leaving(_fetching) : null;

    private sealed class Leaving(SemaphoreSlim places) : IDisposable
    {
        public void Dispose() => places.Release();
    }
}
