using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Vidimus.Portal.Connect;

/// <summary>What configurations of clients are made of.</summary>
internal static class ConnectTexts
{
    /// <summary>Stands where the file of one's own certificate authority goes.</summary>
    public const string Authority = "/path/to/authority.pem";

    /// <summary>Makes the program <c>vidimus</c> out of the sources and installs it for whoever runs this.</summary>
    public const string Install =
        "dotnet pack src/Vidimus.Cli -c Release -o artifacts/packages\ndotnet tool install --global Vidimus.Cli --source artifacts/packages";

    private static readonly JsonSerializerOptions Readable = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>A configuration that names its servers under <paramref name="root"/>.</summary>
    public static string Json(string root, JsonObject server) =>
        new JsonObject { [root] = new JsonObject { ["vidimus"] = server } }.ToJsonString(Readable);

    public static string Json(JsonObject whole) => whole.ToJsonString(Readable);

    /// <summary>The program on this computer, which holds the token and talks to the server.</summary>
    public static JsonObject Program(ConnectChoice choice, bool typed = false, string? token = null)
    {
        var program = new JsonObject();
        if (typed)
            program["type"] = "stdio";
        program["command"] = "vidimus";
        program["args"] = new JsonArray([.. Arguments(choice).Select(a => JsonValue.Create(a))]);
        program["env"] = new JsonObject
        {
            ["VIDIMUS_URL"] = choice.Server,
            ["VIDIMUS_KEY"] = token ?? choice.Token,
        };
        return program;
    }

    /// <summary>The arguments of the program for what was chosen.</summary>
    public static IReadOnlyList<string> Arguments(ConnectChoice choice) =>
        [
            "mcp",
            .. choice.Toolset.Length > 0 ? (string[])["--toolset", choice.Toolset] : [],
            .. choice.ReadOnly ? (string[])["--read-only"] : [],
        ];

    /// <summary>The bridge that signs in for clients which cannot, or do not trust one's own certificate.</summary>
    public static JsonObject Bridge(ConnectChoice choice)
    {
        var arguments = new JsonArray("-y", "mcp-remote", choice.Address);
        var bridge = new JsonObject { ["command"] = "npx", ["args"] = arguments };
        if (choice.OnlyHere)
            arguments.Add("--allow-http");
        else
            bridge["env"] = new JsonObject { ["NODE_EXTRA_CA_CERTS"] = Authority };
        return bridge;
    }

    public static JsonObject Header(string value) =>
        new() { ["Authorization"] = $"Bearer {value}" };

    /// <summary>A first request that shows whether the server answers, and what it says to whom it does not know.</summary>
    public static string Probe(ConnectChoice choice) =>
        $$$$"""
            curl -sS -i {{{{choice.Address}}}} \
              -H 'Authorization: Bearer {{{{choice.Token}}}}' \
              -H 'Content-Type: application/json' -H 'Accept: application/json, text/event-stream' \
              -d '{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"curl","version":"1"}}}'
            """;
}
