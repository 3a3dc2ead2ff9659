using Vidimus.Proofs;

namespace Vidimus.Benchmarks;

/// <summary>The unit u, and times of short work on one core.</summary>
internal static class Units
{
    private const int Batches = 41;
    private const int WarmRounds = 5;
    private const int WarmCalls = 400;
    private static readonly Lazy<double> Measured = new(MeasureSignature);

    /// <summary>u: microseconds of one bare OpenSSL Ed25519 signature over 64 bytes.</summary>
    public static double Signature => Measured.Value;

    public static string In(double microseconds) => $"{microseconds / Signature:0.00} u";

    public static IEd25519Backend? Backend(string name) =>
        Ed25519.Available.FirstOrDefault(b => b.Name == name);

    /// <summary>
    /// Microseconds of processor time of one call: the first quartile over batches of about 10 ms, after the compiler
    /// had the time and the calls to make its best code of it.
    /// </summary>
    public static double Time(Action work)
    {
        for (var i = 0; i < WarmRounds; i++)
        {
            Batch(work, WarmCalls);
            Thread.Sleep(150); // code is compiled again in the background, 100 ms after the last new method
        }
        var count = 1;
        while (Batch(work, count) < 10_000)
            count *= 2;
        var batches = new double[Batches];
        for (var i = 0; i < Batches; i++)
            batches[i] = Batch(work, count) / count;
        Array.Sort(batches);
        return batches[Batches / 4];
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
