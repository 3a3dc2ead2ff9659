using System.Buffers;
using System.Text.Json;
using Vidimus.Platform.Outgoing;

namespace Vidimus.Policies.Reading.Likeness;

/// <summary>What came of asking for vectors.</summary>
/// <param name="Vectors">One for each text, of length 1; null where there are none.</param>
/// <param name="Missing">Why there are none, in our own words.</param>
/// <param name="Refused">True when the service refused these very texts, so that others may do.</param>
internal sealed record Embedded(float[][]? Vectors, string? Missing, bool Refused = false);

/// <summary>Asks an OpenAI-compatible service for the vectors of texts.</summary>
internal sealed class EmbeddingService(OperatorHttp http, EmbeddingOptions options)
{
    private const int MostDimensions = 4096;

    public async Task<Embedded> Embed(IReadOnlyList<string> texts, CancellationToken cancellation)
    {
        var request = new OutgoingRequest(
            HttpMethod.Post,
            new Uri(OperatorHttp.Address(options.Url)!, "embeddings")
        )
        {
            Headers =
                options.Key.Length == 0 ? [] : [new("Authorization", $"Bearer {options.Key}")],
            Body = Write(texts),
            ContentType = "application/json",
            Accept = "application/json",
            MaxResponseBytes = OutgoingRequest.HardMaxResponseBytes,
        };
        var limit = TimeSpan.FromSeconds(Math.Clamp(options.TimeoutSeconds, 1, 120));
        return await http.Send(request, limit, cancellation) switch
        {
            OutgoingResult.Answered { Status: 200, Truncated: false } answered => Read(
                answered.Body,
                texts.Count
            ),
            OutgoingResult.Answered { Status: 200 } or OutgoingResult.TooLarge => new(
                null,
                "its answer was too long"
            ),
            OutgoingResult.Answered { Status: 400 or 413 or 422 } answered => new(
                null,
                $"it answered with status {answered.Status}",
                Refused: true
            ),
            OutgoingResult.Answered answered => new(
                null,
                $"it answered with status {answered.Status}"
            ),
            OutgoingResult.TimedOut => new(null, "it did not answer in time"),
            _ => new(null, "it could not be reached"),
        };
    }

    private ReadOnlyMemory<byte> Write(IReadOnlyList<string> texts)
    {
        var body = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(body))
        {
            json.WriteStartObject();
            json.WriteString("model", options.Model);
            json.WriteString("encoding_format", "float");
            if (options.Dimensions > 0)
                json.WriteNumber("dimensions", options.Dimensions);
            json.WriteStartArray("input");
            foreach (var text in texts)
                json.WriteStringValue(text);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return body.WrittenMemory;
    }

    private static Embedded Read(ReadOnlyMemory<byte> body, int count)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var data = document.RootElement.GetProperty("data");
            var vectors = new float[count][];
            foreach (var item in data.EnumerateArray())
            {
                var at = item.GetProperty("index").GetInt32();
                if (
                    at < 0
                    || at >= count
                    || Vector(item.GetProperty("embedding")) is not { } vector
                )
                    return Wrong;
                vectors[at] = vector;
            }
            return Array.Exists(vectors, v => v is null || v.Length != vectors[0].Length)
                ? Wrong
                : new(vectors, null);
        }
        catch (Exception e)
            when (e
                    is JsonException
                        or InvalidOperationException
                        or KeyNotFoundException
                        or FormatException
            )
        {
            return Wrong;
        }
    }

    private static Embedded Wrong => new(null, "its answer held no usable vectors");

    private static float[]? Vector(JsonElement numbers)
    {
        if (numbers.GetArrayLength() is 0 or > MostDimensions)
            return null;
        float[] vector = [.. numbers.EnumerateArray().Select(n => n.GetSingle())];
        var length = MathF.Sqrt(vector.Sum(n => n * n));
        if (!float.IsFinite(length) || length == 0)
            return null;
        for (var i = 0; i < vector.Length; i++)
            vector[i] /= length;
        return vector;
    }
}
