using System.Globalization;

namespace Vidimus.Policies.Evaluation;

/// <summary>A test of a fact.</summary>
internal sealed class FactNode(string name, FactTest test) : LogicNode
{
    public override Truth Evaluate(Facts facts, bool against) =>
        facts[name] is { } value ? test.Of(value, facts.Today) ?? Truth.Unknown : test.OfNothing;

    public override EvaluatedNode Explain(Facts facts, bool against)
    {
        var value = facts[name];
        var truth = value is null ? test.OfNothing : test.Of(value, facts.Today);
        var (used, missing) =
            value is not null && truth is not null ? (name, null)
            : truth == Truth.Unknown || truth is null ? (null, name)
            : ((string?)null, (string?)null);
        var why =
            value is null ? $"{name} is not stated."
            : truth is null ? $"{name} is {value.Words}, and has to be {test.Expects}."
            : $"{name} is {value.Words}.";
        return new(
            "fact",
            (truth ?? Truth.Unknown).Word(),
            Label ?? test.Words(name),
            why,
            used is null ? [] : [used],
            missing is null ? [] : [missing],
            [],
            []
        );
    }
}

/// <summary>What a fact is compared with; null is answered for a fact of another type.</summary>
internal abstract class FactTest
{
    /// <summary>What it comes to where the fact is not stated.</summary>
    public virtual Truth OfNothing => Truth.Unknown;

    /// <summary>What the fact has to be, in words.</summary>
    public abstract string Expects { get; }

    public abstract Truth? Of(FactValue fact, DateOnly today);

    public abstract string Words(string name);

    protected static string Listed(IReadOnlyCollection<string> words) =>
        words.Count <= 8
            ? string.Join(", ", words)
            : string.Join(", ", words.Take(7))
                + string.Create(CultureInfo.InvariantCulture, $" and {words.Count - 7} more");
}

/// <summary>Whether it is stated at all; this is never unknown.</summary>
internal sealed class KnownTest : FactTest
{
    public override Truth OfNothing => Truth.Unmatched;
    public override string Expects => "anything";

    public override Truth? Of(FactValue fact, DateOnly today) => Truth.Matched;

    public override string Words(string name) => $"{name} is stated";
}

/// <summary>A number in order to one or two others.</summary>
internal sealed class NumberTest(Comparison comparison, decimal[] values, string? unit) : FactTest
{
    public override string Expects => unit is null ? "a number" : $"a number of {unit}";

    public override Truth? Of(FactValue fact, DateOnly today)
    {
        if (
            fact.Kind != FactKind.Number
            || Units.Convert(fact.Number, fact.Unit, unit) is not { } number
        )
            return null;
        return Truths.Of(
            comparison switch
            {
                Comparison.AtLeast => number >= values[0],
                Comparison.AtMost => number <= values[0],
                Comparison.MoreThan => number > values[0],
                Comparison.LessThan => number < values[0],
                Comparison.Between => number >= values[0] && number <= values[1],
                Comparison.Equals or Comparison.OneOf => Array.IndexOf(values, number) >= 0,
                _ => Array.IndexOf(values, number) < 0,
            }
        );
    }

    public override string Words(string name)
    {
        var said = values
            .Select(v => v.ToString("0.############", CultureInfo.InvariantCulture))
            .ToArray();
        var value = comparison == Comparison.Between ? $"{said[0]} and {said[1]}" : Listed(said);
        return $"{name} {comparison.Said()} {value}" + (unit is null ? "" : $" {unit}");
    }
}

/// <summary>A day in order to one or two others, or to today.</summary>
internal sealed class DateTest(Comparison comparison, DateOnly[] values, int last, string unit)
    : FactTest
{
    public override string Expects => "a date, YYYY-MM-DD";

    public override Truth? Of(FactValue fact, DateOnly today)
    {
        if (fact.Date is not { } day)
            return null;
        return Truths.Of(
            comparison switch
            {
                Comparison.Before => day < values[0],
                Comparison.After => day > values[0],
                Comparison.OnOrBefore => day <= values[0],
                Comparison.OnOrAfter => day >= values[0],
                Comparison.Between => day >= values[0] && day <= values[1],
                Comparison.WithinLast => day <= today && day >= Since(today),
                Comparison.Equals or Comparison.OneOf => Array.IndexOf(values, day) >= 0,
                _ => Array.IndexOf(values, day) < 0,
            }
        );
    }

    public override string Words(string name)
    {
        if (comparison == Comparison.WithinLast)
            return string.Create(
                CultureInfo.InvariantCulture,
                $"{name} {comparison.Said()} {last} {unit}"
            );
        var said = values.Select(Said).ToArray();
        var value = comparison == Comparison.Between ? $"{said[0]} and {said[1]}" : Listed(said);
        return $"{name} {comparison.Said()} {value}";
    }

    private static string Said(DateOnly day) =>
        day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    // Months and years are the calendar's: a year ago is the same day of the year before.
    private DateOnly Since(DateOnly today)
    {
        var days = today.DayNumber;
        return unit switch
        {
            "weeks" => DateOnly.FromDayNumber(Math.Max(0, days - 7 * last)),
            "months" => last < 12 * (today.Year - 1) ? today.AddMonths(-last) : DateOnly.MinValue,
            "years" => last < today.Year - 1 ? today.AddYears(-last) : DateOnly.MinValue,
            _ => DateOnly.FromDayNumber(Math.Max(0, days - last)),
        };
    }
}

