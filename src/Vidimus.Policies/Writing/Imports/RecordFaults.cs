using System.Text.Json;
using Vidimus.Platform.Problems;

namespace Vidimus.Policies.Writing.Imports;

/// <summary>What is wrong with the records of a part of a batch, record by record.</summary>
internal sealed class RecordFaults(int batch, long earlier)
{
    /// <summary>Of one record so many faults are told.</summary>
    private const int MostOfOne = 5;

    private static readonly string[] Names = ["id", "code", "drugName"];
    private readonly List<PolicyRowError> _all = [];
    private int _index;

    /// <summary>All that is told.</summary>
    public IReadOnlyList<PolicyRowError> All => _all;

    /// <summary>How many records are wrong.</summary>
    public int Records => Ids.Count;

    /// <summary>What the wrong records are about, as far as they say so.</summary>
    public List<string?> Ids { get; } = [];

    /// <summary>The record that is read next, from 0 in its batch.</summary>
    public void Begin(int index) => _index = index;

    /// <summary>Notes a refusal of the record.</summary>
    public void Add(ReadOnlySpan<byte> json, Problem problem)
    {
        var id = Id(json);
        Ids.Add(id);
        var errors =
            problem.Errors.Count > 0
                ? problem.Errors
                : [new FieldError(problem.Field ?? "", problem.Message)];
        foreach (var error in errors.Take(MostOfOne))
            _all.Add(
                new(
                    earlier + _index + 1,
                    id,
                    error.Field is { Length: > 0 } field && field != "(body)" ? Short(field) : null,
                    Short(error.Message),
                    batch
                )
            );
    }

    /// <summary>Its id or code: the first member of that name, where it is a text that can be one.</summary>
    private static string? Id(ReadOnlySpan<byte> json)
    {
        try
        {
            var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 64 });
            reader.Read();
            if (reader.TokenType != JsonTokenType.StartObject)
                return null;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var named = false;
                foreach (var name in Names)
                    named |= reader.ValueTextEquals(name);
                reader.Read();
                if (named && reader.TokenType == JsonTokenType.String)
                    return Printable(reader.GetString()!);
                reader.Skip();
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Its id cannot be read; that it is wrong is noted all the same.
        }
        return null;
    }

    private static string? Printable(string id) =>
        id.Length is >= 1 and <= 100
        && id.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' or ':' or ' ')
            ? id
            : null;

    // What was sent may be in it.
    private static string Short(string text) =>
        string.Concat(
            (text.Length <= 300 ? text : text[..300]).Where(c =>
                !char.IsControl(c) && !char.IsSurrogate(c)
            )
        );
}
