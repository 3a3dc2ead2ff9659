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

    private static async Task<string> Run(string program, string[] arguments)
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
            process.ExitCode.ShouldBe(0, $"{program}: {await said}{await wrong}");
            return await said;
        }
    }
}
