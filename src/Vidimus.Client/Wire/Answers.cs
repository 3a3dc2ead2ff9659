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
            value.Check(new Checker());
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

    public static bool IsJson(Answer answer) =>
        string.Equals(answer.ContentType, "application/json", StringComparison.OrdinalIgnoreCase);

    public static byte[] Body<T>(T request, JsonTypeInfo<T> type)
    {
        ArgumentNullException.ThrowIfNull(request);
        return JsonSerializer.SerializeToUtf8Bytes(request, type);
    }
}
