using System.Text.Json;

namespace Vidimus.Tools.Protocol;

/// <summary><c>prompts/…</c>.</summary>
internal static class PromptMethods
{
    public static ReadOnlyMemory<byte> List(Asked asked)
    {
        ToolLists.NoCursor(asked);
        return asked.Result(
            asked,
            static (json, asked) =>
            {
                json.WriteStartArray("prompts"u8);
                foreach (
                    var one in asked.Runtime.Parts.Prompts.SelectMany(p =>
                        p.Prompts(asked.At.Toolset)
                    )
                )
                    Write(json, one);
                json.WriteEndArray();
                asked.Keep(json, ToolLists.KeepLists);
            }
        );
    }

    public static async ValueTask<ReadOnlyMemory<byte>> Get(
        Asked asked,
        CancellationToken cancellation
    )
    {
        var name = asked.Needed("name");
        var toolset = asked.At.Toolset;
        var given = asked.Params.TryGetProperty("arguments", out var a) ? a : default;
        var round = Rounds.Read(asked, name, given);
        if (round.Refused is { } refused)
            throw new McpErrorException(McpCodes.InvalidParams, refused.Message);
        var owner =
            asked.Runtime.Parts.Prompts.FirstOrDefault(p =>
                p.Prompts(toolset).Any(one => one.Name == name)
            )
            ?? throw new McpErrorException(
                McpCodes.InvalidParams,
                $"There is no prompt {Dispatch.Shown(name)} here."
            );
        var arguments = Arguments(given);
        var exchange = new Exchange(asked, round.Answers, round.State);
        var answer = await asked.Host.InName(
            asked.At,
            asked.Named(name),
            api => owner.Get(toolset, name, arguments, exchange, api, cancellation),
            cancellation
        );
        if (answer is null)
            throw new McpErrorException(
                McpCodes.InvalidParams,
                $"There is no prompt {Dispatch.Shown(name)} here."
            );
        return answer.Input is { } input
            ? Rounds.Ask(asked, input, Rounds.Binding(asked, name, given))
            : asked.Result(answer, WriteAnswer);
    }

    private static Dictionary<string, string> Arguments(JsonElement given)
    {
        var arguments = new Dictionary<string, string>(StringComparer.Ordinal);
        if (given.ValueKind == JsonValueKind.Undefined)
            return arguments;
        if (
            given.ValueKind != JsonValueKind.Object
            || given.EnumerateObject().Any(m => m.Value.ValueKind != JsonValueKind.String)
        )
            throw new McpErrorException(
                McpCodes.InvalidParams,
                "A prompt's arguments must be an object of texts."
            );
        foreach (var member in given.EnumerateObject())
            arguments[member.Name] = member.Value.GetString()!;
        return arguments;
    }

    private static void Write(Utf8JsonWriter json, McpPrompt prompt)
    {
        json.WriteStartObject();
        json.WriteString("name"u8, prompt.Name);
        json.WriteString("title"u8, prompt.Title);
        json.WriteString("description"u8, prompt.Description);
        json.WriteStartArray("arguments"u8);
        foreach (var argument in prompt.Arguments)
        {
            json.WriteStartObject();
            json.WriteString("name"u8, argument.Name);
            json.WriteString("description"u8, argument.Description);
            json.WriteBoolean("required"u8, argument.Required);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteAnswer(Utf8JsonWriter json, McpPromptAnswer answer)
    {
        json.WriteString("description"u8, answer.Description);
        json.WriteStartArray("messages"u8);
        foreach (var message in answer.Messages)
        {
            json.WriteStartObject();
            json.WriteString("role"u8, message.Role);
            if (message.Content is { } content)
                Messages.Element(json, "content", content);
            else
            {
                json.WriteStartObject("content"u8);
                json.WriteString("type"u8, "text"u8);
                json.WriteString("text"u8, message.Text);
                json.WriteEndObject();
            }
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }
}
