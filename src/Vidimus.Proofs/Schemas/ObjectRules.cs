using System.Text.Json;

namespace Vidimus.Proofs;

/// <summary>The keywords for objects (Core section 10.3.2, Validation section 6.5). A value's members are visited once.</summary>
internal sealed class ObjectRules
{
    private const int MostSlotsOnStack = 64;

    // A name is made a value of its own before a schema can meet it.
    private const int StepsPerNameSchema = 5;

    private readonly Dictionary<string, Slot> slots = new(StringComparer.Ordinal);
    private readonly List<(SchemaPattern Name, SchemaNode Schema)> patterns = [];
    private readonly List<(int Given, string Name, string[] Required)> dependents = [];
    private readonly List<(int Given, SchemaNode Schema)> dependentSchemas = [];
    private string[] required = [];
    private SchemaNode? additional;
    private SchemaNode? names;
    private int? minCount;
    private int? maxCount;
    private int work;

    /// <summary>A member name the rules speak of: where its presence is noted, and the schema of its value.</summary>
    private readonly record struct Slot(int Index, SchemaNode? Schema);

    internal static ObjectRules? Read(SchemaReader schema)
    {
        var rules = new ObjectRules
        {
            required = schema.Names("required"),
            additional = schema.Node("additionalProperties"),
            names = schema.Node("propertyNames"),
            minCount = schema.Count("minProperties"),
            maxCount = schema.Count("maxProperties"),
        };
        foreach (var (name, node) in schema.Map("properties"))
        {
            rules.slots.Add(name, new Slot(rules.slots.Count, node));
        }
        foreach (var (pattern, node) in schema.Map("patternProperties"))
        {
            var place = schema.Place.At("patternProperties").At(pattern);
            rules.patterns.Add((schema.Pattern(pattern, place), node));
        }
        foreach (var (name, needed) in schema.NamesByName("dependentRequired"))
        {
            rules.dependents.Add((rules.Note(name), name, needed));
            Array.ForEach(needed, each => rules.Note(each));
        }
        foreach (var (name, node) in schema.Map("dependentSchemas"))
        {
            rules.dependentSchemas.Add((rules.Note(name), node));
        }
        Array.ForEach(rules.required, name => rules.Note(name));
        rules.work = rules.slots.Count + rules.dependents.Sum(each => each.Required.Length);
        return rules.IsEmpty ? null : rules;
    }

    private bool IsEmpty =>
        slots.Count == 0
        && patterns.Count == 0
        && this is { additional: null, names: null, minCount: null, maxCount: null };

    private int Note(string name)
    {
        slots.TryAdd(name, new Slot(slots.Count, null));
        return slots[name].Index;
    }

    internal IEnumerable<SchemaNode> AtSameValue() => dependentSchemas.Select(each => each.Schema);

    internal bool Check(SchemaRun run, JsonElement value)
    {
        if (!run.SpendOnBytes(work))
        {
            return false;
        }
        Span<bool> given =
            slots.Count <= MostSlotsOnStack
                ? stackalloc bool[MostSlotsOnStack]
                : new bool[slots.Count];
        var count = 0;
        foreach (var member in value.EnumerateObject())
        {
            count++;
            if (!CheckMember(run, member, given))
            {
                return false;
            }
        }
        return CheckCount(run, count)
            && CheckRequired(run, given)
            && CheckDependents(run, value, given);
    }

    private bool CheckMember(SchemaRun run, JsonProperty member, Span<bool> given)
    {
        var name = member.Name;
        if (!run.SpendOnBytes(name.Length))
        {
            return false;
        }
        run.Enter(name);
        var isKnown = slots.TryGetValue(name, out var slot);
        var isDescribed = isKnown && slot.Schema is not null;
        var carryOn = !isDescribed || run.Apply(slot.Schema!, member.Value);
        if (isKnown)
        {
            given[slot.Index] = true;
        }
        foreach (var (pattern, schema) in patterns)
        {
            if (carryOn && run.IsMatch(pattern, name))
            {
                isDescribed = true;
                carryOn = run.Apply(schema, member.Value);
            }
        }
        carryOn =
            carryOn
            && (isDescribed || additional is null || run.Apply(additional, member.Value))
            && (names is null || CheckName(run, name, names));
        run.Leave();
        return carryOn;
    }

    private static bool CheckName(SchemaRun run, string name, SchemaNode schema)
    {
        if (!run.Spend(StepsPerNameSchema))
        {
            return false;
        }
        var json = JsonElement.Parse($"\"{JsonEncodedText.Encode(name)}\"");
        return run.Fits(schema, json) || run.Fail("has a name that is not allowed");
    }

    private bool CheckCount(SchemaRun run, int count)
    {
        if (count < minCount)
        {
            return run.Fail(
                $"must have at least {SchemaWords.Count(minCount.Value, "member", "members")}"
            );
        }
        return !(count > maxCount)
            || run.Fail(
                $"must have at most {SchemaWords.Count(maxCount!.Value, "member", "members")}"
            );
    }

    private bool CheckRequired(SchemaRun run, ReadOnlySpan<bool> given)
    {
        foreach (var name in required)
        {
            if (!given[slots[name].Index] && !run.FailAt(name, "is required"))
            {
                return false;
            }
        }
        return true;
    }

    private bool CheckDependents(SchemaRun run, JsonElement value, ReadOnlySpan<bool> given)
    {
        foreach (var (trigger, name, needed) in dependents)
        {
            if (!given[trigger])
            {
                continue;
            }
            foreach (var each in needed)
            {
                var isMissing = !given[slots[each].Index];
                if (
                    isMissing
                    && !run.FailAt(each, $"is required where {SchemaWords.Cut(name, 60)} is given")
                )
                {
                    return false;
                }
            }
        }
        foreach (var (trigger, schema) in dependentSchemas)
        {
            if (given[trigger] && !run.Apply(schema, value))
            {
                return false;
            }
        }
        return true;
    }
}
