using System.Globalization;

namespace Vidimus.Credentials.Groups;

/// <summary>Whether a value is one that a result description allows.</summary>
internal static class ResultValues
{
    /// <summary>What is wrong with the value; null when nothing is.</summary>
    public static string? Refusal(ResultDescription description, string? value)
    {
        if (value is null)
            return null;
        if (description.AllowedValues is { Count: > 0 } allowed)
            return allowed.Contains(value, StringComparer.Ordinal)
                ? null
                : "must be one of the allowedValues of its result description";
        if (Number(description.ValueMin) is null && Number(description.ValueMax) is null)
            return null;
        if (Number(value) is not { } number)
            return "must be a number, since its result description has valueMin or valueMax";
        return
            number < (Number(description.ValueMin) ?? number)
            || number > (Number(description.ValueMax) ?? number)
            ? $"must lie between {description.ValueMin ?? "any"} and {description.ValueMax ?? "any"}"
            : null;
    }

    /// <summary>A value as a number; the standard keeps all of them as text.</summary>
    public static decimal? Number(string? value) =>
        decimal.TryParse(
            value,
            NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint,
            CultureInfo.InvariantCulture,
            out var number
        )
            ? number
            : null;
}
