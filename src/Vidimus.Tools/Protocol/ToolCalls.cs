using System.Buffers;
using System.Text.Json;
using Vidimus.Tools.Answers;

namespace Vidimus.Tools.Protocol;

/// <summary>
/// <c>tools/call</c>. The host decides and runs; here is what the protocol adds: rounds with the client, progress, and a limit
/// to what comes back. What is refused here goes to the host too, so that it is on record.
/// </summary>
internal static class ToolCalls
{
    private const string ApprovalMember = "approvalId";
    private const string ApprovalMeta = "vidimus/approval";
    private const string Question = "approval";

    public static async ValueTask<ReadOnlyMemory<byte>> Call(
        Asked asked,
        CancellationToken cancellation
    )
    {
        if (asked.Params.Text("name") is not { } name)
            throw await Refused(
                asked,
                null,
                ToolCodes.Malformed,
                "tools/call needs params.name, a text.",
                cancellation
            );
        var arguments = asked.Params.TryGetProperty("arguments", out var given) ? given : default;
        if (ToolArguments.AreTooMany(arguments))
            throw await Refused(
                asked,
                name,
                ToolCodes.TooManyArguments,
                $"The arguments have more than {ToolArguments.Most} members and items; none was looked at. Send what the tool's inputSchema names.",
                cancellation
            );
        var round = Rounds.Read(asked, name, arguments);
        var call = new ToolCallAsked(
            name,
            round.ApprovalId is { } id ? With(arguments, id) : arguments,
            asked.IsModern && asked.Client.Can("elicitation.url"),
            asked.Client.Name
        )
        {
            Exchange = new Exchange(asked, round.Answers, round.State),
            Refused = round.Refused,
        };
        var answer = await asked.Host.Call(asked.At, call, cancellation);
        if (round.Refused is { Code: ToolCodes.StateInvalid } refused)
            throw new McpErrorException(McpCodes.InvalidParams, refused.Message);
        if (answer is { Outcome: ToolOutcome.Refused, Code: ToolCodes.Unknown })
            throw new McpErrorException(McpCodes.InvalidParams, answer.Text);
        return Written(asked, call, answer, Rounds.Binding(asked, name, arguments));
    }

    /// <summary>
    /// Puts a call on record that the protocol refuses before it is one. Without a name where it is not known which tool was
    /// meant: header and body say two, or the message is of a kind that calls nothing.
    /// </summary>
    public static async ValueTask Record(
        McpRuntime runtime,
        McpSession at,
        string? name,
        string code,
        string message,
        CancellationToken cancellation
    ) =>
        await runtime.Parts.Host.Call(
            at,
            new(name ?? "", default, false, null) { Refused = new(code, message) },
            cancellation
        );

    private static async ValueTask<McpErrorException> Refused(
        Asked asked,
        string? name,
        string code,
        string message,
        CancellationToken cancellation
    )
    {
        await Record(asked.Runtime, asked.At, name, code, message, cancellation);
        return new(McpCodes.InvalidParams, message);
    }

    private static ReadOnlyMemory<byte> Written(
        Asked asked,
        ToolCallAsked call,
        ToolAnswer answer,
        Lazy<string> binding
    )
    {
        if (answer.Input is { } input)
            return Rounds.Ask(asked, input, binding);
        if (answer is { Outcome: ToolOutcome.Pending, Approval: { } approval } && call.CanOpenPages)
            return Messages.InputRequired(
                asked.Id,
                Messages.Piece(
                    (answer.Text, approval.Url),
                    static (json, what) =>
                    {
                        json.WriteStartObject(Question);
                        json.WriteString("method"u8, "elicitation/create"u8);
                        json.WriteStartObject("params"u8);
                        json.WriteString("mode"u8, "url"u8);
                        json.WriteString("message"u8, what.Text);
                        json.WriteString("url"u8, what.Url);
                        json.WriteEndObject();
                        json.WriteEndObject();
                    }
                ),
                asked.Runtime.States.Close(
                    RequestStates.Approval,
                    approval.Id,
                    approval.ExpiresAt,
                    binding.Value
                )
            );
        var message = asked.Result(InWordsOf(asked, answer), Write);
        var most = asked.Runtime.Options.LargestResult;
        return message.Length <= most
            ? message
            : asked.Result(InWordsOf(asked, TooLarge(message.Length, most)), Write);
    }

    /// <summary>Clients of the orders' toolset read errors as the contract of its API has them, whoever refused.</summary>
    private static ToolAnswer InWordsOf(Asked asked, ToolAnswer answer) =>
        asked.At.Toolset == ToolCatalogue.Orders ? Orders.Envelope.Of(answer) : answer;

    private static void Write(Utf8JsonWriter json, ToolAnswer answer)
    {
        if (answer.Content is { ValueKind: JsonValueKind.Array } content)
            Messages.Element(json, "content", content);
        else
        {
            json.WriteStartArray("content"u8);
            json.WriteStartObject();
            json.WriteString("type"u8, "text"u8);
            json.WriteString("text"u8, answer.Text);
            json.WriteEndObject();
            json.WriteEndArray();
        }
        if (answer.Structured is { ValueKind: JsonValueKind.Object } structured)
            Messages.Element(json, "structuredContent", structured);
        if (answer.Outcome != ToolOutcome.Done)
            json.WriteBoolean("isError"u8, true);
        // Not as structured content: widespread clients hold that to the tool's output schema in errors too.
        if (answer is { Outcome: ToolOutcome.Pending, Approval: { } approval })
        {
            json.WriteStartObject("_meta"u8);
            json.WriteStartObject(ApprovalMeta);
            json.WriteString(ApprovalMember, approval.Id);
            json.WriteString("url"u8, approval.Url);
            json.WriteString("expiresAt"u8, Refusals.Until(approval.ExpiresAt));
            json.WriteEndObject();
            json.WriteEndObject();
        }
    }

    private static ToolAnswer TooLarge(int length, int most) =>
        new(
            $"The call was carried out, but its result has {length} bytes; at most {most} are sent. Ask for less: a smaller limit, the next page by its cursor, or responseFormat \"concise\".",
            null,
            ToolOutcome.Failed,
            "RESULT_TOO_LARGE"
        );

    /// <summary>The arguments with the approval that was asked for in the round before.</summary>
    private static JsonElement With(JsonElement arguments, string approvalId)
    {
        if (
            arguments.ValueKind is not (JsonValueKind.Object or JsonValueKind.Undefined)
            || (
                arguments.ValueKind == JsonValueKind.Object
                && arguments.TryGetProperty(ApprovalMember, out _)
            )
        )
            return arguments;
        var buffer = new ArrayBufferWriter<byte>(512);
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartObject();
        if (arguments.ValueKind == JsonValueKind.Object)
        {
            foreach (var member in arguments.EnumerateObject())
                member.WriteTo(json);
        }
        json.WriteString(ApprovalMember, approvalId);
        json.WriteEndObject();
        json.Flush();
        return JsonElement.Parse(buffer.WrittenSpan);
    }
}
