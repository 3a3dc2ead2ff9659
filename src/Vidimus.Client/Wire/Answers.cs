using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Vidimus.Client;

/// <summary>Reads answers strictly: a 200 that is not what the contract promises is an error, not a half-filled object.</summary>
internal static class Answers
{
    public static T Read<T>(Call call, Answer answer, JsonTypeInfo<T> type)
        where T : IChecked
    {
        if (!IsJson(answer))
            throw Failures.Unexpected(
                call,
                answer,
                $"content type {answer.ContentType ?? "absent"}"
            );
        try
        {
            var value =
                JsonSerializer.Deserialize(answer.Body, type)
                ?? throw new WrongMemberException("$");
            value.Check(new Checker(partial: answer.Partial));
            return value;
        }
        catch (JsonException exception)
        {
            // The exception's own text may quote the value; its path does not.
            throw Failures.Unexpected(call, answer, $"at {exception.Path ?? "$"}");
        }
        catch (WrongMemberException exception)
        {
            throw Failures.Unexpected(call, answer, $"at {exception.Message}");
        }
    }

    /// <summary>
    /// As <see cref="Read"/>, for an answer that tells a secret once: the server leaves it out of the answer to a
    /// repetition.
    /// </summary>
    public static T ReadOnce<T>(Call call, Answer answer, JsonTypeInfo<T> type)
        where T : IChecked
    {
        if (IsJson(answer) && OmittedFrom(answer) is { } id)
            throw new VidimusPermanentException(
                new(
                    ErrorCodes.SecretOmitted,
                    $"An earlier attempt of this call made {id}, and its answer was lost; the secret is told to nobody again."
                )
                {
                    Hint =
                        Ids.Is(id, "we_")
                            ? $"Give {id} another secret (rotate-secret) with a fresh idempotency key."
                        : Ids.Is(id, "off_")
                            ? $"Make another offer with a fresh idempotency key; it ends {id}."
                        : $"Revoke or disable {id} and make another with a fresh idempotency key.",
                    RequestId = answer.RequestId,
                    Status = answer.Status,
                }
            );
        return Read(call, answer, type);
    }

    private static string? OmittedFrom(Answer answer)
    {
        try
        {
            using var document = JsonDocument.Parse(answer.Body);
            return
                document.RootElement is { ValueKind: JsonValueKind.Object } root
                && root.TryGetProperty("secretOmitted", out var omitted)
                && omitted.ValueKind is JsonValueKind.True
                && root.TryGetProperty("id", out var id)
                && id.ValueKind is JsonValueKind.String
                && (
                    Ids.Is(id.GetString()!, "key_")
                    || Ids.Is(id.GetString()!, "org_")
                    || Ids.Is(id.GetString()!, "we_")
                )
                ? id.GetString()
                : null;
        }
        catch (JsonException)
        {
            return null; // reading it says what is wrong with it
        }
    }

    public static bool IsJson(Answer answer) =>
        string.Equals(answer.ContentType, "application/json", StringComparison.OrdinalIgnoreCase);

    public static byte[] Body<T>(T request, JsonTypeInfo<T> type)
    {
        ArgumentNullException.ThrowIfNull(request);
        return JsonSerializer.SerializeToUtf8Bytes(request, type);
    }
}
