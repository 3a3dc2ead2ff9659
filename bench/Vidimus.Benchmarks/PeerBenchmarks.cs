using System.Diagnostics;
using System.Text.Json;

namespace Vidimus.Benchmarks;

/// <summary>The library that most issuers use today, <c>@digitalbazaar/vc</c> on Node, on the same credential.</summary>
internal static class PeerBenchmarks
{
    public static async Task Run(Report report)
    {
        var script = Script();
        if (
            script is null
            || !Directory.Exists(Path.Combine(Path.GetDirectoryName(script)!, "../node_modules"))
        )
        {
            report.Add("@digitalbazaar/vc", "not measured", "npm ci in interop/ installs it");
            return;
        }
        using var node = Process.Start(
            new ProcessStartInfo("node")
            {
                ArgumentList = { script },
                RedirectStandardOutput = true,
            }
        )!;
        var text = await node.StandardOutput.ReadToEndAsync();
        await node.WaitForExitAsync();
        if (node.ExitCode != 0)
            throw new InvalidOperationException("The peer failed.");
        foreach (var figure in JsonDocument.Parse(text).RootElement.EnumerateArray())
        {
            var microseconds = figure.GetProperty("microseconds").GetDouble();
            report.Add(
                figure.GetProperty("work").GetString()!,
                $"{microseconds:0} µs of CPU",
                $"{1_000_000 / microseconds:0}/s",
                Units.In(microseconds)
            );
        }
    }

    private static string? Script()
    {
        for (
            var folder = new DirectoryInfo(AppContext.BaseDirectory);
            folder is not null;
            folder = folder.Parent
        )
        {
            var file = Path.Combine(folder.FullName, "interop/support/peer.mjs");
            if (File.Exists(file))
                return file;
        }
        return null;
    }
}
