using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Vidimus.Client;

namespace Vidimus.Portal.Integrations;

/// <summary>How a new key is used, ready to be copied.</summary>
internal static class KeySamples
{
    private static readonly JsonSerializerOptions Readable = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Where MCP clients are answered.</summary>
    public const string McpPath = "mcp";

    /// <summary>A first call: the exchange, or the key itself.</summary>
    public static string Curl(MintedKey key, string server) =>
        key.Kind is KeyKind.ClientToken
            ? $"curl -s -X POST {server}/v1/auth/token \\\n  -H 'Authorization: {key.BasicHeader.Reveal()}'"
            : $"curl -s {server}/v1/auth/me \\\n  -H 'Authorization: Bearer {key.Secret.Reveal()}'";

    /// <summary>The same with the client library, which exchanges by itself.</summary>
    public static string CSharp(MintedKey key, string server)
    {
        var directly = key.Kind is KeyKind.ApiKey ? "\n    UseKeyDirectly = true," : "";
        return $$"""
            // export VIDIMUS_KEY={{key.Secret.Reveal()}}
            using Vidimus.Client;

            using var vidimus = new VidimusClient(new()
            {
                BaseAddress = new("{{server}}"),
                ClientToken = Environment.GetEnvironmentVariable("VIDIMUS_KEY"),{{directly}}
            });
            Console.WriteLine((await vidimus.Access.Me()).Organization.Name);
            """;
    }

    /// <summary>The configuration of an MCP client.</summary>
    public static string Mcp(MintedKey key, string server) =>
        new JsonObject
        {
            ["mcpServers"] = new JsonObject
            {
                ["vidimus"] = new JsonObject
                {
                    ["type"] = "http",
                    ["url"] = $"{server}/{McpPath}",
                    ["headers"] = new JsonObject
                    {
                        ["Authorization"] = key.ExchangeOnly
                            ? key.BasicHeader.Reveal()
                            : $"Bearer {key.Secret.Reveal()}",
                    },
                },
            },
        }.ToJsonString(Readable);
}
