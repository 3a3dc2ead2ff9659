using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Vidimus.Certification.Desk.Drafts;

/// <summary>
/// Reads PDF files of strangers with poppler's programs, each in a process of its own with bounds on memory, time and output, without
/// this server's environment. They read from a pipe and write to one: nothing of a document touches the disk.
/// </summary>
internal sealed class Poppler
{
    private const int MostText = 2 * 1024 * 1024;
    private const int MostPicture = 4 * 1024 * 1024;
    private const string Shell = "/bin/sh";

    // Kilobytes of address space, seconds of processor time, blocks of files: none.
    private const string Bounded = "ulimit -v 1048576; ulimit -t 20; ulimit -f 0; exec \"$@\"";
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    /// <summary>The text of each of the first pages; null where the file cannot be read so.</summary>
    public async Task<IReadOnlyList<string>?> Pages(
        byte[] pdf,
        int most,
        CancellationToken cancellation
    )
    {
        string[] call =
        [
            "pdftotext",
            "-q",
            "-layout",
            "-enc",
            "UTF-8",
            "-eol",
            "unix",
            "-l",
            Number(most),
            "-",
            "-",
        ];
        if (await Run(call, pdf, MostText, cancellation) is not { } output)
            return null;
        // A form feed ends each page.
        var pages = Encoding.UTF8.GetString(output).Split('\f');
        return pages[^1].Trim().Length == 0 ? pages[..^1] : pages;
    }

    /// <summary>A picture of a page as JPEG, large enough to read; null where none can be made.</summary>
    public Task<byte[]?> Picture(byte[] pdf, int page, CancellationToken cancellation) =>
        Run(
            [
                "pdftoppm",
                "-q",
                "-jpeg",
                "-scale-to",
                "1800",
                "-f",
                Number(page),
                "-l",
                Number(page),
                "-",
            ],
            pdf,
            MostPicture,
            cancellation
        );

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static async Task<byte[]?> Run(
        string[] call,
        byte[] input,
        int most,
        CancellationToken cancellation
    )
    {
        if (!File.Exists(Shell))
            return null;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(Longest);
        using var process = new Process { StartInfo = Start(call) };
        process.Start();
        try
        {
            var writing = Feed(process, input, limit.Token);
            var output = await Collect(process.StandardOutput.BaseStream, most, limit.Token);
            await writing;
            if (output is null)
                return null;
            await process.WaitForExitAsync(limit.Token);
            return process.ExitCode == 0 && output.Length > 0 ? output : null;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return null;
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }

    private static ProcessStartInfo Start(string[] call)
    {
        var start = new ProcessStartInfo(Shell, ["-c", Bounded, "sh", .. call])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        start.Environment.Clear();
        start.Environment["PATH"] = "/usr/local/bin:/usr/bin:/bin";
        start.Environment["LC_ALL"] = "C.UTF-8";
        return start;
    }

    private static async Task Feed(Process process, byte[] input, CancellationToken cancellation)
    {
        // Its complaints are not ours; left unread they would stop it.
        _ = process.StandardError.BaseStream.CopyToAsync(Stream.Null, cancellation);
        try
        {
            await process.StandardInput.BaseStream.WriteAsync(input, cancellation);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended without reading all of it; its exit code tells.
        }
    }

    /// <summary>All of the output; null when it is more than wanted.</summary>
    private static async Task<byte[]?> Collect(
        Stream output,
        int most,
        CancellationToken cancellation
    )
    {
        using var collected = new MemoryStream();
        var buffer = new byte[32_768];
        while (await output.ReadAsync(buffer, cancellation) is var count and > 0)
        {
            if (collected.Length + count > most)
                return null;
            collected.Write(buffer, 0, count);
        }
        return collected.ToArray();
    }
}
