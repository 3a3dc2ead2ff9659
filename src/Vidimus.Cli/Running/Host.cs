using System.Text;
using Spectre.Console;

namespace Vidimus.Cli;

/// <summary>All the program touches outside itself, so that a test can stand in for it.</summary>
internal sealed record Host
{
    public required Stream In { get; init; }
    public required TextWriter Out { get; init; }

    /// <summary>Standard output as bytes, for a protocol that is spoken over it.</summary>
    public Stream? OutBytes { get; init; }
    public required TextWriter Error { get; init; }
    public required Func<string, string?> Variable { get; init; }

    /// <summary>Where this user's settings live.</summary>
    public required string ConfigDirectory { get; init; }

    /// <summary>Asks for a secret without showing it; null where nobody sits at a terminal.</summary>
    public Func<string, string>? AskSecret { get; init; }

    /// <summary>Whether standard output, and standard error, is a terminal.</summary>
    public bool OutIsTerminal { get; init; }
    public bool ErrorIsTerminal { get; init; }

    /// <summary>Stands in for the network.</summary>
    public HttpMessageHandler? Handler { get; init; }
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    public static Host OfThisProcess()
    {
        Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        return new()
        {
            In = Console.OpenStandardInput(),
            Out = Console.Out,
            OutBytes = Console.OpenStandardOutput(),
            Error = Console.Error,
            Variable = Environment.GetEnvironmentVariable,
            ConfigDirectory = Path.Combine(
                Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData),
                "vidimus"
            ),
            AskSecret = Console.IsInputRedirected
                ? null
                : prompt =>
                    AnsiConsole
                        .Create(new() { Out = new AnsiConsoleOutput(Console.Error) })
                        .Prompt(new TextPrompt<string>(prompt).Secret(null)),
            OutIsTerminal = !Console.IsOutputRedirected,
            ErrorIsTerminal = !Console.IsErrorRedirected,
        };
    }
}
