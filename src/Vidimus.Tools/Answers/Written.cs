using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Vidimus.Tools.Answers;

/// <summary>
/// A structured answer and its mirror as text, within a size. The text is the same JSON; characters that have no shape stand in
/// it as escapes, so that it reads back to the very same and hides nothing.
/// </summary>
internal static class Written
{
    /// <summary>Largest answer, in bytes of its text: about what a model can take in with one call.</summary>
    public const int Largest = 64 * 1024;

    private static readonly JsonSerializerOptions Plain = new()
    {
        // Not for HTML: letters of every script stay as they are.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static ToolAnswer Done(JsonObject answer) =>
        new(Text(answer), JsonSerializer.SerializeToElement(answer));

    public static string Text(JsonNode answer)
    {
        var json = answer.ToJsonString(Plain);
        if (!json.Any(IsHidden))
            return json;
        var text = new StringBuilder(json.Length + 64);
        foreach (var unit in json)
        {
            if (IsHidden(unit))
                text.Append(CultureInfo.InvariantCulture, $"\\u{(int)unit:x4}");
            else
                text.Append(unit);
        }
        return text.ToString();
    }

    /// <summary>Its size as text.</summary>
    public static int Size(JsonNode answer) => Encoding.UTF8.GetByteCount(Text(answer));

    /// <summary>
    /// Takes the largest of others' words out of an object until it is small enough, and names in <c>omitted</c> what it took.
    /// </summary>
    public static JsonObject Fitting(JsonObject item, int most)
    {
        if (Size(item) <= most || item[Untrusted.Name] is not JsonObject words)
            return item;
        var omitted = new JsonArray();
        while (words.Count > 0 && Size(item) > most)
        {
            var largest = words.MaxBy(w => w.Value is null ? 0 : Size(w.Value)).Key;
            words.Remove(largest);
            omitted.Add(largest);
            item["omitted"] = omitted;
        }
        return item;
    }

    private static bool IsHidden(char unit) =>
        unit >= '\u0080' && (Visible.IsHidden(unit) || unit is '\udb40' || char.IsControl(unit));
}
