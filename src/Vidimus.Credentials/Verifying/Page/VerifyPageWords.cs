using System.Globalization;

namespace Vidimus.Credentials.Verifying;

/// <summary>
/// Says dates and the verifier's sentences in the reader's language. The verifier speaks English; its standard sentences
/// are recognised by their English resource and said by the translated one. Any other sentence stays as it is.
/// </summary>
internal sealed class VerifyPageWords(Strings strings)
{
    private static readonly (string Name, string[] Parts)[] Patterns =
    [
        .. Strings
            .English.Names.Where(n => n.StartsWith("Reason_", StringComparison.Ordinal))
            // The longest first: "The signature is right ({0})." before a shorter one that would fit as well.
            .Select(n => (Name: n, Text: Strings.English[n]))
            .OrderByDescending(p => p.Text.Length)
            .Select(p => (p.Name, p.Text.Split(["{0}", "{1}"], StringSplitOptions.None))),
    ];

    public string this[string name] => strings[name];

    public string Language => strings.Language;

    public string Say(string name, params object?[] values) =>
        string.Format(CultureInfo.InvariantCulture, strings[name], values);

    /// <summary>Name of a check, or its code when it is one we have no word for.</summary>
    public string Check(string name) => strings.Find("Check_" + name) ?? name;

    /// <summary>What came of a check, in a word.</summary>
    public string Outcome(string outcome) =>
        strings["Outcome_" + (outcome is "pass" or "fail" or "skipped" ? outcome : "unknown")];

    /// <summary>A day such as 7 March 2026, in UTC as all dates of a credential are shown.</summary>
    public string Day(DateTimeOffset time)
    {
        var utc = time.UtcDateTime;
        return Say(
            "Day",
            utc.Day,
            strings["Months"].Split('|')[utc.Month - 1],
            utc.Year.ToString("0000", CultureInfo.InvariantCulture)
        );
    }

    public string DayAndTime(DateTimeOffset time) =>
        Say(
            "DayAndTime",
            Day(time),
            time.UtcDateTime.ToString("HH:mm", CultureInfo.InvariantCulture)
        );

    /// <summary>A reason of the verifier.</summary>
    public string Reason(string sentence)
    {
        foreach (var (name, parts) in Patterns)
        {
            if (Match(sentence, parts) is { } values)
                return Say(name, [.. values.Select(Value)]);
        }
        return sentence;
    }

    private static List<string>? Match(string sentence, string[] parts)
    {
        if (parts.Length == 1)
            return sentence == parts[0] ? [] : null;
        if (
            sentence.Length < parts.Sum(p => p.Length)
            || !sentence.StartsWith(parts[0], StringComparison.Ordinal)
            || !sentence.EndsWith(parts[^1], StringComparison.Ordinal)
        )
            return null;
        var (start, end) = (parts[0].Length, sentence.Length - parts[^1].Length);
        if (parts.Length == 2)
            return [sentence[start..end]];
        // The last occurrence: before it stands what a person wrote, which may hold anything; after it a date.
        var between = sentence[..end].LastIndexOf(parts[1], StringComparison.Ordinal);
        return between < start
            ? null
            : [sentence[start..between], sentence[(between + parts[1].Length)..end]];
    }

    private string Value(string value) =>
        DateTimeOffset.TryParseExact(
            value,
            "yyyy-MM-dd",
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal,
            out var day
        )
            ? Day(day)
            : value;
}
