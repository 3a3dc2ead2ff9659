using System.Diagnostics;
using Microsoft.Extensions.Options;

namespace Vidimus.Platform.Outgoing;

/// <summary>
/// Lets refusals end on whole steps of time, so that a literal address, a private name and a missing name take equally long.
/// Like all deadlines here it follows the machine's monotonic clock, not <see cref="TimeProvider"/>: sockets do not wait for a test's clock.
/// </summary>
internal sealed class BlockedPause(IOptions<OutgoingOptions> options)
{
    private static readonly TimeSpan Least = TimeSpan.FromMilliseconds(1);
    private readonly TimeSpan _step = options.Value.BlockedAnswerTime;

    public async Task Since(long start, CancellationToken cancellation)
    {
        var passed = Stopwatch.GetElapsedTime(start);
        var end = TimeSpan.FromTicks((passed.Ticks / _step.Ticks + 1) * _step.Ticks);
        // A timer may end some milliseconds early: the rest is waited for, not given away.
        for (
            var left = end - passed;
            left > TimeSpan.Zero;
            left = end - Stopwatch.GetElapsedTime(start)
        )
            await Task.Delay(left > Least ? left : Least, cancellation);
    }
}
