using System.Text.Json;
using Spectre.Console;
using Vidimus.Client;

namespace Vidimus.Cli;

/// <summary>
/// Writes to people or to programs. What a server or a stranger's credential says is written without control characters, so that it
/// cannot move the cursor, recolour the screen or rewrite what was shown.
/// </summary>
internal sealed class Printer(Host host, bool json)
{
    private static readonly JsonSerializerOptions Indented = new(WireJson.Options)
    {
        WriteIndented = true,
    };

    private readonly IAnsiConsole console = Console(host.Out, host.OutIsTerminal);

    public bool Json => json;

    public static IAnsiConsole Console(TextWriter writer, bool terminal)
    {
        var console = AnsiConsole.Create(
            new()
            {
                Ansi = terminal ? AnsiSupport.Detect : AnsiSupport.No,
                ColorSystem = terminal ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
                Interactive = terminal ? InteractionSupport.Detect : InteractionSupport.No,
                Out = new AnsiConsoleOutput(writer),
            }
        );
        // Into a file or pipe, a row stays on its line.
        if (!terminal)
            console.Profile.Width = 400;
        return console;
    }

    /// <summary>One document.</summary>
    public void Document<T>(T value) =>
        host.Out.WriteLine(JsonSerializer.Serialize(value, Indented));

    /// <summary>One line of many.</summary>
    public void JsonLine<T>(T value) =>
        host.Out.WriteLine(JsonSerializer.Serialize(value, WireJson.Options));

    public void Line(string text) => host.Out.WriteLine(Clean(text));

    /// <summary>A line with a coloured word in front.</summary>
    public void Headline(string word, string colour, string text)
    {
        console.Write(new Text(Clean(word), Style.Parse($"bold {colour}")));
        console.WriteLine($"  {Clean(text)}");
    }

    /// <summary>Names and values, one a line; what has no value is left out.</summary>
    public void Facts(params (string Name, object? Value)[] facts)
    {
        var width = facts.Max(f => f.Name.Length) + 2;
        foreach (var (name, value) in facts)
            if (value is not null)
                Line(name.PadRight(width) + Shown(value));
    }

    public void Table(string[] columns, IEnumerable<object?[]> rows)
    {
        var table = new Table().Border(TableBorder.Simple);
        foreach (var column in columns)
            table.AddColumn(new TableColumn(new Text(column)).NoWrap());
        foreach (var row in rows)
            table.AddRow(row.Select(cell => new Text(Clean(Shown(cell)))));
        console.Write(table);
    }

    public void Note(string text) => host.Error.WriteLine(Clean(text));

    public void Error(string what, string? hint, string? requestId)
    {
        host.Error.WriteLine($"Error: {Clean(what)}");
        if (hint is not null)
            host.Error.WriteLine($"  What to do: {Clean(hint)}");
        if (requestId is not null)
            host.Error.WriteLine($"  Request: {Clean(requestId)}");
    }

    public static string Clean(string text) =>
        text.Any(char.IsControl)
            ? new string([.. text.Select(c => char.IsControl(c) ? '\uFFFD' : c)])
            : text;

    private static string Shown(object? value) =>
        value switch
        {
            null => "",
            DateTimeOffset time => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'"),
            Enum word => JsonSerializer
                .Serialize(word, word.GetType(), WireJson.Options)
                .Trim('"')
                .Replace('_', ' '),
            IEnumerable<string> list => string.Join(' ', list),
            _ => value.ToString() ?? "",
        };
}
