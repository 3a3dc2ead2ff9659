using System.Text.Json.Nodes;

namespace Vidimus.Portal.Policies;

/// <summary>Logic trees as people read them, and the facts that they ask for.</summary>
internal static class LogicTexts
{
    private const int Deepest = 40;

    /// <summary>A test of one fact, or what a node with further ones says about them.</summary>
    public static string Of(JsonObject node)
    {
        if (node.Text("label") is { Length: > 0 } label)
            return label;
        if (node.ContainsKey("all"))
            return "All of these";
        if (node.ContainsKey("any"))
            return "One of these";
        if (node.ContainsKey("not"))
            return "Not this";
        if (node["atLeast"] is JsonObject some)
            return $"At least {some.Text("count")} of these";
        if (node["credential"] is JsonObject credential)
            return Credential(credential);
        return $"{Name(node.Text("fact") ?? "?")} {Said(node.Text("is"))} {Value(node["value"])} {node.Text("unit")}".Trim();
    }

    /// <summary>The nodes under this one.</summary>
    public static IReadOnlyList<JsonObject> Under(JsonObject node) =>
        node["all"] as JsonArray is { } all ? all.Objects()
        : node["any"] as JsonArray is { } any ? any.Objects()
        : node["not"] is JsonObject not ? [not]
        : node["atLeast"] is JsonObject some ? some.Objects("of")
        : [];

    /// <summary>The facts that policies' trees test, each once, with how it is entered.</summary>
    public static IReadOnlyList<FactField> Facts(IEnumerable<CriterionView> criteria)
    {
        var fields = new Dictionary<string, FactField>(StringComparer.Ordinal);
        foreach (var criterion in criteria)
        {
            if (criterion.Logic is { } logic)
                Collect(logic, fields, 0);
        }
        return [.. fields.Values.OrderBy(f => f.Name, StringComparer.Ordinal)];
    }

    /// <summary>A fact's name in words: <c>patient.age_years</c> is Patient age years.</summary>
    public static string Name(string name) =>
        Shown.Word(name.Replace('.', ' ').Replace('_', ' ').Replace('-', ' '));

    private static void Collect(JsonObject node, Dictionary<string, FactField> fields, int depth)
    {
        if (depth > Deepest)
            return;
        if (node.Text("fact") is { Length: > 0 } name)
            fields.TryAdd(name, new(name, Kind(node), node.Text("unit")));
        foreach (var under in Under(node))
            Collect(under, fields, depth + 1);
    }

    private static FactKind Kind(JsonObject node) =>
        node.Text("is") switch
        {
            "before" or "after" or "onOrBefore" or "onOrAfter" or "withinLast" => FactKind.Date,
            "atLeast" or "atMost" or "moreThan" or "lessThan" => FactKind.Number,
            "hasAny" or "hasAll" or "hasNone" or "hasCode" or "countAtLeast" => FactKind.List,
            _ when node.Text("type") == "date" => FactKind.Date,
            _ => First(node["value"]) switch
            {
                JsonValue value when value.TryGetValue<bool>(out _) => FactKind.Yes,
                JsonValue value when value.TryGetValue<decimal>(out _) => FactKind.Number,
                _ => FactKind.Text,
            },
        };

    private static JsonNode? First(JsonNode? value) =>
        value is JsonArray { Count: > 0 } list ? list[0] : value;

    private static string Credential(JsonObject ask)
    {
        var what = ask.Text("group") ?? ask.Text("achievement") ?? ask.Text("type") ?? "any group";
        var by = ask.Text("issuer") is { } issuer ? $" issued by {issuer}" : "";
        var age = ask.Text("maxAgeDays") is { } days ? $", not older than {days} days" : "";
        var valid = ask.Text("validForDays") is { } left ? $", valid for {left} more days" : "";
        return $"A credential of {what}{by}{age}{valid}";
    }

    private static string Value(JsonNode? value) =>
        value switch
        {
            JsonArray list => string.Join(", ", list.Take(12).Select(Value))
                + (list.Count > 12 ? $" and {list.Count - 12} more" : ""),
            JsonValue one when one.TryGetValue<bool>(out var yes) => yes ? "yes" : "no",
            JsonValue one => one.ToString(),
            _ => "",
        };

    private static string Said(string? comparison) =>
        comparison switch
        {
            "known" => "is stated",
            "equals" => "is",
            "notEquals" => "is not",
            "oneOf" => "is one of",
            "noneOf" => "is none of",
            "atLeast" => "is at least",
            "atMost" => "is at most",
            "moreThan" => "is more than",
            "lessThan" => "is less than",
            "between" => "is between",
            "before" => "is before",
            "after" => "is after",
            "onOrBefore" => "is on or before",
            "onOrAfter" => "is on or after",
            "withinLast" => "is within the last",
            "hasAny" => "holds any of",
            "hasAll" => "holds all of",
            "hasNone" => "holds none of",
            "hasCode" => "has a code of",
            "countAtLeast" => "has a count of at least",
            _ => comparison ?? "",
        };
}

/// <summary>How a fact is entered.</summary>
public enum FactKind
{
    /// <summary>As words.</summary>
    Text,

    /// <summary>As a number.</summary>
    Number,

    /// <summary>As a day.</summary>
    Date,

    /// <summary>As yes or no.</summary>
    Yes,

    /// <summary>As words with commas between.</summary>
    List,
}

/// <summary>A fact that a policy asks for.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">How it is entered.</param>
/// <param name="Unit">Its unit, or null.</param>
public sealed record FactField(string Name, FactKind Kind, string? Unit)
{
    /// <summary>Its name in a form.</summary>
    public string Field => "fact." + Name;
}
