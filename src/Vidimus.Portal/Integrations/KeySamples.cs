using Vidimus.Client;
using Vidimus.Portal.Connect;

namespace Vidimus.Portal.Integrations;

/// <summary>How a new key is used, ready to be copied.</summary>
internal static class KeySamples
{
    /// <summary>Where MCP clients are answered.</summary>
    public const string McpPath = "mcp";

    /// <summary>A first call: the exchange, or the key itself.</summary>
    public static string Curl(MintedKey key, string server) =>
        key.Kind is KeyKind.ClientToken
            ? $"curl -s -X POST {server}/v1/auth/token \\\n  -H 'Authorization: {key.BasicHeader.Reveal()}'"
            : $"curl -s {server}/v1/auth/me \\\n  -H 'Authorization: Bearer {key.Secret.Reveal()}'";

    /// <summary>A price, which orders nothing.</summary>
    public static string Quote(MintedKey key, string server) =>
        $$"""
            curl -s {{server}}/api/v1/quote \
              -H 'Authorization: Bearer {{key.Secret.Reveal()}}' \
              -H 'Content-Type: application/json' \
              -d '{"sourceLanguage":"fa","useCase":"uscis","pageCount":2,"speedTier":"standard"}'
            """;

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

    /// <summary>
    /// The configuration of an MCP client: the key itself, or, for one that must be exchanged, the program that does so.
    /// </summary>
    public static string Mcp(MintedKey key, string server)
    {
        var secret = key.Secret.Reveal();
        if (key.ExchangeOnly)
            return ConnectTexts.Json(
                "mcpServers",
                ConnectTexts.Program(new("", "", false, server), token: secret)
            );
        return ConnectTexts.Json(
            "mcpServers",
            new()
            {
                ["type"] = "http",
                ["url"] = $"{server}/{McpPath}",
                ["headers"] = ConnectTexts.Header(secret),
            }
        );
    }
}
