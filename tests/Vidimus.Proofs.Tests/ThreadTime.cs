using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Vidimus.Proofs.Tests;

/// <summary>
/// The time that this thread itself has spent computing, which other work on a busy machine does not lengthen; where the system is not
/// Linux, the time of the clock.
/// </summary>
internal static partial class ThreadTime
{
    private const int ThreadClock = 3; // CLOCK_THREAD_CPUTIME_ID of <time.h>

    internal static TimeSpan Now =>
        OperatingSystem.IsLinux() && Read(ThreadClock, out var time) == 0
            ? TimeSpan.FromSeconds(time.Seconds)
                + TimeSpan.FromMicroseconds(time.Nanoseconds / 1000)
            : Stopwatch.GetElapsedTime(0);

    [StructLayout(LayoutKind.Sequential)]
    private struct Time
    {
        public nint Seconds;
        public nint Nanoseconds;
    }

    [DllImport("libc", EntryPoint = "clock_gettime")]
    private static extern int Read(int clock, out Time time);
}
