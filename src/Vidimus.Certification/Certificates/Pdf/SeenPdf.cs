using System.Text.Json;

namespace Vidimus.Certification.Certificates;

/// <summary>
/// Tells from the outline of a PDF whether everybody sees the same pages in it: on the screen of whoever reviews it, on paper, and in
/// what is certified. Layers, fields of forms and annotations can differ (ISO 32000-2, sections 8.11, 12.5.3 and 12.7).
/// </summary>
internal static class SeenPdf
{
    private const string Anew = "Print it to a new PDF, look at that once more, and upload it.";

    // ISO 32000-2, table 167.
    private const int Invisible = 1;
    private const int Hidden = 1 << 1;
    private const int Print = 1 << 2;
    private const int NoView = 1 << 5;
    private const int ToggleNoView = 1 << 8;

    /// <summary>Why it cannot be certified as it was seen; null when it can.</summary>
    public static string? WhyNot(JsonElement outline)
    {
        var objects = outline.GetProperty("qpdf")[1];
        if (
            !objects.TryGetProperty("trailer", out var trailer)
            || Entry(objects, trailer.GetProperty("value"), "/Root")
                is not { ValueKind: JsonValueKind.Object } catalogue
        )
            return "It is damaged.";
        if (
            catalogue.TryGetProperty("/OCProperties", out _)
            || objects.EnumerateObject().Any(o => HasLayers(o.Value))
        )
            return $"It has layers or pictures of which others may see another one. {Anew}";
        if (IsLiveForm(objects, catalogue))
            return $"It is a form that each program fills in its own way. {Anew}";
        foreach (var page in outline.GetProperty("pages").EnumerateArray())
            if (WhyNot(objects, page) is { } why)
                return why;
        return null;
    }

    private static string? WhyNot(JsonElement objects, JsonElement page)
    {
        if (
            Resolve(objects, page.GetProperty("object"))
                is not { ValueKind: JsonValueKind.Object } dictionary
            || Entry(objects, dictionary, "/Annots")
                is not { ValueKind: JsonValueKind.Array } annotations
        )
            return null;
        foreach (var entry in annotations.EnumerateArray())
        {
            if (
                Resolve(objects, entry) is not { ValueKind: JsonValueKind.Object } annotation
                || IsSeenNowhere(objects, annotation)
            )
                continue;
            if (Name(objects, annotation, "/Subtype") == "/Widget")
                return $"It has form fields that can still be filled in, or a signature's picture. {Anew}";
            if (!IsSeenEverywhere(objects, annotation))
                return $"It has comments or stamps that are seen on the screen or on paper alone. {Anew}";
        }
        return null;
    }

    // Where a link leads, and the window of a comment, are no part of the page; unless somebody draws them.
    private static bool IsSeenNowhere(JsonElement objects, JsonElement annotation) =>
        (Flags(objects, annotation) & Hidden) != 0
        || (
            Name(objects, annotation, "/Subtype") is "/Link" or "/Popup"
            && !annotation.TryGetProperty("/AP", out _)
        )
        || HasNoSize(objects, annotation);

    private static bool IsSeenEverywhere(JsonElement objects, JsonElement annotation) =>
        (Flags(objects, annotation) & (Invisible | Print | NoView | ToggleNoView)) == Print
        && Name(objects, annotation, "/Subtype") is not ("/Link" or "/Popup")
        && Entry(objects, annotation, "/AP") is { ValueKind: JsonValueKind.Object } looks
        && looks.TryGetProperty("/N", out var usual)
        && IsDrawn(objects, annotation, usual);

    private static bool IsDrawn(JsonElement objects, JsonElement annotation, JsonElement usual) =>
        IsStream(objects, usual)
        || (
            Resolve(objects, usual) is { ValueKind: JsonValueKind.Object } states
            && Name(objects, annotation, "/AS") is { } state
            && states.TryGetProperty(state, out var one)
            && IsStream(objects, one)
        );

    private static bool HasNoSize(JsonElement objects, JsonElement annotation)
    {
        if (Entry(objects, annotation, "/Rect") is not { ValueKind: JsonValueKind.Array } place)
            return false;
        var corners = place.EnumerateArray().Select(c => Resolve(objects, c)).ToList();
        return corners.Count == 4
            && corners.All(c => c?.ValueKind == JsonValueKind.Number)
            && corners[0]!.Value.GetDouble() == corners[2]!.Value.GetDouble()
            && corners[1]!.Value.GetDouble() == corners[3]!.Value.GetDouble();
    }

    private static bool IsLiveForm(JsonElement objects, JsonElement catalogue) =>
        Entry(objects, catalogue, "/AcroForm") is { ValueKind: JsonValueKind.Object } form
        && (
            form.TryGetProperty("/XFA", out _)
            || Entry(objects, form, "/NeedAppearances") is { ValueKind: JsonValueKind.True }
        );

    // Alternates: one picture for the screen and another one for the printer (table 89).
    private static bool HasLayers(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.Array => value.EnumerateArray().Any(HasLayers),
            JsonValueKind.Object => value
                .EnumerateObject()
                .Any(m =>
                    m.Name == "/Alternates"
                    || (
                        m is { Name: "/Type", Value.ValueKind: JsonValueKind.String }
                        && m.Value.GetString() is "/OCG" or "/OCMD"
                    )
                    || HasLayers(m.Value)
                ),
            _ => false,
        };

    private static int Flags(JsonElement objects, JsonElement annotation) =>
        Entry(objects, annotation, "/F") is { ValueKind: JsonValueKind.Number } flags
        && flags.TryGetInt32(out var bits)
            ? bits
            : 0;

    private static string? Name(JsonElement objects, JsonElement dictionary, string entry) =>
        Entry(objects, dictionary, entry) is { ValueKind: JsonValueKind.String } name
            ? name.GetString()
            : null;

    private static JsonElement? Entry(JsonElement objects, JsonElement dictionary, string entry) =>
        dictionary.TryGetProperty(entry, out var value) ? Resolve(objects, value) : null;

    private static bool IsStream(JsonElement objects, JsonElement value) =>
        value.ValueKind == JsonValueKind.String
        && objects.TryGetProperty($"obj:{value.GetString()}", out var found)
        && found.TryGetProperty("stream", out _);

    /// <summary>What a reference leads to, or the value itself; null for a stream and for what is not there.</summary>
    private static JsonElement? Resolve(JsonElement objects, JsonElement value)
    {
        // A reference to a reference is none, but costs nothing to follow a little.
        for (var i = 0; i < 4; i++)
        {
            if (
                value.ValueKind != JsonValueKind.String
                || value.GetString() is not { } text
                || !text.EndsWith(" R", StringComparison.Ordinal)
                || !char.IsAsciiDigit(text[0])
            )
                return value;
            if (
                !objects.TryGetProperty($"obj:{text}", out var found)
                || !found.TryGetProperty("value", out value)
            )
                return null;
        }
        return null;
    }
}
