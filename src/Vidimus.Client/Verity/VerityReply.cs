using System.Text.Json;
using System.Text.Json.Nodes;

namespace Vidimus.Client;

/// <summary>An answer of Verity's surface, out of its envelope.</summary>
/// <param name="Data">What was asked for: an object, or a list.</param>
/// <param name="Meta">Request id, time, and for a list in <c>pagination</c> where it goes on.</param>
public sealed record VerityReply(JsonNode Data, JsonObject? Meta)
{
    /// <summary>Cursor of the next page; null on the last, and where there are no pages.</summary>
    public string? NextCursor =>
        Meta?["pagination"] is JsonObject pagination
        && pagination["cursor"] is JsonValue cursor
        && cursor.TryGetValue<string>(out var text)
            ? text
            : null;

    internal static VerityReply Read(Call call, Answer answer)
    {
        if (!Answers.IsJson(answer))
            throw Failures.Unexpected(
                call,
                answer,
                $"content type {answer.ContentType ?? "absent"}"
            );
        JsonObject? body;
        try
        {
            body =
                JsonNode.Parse(
                    answer.Body,
                    documentOptions: new() { AllowDuplicateProperties = false }
                ) as JsonObject;
        }
        catch (JsonException)
        {
            throw Failures.Unexpected(call, answer, "not JSON");
        }
        if (
            body is null
            || body["success"] is not JsonValue success
            || !success.TryGetValue<bool>(out var succeeded)
            || !succeeded
        )
            throw Failures.Unexpected(call, answer, "at $.success");
        if (body["data"] is not { } data || data is not (JsonObject or JsonArray))
            throw Failures.Unexpected(call, answer, "at $.data");
        if (answer.Status == 202 && Waits(data) is { } waits)
            throw new VidimusPermanentException(
                waits with
                {
                    RequestId = answer.RequestId,
                    Status = answer.Status,
                }
            );
        var meta = body["meta"] as JsonObject;
        // They go into other answers, and a node is of one only.
        body.Remove("data");
        body.Remove("meta");
        return new(data, meta);
    }

    /// <summary>A call that a person has to approve first is answered in the words of that contract's agent tools, as no error.</summary>
    private static Failure? Waits(JsonNode data) =>
        data is JsonObject waiting
        && Text(waiting, "code") == ErrorCodes.ApprovalRequired
        && Text(waiting, "approval_id") is { Length: > 0 and <= 128 } id
            ? new Failure(
                ErrorCodes.ApprovalRequired,
                Text(waiting, "next_action") ?? "A person has to approve this call first."
            )
            {
                Approval = new(
                    id,
                    Text(waiting, "url"),
                    DateTimeOffset.TryParse(
                        Text(waiting, "expires_at"),
                        System.Globalization.CultureInfo.InvariantCulture,
                        System.Globalization.DateTimeStyles.AssumeUniversal,
                        out var end
                    )
                        ? end
                        : null
                ),
            }
            : null;

    private static string? Text(JsonObject from, string name) =>
        from[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
}
