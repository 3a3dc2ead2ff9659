using Vidimus.Proofs;

namespace Vidimus.Benchmarks;

/// <summary>What one call costs.</summary>
/// <param name="Microseconds">Processor time: the first quartile over the batches.</param>
/// <param name="Median">The same, the median.</param>
/// <param name="Bytes">Managed memory allocated.</param>
internal readonly record struct Cost(double Microseconds, double Median, double Bytes)
{
    public string Text =>
        $"{Microseconds:0.0} µs (median {Median:0.0}), {Bytes / 1024:0.0} KB allocated";
}

/// <summary>The unit u, and times of short work on one core.</summary>
internal static class Units
{
    private const int Batches = 41;
    private const int WarmRounds = 8;
    private const int MostWarmRounds = 60;
    private const int WarmCalls = 400;
    private const double Slice = 100_000;
    private static readonly Lazy<double> Measured = new(MeasureSignature);

    /// <summary>u: microseconds of one bare OpenSSL Ed25519 signature over 64 bytes.</summary>
    public static double Signature => Measured.Value;

    public static string In(double microseconds) => $"{microseconds / Signature:0.00} u";

    public static IEd25519Backend? Backend(string name) =>
        Ed25519.Available.FirstOrDefault(b => b.Name == name);

    public static double Time(Action work) => Measure(work).Microseconds;

    /// <summary>
    /// Processor time of one call over batches of about 10 ms, after the compiler had the time and the calls to make its
    /// best code of it.
    /// </summary>
    public static Cost Measure(Action work)
    {
        Warm(work);
        var count = 1;
        while (Batch(work, count) < 10_000)
            count *= 2;
        var batches = new double[Batches];
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < Batches; i++)
            batches[i] = Batch(work, count) / count;
        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
        Array.Sort(batches);
        return new(batches[Batches / 4], batches[Batches / 2], (double)allocated / Batches / count);
    }

    /// <summary>
    /// Processor time of one call as the peer's is taken: of the whole process with its collector and compiler, the
    /// first quartile over slices of a tenth of a second.
    /// </summary>
    public static double OfProcess(Action work)
    {
        Warm(work);
        var slices = new double[Batches];
        for (var i = 0; i < Batches; i++)
        {
            var (count, started) = (0, ThreadClock.OfProcess);
            for (; ThreadClock.OfProcess - started < Slice; count += 16)
            {
                for (var j = 0; j < 16; j++)
                    work();
            }
            slices[i] = (ThreadClock.OfProcess - started) / count;
        }
        Array.Sort(slices);
        return slices[Batches / 4];
    }

    /// <summary>
    /// Until it has not become faster for a while: on a busy machine the compiler, which works in the background, waits
    /// for a core.
    /// </summary>
    private static void Warm(Action work)
    {
        var (best, still) = (double.MaxValue, 0);
        for (var round = 0; round < MostWarmRounds && still < WarmRounds; round++)
        {
            var took = Batch(work, WarmCalls);
            still = took < 0.97 * best ? 0 : still + 1;
            best = Math.Min(best, took);
            Thread.Sleep(150); // code is compiled again in the background, 100 ms after the last new method
        }
    }

    private static double Batch(Action work, int count)
    {
        var started = ThreadClock.Microseconds;
        for (var i = 0; i < count; i++)
            work();
        return ThreadClock.Microseconds - started;
    }

    private static double MeasureSignature()
    {
        var backend =
            Backend("OpenSSL")
            ?? throw new InvalidOperationException("The unit needs OpenSSL 3 (libcrypto).");
        var (publicKey, message, signature) = (new byte[32], new byte[64], new byte[64]);
        using var signer = backend.CreateSigner(new byte[32], publicKey);
        return Time(() => signer.Sign(message, signature));
    }
}
