using System.Text.Json;

namespace Vidimus.Proofs;

/// <summary>The keywords that apply schemas to the same value (Core section 10.2).</summary>
internal sealed class CombinedRules
{
    private SchemaNode[] all = [];
    private SchemaNode[] any = [];
    private SchemaNode[] one = [];
    private SchemaNode? not;
    private SchemaNode? when;
    private SchemaNode? then;
    private SchemaNode? otherwise;

    internal static CombinedRules? Read(SchemaReader schema)
    {
        var rules = new CombinedRules
        {
            all = schema.Nodes("allOf") ?? [],
            any = schema.Nodes("anyOf") ?? [],
            one = schema.Nodes("oneOf") ?? [],
            not = schema.Node("not"),
            when = schema.Node("if"),
            then = schema.Node("then"),
            otherwise = schema.Node("else"),
        };
        return rules.AtSameValue().Any() ? rules : null;
    }

    internal IEnumerable<SchemaNode> AtSameValue()
    {
        SchemaNode?[] single = [not, when, then, otherwise];
        return all.Concat(any).Concat(one).Concat(single.OfType<SchemaNode>());
    }

    internal bool Check(SchemaRun run, JsonElement value)
    {
        foreach (var schema in all)
        {
            if (!run.Apply(schema, value))
            {
                return false;
            }
        }
        return (any.Length == 0 || CheckAny(run, value))
            && (one.Length == 0 || CheckOne(run, value))
            && (not is null || !run.Fits(not, value) || run.Fail("has a form that is not allowed"))
            && (when is null || CheckCondition(run, value, when));
    }

    private bool CheckAny(SchemaRun run, JsonElement value)
    {
        foreach (var schema in any)
        {
            if (run.Fits(schema, value))
            {
                return true;
            }
        }
        return Explain(run, value, any)
            ?? run.Fail($"must fit at least one of {any.Length} allowed forms");
    }

    private bool CheckOne(SchemaRun run, JsonElement value)
    {
        var fitting = 0;
        foreach (var schema in one)
        {
            fitting += run.Fits(schema, value) ? 1 : 0;
            if (fitting > 1)
            {
                return run.Fail($"must fit only one of {one.Length} allowed forms, but fits more");
            }
        }
        return fitting == 1
            || (
                Explain(run, value, one)
                ?? run.Fail($"must fit one of {one.Length} allowed forms, but fits none")
            );
    }

    private bool CheckCondition(SchemaRun run, JsonElement value, SchemaNode condition)
    {
        if (then is null && otherwise is null)
        {
            return true;
        }
        var branch = run.Fits(condition, value) ? then : otherwise;
        return branch is null || run.Apply(branch, value);
    }

    // When only one alternative is for values of this type at all, its own violations say more than "fits none".
    private static bool? Explain(SchemaRun run, JsonElement value, SchemaNode[] alternatives)
    {
        if (!run.IsListing)
        {
            return false;
        }
        SchemaNode? only = null;
        foreach (var schema in alternatives)
        {
            if (schema.Type is { } type && !type.Allows(value))
            {
                continue;
            }
            if (only is not null || schema.IsNever)
            {
                return null;
            }
            only = schema;
        }
        return only is null ? null : run.Apply(only, value);
    }
}
