using System.Diagnostics;
using System.Globalization;

namespace Vidimus.Benchmarks;

/// <summary>
/// The corpus that policies are measured on: 20,000 made-up policies that name 15 codes each, and a table of 300,000 codes, as
/// <c>vidimus policies sample</c> makes them and <c>vidimus policies import</c> loads them, each in a process of its own.
/// </summary>
internal static class PolicyCorpus
{
    public const int Policies = 20_000;
    public const int CodesOfEach = 15;
    public const int Codes = 300_000;

    private static string? _folder;

    /// <summary>What a run of the command line took.</summary>
    public sealed record Ran(TimeSpan Time, double MegabytesPeak);

    /// <summary>What loading took.</summary>
    public sealed record Loaded(Ran Codes, Ran Policies);

    /// <summary>The corpus as files, made once for all engines.</summary>
    public static async Task<string> Folder()
    {
        if (_folder is not null)
            return _folder;
        var folder = Directory.CreateTempSubdirectory("vidimus-corpus-").FullName;
        await Run(
            null,
            "policies",
            "sample",
            folder,
            "--policies",
            Text(Policies),
            "--codes",
            Text(Codes),
            "--codes-of-each",
            Text(CodesOfEach)
        );
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, true);
        return _folder = folder;
    }

    /// <summary>Loads all of it as a first load.</summary>
    public static async Task<Loaded> Load(Bench bench)
    {
        var folder = await Folder();
        var codes = await Run(
            bench,
            "policies",
            "import",
            Path.Combine(folder, "codes.csv"),
            "--kind",
            "codes",
            "--source",
            "bench"
        );
        var policies = await Run(
            bench,
            "policies",
            "import",
            Path.Combine(folder, "policies.jsonl"),
            "--source",
            "bench",
            "--baseline"
        );
        return new(codes, policies);
    }

    /// <summary>Loads the policies once more, unchanged.</summary>
    public static async Task<Ran> Again(Bench bench) =>
        await Run(
            bench,
            "policies",
            "import",
            Path.Combine(await Folder(), "policies.jsonl"),
            "--source",
            "bench"
        );

    private static async Task<Ran> Run(Bench? bench, params string[] arguments)
    {
        var info = new ProcessStartInfo("dotnet")
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        info.ArgumentList.Add(Program());
        foreach (var argument in arguments)
            info.ArgumentList.Add(argument);
        if (bench is not null)
        {
            info.ArgumentList.Add("--direct");
            info.Environment["VIDIMUS_URL"] = bench.Server.Url.ToString();
            info.Environment["VIDIMUS_KEY"] = bench.Key;
        }
        var begun = Stopwatch.GetTimestamp();
        using var process = Process.Start(info)!;
        var (output, error) = (
            process.StandardOutput.ReadToEndAsync(),
            process.StandardError.ReadToEndAsync()
        );
        var peak = 0L;
        while (!process.WaitForExit(100))
        {
            process.Refresh();
            peak = Math.Max(peak, process.HasExited ? 0 : process.PeakWorkingSet64);
        }
        var time = Stopwatch.GetElapsedTime(begun);
        if (process.ExitCode != 0)
            throw new InvalidOperationException(
                $"vidimus {string.Join(' ', arguments)} ended with {process.ExitCode}: {await error}{await output}"
            );
        return new(time, peak / 1048576.0);
    }

    private static string Program()
    {
        var build = new DirectoryInfo(AppContext.BaseDirectory);
        return Path.Combine(
            build.Parent!.Parent!.FullName,
            "Vidimus.Cli",
            build.Name,
            "vidimus.dll"
        );
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
