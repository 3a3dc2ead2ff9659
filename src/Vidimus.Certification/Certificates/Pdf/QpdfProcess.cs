using System.Diagnostics;
using System.Globalization;
using System.Text;
using Vidimus.Platform.Problems;
using Vidimus.Platform.Telemetry;

namespace Vidimus.Certification.Certificates;

/// <summary>How a run of the program ended.</summary>
/// <param name="Code">0 when all was well, 3 after warnings, anything else for a failure.</param>
/// <param name="Said">The beginning of what it wrote.</param>
internal sealed record QpdfRun(int Code, string Said);

/// <summary>
/// Runs qpdf on files in a folder of ours. What strangers made is read by that process alone, which may use so much memory, time and
/// disk and no more, knows nothing of the server's environment, and dies when whoever waits for it goes away.
/// </summary>
internal sealed class QpdfProcess(CertificateOptions options) : IHealthProbe, IDisposable
{
    private const int MostSeconds = 20;
    private const int LargestFile = 160 << 20;
    private const int MostSaid = 32 * 1024;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    // POSIX: ulimit counts memory in kilobytes and files in blocks of 512 bytes; the program takes the shell's place.
    private static readonly string Limited = string.Create(
        CultureInfo.InvariantCulture,
        $"ulimit -c 0; ulimit -t {MostSeconds}; ulimit -f {LargestFile / 512}; ulimit -v \"$0\" {(OperatingSystem.IsLinux() ? "|| exit 99" : "2>/dev/null")}; exec \"$@\""
    );

    private readonly SemaphoreSlim _places = new(Math.Clamp(Environment.ProcessorCount, 2, 8));
    private readonly Lazy<string?> _path = new(() => Find(options.Qpdf));

    public string Name => "certifying";

    public string Hint => CertificationProblems.CertifyingNotInstalled.Hint + ".";

    public string Otherwise => "degraded";

    /// <summary>Why nothing can be joined, or null.</summary>
    public Problem? WhyNot =>
        _path.Value is null ? new(CertificationProblems.CertifyingNotInstalled) : null;

    public Task<bool> IsWell(CancellationToken cancellation) =>
        Task.FromResult(_path.Value is not null);

    /// <summary>Runs the program in that folder with these arguments, none of which a stranger chose.</summary>
    public async Task<Result<QpdfRun>> Run(
        string folder,
        IReadOnlyList<string> arguments,
        CancellationToken cancellation
    )
    {
        if (_path.Value is not { } program)
            return CertificationProblems.CertifyingNotInstalled;
        if (!await _places.WaitAsync(Patience, cancellation))
            return CertificationProblems.CertifyingBusy.With() with { RetryAfterSeconds = 5 };
        try
        {
            using var process = new Process { StartInfo = Start(program, folder, arguments) };
            process.Start();
            return await Follow(process, cancellation);
        }
        finally
        {
            _places.Release();
        }
    }

    public void Dispose() => _places.Dispose();

    private ProcessStartInfo Start(string program, string folder, IReadOnlyList<string> arguments)
    {
        var start = new ProcessStartInfo
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        start.Environment.Clear();
        start.Environment["LC_ALL"] = "C.UTF-8";
        if (OperatingSystem.IsWindows())
            start.FileName = program;
        else
        {
            start.FileName = "/bin/sh";
            start.ArgumentList.Add("-c");
            start.ArgumentList.Add(Limited);
            start.ArgumentList.Add(
                (options.MostMegabytes * 1024).ToString(CultureInfo.InvariantCulture)
            );
            start.ArgumentList.Add(program);
        }
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        return start;
    }

    private static async Task<Result<QpdfRun>> Follow(
        Process process,
        CancellationToken cancellation
    )
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(TimeSpan.FromSeconds(MostSeconds + 2));
        try
        {
            process.StandardInput.Close();
            var said = await Task.WhenAll(
                Beginning(process.StandardError, patience.Token),
                Beginning(process.StandardOutput, patience.Token)
            );
            await process.WaitForExitAsync(patience.Token);
            return new QpdfRun(process.ExitCode, said[0] + said[1]);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return new QpdfRun(-1, "The program took too long and was ended.");
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
                // Or its folder would be removed under it.
                await process.WaitForExitAsync(CancellationToken.None);
            }
        }
    }

    // All of it is read, or the process would wait for ever; only the beginning is kept.
    private static async Task<string> Beginning(StreamReader from, CancellationToken cancellation)
    {
        var (said, buffer) = (new StringBuilder(), new char[4096]);
        while (await from.ReadAsync(buffer, cancellation) is > 0 and var read)
            if (said.Length < MostSaid)
                said.Append(buffer, 0, read);
        return said.ToString();
    }

    private static string? Find(string program)
    {
        if (program.Contains(Path.DirectorySeparatorChar, StringComparison.Ordinal))
            return File.Exists(program) ? Path.GetFullPath(program) : null;
        string[] names = OperatingSystem.IsWindows() ? [program + ".exe"] : [program];
        return (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .SelectMany(_ => names, Path.Combine)
            .FirstOrDefault(File.Exists);
    }
}
