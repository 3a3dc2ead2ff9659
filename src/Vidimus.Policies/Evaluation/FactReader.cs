using System.Text.Json;
using Vidimus.Platform.Problems;

namespace Vidimus.Policies.Evaluation;

/// <summary>
/// Reads facts from JSON objects. With <paramref name="fields"/> what is no fact is a mistake and noted there; without, its
/// name is kept as open.
/// </summary>
internal sealed class FactReader(Fields? fields)
{
    private const int MostMistakes = 20;
    private readonly Dictionary<string, FactValue> _values = new(StringComparer.Ordinal);
    private readonly HashSet<string> _groups = new(StringComparer.Ordinal);
    private readonly HashSet<string> _unread = new(StringComparer.Ordinal);
    private bool _isCut;

    public IReadOnlyDictionary<string, FactValue> Values => _values;

    public void Take(JsonElement from, string path) => Take(from, "", path, 0);

    /// <summary>
    /// True where something is stated by this name, or by one that it begins with, that was not read; for an object of facts,
    /// which is none itself; and for every name that is not among the facts where not all were read.
    /// </summary>
    public bool IsOpen(string name)
    {
        if (_values.ContainsKey(name))
            return false;
        if (_isCut || _groups.Contains(name) || _unread.Contains(name))
            return true;
        if (_unread.Count == 0)
            return false;
        for (var dot = name.IndexOf('.'); dot >= 0; dot = name.IndexOf('.', dot + 1))
        {
            if (_unread.Contains(name[..dot]))
                return true;
        }
        return false;
    }

    private void Take(JsonElement from, string prefix, string path, int depth)
    {
        foreach (var member in from.EnumerateObject())
        {
            var (name, at) = (prefix + member.Name, $"{path}.{member.Name}");
            // A name that is none may hold anything, and is not repeated. No tree can ask for it, nor for what is in it.
            if (!Facts.IsName(name))
                fields?.Wrong(
                    path,
                    $"must have names of 1 to {Facts.LongestName} letters, digits, _, - and dots"
                );
            else if (Math.Max(_values.Count, _groups.Count + _unread.Count) >= Facts.Most)
            {
                fields?.Wrong(path, $"must hold at most {Facts.Most} facts");
                _isCut = true;
            }
            else if (FactValue.IsGroup(member.Value))
                Group(member.Value, name, at, depth);
            else
                Value(member.Value, name, at);
            if (_isCut || fields?.Errors.Count >= MostMistakes)
                return;
        }
    }

    private void Group(JsonElement group, string name, string at, int depth)
    {
        // What is stated as a value as well is neither for certain.
        if (_values.Remove(name))
            fields?.Wrong(at, "is given twice");
        _groups.Add(name);
        if (depth + 1 < Facts.Deepest)
            Take(group, name + ".", at, depth + 1);
        else
        {
            fields?.Wrong(at, $"must not be nested deeper than {Facts.Deepest}");
            _unread.Add(name);
        }
    }

    private void Value(JsonElement given, string name, string at)
    {
        if (given.ValueKind == JsonValueKind.Null)
            return;
        if (FactValue.Read(given, at, fields ?? new Fields()) is not { } value)
            Leave(name);
        else if (_groups.Contains(name) || _unread.Contains(name) || !_values.TryAdd(name, value))
        {
            fields?.Wrong(at, "is given twice");
            Leave(name);
        }
    }

    // Neither is what was read under the same name before.
    private void Leave(string name)
    {
        _values.Remove(name);
        _unread.Add(name);
    }
}
