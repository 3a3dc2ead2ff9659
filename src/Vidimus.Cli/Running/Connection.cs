using System.CommandLine;
using Vidimus.Client;

namespace Vidimus.Cli;

/// <summary>Which server, and with which key: options first, then the environment, then what was saved.</summary>
internal static class Connection
{
    public static VidimusClient Open(ParseResult parsed, Globals globals, Host host)
    {
        var options = Settled(parsed, globals, host);
        return host.Handler is { } handler ? new(options, handler) : new(options);
    }

    public static VidimusClientOptions Settled(ParseResult parsed, Globals globals, Host host)
    {
        var given = parsed.GetValue(globals.Url) ?? Filled(host.Variable("VIDIMUS_URL"));
        var ownKey = GivenKey(parsed, globals, host);
        var saved = given is null || ownKey is null ? Settings.Load(host) : null;
        var url =
            given
            ?? saved?.Url
            ?? throw new MistakeException(
                "No server is named.",
                "Give --url, set VIDIMUS_URL, or run 'vidimus configure'."
            );
        var insecure = parsed.GetValue(globals.AllowInsecureHttp);
        var address = Address(url, insecure);
        // A saved key belongs to the saved server and is never shown to another.
        var savedKey =
            saved is { Key: { } key }
            && Uri.TryCreate(saved.Url, UriKind.Absolute, out var home)
            && home == address
                ? key
                : null;
        return new VidimusClientOptions
        {
            BaseAddress = address,
            ClientToken = ownKey ?? (savedKey is null ? null : Secret.Of(savedKey)),
            UseKeyDirectly =
                parsed.GetValue(globals.Direct) || (ownKey is null && saved is { Direct: true }),
            AllowInsecureHttp = insecure,
            TimeProvider = host.TimeProvider,
        };
    }

    public static Uri Address(string url, bool allowInsecureHttp)
    {
        if (
            !Uri.TryCreate(url, UriKind.Absolute, out var address)
            || address.Scheme is not ("https" or "http")
        )
            throw new MistakeException(
                $"'{url}' is not a server's address.",
                "Give it in full, such as https://trust.example."
            );
        if (address.Scheme == "http" && !address.IsLoopback && !allowInsecureHttp)
            throw new MistakeException(
                "The address is plain http: the key would travel readable.",
                "Use https, or add --allow-insecure-http if you accept that."
            );
        return address;
    }

    public static Secret KeyFrom(string file)
    {
        using var reader = new StreamReader(file);
        return Secret.Of(reader.ReadLine() ?? "");
    }

    private static Secret? GivenKey(ParseResult parsed, Globals globals, Host host)
    {
        if (parsed.GetValue(globals.Key) is { } key)
            return Secret.Of(key);
        if (parsed.GetValue(globals.KeyFile) is { } file)
            return KeyFrom(file);
        return Filled(host.Variable("VIDIMUS_KEY")) is { } variable ? Secret.Of(variable) : null;
    }

    private static string? Filled(string? value) =>
        string.IsNullOrWhiteSpace(value) ? null : value.Trim();
}
