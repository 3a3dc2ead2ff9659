using System.Text.Json;
using System.Text.Json.Nodes;
using Vidimus.Tools.Answers;

namespace Vidimus.Tools.Policies;

/// <summary>
/// Answers in the form of Verity's tools: text, and beside it <c>message</c>, <c>data</c> and <c>meta</c>; within the size of
/// an answer.
/// </summary>
internal static class PolicyAnswer
{
    /// <summary>Largest data, in bytes of its JSON. Text and meta have the rest of an answer.</summary>
    private const int MostData = 40 * 1024;

    /// <summary>Room for the brackets of a list.</summary>
    private const int Around = 256;

    public static ToolAnswer Of(Found found, bool asJson)
    {
        var data = Said.Seen(found.Data)!;
        var meta = Said.Seen(found.Meta) as JsonObject ?? [];
        if (Shortening.Fit(data, MostData) is { } window)
            meta["result_window"] = window;
        meta["untrusted"] = "data; message between “ and ”";
        var message = Readable.Of(found.Headline, data, meta);
        var answer = new JsonObject
        {
            ["message"] = message,
            ["data"] = data,
            ["meta"] = meta,
        };
        return asJson
            ? Written.Done(answer)
            : new(message, JsonSerializer.SerializeToElement(answer));
    }

    /// <summary>How many items of a list fit, at least one; all of what is no list.</summary>
    public static int Fitting(JsonNode data)
    {
        if (data is not JsonArray list)
            return int.MaxValue;
        var (room, count) = (MostData - Around, 0);
        foreach (var item in list)
        {
            room -= Written.Size(Said.Seen(item) ?? "") + 1;
            if (room < 0)
                return Math.Max(1, count);
            count++;
        }
        return int.MaxValue;
    }
}