/// <summary>A text among others, capital and small letters alike.</summary>
internal sealed class TextTest(Comparison comparison, string[] values) : FactTest
{
    public override string Expects => "a text";

    public override Truth? Of(FactValue fact, DateOnly today)
    {
        if (fact.Kind != FactKind.Text)
            return null;
        var found = TextSets.Holds(values, fact.Text);
        return Truths.Of(found == comparison is Comparison.Equals or Comparison.OneOf);
    }

    public override string Words(string name) =>
        $"{name} {comparison.Said()} {Listed([.. values.Select(v => $"\"{v}\"")])}";
}

/// <summary>True or false.</summary>
internal sealed class BooleanTest(Comparison comparison, bool value) : FactTest
{
    public override string Expects => "true or false";

    public override Truth? Of(FactValue fact, DateOnly today) =>
        fact.Kind == FactKind.Boolean
            ? Truths.Of(fact.Boolean == value == (comparison == Comparison.Equals))
            : null;

    public override string Words(string name) =>
        $"{name} {comparison.Said()} {(value ? "true" : "false")}";
}

/// <summary>What a list holds; a single text or number is a list of one.</summary>
internal sealed class ListTest(Comparison comparison, string[] texts, decimal[] numbers) : FactTest
{
    public override string Expects => numbers.Length > 0 ? "a list of numbers" : "a list of texts";

    public override Truth? Of(FactValue fact, DateOnly today)
    {
        var items = fact.AsItems;
        var kind = numbers.Length > 0 ? FactKind.Number : FactKind.Text;
        foreach (var item in items)
        {
            if (item.Kind != kind)
                return null;
        }
        var found = 0;
        var asked = numbers.Length > 0 ? numbers.Length : texts.Length;
        for (var i = 0; i < asked; i++)
        {
            if (numbers.Length > 0 ? Holds(items, numbers[i]) : Holds(items, texts[i]))
                found++;
        }
        return Truths.Of(
            comparison switch
            {
                Comparison.HasAny => found > 0,
                Comparison.HasAll => found == asked,
                _ => found == 0,
            }
        );
    }

    public override string Words(string name)
    {
        string[] said =
            numbers.Length > 0
                ?
                [
                    .. numbers.Select(v =>
                        v.ToString("0.############", CultureInfo.InvariantCulture)
                    ),
                ]
                : [.. texts.Select(v => $"\"{v}\"")];
        return $"{name} {comparison.Said()} {Listed(said)}";
    }

    private static bool Holds(FactValue[] items, string text)
    {
        foreach (var item in items)
        {
            if (item.Text.Equals(text, StringComparison.OrdinalIgnoreCase))
                return true;
        }
        return false;
    }

    private static bool Holds(FactValue[] items, decimal number)
    {
        foreach (var item in items)
        {
            if (item.Number == number)
                return true;
        }
        return false;
    }
}

/// <summary>How many items a list has.</summary>
internal sealed class CountTest(int count) : FactTest
{
    public override string Expects => "a list";

    public override Truth? Of(FactValue fact, DateOnly today) =>
        fact.Kind == FactKind.List ? Truths.Of(fact.Items.Length >= count) : null;

    public override string Words(string name) =>
        string.Create(CultureInfo.InvariantCulture, $"{name} has at least {count} items");
}

internal static class TextSets
{
    public static bool Holds(string[] values, string text)
    {
        foreach (var value in values)
        {
            if (value.Equals(text, StringComparison.OrdinalIgnoreCase))
                return true;
        }
        return false;
    }
}
