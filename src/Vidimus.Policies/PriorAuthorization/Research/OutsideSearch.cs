using System.Text.Json;
using Microsoft.Extensions.Logging;
using Vidimus.Platform.Json;
using Vidimus.Platform.Outgoing;

namespace Vidimus.Policies.PriorAuthorization.Research;

/// <summary>What a search service outside had to say.</summary>
/// <param name="Sources">What it found, each marked as from outside.</param>
/// <param name="Note">Why it has nothing to say; null when it answered.</param>
/// <param name="Tokens">What it counted.</param>
internal sealed record OutsideFindings(
    IReadOnlyList<ResearchSource> Sources,
    string? Note,
    long Tokens
);

/// <summary>
/// Asks the search service that the operator named. What comes back are titles, addresses and excerpts by strangers: they are
/// shown as sources and decide nothing.
/// </summary>
internal sealed partial class OutsideSearch(
    OperatorHttp http,
    PoliciesOptions options,
    ILogger<OutsideSearch> log
)
{
    private const int Most = 10;
    private const int LongestTitle = 300;
    private const int LongestExcerpt = 500;
    private const int LongestUrl = 2048;
    private const string Unchecked = "From outside, checked by nobody";

    private const string Task =
        "Find published pages that say whether a payer requires prior authorization for the procedures below. "
        + "Answer with one JSON object and nothing else: {\"results\":[{\"title\":\"…\",\"url\":\"https://…\",\"snippet\":\"…\"}]}. "
        + "Name only pages that exist.";

    private ResearchOptions Settings => options.Research;

    public bool IsConfigured => Settings.Url.Length > 0;

    public async Task<OutsideFindings> Ask(ResearchAsked asked, CancellationToken cancellation)
    {
        var chat = Settings.Model.Length > 0;
        var address = OperatorHttp.Address(Settings.Url)!;
        var request = new OutgoingRequest(
            HttpMethod.Post,
            // A service may stand at an address without a slash at its end.
            chat ? new Uri(address, "chat/completions") : new Uri(Settings.Url)
        )
        {
            Headers =
                Settings.Key.Length == 0 ? [] : [new("Authorization", $"Bearer {Settings.Key}")],
            Body = JsonSerializer.SerializeToUtf8Bytes(chat ? Chat(asked) : Search(asked)),
            ContentType = "application/json",
            Accept = "application/json",
            MaxResponseBytes = 512 * 1024,
        };
        var limit = TimeSpan.FromSeconds(Math.Clamp(Settings.TimeoutSeconds, 1, 25));
        var result = await http.Send(request, limit, cancellation);
        if (result is not OutgoingResult.Answered { Status: 200, Truncated: false } answered)
        {
            var how = result is OutgoingResult.Answered { Status: var status }
                ? $"status {status}"
                : result.GetType().Name;
            LogFailed(log, how);
            return new(
                [],
                "The search service outside did not answer; only the loaded policies were looked at.",
                0
            );
        }
        return Read(answered.Body, chat)
            ?? new(
                [],
                "The search service outside answered nothing that could be read; only the loaded policies were looked at.",
                0
            );
    }

    private object Search(ResearchAsked asked) =>
        new
        {
            query = Words(asked),
            procedure_codes = asked.Procedures.Select(p => p.Shown),
            diagnosis_codes = asked.Diagnoses.Select(d => d.Shown),
            payer = asked.Payer,
            state = asked.State,
            limit = Most,
        };

    private object Chat(ResearchAsked asked) =>
        new
        {
            model = Settings.Model,
            messages = new object[]
            {
                new { role = "system", content = Task },
                new { role = "user", content = Words(asked) },
            },
        };

    private string Words(ResearchAsked asked)
    {
        var words =
            $"Prior authorization for {string.Join(", ", asked.Procedures.Select(p => p.Shown))}";
        if (asked.Diagnoses.Count > 0)
            words += $" with {string.Join(", ", asked.Diagnoses.Select(d => d.Shown))}";
        if (asked.Payer is { } payer)
            words += $", {payer}";
        if (asked.State is { } state)
            words += $", {state}";
        return Settings.SendContext && asked.Context is { } context ? $"{words}. {context}" : words;
    }

    private static OutsideFindings? Read(ReadOnlyMemory<byte> body, bool chat)
    {
        try
        {
            using var document = JsonDocument.Parse(body, VidimusJson.Document);
            if (!chat)
                return new(Sources(document.RootElement), null, 0);
            var text =
                document
                    .RootElement.GetProperty("choices")[0]
                    .GetProperty("message")
                    .GetProperty("content")
                    .GetString()
                ?? "";
            // Models like to put a fence around JSON.
            var (from, to) = (text.IndexOf('{'), text.LastIndexOf('}'));
            if (from < 0 || to < from)
                return null;
            using var content = JsonDocument.Parse(
                text.AsMemory(from, to - from + 1),
                VidimusJson.Document
            );
            return new(Sources(content.RootElement), null, Tokens(document.RootElement));
        }
        catch (Exception e)
            when (e
                    is JsonException
                        or InvalidOperationException
                        or KeyNotFoundException
                        or IndexOutOfRangeException
            )
        {
            return null;
        }
    }

    private static long Tokens(JsonElement answer) =>
        answer.TryGetProperty("usage", out var usage)
        && usage.ValueKind == JsonValueKind.Object
        && usage.TryGetProperty("total_tokens", out var count)
        && count.ValueKind == JsonValueKind.Number
        && count.TryGetInt64(out var tokens)
        && tokens >= 0
            ? tokens
            : 0;

    private static ResearchSource[] Sources(JsonElement answer) =>
        [
            .. answer
                .GetProperty("results")
                .EnumerateArray()
                .Take(Most)
                .Select(Source)
                .OfType<ResearchSource>(),
        ];

    private static ResearchSource? Source(JsonElement result)
    {
        if (
            result.ValueKind != JsonValueKind.Object
            || Text(result, "title", LongestTitle) is not { Length: > 0 } title
        )
            return null;
        var url = Text(result, "url", LongestUrl);
        var right =
            Uri.TryCreate(url, UriKind.Absolute, out var uri)
            && uri.Scheme is "https" or "http"
            && uri.UserInfo.Length == 0;
        var excerpt =
            Text(result, "snippet", LongestExcerpt) ?? Text(result, "content", LongestExcerpt);
        return new(
            title,
            right ? uri!.AbsoluteUri : null,
            excerpt is { Length: > 0 } ? $"{Unchecked}: {excerpt}" : $"{Unchecked}.",
            "outside"
        );
    }

    /// <summary>A text on one line, without control characters, of bounded length.</summary>
    private static string? Text(JsonElement result, string name, int most)
    {
        if (
            !result.TryGetProperty(name, out var given)
            || given.ValueKind != JsonValueKind.String
            || given.GetString() is not { } text
        )
            return null;
        var line = string.Join(
            ' ',
            string.Concat(
                    text.Take(4 * most)
                        .Select(c => char.IsControl(c) || char.IsSurrogate(c) ? ' ' : c)
                )
                .Split(' ', StringSplitOptions.RemoveEmptyEntries)
        );
        return line.Length <= most ? line : line[..(most - 1)] + "…";
    }

    [LoggerMessage(
        3301,
        LogLevel.Warning,
        "The search service of Policies:Research did not answer as it should ({How}); research goes on without it."
    )]
    private static partial void LogFailed(ILogger logger, string how);
}
