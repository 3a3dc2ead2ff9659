using System.Text.Json;

namespace Vidimus.Proofs;

/// <summary>Names and descriptions: a string, a language value object, or a list of those (VC Data Model 2.0 sections 4.6 and 11.1).</summary>
internal static class LanguageValues
{
    internal static void Check(ShapeRules rules, JsonElement owner, string path)
    {
        foreach (var name in new[] { "name", "description" })
        {
            foreach (var (value, at) in ShapeRules.Each(owner, name, path))
            {
                if (!IsOne(value))
                {
                    rules.Add(name, at, $"The {name} is neither a string nor a language value.");
                }
            }
        }
    }

    private static bool IsOne(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.String)
        {
            return true;
        }
        if (
            value.ValueKind != JsonValueKind.Object
            || !value.TryGetProperty("@value"u8, out var text)
            || text.ValueKind != JsonValueKind.String
        )
        {
            return false;
        }
        foreach (var member in value.EnumerateObject())
        {
            var allowed = member.Name switch
            {
                "@value" => true,
                "@language" => UntrustedJson.TryGetText(member.Value, out var tag) && IsTag(tag),
                "@direction" => UntrustedJson.TryGetText(member.Value, out var direction)
                    && direction is "ltr" or "rtl",
                _ => false,
            };
            if (!allowed)
            {
                return false;
            }
        }
        return true;
    }

    // RFC 5646 section 2.1, as far as the form goes: groups of one to eight letters and digits, the first of letters.
    private static bool IsTag(string tag)
    {
        var parts = tag.Split('-');
        return parts.All(part => part.Length is > 0 and <= 8 && part.All(char.IsAsciiLetterOrDigit))
            && parts[0].All(char.IsAsciiLetter);
    }
}
