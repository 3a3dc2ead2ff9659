using System.Runtime.InteropServices;
using System.Text;
using Vidimus.Proofs;

namespace Vidimus.Benchmarks;

/// <summary>The figures of one run, each beside what it is compared with in the same run, as a Markdown table.</summary>
internal sealed class Report
{
    private readonly StringBuilder _rows = new();
    private readonly string _loadBefore = LoadAverage();
    private readonly DateTimeOffset _started = TimeProvider.System.GetUtcNow();

    /// <summary>Requests or checks that went wrong; a figure with failures in it means nothing.</summary>
    public int Failures { get; private set; }

    public void Add(
        string work,
        string measured,
        string beside,
        string units = "",
        string target = "",
        bool? met = null
    )
    {
        var verdict = met switch
        {
            true => $"{target}: met",
            false => $"{target}: missed",
            null => target,
        };
        _rows.AppendLine($"| {work} | {measured} | {beside} | {units} | {verdict} |");
        Console.Error.WriteLine($"  {work}: {measured}; {beside}; {units}; {verdict}");
    }

    public void Failed(string work, int count)
    {
        Failures += count;
        if (count > 0)
            Console.Error.WriteLine($"  {work}: {count} FAILED");
    }

    public string Text() =>
        $"""
            Taken {_started:yyyy-MM-dd HH:mm} UTC on {Environment.ProcessorCount} cores ({RuntimeInformation.OSDescription}, {RuntimeInformation.ProcessArchitecture}, {RuntimeInformation.FrameworkDescription}); load average before the run {_loadBefore}, after it {LoadAverage()}.
            Server and load share these cores. u = {Units.Signature:0.0} µs, the time of one bare OpenSSL Ed25519 signature; Ed25519 back end in use: {Ed25519.Backend}.{(
                Failures > 0 ? $" **{Failures} requests failed: these figures mean nothing.**" : ""
            )}

            | Work | Measured | Beside it | In u | Target |
            | --- | --- | --- | --- | --- |
            {_rows}
            """;

    private static string LoadAverage()
    {
        try
        {
            return string.Join(' ', File.ReadAllText("/proc/loadavg").Split(' ')[..3]);
        }
        catch (IOException)
        {
            return "unknown";
        }
    }
}
