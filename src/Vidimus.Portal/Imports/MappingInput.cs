using System.Globalization;
using Microsoft.AspNetCore.Http;
using Vidimus.Client;

namespace Vidimus.Portal.Imports;

/// <summary>What stands in the form that maps columns: for each column its field, and texts for every row.</summary>
/// <param name="Columns">Name of the field of each column; empty for one that is left out.</param>
/// <param name="Constants">Text of each field that is the same for every row.</param>
/// <param name="DateFormat">How dates are read; empty where the file leaves no doubt.</param>
/// <param name="Draft">Whether the rows are kept as drafts.</param>
/// <param name="Distribute">Whether each is sent to its recipient.</param>
public sealed record MappingInput(
    IReadOnlyList<string> Columns,
    IReadOnlyDictionary<string, string> Constants,
    string DateFormat,
    bool Draft,
    bool Distribute
)
{
    /// <summary>As an import has it.</summary>
    public static MappingInput Of(Import import)
    {
        var mapping = import.Mapping!;
        var columns = new string[import.Columns!.Count];
        Array.Fill(columns, "");
        var constants = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (field, source) in mapping.Fields)
        {
            if (source.Constant is { } constant)
                constants[field] = constant;
            foreach (var column in source.Columns ?? [])
                columns[column] = field;
        }
        return new(columns, constants, mapping.DateFormat ?? "", mapping.Draft, mapping.Distribute);
    }

    /// <summary>As it was sent.</summary>
    public static MappingInput Of(IFormCollection form, Import import) =>
        new(
            [
                .. import.Columns!.Select(c =>
                    form[string.Create(CultureInfo.InvariantCulture, $"column.{c.Index}")]
                        .ToString()
                ),
            ],
            import
                .Fields!.Select(f => (f.Name, Text: form[$"same.{f.Name}"].ToString().Trim()))
                .Where(c => c.Text.Length > 0)
                .ToDictionary(c => c.Name, c => c.Text, StringComparer.Ordinal),
            form["dateFormat"].ToString(),
            form["draft"] == "true",
            form["distribute"] == "true"
        );

    /// <summary>The mapping: columns of one field are joined in their order; a column is stronger than a text for every row.</summary>
    public ImportMapping Mapping()
    {
        var fields = Constants.ToDictionary(
            c => c.Key,
            c => new ImportSource { Constant = c.Value },
            StringComparer.Ordinal
        );
        foreach (
            var field in Columns
                .Select((name, index) => (Name: name, Index: index))
                .Where(c => c.Name.Length > 0)
                .GroupBy(c => c.Name, c => c.Index)
        )
            fields[field.Key] = new() { Columns = [.. field] };
        return new()
        {
            Fields = fields,
            DateFormat = DateFormat.Length == 0 ? null : DateFormat,
            Draft = Draft,
            Distribute = Distribute && !Draft,
        };
    }
}
