namespace Vidimus.Policies.Model;

internal static class Shortened
{
    /// <summary>The beginning of a text; never half of a letter of two, which no database keeps and no JSON says.</summary>
    public static string Begin(this string text, int most) =>
        text.Length <= most ? text
        : char.IsHighSurrogate(text[most - 1]) ? text[..(most - 1)]
        : text[..most];
}
