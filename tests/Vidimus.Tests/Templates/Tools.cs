using System.Diagnostics;
using Shouldly;
using Xunit;

namespace Vidimus.Tests.Templates;

/// <summary>Programs of others that judge what was drawn.</summary>
internal static class Tools
{
    /// <summary>Says that a PDF is whole.</summary>
    public static async Task<string> Qpdf(byte[] pdf, params string[] arguments)
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllBytesAsync(file, pdf);
            return await Run("qpdf", [.. arguments, file]);
        }
        finally
        {
            File.Delete(file);
        }
    }

    /// <summary>The text that readers and screen readers find in a PDF.</summary>
    public static async Task<string> PdfText(byte[] pdf)
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllBytesAsync(file, pdf);
            return await Run("pdftotext", ["-layout", file, "-"]);
        }
        finally
        {
            File.Delete(file);
        }
    }

    /// <summary>What poppler says of the signatures of a PDF.</summary>
    public static Task<string> PdfSeal(byte[] pdf) =>
        On(pdf, file => Run("pdfsig", [file], 0, 1, 2));

    /// <summary>What the QR code on its first page says, read by a program that reads codes.</summary>
    public static Task<string> PdfCode(byte[] pdf) =>
        On(
            pdf,
            async file =>
            {
                await Run("pdftoppm", ["-png", "-r", "150", "-singlefile", file, file]);
                try
                {
                    return (await Run("zbarimg", ["--quiet", "--raw", $"{file}.png"])).Trim();
                }
                finally
                {
                    File.Delete($"{file}.png");
                }
            }
        );

    private static async Task<string> On(byte[] pdf, Func<string, Task<string>> look)
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllBytesAsync(file, pdf);
            return await look(file);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static async Task<string> Run(string program, string[] arguments, params int[] allowed)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        Process? process;
        try
        {
            process = Process.Start(start);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            if (Environment.GetEnvironmentVariable("CI") == "true")
                throw;
            Assert.Skip($"{program} is not installed");
            throw;
        }
        using (process)
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
            var (said, wrong) = (
                process!.StandardOutput.ReadToEndAsync(patience.Token),
                process.StandardError.ReadToEndAsync(patience.Token)
            );
            await process.WaitForExitAsync(patience.Token);
            if (!allowed.Contains(process.ExitCode))
                process.ExitCode.ShouldBe(0, $"{program}: {await said}{await wrong}");
            return await said;
        }
    }
}
