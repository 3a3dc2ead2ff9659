using System.Text.Json;

namespace Vidimus.Gateway;

/// <summary>
/// The settings by name. In the environment a name is upper case after <c>VIDIMUS_GATEWAY_</c> with underscores
/// (<c>VIDIMUS_GATEWAY_CALL_TIMEOUT</c>); in the configuration file it is camelCase; as a flag it is as here.
/// </summary>
internal static class GatewaySettingNames
{
    public const string ClientToken = "client-token";

    public static readonly string[] All =
    [
        "url",
        "api",
        ClientToken,
        "client-token-file",
        "address",
        "port",
        "public-url",
        "origins",
        "hosts",
        "tls-certificate",
        "tls-key",
        "behind-proxy",
        "callers",
        "audit",
        "log-level",
        "environment",
        "cache",
        "call-timeout",
        "attempt-timeout",
        "tools",
        "read-only",
        "allow-insecure-http",
        "health-kept",
        "verix-site",
    ];

    /// <summary>Names that hosting platforms and other servers of this kind use for the same; taken when ours is not set.</summary>
    public static readonly IReadOnlyDictionary<string, string[]> AlsoKnownAs = new Dictionary<
        string,
        string[]
    >
    {
        [ClientToken] = ["CLIENT_ACCESS_TOKEN", "VERIX_CLIENT_ACCESS_TOKEN"],
        ["url"] = ["API_BASE_URL", "VERIX_API_BASE_URL"],
        ["port"] = ["PORT"],
        ["log-level"] = ["LOG_LEVEL"],
        ["environment"] = ["ENVIRONMENT"],
    };

    public static string Variable(string name) =>
        "VIDIMUS_GATEWAY_" + name.Replace('-', '_').ToUpperInvariant();

    public static string Member(string name)
    {
        var parts = name.Split('-');
        return parts[0]
            + string.Concat(parts[1..].Select(p => char.ToUpperInvariant(p[0]) + p[1..]));
    }
}

/// <summary>Puts together what flags, the environment and the configuration file say; the first that says something wins.</summary>
internal static class SettingsSources
{
    public static IReadOnlyDictionary<string, string> Gather(
        IReadOnlyDictionary<string, string> flags,
        Func<string, string?> variable
    )
    {
        if (flags.ContainsKey(GatewaySettingNames.ClientToken))
            throw new GatewayMistakeException(
                "A client token on the command line can be read by everybody on this machine.",
                "Put it into a file (client-token-file) or into VIDIMUS_GATEWAY_CLIENT_TOKEN."
            );
        var file = flags.GetValueOrDefault("config") ?? Filled(variable("VIDIMUS_GATEWAY_CONFIG"));
        var fromFile = file is null ? [] : ReadFile(file);
        var found = new Dictionary<string, string>();
        foreach (var name in GatewaySettingNames.All)
        {
            var value =
                flags.GetValueOrDefault(name)
                ?? Filled(variable(GatewaySettingNames.Variable(name)))
                ?? fromFile.GetValueOrDefault(name)
                ?? Elsewhere(name, variable);
            if (value is not null)
                found[name] = value.Trim();
        }
        return found;
    }

    private static string? Elsewhere(string name, Func<string, string?> variable) =>
        GatewaySettingNames
            .AlsoKnownAs.GetValueOrDefault(name)
            ?.Select(v => Filled(variable(v)))
            .FirstOrDefault(v => v is not null);

    private static Dictionary<string, string> ReadFile(string path)
    {
        try
        {
            using var read = JsonDocument.Parse(
                File.ReadAllBytes(path),
                new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true }
            );
            return Members(path, read.RootElement);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new GatewayMistakeException($"The configuration file {path} cannot be read.");
        }
        catch (JsonException e)
        {
            throw new GatewayMistakeException(
                $"The configuration file {path} is not JSON near line {e.LineNumber + 1}."
            );
        }
    }

    private static Dictionary<string, string> Members(string path, JsonElement root)
    {
        if (root.ValueKind is not JsonValueKind.Object)
            throw new GatewayMistakeException($"{path} must hold a JSON object.");
        var known = GatewaySettingNames.All.ToDictionary(GatewaySettingNames.Member);
        var found = new Dictionary<string, string>();
        foreach (var member in root.EnumerateObject())
        {
            if (!known.TryGetValue(member.Name, out var name))
                throw new GatewayMistakeException(
                    $"{path} has a setting that does not exist: {Shown(member.Name)}.",
                    $"There are: {string.Join(", ", known.Keys)}."
                );
            if (name == GatewaySettingNames.ClientToken)
                throw new GatewayMistakeException(
                    $"{path} holds the client token itself.",
                    "Configuration files are copied and shown around: name a file of its own by clientTokenFile, and replace the token if somebody may have seen it."
                );
            found[name] = Text(member.Value);
        }
        return found;
    }

    private static string Text(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.String => value.GetString()!,
            JsonValueKind.Array => string.Join(',', value.EnumerateArray().Select(Text)),
            JsonValueKind.Object => string.Join(
                ',',
                value.EnumerateObject().Select(m => $"{m.Name}={Text(m.Value)}")
            ),
            _ => value.GetRawText(),
        };

    private static string Shown(string text) =>
        new([.. text.Take(64).Select(c => char.IsControl(c) ? '?' : c)]);

    private static string? Filled(string? value) =>
        string.IsNullOrWhiteSpace(value) ? null : value.Trim();
}
