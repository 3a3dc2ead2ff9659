using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Vidimus.Benchmarks;

/// <summary>Processor time of the calling thread, so that what others do on the core does not count; elsewhere than on Linux the time of day.</summary>
internal static partial class ThreadClock
{
    // CLOCK_THREAD_CPUTIME_ID of <time.h> on Linux.
    private const int ThreadCpuTime = 3;

    public static double Microseconds
    {
        get
        {
            if (!OperatingSystem.IsLinux() || ClockGetTime(ThreadCpuTime, out var time) != 0)
                return Stopwatch.GetTimestamp() * 1_000_000.0 / Stopwatch.Frequency;
            return (time.Seconds * 1_000_000.0) + (time.Nanoseconds / 1000.0);
        }
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int ClockGetTime(int clock, out TimeSpec time);

    [StructLayout(LayoutKind.Sequential)]
    private struct TimeSpec
    {
        public nint Seconds;
        public nint Nanoseconds;
    }
}
