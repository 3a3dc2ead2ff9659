using System.Diagnostics;
using System.Text.Json.Nodes;
using Vidimus.Cli;
using Vidimus.Testing;

namespace Vidimus.Tests.Policies;

/// <summary>What an import's command came to.</summary>
internal sealed record ImportReport(int Code, string Output, string Error)
{
    private static readonly string[] Names =
    [
        "records",
        "created",
        "changed",
        "unchanged",
        "retired",
        "refused",
    ];

    /// <summary>The report's numbers, one after the other.</summary>
    public string Counts
    {
        get
        {
            var counts = JsonNode.Parse(Output)!["counts"]!;
            return string.Join(", ", Names.Select(n => $"{n} {counts[n]}"));
        }
    }

    /// <summary>Runs the command in this process.</summary>
    public static async Task<ImportReport> Of(
        Uri url,
        string key,
        string folder,
        string[] arguments
    )
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await CommandLine.Run(
            [.. arguments, "--json", "--direct"],
            new Host
            {
                In = Stream.Null,
                Out = output,
                Error = error,
                Variable = name =>
                    name switch
                    {
                        "VIDIMUS_URL" => url.ToString(),
                        "VIDIMUS_KEY" => key,
                        _ => null,
                    },
                ConfigDirectory = folder,
            },
            CancellationToken.None
        );
        return new(code, output.ToString(), error.ToString());
    }
}

/// <summary>The command line in a process of its own, which can be killed.</summary>
internal sealed class ImportProgram : IAsyncDisposable
{
    private readonly Process _process;
    private readonly Task<string> _output;
    private readonly Task<string> _error;

    private ImportProgram(Process process)
    {
        _process = process;
        _output = process.StandardOutput.ReadToEndAsync();
        _error = process.StandardError.ReadToEndAsync();
    }

    /// <summary>True once it has ended.</summary>
    public bool HasEnded => _process.HasExited;

    public static ImportProgram Start(Uri url, string key, string folder, string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // Beside the tests are their own assemblies, and what they have of the shared framework is not.
        string[] all =
        [
            "exec",
            "--runtimeconfig",
            Path.Combine(AppContext.BaseDirectory, "Vidimus.Server.runtimeconfig.json"),
            "--depsfile",
            Path.Combine(AppContext.BaseDirectory, "Vidimus.Tests.deps.json"),
            Path.Combine(AppContext.BaseDirectory, "vidimus.dll"),
            .. arguments,
            "--json",
            "--direct",
        ];
        foreach (var argument in all)
            start.ArgumentList.Add(argument);
        start.Environment["VIDIMUS_URL"] = url.ToString();
        start.Environment["VIDIMUS_KEY"] = key;
        start.Environment["XDG_CONFIG_HOME"] = folder;
        return new(Process.Start(start)!);
    }

    /// <summary>Ends it as a power cut would.</summary>
    public async Task Kill()
    {
        if (!_process.HasExited)
            _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>Waits for its end.</summary>
    public async Task<ImportReport> Report()
    {
        await _process.WaitForExitAsync();
        return new(_process.ExitCode, await _output, await _error);
    }

    public async ValueTask DisposeAsync()
    {
        await Kill();
        Output.NoteLines("command line", await _error);
        Output.NoteLines("command line", await _output);
        _process.Dispose();
    }
}
