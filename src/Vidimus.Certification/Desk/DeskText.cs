using System.Text;
using Vidimus.Platform.Problems;

namespace Vidimus.Certification.Desk;

/// <summary>
/// Text as it is written at the desk: plain, in UTF-8. An empty line ends a paragraph; a line that begins with a number sign
/// and a space is a heading, with two of them a smaller one.
/// </summary>
internal static class DeskText
{
    public const string MediaType = "text/plain";
    public const int Longest = 200_000;

    /// <summary>The text with one kind of line end, without spaces at ends of lines and empty lines around it.</summary>
    public static string Clean(string text)
    {
        var lines = text.ReplaceLineEndings("\n").Split('\n').Select(l => l.TrimEnd());
        return string.Join('\n', lines).Trim('\n') + "\n";
    }

    /// <summary>What is wrong with a text that somebody wrote; null when nothing is.</summary>
    public static Problem? Check(string? text) =>
        new Fields().Text("text", text, Longest, required: true, multiline: true).Problem;

    /// <summary>As <see cref="Clean"/>, for what a machine wrote: what no text may hold is left out. Null when nothing is left.</summary>
    public static string? Tame(string text)
    {
        var tame = new StringBuilder(Math.Min(text.Length, Longest));
        foreach (var rune in text.EnumerateRunes())
        {
            if (tame.Length >= Longest)
                return null;
            if (rune.Value is '\n' or '\t' || !Rune.IsControl(rune))
                tame.Append(rune);
        }
        var clean = Clean(tame.ToString());
        return clean.Trim().Length == 0 ? null : clean;
    }
}
