namespace Vidimus.Client;

/// <summary>Values as words in a query.</summary>
internal static class Words
{
    public static string? Of<T>(T? value)
        where T : struct, Enum => value is { } some ? WireEnum<T>.Of(some) : null;

    public static string? Of(int? number) =>
        number?.ToString(System.Globalization.CultureInfo.InvariantCulture);

    public static string? Of(DateOnly? day) =>
        day?.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);

    public static string? Of(DateTimeOffset? time) => time is { } some ? WireTime.Of(some) : null;
}
