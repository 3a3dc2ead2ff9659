using System.Text.Json;
using Vidimus.Platform.Problems;
using Vidimus.Policies.Model;

namespace Vidimus.Policies.Codes;

/// <summary>What requests about codes are checked for.</summary>
internal static class CodeFields
{
    /// <summary>Most codes of one request.</summary>
    public const int MostCodes = 50;

    private const int LongestText = 100;

    public static Fields Code(this Fields fields, string field, string? code) =>
        fields.Text(field, code, LongestText, required: true);

    public static Fields Codes(this Fields fields, string field, IReadOnlyList<string?>? codes)
    {
        if (codes is null)
            return fields.Wrong(field, "is required");
        fields.Check(
            codes.Count is >= 1 and <= MostCodes,
            field,
            $"must hold 1 to {MostCodes} codes"
        );
        for (var i = 0; i < Math.Min(codes.Count, MostCodes); i++)
            fields.Code($"{field}.{i}", codes[i]);
        return fields;
    }

    /// <summary>The name of a code table; the empty text is none.</summary>
    public static Fields System(this Fields fields, string field, string? system) =>
        fields.Check(
            string.IsNullOrWhiteSpace(system)
                || system.Length <= LongestText && CodeText.Named(system) is not null,
            field,
            $"must be one of {string.Join(", ", CodeSystems.All)}"
        );

    /// <summary>The words of a list with commas; notes one that is not among those that can be had.</summary>
    public static IReadOnlyList<string> Include(
        this Fields fields,
        string? include,
        params string[] known
    )
    {
        var words = (include ?? "").Split(
            ',',
            StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries
        );
        foreach (var word in words)
            fields.OneOf("include", word, known);
        return words;
    }

    /// <summary>As above, for a body that may have a text or a list of texts there.</summary>
    public static IReadOnlyList<string> Include(
        this Fields fields,
        JsonElement? include,
        params string[] known
    )
    {
        switch (include?.ValueKind)
        {
            case null:
                return [];
            case JsonValueKind.String:
                return fields.Include(include.Value.GetString(), known);
            case JsonValueKind.Array
                when include.Value.GetArrayLength() <= 10
                    && include.Value.EnumerateArray().All(w => w.ValueKind == JsonValueKind.String):
                return fields.Include(
                    string.Join(',', include.Value.EnumerateArray().Select(w => w.GetString())),
                    known
                );
        }
        fields.Wrong("include", $"must be a list of {string.Join(", ", known)}");
        return [];
    }

    /// <summary><c>true</c> or <c>false</c> as texts; <paramref name="unless"/> where it is left out.</summary>
    public static bool Switch(this Fields fields, string field, string? text, bool unless)
    {
        fields.Check(text is null or "true" or "false", field, "must be true or false");
        return text is null ? unless : text == "true";
    }

    /// <summary>Two letters of a state or territory, in capitals; optional.</summary>
    public static Fields State(this Fields fields, string field, string? state) =>
        fields.Check(
            state is null || state.Length == 2 && state.All(char.IsAsciiLetter),
            field,
            "must be the two letters of a state or territory, such as TX"
        );
}
