using System.Collections.Frozen;
using Vidimus.Policies.Codes;

namespace Vidimus.Policies.Evaluation;

/// <summary>
/// Whether a fact, one code or a list of them, has a code of a set. <c>E11*</c> stands for every code that begins so. Codes are
/// the same with and without dot, in capital and small letters.
/// </summary>
internal sealed class CodeTest : FactTest
{
    private readonly string[] _said;
    private readonly FrozenSet<string> _codes;
    private readonly string[] _beginnings;
    private readonly string? _system;

    public CodeTest(string[] values, string? system)
    {
        _said = values;
        _codes = values
            .Where(v => !v.EndsWith('*'))
            .Select(v => CodeText.Normal(v, system) ?? FactValue.CodeOf(v))
            .ToFrozenSet(StringComparer.Ordinal);
        _beginnings =
        [
            .. values.Where(v => v.EndsWith('*')).Select(v => FactValue.CodeOf(v[..^1])),
        ];
        _system = system;
    }

    public override string Expects => "a code or a list of codes";

    public override Truth? Of(FactValue fact, DateOnly today)
    {
        var items = fact.AsItems;
        foreach (var item in items)
        {
            if (item.Kind != FactKind.Text)
                return null;
        }
        foreach (var item in items)
        {
            if (Has(item))
                return Truth.Matched;
        }
        return Truth.Unmatched;
    }

    public override string Words(string name) =>
        $"{name} {Comparison.HasCode.Said()} {Listed(_said)}"
        + (_system is null ? "" : $" ({_system})");

    private bool Has(FactValue item)
    {
        if (
            _system is not null
            && item.Unit is { } system
            && !system.Equals(_system, StringComparison.OrdinalIgnoreCase)
        )
            return false;
        if (_codes.Contains(item.Code))
            return true;
        foreach (var beginning in _beginnings)
        {
            if (item.Code.StartsWith(beginning, StringComparison.Ordinal))
                return true;
        }
        return false;
    }
}
