using System.Text.Json;
using Vidimus.Client;

namespace Vidimus.Tools.Protocol;

/// <summary><c>completion/complete</c>: values for an argument of a prompt or a variable of an address.</summary>
internal static class Completion
{
    private const int Most = 100;

    public static async ValueTask<ReadOnlyMemory<byte>> Complete(
        Asked asked,
        CancellationToken cancellation
    )
    {
        var argument = asked.Params.Object("argument");
        var (name, begun) = (argument.Text("name"), argument.Text("value"));
        if (name is null || begun is null)
            throw new McpErrorException(
                McpCodes.InvalidParams,
                "completion/complete needs params.argument with name and value, both texts."
            );
        var of = asked.Params.Object("ref");
        var values = await asked.Host.InName(
            asked.At,
            asked.Named(of.Text("name") ?? of.Text("uri")),
            api => Values(asked, of, name, begun, api, cancellation),
            cancellation
        );
        if (values is null)
            throw new McpErrorException(
                McpCodes.InvalidParams,
                "params.ref names neither a prompt (ref/prompt, name) nor a template of addresses (ref/resource, uri) of this server."
            );
        return asked.Result(
            values,
            static (json, values) =>
            {
                json.WriteStartObject("completion"u8);
                json.WriteStartArray("values"u8);
                foreach (var value in values.Take(Most))
                    json.WriteStringValue(value);
                json.WriteEndArray();
                json.WriteNumber("total"u8, values.Count);
                json.WriteBoolean("hasMore"u8, values.Count > Most);
                json.WriteEndObject();
            }
        );
    }

    private static async ValueTask<IReadOnlyList<string>?> Values(
        Asked asked,
        JsonElement of,
        string argument,
        string begun,
        VidimusClient api,
        CancellationToken cancellation
    )
    {
        var (toolset, parts) = (asked.At.Toolset, asked.Runtime.Parts);
        if (of.Text("type") == "ref/prompt" && of.Text("name") is { } prompt)
        {
            foreach (var one in parts.Prompts)
            {
                if (
                    await one.Complete(toolset, prompt, argument, begun, api, cancellation) is
                    { } values
                )
                    return values;
            }
        }
        if (of.Text("type") == "ref/resource" && of.Text("uri") is { } template)
        {
            foreach (var one in parts.Resources)
            {
                if (
                    await one.Complete(toolset, template, argument, begun, api, cancellation) is
                    { } values
                )
                    return values;
            }
        }
        return null;
    }
}
