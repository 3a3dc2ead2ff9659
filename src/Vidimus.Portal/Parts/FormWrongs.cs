using Vidimus.Client;

namespace Vidimus.Portal.Parts;

/// <summary>What was wrong with a form that was sent, by the API's own words for its members.</summary>
/// <param name="General">What is said above the form.</param>
/// <param name="Fields">What is said beside a field, by the API's name for it.</param>
public sealed record FormWrongs(string? General, IReadOnlyDictionary<string, string> Fields)
{
    /// <summary>Nothing was wrong.</summary>
    public static readonly FormWrongs None = new(null, new Dictionary<string, string>());

    /// <summary>What is wrong with a field; null for nothing.</summary>
    public string? this[string field] => Fields.GetValueOrDefault(field);

    /// <summary>What is wrong with a field or a part of it.</summary>
    public string? Under(string field) =>
        this[field]
        ?? Fields
            .Where(f => f.Key.StartsWith(field + ".", StringComparison.Ordinal))
            .Select(f => f.Value)
            .FirstOrDefault();

    /// <summary>True when something was wrong.</summary>
    public bool Any => General is not null || Fields.Count > 0;

    /// <summary>One thing that is wrong with a field.</summary>
    public static FormWrongs One(string field, string message) =>
        new(null, new Dictionary<string, string> { [field] = message });

    /// <summary>
    /// What the API refused, where it can be put right in the form: a refusal of members, or of the whole as it stands. What
    /// only somebody else can put right is a page of its own.
    /// </summary>
    public static FormWrongs? Of(VidimusPermanentException e)
    {
        if (e.Status is not (400 or 409 or 413 or 422))
            return null;
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var error in e.Errors)
            fields.TryAdd(error.Field, Sentence(error.Message));
        if (fields.Count > 0)
            return new(null, fields);
        return new(e.Sentences(), fields);
    }

    /// <summary>What was said of members that no field of the form has.</summary>
    public string? Besides(Func<string, bool> shown)
    {
        var rest = Fields.Where(f => !shown(f.Key)).Select(f => $"{f.Key}: {f.Value}").ToArray();
        return rest.Length == 0 ? General : string.Join(" ", [General, .. rest]).Trim();
    }

    private static string Sentence(string message) =>
        message.Length == 0 ? message : char.ToUpperInvariant(message[0]) + message[1..] + ".";
}
