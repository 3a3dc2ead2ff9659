using System.Globalization;
using System.Text.Json;
using static Vidimus.Cli.RowColumns;

namespace Vidimus.Cli;

/// <summary>What the cells of a table become: numbers, truths, lists, codes, or JSON as it stands there.</summary>
internal static class CellValues
{
    /// <summary>Writes a cell as the member; false where it says none of that form.</summary>
    public static bool Write(Utf8JsonWriter json, string name, Form form, string cell)
    {
        switch (form)
        {
            case Form.Whole:
                if (
                    !long.TryParse(
                        cell,
                        NumberStyles.Integer,
                        CultureInfo.InvariantCulture,
                        out var whole
                    )
                )
                    return false;
                json.WriteNumber(name, whole);
                return true;
            case Form.Truth:
                if (
                    cell.ToLowerInvariant()
                    is not ("true" or "false" or "yes" or "no" or "y" or "n" or "1" or "0")
                )
                    return false;
                json.WriteBoolean(name, cell.ToLowerInvariant() is "true" or "yes" or "y" or "1");
                return true;
            case Form.List:
                json.WriteStartArray(name);
                foreach (var item in Items(cell))
                    json.WriteStringValue(item);
                json.WriteEndArray();
                return true;
            case Form.Codes:
                return Codes(json, cell);
            case Form.Json:
                return Json(json, name, cell);
            default:
                json.WriteString(name, cell);
                return true;
        }
    }

    /// <summary>Items are parted by semicolons.</summary>
    private static IEnumerable<string> Items(string cell) =>
        cell.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    /// <summary><c>HCPCS:X0001:covered; ICD10CM:Z99.9:not_covered:only after surgery</c></summary>
    private static bool Codes(Utf8JsonWriter json, string cell)
    {
        json.WriteStartArray("codes");
        foreach (var item in Items(cell))
        {
            var parts = item.Split(':', 4, StringSplitOptions.TrimEntries);
            if (parts.Length < 3)
                return false;
            json.WriteStartObject();
            json.WriteString("system", parts[0]);
            json.WriteString("code", parts[1]);
            json.WriteString("disposition", parts[2]);
            if (parts.Length == 4)
                json.WriteString("condition", parts[3]);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        return true;
    }

    private static bool Json(Utf8JsonWriter json, string name, string cell)
    {
        try
        {
            using var document = JsonDocument.Parse(cell);
            json.WritePropertyName(name);
            document.RootElement.WriteTo(json);
            return true;
        }
        catch (Exception fault)
            when (fault is JsonException or InvalidOperationException or ArgumentException)
        {
            // The others are for texts with half a letter in them, which parsing lets pass and writing does not.
            return false;
        }
    }

    /// <summary>What is wrong with a cell that is none of this form.</summary>
    public static string Wrong(Form form) =>
        form switch
        {
            Form.Whole => "must be a whole number",
            Form.Truth => "must be true or false",
            Form.Codes => "must be codes such as HCPCS:X0001:covered, parted by semicolons",
            _ => "is not JSON",
        };
}
