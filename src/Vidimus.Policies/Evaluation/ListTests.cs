using System.Globalization;

namespace Vidimus.Policies.Evaluation;

/// <summary>What a list holds; a single text or number is a list of one.</summary>
internal sealed class ListTest(Comparison comparison, string[] texts, decimal[] numbers) : FactTest
{
    public override string Expects =>
        numbers.Length > 0 ? "a list of numbers without units" : "a list of texts";

    public override Truth? Of(FactValue fact, DateOnly today)
    {
        var items = fact.AsItems;
        var kind = numbers.Length > 0 ? FactKind.Number : FactKind.Text;
        foreach (var item in items)
        {
            // What has a unit is not the same as a bare number.
            if (item.Kind != kind || kind == FactKind.Number && item.Unit is not null)
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
