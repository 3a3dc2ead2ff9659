using System.Globalization;

namespace Vidimus.Credentials.Templates;

/// <summary>What is found while an upload is cleaned: why it is not taken, and what was left out.</summary>
internal sealed class Cleaning
{
    private const int MostNotes = 30;

    private readonly List<string> _refusals = [];
    private readonly List<string> _warnings = [];

    public IReadOnlyList<string> Refusals => _refusals;
    public IReadOnlyList<string> Warnings => _warnings;

    /// <summary>Makes the upload one that is not taken.</summary>
    public void Refuse(int line, string what) => Note(_refusals, line, what);

    /// <summary>Tells the designer what is not drawn; the same thing once.</summary>
    public void Warn(int line, string what)
    {
        if (!_warnings.Exists(w => w.EndsWith(what, StringComparison.Ordinal)))
            Note(_warnings, line, what);
    }

    private static void Note(List<string> notes, int line, string what)
    {
        if (notes.Count < MostNotes)
            notes.Add(
                line > 0
                    ? string.Create(CultureInfo.InvariantCulture, $"line {line}: {what}")
                    : what
            );
    }
}
