using System.Text.Json;

namespace Vidimus.Proofs;

/// <summary>One schema of a document, ready to be applied. Filled by the compiler, never changed afterwards.</summary>
internal sealed class SchemaNode
{
    /// <summary>The boolean schema <c>false</c>.</summary>
    internal bool IsNever { get; init; }

    internal TypeRule? Type { get; set; }

    internal ValueRule? Const { get; set; }

    internal ValueRule? Enum { get; set; }

    internal ObjectRules? Members { get; set; }

    internal ArrayRules? Items { get; set; }

    internal StringRules? Text { get; set; }

    internal NumberRules? Number { get; set; }

    internal CombinedRules? Combined { get; set; }

    internal SchemaNode? Reference { get; set; }

    /// <summary>The schemas applied to the same value as this one.</summary>
    internal IEnumerable<SchemaNode> AtSameValue()
    {
        IEnumerable<SchemaNode> nodes = Combined?.AtSameValue() ?? [];
        nodes = nodes.Concat(Members?.AtSameValue() ?? []);
        return Reference is null ? nodes : nodes.Append(Reference);
    }

    internal bool Check(SchemaRun run, JsonElement value)
    {
        if (IsNever)
        {
            return run.Fail("is not allowed");
        }
        if (Type is not null && !Type.Allows(value))
        {
            // What else is wrong with a value of the wrong type helps nobody.
            return run.Fail(Type.Message);
        }
        return (Const is null || Const.Check(run, value))
            && (Enum is null || Enum.Check(run, value))
            && CheckByKind(run, value)
            && (Combined is null || Combined.Check(run, value))
            && (Reference is null || run.Apply(Reference, value));
    }

    private bool CheckByKind(SchemaRun run, JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.Object => Members is null || Members.Check(run, value),
            JsonValueKind.Array => Items is null || Items.Check(run, value),
            JsonValueKind.String => Text is null || Text.Check(run, value),
            JsonValueKind.Number => Number is null || Number.Check(run, value),
            _ => true,
        };
}
