using System.Text.Json;

namespace Vidimus.Proofs;

/// <summary>Collects what one document breaks; the rules that many properties share.</summary>
internal sealed class ShapeRules
{
    /// <summary>A document with more to object to is not read further.</summary>
    internal const int MaxViolations = 64;

    private readonly List<ShapeViolation> violations = [];

    internal IReadOnlyList<ShapeViolation> Violations => violations;

    internal void Add(string name, string path, string reason)
    {
        if (violations.Count < MaxViolations)
        {
            violations.Add(new ShapeViolation(name, path, reason));
        }
    }

    /// <summary>The elements of a member, one value or a list, each with its path; a member that is missing has none.</summary>
    internal static IEnumerable<(JsonElement Value, string Path)> Each(
        JsonElement owner,
        string name,
        string path
    )
    {
        if (!owner.TryGetProperty(name, out var value))
        {
            yield break;
        }
        if (value.ValueKind != JsonValueKind.Array)
        {
            yield return (value, $"{path}/{name}");
            yield break;
        }
        var index = 0;
        foreach (var item in value.EnumerateArray())
        {
            yield return (item, $"{path}/{name}/{index++}");
        }
    }

    /// <summary>Section 4.4: an identifier, where present, is a single URL.</summary>
    internal void Id(JsonElement owner, string path, bool required = false, string name = "id")
    {
        if (!owner.TryGetProperty("id"u8, out var id))
        {
            if (required)
            {
                Add(name, $"{path}/id", "The id is missing.");
            }
        }
        else if (!UntrustedJson.TryGetText(id, out var text) || !UrlText.IsAbsolute(text))
        {
            Add(name, $"{path}/id", "The id is not a single URL.");
        }
    }

    /// <summary>Section 4.5: one or more terms or URLs, with the expected one among them.</summary>
    internal void Type(JsonElement owner, string path, string name = "type", string? among = null)
    {
        var found = false;
        var any = false;
        foreach (var (item, at) in Each(owner, "type", path))
        {
            any = true;
            if (!UntrustedJson.TryGetText(item, out var text) || !IsTermOrUrl(text))
            {
                Add(name, at, "The type is neither a term nor a URL.");
                return;
            }
            found |= text == among;
        }
        if (!any)
        {
            Add(name, $"{path}/type", "The type is missing.");
        }
        else if (among is not null && !found)
        {
            Add(name, $"{path}/type", $"The type does not include {among}.");
        }
    }

    /// <summary>Objects that must say what type they are of.</summary>
    internal void TypedObjects(
        JsonElement owner,
        string name,
        string path = "",
        bool idRequired = false
    )
    {
        foreach (var (item, at) in Each(owner, name, path))
        {
            if (item.ValueKind != JsonValueKind.Object)
            {
                Add(name, at, $"A {name} is not an object.");
                continue;
            }
            Type(item, at, name);
            Id(item, at, idRequired, name);
        }
    }

    /// <summary>A URL, or an object whose id is one (issuer and holder).</summary>
    internal void UrlOrObject(JsonElement owner, string name)
    {
        if (!owner.TryGetProperty(name, out var value))
        {
            return;
        }
        if (value.ValueKind == JsonValueKind.Object)
        {
            Id(value, $"/{name}", required: true, name);
        }
        else if (!UntrustedJson.TryGetText(value, out var text) || !UrlText.IsAbsolute(text))
        {
            Add(name, $"/{name}", $"The {name} is neither a URL nor an object with one as its id.");
        }
    }

    // A term is a name without colon or white space; with a colon it must be an absolute URL (or a compact IRI of that form).
    private static bool IsTermOrUrl(string text) =>
        text.Contains(':', StringComparison.Ordinal)
            ? UrlText.IsAbsolute(text)
            : text.Length > 0 && !text.Any(char.IsWhiteSpace);
}
