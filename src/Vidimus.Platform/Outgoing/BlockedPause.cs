using System.Diagnostics;
using Microsoft.Extensions.Options;

namespace Vidimus.Platform.Outgoing;

/// <summary>
/// Lets refusals end on whole steps of time, so that a literal address, a private name and a missing name take equally long.
/// Like all deadlines here it follows the machine's monotonic clock, not <see cref="TimeProvider"/>: sockets do not wait for a test's clock.
/// </summary>
internal sealed class BlockedPause(IOptions<OutgoingOptions> options)
{
    private readonly TimeSpan _step = options.Value.BlockedAnswerTime;

    public Task Since(long start, CancellationToken cancellation)
    {
        var passed = Stopwatch.GetElapsedTime(start);
        return Task.Delay(_step - TimeSpan.FromTicks(passed.Ticks % _step.Ticks), cancellation);
    }
}
