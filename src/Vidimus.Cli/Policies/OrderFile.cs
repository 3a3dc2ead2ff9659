using System.Text;
using System.Text.RegularExpressions;
using Vidimus.Client;

namespace Vidimus.Cli;

/// <summary>
/// The order files of ICD-10-CM and ICD-10-PCS as CMS and CDC publish them (their read-me "ICD-10 order file layout"): number
/// in columns 1 to 5, code from 7 to 13, in 15 whether it can be billed, short description from 17 to 76, long one from 78 on.
/// </summary>
internal static partial class OrderFile
{
    private const int LongestLine = 2_000;

    public static bool Is(string line) => Beginning().IsMatch(line);

    public static bool IsOfProcedures(string name) =>
        name.Contains("pcs", StringComparison.OrdinalIgnoreCase);

    public static IEnumerable<SourceRow> Rows(string name, TextReader reader)
    {
        var system = IsOfProcedures(name) ? "ICD10PCS" : "ICD10CM";
        var line = new StringBuilder();
        for (var number = 1L; ReadLine(reader, line); number++)
        {
            var text = line.ToString();
            if (string.IsNullOrWhiteSpace(text))
                continue;
            if (text.Length > LongestLine || text.Length < 17 || !Is(text))
            {
                yield return new(name, number, null, default, "The line is none of an order file.");
                continue;
            }
            var code = text[6..13].Trim();
            var briefly = text[16..Math.Min(76, text.Length)].Trim();
            var described = text.Length > 77 ? text[77..].Trim() : briefly;
            yield return new(
                name,
                number,
                code,
                Wire.Of(new CodeRecord(code, system, described, briefly, Active: text[14] == '1'))
            );
        }
    }

    // A line of any length is read, and no more of it kept than can be one.
    private static bool ReadLine(TextReader reader, StringBuilder line)
    {
        line.Clear();
        var any = false;
        while (reader.Read() is var letter and >= 0)
        {
            any = true;
            if (letter == '\n')
                break;
            if (letter != '\r' && line.Length <= LongestLine)
                line.Append((char)letter);
        }
        return any;
    }

    [GeneratedRegex("^[0-9]{5} [A-Z0-9]{3,7} {1,5}[01] ", RegexOptions.None, 1000)]
    private static partial Regex Beginning();
}
