using System.Text.Json;
using Vidimus.Platform.Problems;
using Vidimus.Policies.Codes;
using Vidimus.Policies.People;

namespace Vidimus.Policies.Evaluation;

/// <summary>What is known of a case: facts by their names, the day that "today" is, and a person's credentials where they were looked at.</summary>
internal sealed class Facts(FactReader read, DateOnly today, CredentialsSeen? credentials = null)
{
    /// <summary>More facts are refused.</summary>
    public const int Most = 500;

    /// <summary>Deeper objects are refused.</summary>
    public const int Deepest = 4;

    /// <summary>Longer names are refused.</summary>
    public const int LongestName = 100;

    public DateOnly Today { get; } = today;

    /// <summary>The credentials that were looked at; null where nobody looked.</summary>
    public CredentialsSeen? Credentials { get; } = credentials;

    public int Count => read.Values.Count;

    public FactValue? this[string name] => read.Values.GetValueOrDefault(name);

    /// <summary>True for a name under which something is stated that is no fact, or may be: nothing can be said of it.</summary>
    public bool IsOpen(string name) => read.IsOpen(name);

    /// <summary>The same facts with a person's credentials.</summary>
    public Facts With(CredentialsSeen seen) => new(read, Today, seen);

    /// <summary>True when one of the facts, by itself or together with its name, identifies a patient.</summary>
    public bool HoldPatients() =>
        read.Values.Any(f =>
        {
            var name = PatientText.SaysWhose(f.Key) ? PatientText.AsWords(f.Key) : null;
            return f.Value.AsItems.Any(i =>
                i.Kind == FactKind.Text && PatientText.Holds(i.Text)
                || name is not null
                    && i.Kind is FactKind.Text or FactKind.Number
                    && PatientText.Holds($"{name}: {(i.Kind == FactKind.Text ? i.Text : i.Bare)}")
            );
        });

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
        var read = new FactReader(fields);
        if (parameters is { ValueKind: not JsonValueKind.Null } given)
        {
            if (given.ValueKind != JsonValueKind.Object)
                fields.Wrong(path, "must be an object of facts by their names");
            else
                read.Take(given, path);
        }
        return fields.Problem is null ? new(read, today) : null;
    }

    /// <summary>Reads what a request states for other purposes: what cannot be read is not refused, and its name is open.</summary>
    public static Facts Stated(JsonElement stated, DateOnly today, CredentialsSeen? seen)
    {
        var read = new FactReader(null);
        read.Take(stated, "");
        return new(read, today, seen);
    }

    /// <summary>True for what may be a fact's name.</summary>
    public static bool IsName(string name) =>
        name.Length is > 0 and <= LongestName
        && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.');
}
