using System.Diagnostics;

namespace Vidimus.Testing;

/// <summary>The server's program as an operator starts it, for what belongs to the process: first start, refusals to start, commands.</summary>
public sealed class ServerProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly Task<string> _output;
    private readonly Task<string> _errors;

    // A command that prints secrets because it was asked to; what it says to the log is searched all the same.
    private readonly bool _shows;

    private ServerProcess(Process process, bool shows)
    {
        _process = process;
        _shows = shows;
        _output = process.StandardOutput.ReadToEndAsync();
        _errors = process.StandardError.ReadToEndAsync();
    }

    /// <summary>Starts the program with these arguments and settings.</summary>
    public static ServerProcess Start(
        IReadOnlyList<string> arguments,
        params (string Name, string Value)[] environment
    )
    {
        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "Vidimus.Server.dll"));
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        return new(Process.Start(start)!, arguments is ["create-organization", ..]);
    }

    /// <summary>Waits for the end of the program; answers its exit code, output and errors.</summary>
    public async Task<(int Code, string Output, string Errors)> End()
    {
        await _process.WaitForExitAsync();
        return (_process.ExitCode, await _output, await _errors);
    }

    /// <summary>True once the program has ended.</summary>
    public bool HasEnded => _process.HasExited;

    /// <summary>Ends the program as a power cut would.</summary>
    public async Task Kill()
    {
        if (!_process.HasExited)
            _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Kill();
        Output.NoteLines("program", await _errors);
        if (!_shows)
            Output.NoteLines("program", await _output);
        _process.Dispose();
    }
}
