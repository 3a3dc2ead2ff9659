using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Vidimus.Benchmarks;

/// <summary>Processor time of the calling thread, so that what others do on the core does not count; elsewhere than on Linux the time of day.</summary>
internal static partial class ThreadClock
{
    // CLOCK_THREAD_CPUTIME_ID and CLOCK_PROCESS_CPUTIME_ID of <time.h> on Linux.
    private const int ThreadCpuTime = 3;
    private const int ProcessCpuTime = 2;

    public static double Microseconds => Read(ThreadCpuTime);

    /// <summary>Processor time of all threads of this process.</summary>
    public static double OfProcess => Read(ProcessCpuTime);

    private static double Read(int clock) =>
        OperatingSystem.IsLinux() && ClockGetTime(clock, out var time) == 0
            ? (time.Seconds * 1_000_000.0) + (time.Nanoseconds / 1000.0)
            : Stopwatch.GetTimestamp() * 1_000_000.0 / Stopwatch.Frequency;

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int ClockGetTime(int clock, out TimeSpec time);

    [StructLayout(LayoutKind.Sequential)]
    private struct TimeSpec
    {
        public nint Seconds;
        public nint Nanoseconds;
    }
}
