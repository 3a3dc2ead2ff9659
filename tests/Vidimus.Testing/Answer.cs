using System.Globalization;
using System.Text;
using System.Text.Json;
using Shouldly;

namespace Vidimus.Testing;

/// <summary>An answer of the server, read to its end.</summary>
public sealed class Answer
{
    internal static readonly JsonSerializerOptions Reading = new(JsonSerializerDefaults.Web);
    private readonly Dictionary<string, string> _headers = new(StringComparer.OrdinalIgnoreCase);

    private Answer(int status, byte[] bytes)
    {
        Status = status;
        Bytes = bytes;
    }

    /// <summary>HTTP status.</summary>
    public int Status { get; }

    /// <summary>The body.</summary>
    public byte[] Bytes { get; }

    /// <summary>The body as text.</summary>
    public string Text => Encoding.UTF8.GetString(Bytes);

    /// <summary>The body as JSON.</summary>
    public JsonElement Json => JsonDocument.Parse(Bytes).RootElement;

    /// <summary>Media type without parameters.</summary>
    public string? MediaType => this["Content-Type"]?.Split(';')[0].Trim();

    /// <summary>A header, or null.</summary>
    public string? this[string header] => _headers.GetValueOrDefault(header);

    /// <summary>A header that must be there, as a number.</summary>
    public int Number(string header) =>
        int.Parse(
            this[header].ShouldNotBeNull($"{header} is missing"),
            CultureInfo.InvariantCulture
        );

    /// <summary>A value in the body by its path, such as <c>error</c>, <c>code</c>, as text; null when it is null or missing.</summary>
    public string? At(params string[] path)
    {
        var at = Json;
        foreach (var name in path)
        {
            if (at.ValueKind != JsonValueKind.Object || !at.TryGetProperty(name, out at))
                return null;
        }
        return at.ValueKind switch
        {
            JsonValueKind.Null => null,
            JsonValueKind.String => at.GetString(),
            _ => at.GetRawText(),
        };
    }

    /// <summary>Must have this status; the failure shows the body. Answers itself.</summary>
    public Answer Should(int status)
    {
        if (Status != status)
            Status.ShouldBe(
                status,
                $"{(Text.Length > 2000 ? Text[..2000] : Text)}\n{(Status >= 500 ? ServerSaid : "")}"
            );
        return this;
    }

    private string ServerSaid =>
        this["X-Request-Id"] is { } id ? string.Join('\n', Output.LinesWith(id)) : "";

    /// <summary>Must be the native refusal of this status and code, with the member at fault where one is given.</summary>
    public Answer ShouldBeProblem(int status, string code, string? field = null)
    {
        Should(status);
        MediaType.ShouldBe("application/json");
        var root = Json;
        root.EnumerateObject().Select(m => m.Name).ShouldBe(["success", "error", "meta"]);
        root.GetProperty("success").GetBoolean().ShouldBeFalse();
        var error = root.GetProperty("error");
        error
            .EnumerateObject()
            .Select(m => m.Name)
            .ShouldBe(["code", "message", "hint", "retryable", "field", "details"]);
        error.GetProperty("code").GetString().ShouldBe(code, Text);
        error.GetProperty("message").GetString().ShouldNotBeNullOrWhiteSpace();
        error.GetProperty("hint").GetString().ShouldNotBeNullOrWhiteSpace();
        if (field is not null)
            error.GetProperty("field").GetString().ShouldBe(field, Text);
        root.GetProperty("meta")
            .GetProperty("requestId")
            .GetString()
            .ShouldBe(this["X-Request-Id"]);
        this["X-Request-Id"].ShouldNotBeNull().ShouldStartWith("req_");
        return this;
    }

    internal IEnumerable<KeyValuePair<string, string>> Headers => _headers;

    /// <summary>Reads an answer to its end, and has it searched for secrets.</summary>
    public static async Task<Answer> Read(HttpResponseMessage response)
    {
        var answer = new Answer(
            (int)response.StatusCode,
            await response.Content.ReadAsByteArrayAsync()
        );
        foreach (var (name, values) in response.Headers.Concat(response.Content.Headers))
            answer._headers[name] = string.Join(", ", values);
        Heard.Note(response.RequestMessage, answer);
        return answer;
    }
}
