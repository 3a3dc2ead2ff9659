using System.Runtime.InteropServices;
using System.Text.Json;

namespace Vidimus.Proofs;

/// <summary>The keywords for arrays (Core section 10.3.1, Validation section 6.4).</summary>
internal sealed class ArrayRules
{
    private SchemaNode[] prefix = [];
    private SchemaNode? rest;
    private SchemaNode? contains;
    private int minContains;
    private int? maxContains;
    private int? minItems;
    private int? maxItems;
    private bool isUnique;

    internal static ArrayRules? Read(SchemaReader schema)
    {
        if (schema.Has("items", out var items) && items.ValueKind == JsonValueKind.Array)
        {
            throw new SchemaRefusedException(
                "'items' as a list of schemas is the older drafts' form; write 'prefixItems' of draft 2020-12.",
                schema.Place.At("items")
            );
        }
        var rules = new ArrayRules
        {
            prefix = schema.Nodes("prefixItems") ?? [],
            rest = schema.Node("items"),
            contains = schema.Node("contains"),
            minContains = schema.Count("minContains") ?? 1,
            maxContains = schema.Count("maxContains"),
            minItems = schema.Count("minItems"),
            maxItems = schema.Count("maxItems"),
            isUnique = schema.Flag("uniqueItems"),
        };
        return rules.IsEmpty ? null : rules;
    }

    private bool IsEmpty =>
        !isUnique
        && prefix.Length == 0
        && this is { rest: null, contains: null, minItems: null, maxItems: null };

    internal bool Check(SchemaRun run, JsonElement value) =>
        CheckCount(run, value.GetArrayLength())
        && CheckItems(run, value)
        && (contains is null || CheckContains(run, value, contains))
        && (!isUnique || CheckUnique(run, value));

    private bool CheckCount(SchemaRun run, int count)
    {
        if (count < minItems)
        {
            return run.Fail(
                $"must have at least {SchemaWords.Count(minItems.Value, "item", "items")}"
            );
        }
        return !(count > maxItems)
            || run.Fail($"must have at most {SchemaWords.Count(maxItems!.Value, "item", "items")}");
    }

    private bool CheckItems(SchemaRun run, JsonElement value)
    {
        if (prefix.Length == 0 && rest is null)
        {
            return true;
        }
        var index = 0;
        foreach (var item in value.EnumerateArray())
        {
            var schema = index < prefix.Length ? prefix[index] : rest;
            if (schema is null)
            {
                break;
            }
            run.Enter(index++);
            var carryOn = run.Apply(schema, item);
            run.Leave();
            if (!carryOn)
            {
                return false;
            }
        }
        return true;
    }

    private bool CheckContains(SchemaRun run, JsonElement value, SchemaNode wanted)
    {
        var found = 0;
        foreach (var item in value.EnumerateArray())
        {
            if (!run.Spend(1))
            {
                return false;
            }
            found += run.Fits(wanted, item) ? 1 : 0;
        }
        if (found < minContains)
        {
            return run.Fail(
                $"must have at least {SchemaWords.Count(minContains, "item", "items")} of the kind asked for"
            );
        }
        return !(found > maxContains)
            || run.Fail(
                $"must have at most {SchemaWords.Count(maxContains!.Value, "item", "items")} of the kind limited"
            );
    }

    private static bool CheckUnique(SchemaRun run, JsonElement value)
    {
        if (!run.SpendOnBytes(JsonMarshal.GetRawUtf8Value(value).Length * 2L))
        {
            return false;
        }
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var index = 0;
        foreach (var item in value.EnumerateArray())
        {
            run.Enter(index++);
            var carryOn =
                run.Spend(1)
                && (seen.Add(ValueRule.Key(item)) || run.Fail("repeats an earlier item"));
            run.Leave();
            if (!carryOn)
            {
                return false;
            }
        }
        return true;
    }
}
