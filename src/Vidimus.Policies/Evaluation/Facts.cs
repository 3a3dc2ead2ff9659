using System.Text.Json;
using Vidimus.Platform.Problems;
using Vidimus.Policies.Codes;
using Vidimus.Policies.People;

namespace Vidimus.Policies.Evaluation;

/// <summary>What is known of a case: facts by their names, the day that "today" is, and a person's credentials where they were looked at.</summary>
internal sealed class Facts(
    IReadOnlyDictionary<string, FactValue> values,
    DateOnly today,
    CredentialsSeen? credentials = null
)
{
    /// <summary>More facts are refused.</summary>
    public const int Most = 500;

    private const int Deepest = 4;

    /// <summary>Longer names are refused.</summary>
    public const int LongestName = 100;

    public DateOnly Today { get; } = today;

    /// <summary>The credentials that were looked at; null where nobody looked.</summary>
    public CredentialsSeen? Credentials { get; } = credentials;

    public int Count => values.Count;

    public FactValue? this[string name] => values.GetValueOrDefault(name);

    /// <summary>The same facts with a person's credentials.</summary>
    public Facts With(CredentialsSeen seen) => new(values, Today, seen);

    /// <summary>True when one of the texts holds what identifies a patient.</summary>
    public bool HoldPatients() =>
        values.Values.Any(v =>
            v.AsItems.Any(i => i.Kind == FactKind.Text && PatientText.Holds(i.Text))
        );

    /// <summary>
    /// Reads facts from a JSON object: numbers, texts, booleans, lists of these; objects <c>{value, unit}</c> are quantities,
    /// <c>{code, system}</c> codes, any other lends its name and a dot to its members. Null stands for a fact that is not known.
    /// </summary>
    public static Facts? Read(
        JsonElement? parameters,
        DateOnly today,
        Fields fields,
        string path = "parameters"
    )
    {
        var values = new Dictionary<string, FactValue>(StringComparer.Ordinal);
        if (parameters is { ValueKind: not JsonValueKind.Null } given)
        {
            if (given.ValueKind != JsonValueKind.Object)
                fields.Wrong(path, "must be an object of facts by their names");
            else
                Take(given, "", path, 0, values, fields);
        }
        return fields.Problem is null ? new(values, today) : null;
    }

    /// <summary>True for what may be a fact's name.</summary>
    public static bool IsName(string name) =>
        name.Length is > 0 and <= LongestName
        && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.');

    private static void Take(
        JsonElement from,
        string prefix,
        string path,
        int depth,
        Dictionary<string, FactValue> into,
        Fields fields
    )
    {
        foreach (var member in from.EnumerateObject())
        {
            var (name, at) = (prefix + member.Name, $"{path}.{member.Name}");
            // A name that is none may hold anything, and is not repeated.
            if (!IsName(name))
                fields.Wrong(
                    path,
                    $"must have names of 1 to {LongestName} letters, digits, _, - and dots"
                );
            else if (into.Count >= Most)
                fields.Wrong(path, $"must hold at most {Most} facts");
            else if (FactValue.IsGroup(member.Value))
            {
                if (depth + 1 < Deepest)
                    Take(member.Value, name + ".", at, depth + 1, into, fields);
                else
                    fields.Wrong(at, $"must not be nested deeper than {Deepest}");
            }
            else if (
                FactValue.Read(member.Value, at, fields) is { } value
                && !into.TryAdd(name, value)
            )
                fields.Wrong(at, "is given twice");
            if (fields.Errors.Count >= 20)
                return;
        }
    }
}
