using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Vidimus.Tools.Protocol;

/// <summary>Of which revision a request is, and whether all of it says the same.</summary>
internal static class Era
{
    public sealed record Fault(int Code, string Message, JsonElement? Details = null);

    public static (ClientTraits? Client, Fault? Wrong) Of(
        IHeaderDictionary headers,
        Incoming message
    )
    {
        var named = headers["MCP-Protocol-Version"];
        if (named.Count > 1)
            return (null, Mismatch("The header MCP-Protocol-Version is there more than once."));
        var header = named.Count == 1 ? named[0]!.Trim() : null;
        var body = message.Meta.Text(Revisions.Version);
        if (body is null && header != Revisions.Modern)
            return Legacy(header);
        if (message.Method is null)
            return (
                null,
                new(
                    McpCodes.InvalidRequest,
                    $"In {Revisions.Modern} clients send no answers: this server asks nothing."
                )
            );
        if (message.IsRequest && body is null)
            return (null, Missing(Revisions.Version, "a text"));
        if (header is null || (body is not null && header != body))
            return (
                null,
                Mismatch(
                    $"The header MCP-Protocol-Version must be there and be {Revisions.Version} in params._meta of the body."
                )
            );
        return header == Revisions.Modern ? Modern(headers, message)
            : Revisions.IsLegacy(header) ? Legacy(header)
            : (null, Unsupported(header));
    }

    private static (ClientTraits?, Fault?) Legacy(string? header)
    {
        var revision = header ?? Revisions.Assumed;
        return Revisions.IsLegacy(revision)
            ? (new(revision, Abilities.None, null), null)
            : (null, Unsupported(revision));
    }

    private static (ClientTraits?, Fault?) Modern(IHeaderDictionary headers, Incoming message)
    {
        var capabilities = message.Meta.Object(Revisions.Capabilities);
        if (message.IsRequest && capabilities.ValueKind != JsonValueKind.Object)
            return (null, Missing(Revisions.Capabilities, "an object"));
        if (HeaderAgreement.Wrong(headers, message) is { } wrong)
            return (null, Mismatch(wrong));
        return (
            ClientTraits.Of(
                Revisions.Modern,
                capabilities,
                message.Meta.Object(Revisions.ClientInfo)
            ),
            null
        );
    }

    private static Fault Missing(string member, string what) =>
        new(McpCodes.InvalidParams, $"params._meta needs {member}, {what}.");

    private static Fault Mismatch(string message) => new(McpCodes.HeaderMismatch, message);

    public static Fault Unsupported(string revision) =>
        new(
            McpCodes.UnsupportedVersion,
            "This server does not speak that revision of the protocol.",
            Messages.Piece(
                Dispatch.Shown(revision),
                static (json, requested) =>
                {
                    json.WriteStartArray("supported"u8);
                    foreach (var one in Revisions.All)
                        json.WriteStringValue(one);
                    json.WriteEndArray();
                    json.WriteString("requested"u8, requested);
                }
            )
        );
}
