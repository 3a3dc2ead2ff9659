using System.Globalization;
using Microsoft.AspNetCore.Http;
using Vidimus.Client;

namespace Vidimus.Portal;

/// <summary>
/// What somebody typed into a form, and what was wrong with it: read as what a call of the API takes, and shown again as it
/// was typed where the API refuses it.
/// </summary>
public sealed class Typed
{
    private readonly Dictionary<string, string> _wrong = new(StringComparer.Ordinal);
    private readonly IReadOnlyDictionary<string, string[]> _values;

    /// <summary>A form as it was sent.</summary>
    public Typed(IFormCollection form)
        : this(
            form.ToDictionary(
                f => f.Key,
                f => f.Value.Select(v => (v ?? "").Trim()).ToArray(),
                StringComparer.Ordinal
            )
        ) { }

    /// <summary>A form as it is first shown.</summary>
    public Typed(IReadOnlyDictionary<string, string[]> values) => _values = values;

    /// <summary>A form with nothing in it.</summary>
    public static Typed Nothing => new(new Dictionary<string, string[]>());

    /// <summary>What was wrong with no field in particular.</summary>
    public string? Problem { get; private set; }

    /// <summary>What was wrong, field by field.</summary>
    public IReadOnlyDictionary<string, string> Wrongs => _wrong;

    /// <summary>True while nothing was wrong.</summary>
    public bool Ok => Problem is null && _wrong.Count == 0;

    /// <summary>What was typed; null for nothing.</summary>
    public string? this[string name] =>
        _values.GetValueOrDefault(name) is [{ Length: > 0 } text, ..] ? text : null;

    /// <summary>True when the form that was sent has the field, even with nothing in it.</summary>
    public bool Sent(string name) => _values.ContainsKey(name);

    /// <summary>All that was chosen of several.</summary>
    public IReadOnlyList<string> All(string name) =>
        [.. (_values.GetValueOrDefault(name) ?? []).Where(v => v.Length > 0)];

    /// <summary>True when this one was chosen.</summary>
    public bool Has(string name, string value) => All(name).Contains(value);

    /// <summary>What was wrong with a field.</summary>
    public string? Wrong(string name) => _wrong.GetValueOrDefault(name);

    /// <summary>Notes what is wrong with a field.</summary>
    public void Refuse(string name, string why) => _wrong.TryAdd(name, why);

    /// <summary>The lines of a field, or words with commas between.</summary>
    public IReadOnlyList<string> Lines(string name) =>
        (this[name] ?? "").Split(
            ['\n', '\r', ',', ' '],
            StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries
        );

    /// <summary>A whole number; null for nothing.</summary>
    public int? Number(string name)
    {
        if (this[name] is not { } text)
            return null;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return number;
        Refuse(name, "Enter a whole number.");
        return null;
    }

    /// <summary>An amount of money such as <c>12.50</c>, in cents; null for nothing.</summary>
    public long? Cents(string name)
    {
        if (this[name] is not { } text)
            return null;
        if (
            decimal.TryParse(
                text,
                NumberStyles.AllowDecimalPoint,
                CultureInfo.InvariantCulture,
                out var amount
            )
            && amount is >= 0 and < 1_000_000_000
            && decimal.Truncate(amount * 100) == amount * 100
        )
            return (long)(amount * 100);
        Refuse(name, "Enter an amount such as 12.50.");
        return null;
    }

    /// <summary>A day such as <c>2026-11-30</c>; null for nothing.</summary>
    public DateOnly? Day(string name)
    {
        if (this[name] is not { } text)
            return null;
        if (
            DateOnly.TryParseExact(
                text,
                "yyyy-MM-dd",
                CultureInfo.InvariantCulture,
                DateTimeStyles.None,
                out var day
            )
        )
            return day;
        Refuse(name, "Enter a day such as 2026-11-30.");
        return null;
    }

    /// <summary>The beginning of a day in UTC; null for nothing.</summary>
    public DateTimeOffset? From(string name) =>
        Day(name) is { } day ? new(day, TimeOnly.MinValue, TimeSpan.Zero) : null;

    /// <summary>The end of a day in UTC; null for nothing.</summary>
    public DateTimeOffset? Until(string name) =>
        Day(name) is { } day and { Year: < 9999 }
            ? new(day.AddDays(1), TimeOnly.MinValue, TimeSpan.Zero)
            : null;

    /// <summary>
    /// Puts what the API refused beside the fields it names. False for what is not about the form: that is shown as a page.
    /// </summary>
    /// <param name="refusal">What the API said.</param>
    /// <param name="fields">The form's names of the members, where they differ.</param>
    public bool Take(VidimusException refusal, params (string Member, string Field)[] fields)
    {
        if (refusal.Status is not (400 or 402 or 409 or 422))
            return false;
        foreach (var error in refusal.Errors)
            Refuse(Named(error.Field), Refusals.Sentence(error.Message));
        if (refusal.Errors.Count == 0 && refusal.Field is { } field)
            Refuse(Named(field), Refusals.Sentence(refusal.Message));
        Problem =
            refusal.Errors.Count > 0 || refusal.Field is not null
                ? "Look at the fields marked below."
                : refusal.Sentences();
        return true;

        string Named(string member)
        {
            var first = member.Split('.', '[')[0];
            return fields.FirstOrDefault(f => f.Member == member).Field
                ?? fields.FirstOrDefault(f => f.Member == first).Field
                ?? first;
        }
    }
}
