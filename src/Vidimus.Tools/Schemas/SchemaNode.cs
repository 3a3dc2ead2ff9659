using System.Text.Json;
using System.Text.RegularExpressions;

namespace Vidimus.Tools.Schemas;

/// <summary>One place of a schema. What is null is not asked for.</summary>
internal sealed record SchemaNode
{
    public string? Type { get; init; }
    public IReadOnlyList<JsonElement>? Values { get; init; }
    public int? MinLength { get; init; }
    public int? MaxLength { get; init; }
    public Regex? Pattern { get; init; }
    public string? Format { get; init; }
    public double? Minimum { get; init; }
    public double? Maximum { get; init; }
    public SchemaNode? Items { get; init; }
    public int? MinItems { get; init; }
    public int? MaxItems { get; init; }
    public bool UniqueItems { get; init; }
    public IReadOnlyDictionary<string, SchemaNode>? Properties { get; init; }
    public IReadOnlyList<string> Required { get; init; } = [];
    public bool IsClosed { get; init; }
    public int? MaxProperties { get; init; }
    public IReadOnlyList<SchemaNode>? OneOf { get; init; }
    public string? Example { get; init; }

    public void Check(JsonElement value, string path, Mistakes mistakes)
    {
        if (mistakes.IsFull)
            return;
        if (OneOf is not null)
        {
            CheckAlternatives(value, path, mistakes);
            return;
        }
        if (Type is not null && !SchemaTypes.Is(value, Type))
        {
            mistakes.Add(path, $"must be {SchemaTypes.Named(Type)}{Such()}");
            return;
        }
        if (Values is not null && !Values.Any(v => JsonElement.DeepEquals(v, value)))
            mistakes.Add(path, $"must be one of {SchemaTypes.Listed(Values)}");
        switch (value.ValueKind)
        {
            case JsonValueKind.String:
                CheckText(value, path, mistakes);
                break;
            case JsonValueKind.Number:
                CheckNumber(value, path, mistakes);
                break;
            case JsonValueKind.Array:
                CheckItems(value, path, mistakes);
                break;
            case JsonValueKind.Object:
                CheckMembers(value, path, mistakes);
                break;
        }
    }

    // Alternatives are of different types, which the reader of schemas sees to: so one at most can be meant.
    private void CheckAlternatives(JsonElement value, string path, Mistakes mistakes)
    {
        var meant = OneOf!.FirstOrDefault(a => SchemaTypes.Is(value, a.Type!));
        if (meant is not null)
            meant.Check(value, path, mistakes);
        else
            mistakes.Add(
                path,
                $"must be {string.Join(" or ", OneOf!.Select(a => SchemaTypes.Named(a.Type!)))}"
            );
    }

    private void CheckText(JsonElement value, string path, Mistakes mistakes)
    {
        if (SchemaTypes.TextOf(value) is not { } text)
        {
            mistakes.Add(path, "must be valid Unicode text: half of a surrogate pair is none");
            return;
        }
        var length = SchemaTypes.Characters(text);
        if (length < MinLength)
            mistakes.Add(
                path,
                length == 0 ? "must not be empty" : $"must have at least {MinLength} characters"
            );
        else if (length > MaxLength)
            mistakes.Add(path, $"must have at most {MaxLength} characters");
        else if (Pattern is not null && !Pattern.IsMatch(text))
            mistakes.Add(path, $"has the wrong form{Such()}");
        else if (Format is not null && SchemaFormats.Wrong(Format, text) is { } wrong)
            mistakes.Add(path, wrong);
    }

    private void CheckNumber(JsonElement value, string path, Mistakes mistakes)
    {
        if (!value.TryGetDouble(out var number) || !double.IsFinite(number))
            mistakes.Add(path, "is too large a number");
        else if (number < Minimum)
            mistakes.Add(path, $"must be at least {Minimum}");
        else if (number > Maximum)
            mistakes.Add(path, $"must be at most {Maximum}");
    }

    private void CheckItems(JsonElement value, string path, Mistakes mistakes)
    {
        var count = value.GetArrayLength();
        if (count < MinItems)
            mistakes.Add(path, $"must have at least {MinItems} items");
        if (count > MaxItems)
        {
            mistakes.Add(path, $"must have at most {MaxItems} items");
            return;
        }
        if (
            UniqueItems
            && value.EnumerateArray().Select(i => i.GetRawText()).Distinct().Count() < count
        )
            mistakes.Add(path, "must not have the same item twice");
        if (Items is null)
            return;
        var index = 0;
        foreach (var item in value.EnumerateArray())
        {
            if (mistakes.IsFull)
                return;
            Items.Check(item, $"{path}[{index++}]", mistakes);
        }
    }

    private void CheckMembers(JsonElement value, string path, Mistakes mistakes)
    {
        if (value.GetPropertyCount() > MaxProperties)
        {
            mistakes.Add(path, $"must have at most {MaxProperties} members");
            return;
        }
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var member in value.EnumerateObject())
        {
            // What is near an unknown name is worked out for those alone that somebody is told of.
            if (mistakes.IsFull)
                return;
            var at = Under(path, member.Name);
            // Two readers of a repeated name can see two different values.
            if (!seen.Add(member.Name))
                mistakes.Add(at, "is given twice; give it once");
            else if (Properties?.GetValueOrDefault(member.Name) is { } known)
                known.Check(member.Value, at, mistakes);
            else if (IsClosed)
                mistakes.Add(at, Nearest.Unknown(member.Name, Properties!.Keys));
        }
        foreach (var name in Required.Where(n => !seen.Contains(n)))
            mistakes.Add(Under(path, name), $"is missing{Properties![name].Such()}");
    }

    private static string Under(string path, string name)
    {
        var shown = Nearest.Shown(name);
        return path.Length == 0 ? shown : $"{path}.{shown}";
    }

    private string Such() => Example is null ? "" : $", such as {Example}";
}
