using System.Globalization;
using System.Text.Json;
using Vidimus.Platform.Problems;

namespace Vidimus.Policies.Writing.Imports;

/// <summary>
/// The records of a batch as they stand in its body: where each begins and ends. They are read one by one, so that one that is
/// wrong is one error, and never all of them are in memory as objects.
/// </summary>
internal static class BatchBody
{
    /// <summary>Largest body.</summary>
    public const int LargestBody = 16 * 1024 * 1024;

    /// <summary>Largest record.</summary>
    public const int LargestRecord = 8 * 1024 * 1024;

    public static Result<List<ReadOnlyMemory<byte>>> Records(byte[] body, int most)
    {
        try
        {
            return Read(body, most);
        }
        catch (JsonException e)
        {
            return PlatformProblems.MalformedJson.With(
                $"The request body is not valid JSON near line {e.LineNumber + 1}, byte {e.BytePositionInLine}, or nested deeper than {PolicyText.Deepest} levels."
            );
        }
        catch (InvalidOperationException)
        {
            return PlatformProblems.MalformedJson.With(
                "The request body holds text that is not valid Unicode."
            );
        }
    }

    private static Result<List<ReadOnlyMemory<byte>>> Read(byte[] body, int most)
    {
        var reader = new Utf8JsonReader(
            body,
            new JsonReaderOptions { MaxDepth = PolicyText.Deepest }
        );
        List<ReadOnlyMemory<byte>>? records = null;
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            return Wrong("(body)", "must be an object with the member records");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (!reader.ValueTextEquals("records"))
                return Wrong(
                    "(body)",
                    "has a member that is not one of this request; it has records alone"
                );
            if (records is not null)
                return PlatformProblems.MalformedJson;
            reader.Read();
            if (reader.TokenType != JsonTokenType.StartArray)
                return Wrong("records", "must be a list");
            records = [];
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                if (records.Count == most)
                    return Wrong(
                        "records",
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"must have at most {most} entries"
                        )
                    );
                var start = (int)reader.TokenStartIndex;
                reader.Skip();
                records.Add(body.AsMemory(start, (int)reader.BytesConsumed - start));
            }
        }
        // What comes after the object would be no JSON.
        reader.Read();
        return records is { Count: > 0 }
            ? records
            : Wrong("records", "is required: a list of one record or more");
    }

    private static Problem Wrong(string field, string message) =>
        new Fields().Wrong(field, message).Problem!;
}
