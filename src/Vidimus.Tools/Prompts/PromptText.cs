using Vidimus.Tools.Answers;
using Vidimus.Tools.Schemas;

namespace Vidimus.Tools.Prompts;

/// <summary>A prompt with what fills it in.</summary>
/// <param name="Prompt">What clients are told of it.</param>
/// <param name="Longest">Longest value of each argument, in characters.</param>
/// <param name="Write">Its text from the arguments given.</param>
internal sealed record PromptText(
    McpPrompt Prompt,
    IReadOnlyDictionary<string, int> Longest,
    Func<Func<string, string?>, string> Write
)
{
    private const int WrongParameters = -32602;

    /// <summary>Filled in, with every mistake at once.</summary>
    /// <exception cref="McpErrorException">Arguments are missing, unknown or too long.</exception>
    public McpPromptAnswer Fill(IReadOnlyDictionary<string, string> arguments)
    {
        var wrong = Wrong(arguments).ToArray();
        if (wrong.Length > 0)
            throw new McpErrorException(
                WrongParameters,
                $"The arguments of {Prompt.Name} are not right: {string.Join("; ", wrong)}."
            );
        var text = Write(name =>
            arguments.TryGetValue(name, out var value) && !string.IsNullOrWhiteSpace(value)
                ? Visible.Of(value.Trim())
                : null
        );
        return new(Prompt.Description, [new("user", text)]);
    }

    /// <summary>
    /// Something given, as data: between lines that it cannot end itself, since every line of it begins with a mark.
    /// </summary>
    public static string Quoted(string text) =>
        string.Join('\n', text.ReplaceLineEndings("\n").Split('\n').Select(line => $"> {line}"));

    private IEnumerable<string> Wrong(IReadOnlyDictionary<string, string> arguments)
    {
        foreach (var (name, value) in arguments)
        {
            if (!Longest.TryGetValue(name, out var most))
                yield return Redacted.Of(
                    $"{Nearest.Shown(name)} {Nearest.Unknown(name, Longest.Keys)}"
                );
            else if (value.Length > most)
                yield return $"{name} must have at most {most} characters";
        }
        foreach (var needed in Prompt.Arguments.Where(a => a.Required))
        {
            if (string.IsNullOrWhiteSpace(arguments.GetValueOrDefault(needed.Name)))
                yield return $"{needed.Name} is missing";
        }
    }
}
