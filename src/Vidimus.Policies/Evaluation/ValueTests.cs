using System.Globalization;

namespace Vidimus.Policies.Evaluation;

/// <summary>A number in order to one or two others.</summary>
internal sealed class NumberTest(Comparison comparison, decimal[] values, string? unit) : FactTest
{
    public override string Expects =>
        unit is null ? "a number without a unit" : $"a number of {unit}";

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
