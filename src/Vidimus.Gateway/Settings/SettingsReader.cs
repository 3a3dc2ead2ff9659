using System.Globalization;
using System.Net;
using Microsoft.Extensions.Logging;
using Vidimus.Client;

namespace Vidimus.Gateway;

/// <summary>Makes settings of texts; names everything that is wrong at once.</summary>
internal sealed class SettingsReader(IReadOnlyDictionary<string, string> given)
{
    private readonly List<string> _wrong = [];

    public GatewaySettings Read()
    {
        var settings = new GatewaySettings
        {
            Url = Url() ?? new Uri("https://missing.invalid"),
            Api = Word("api", GatewayApi.Vidimus),
            ClientToken = Token(),
            ClientTokenFile = TokenFile(),
            Address = Address(),
            Port = (int)Number("port", 8484, 1, 65535),
            PublicUrl = PublicUrl(),
            Origins = List("origins") ?? [],
            Hosts = List("hosts") ?? [],
            Certificate = File("tls-certificate"),
            CertificateKey = File("tls-key"),
            BehindProxy = Flag("behind-proxy"),
            CallersFile = given.GetValueOrDefault("callers"),
            AuditFile = given.GetValueOrDefault("audit"),
            LogLevel = Level(),
            Environment = given.GetValueOrDefault("environment") ?? "production",
            Cache = Cache(),
            CallTimeout = Seconds("call-timeout", 30, 1, 600),
            AttemptTimeout = Seconds("attempt-timeout", 10, 1, 600),
            Tools = List("tools"),
            ReadOnly = Flag("read-only"),
            AllowInsecureHttp = Flag("allow-insecure-http"),
            HealthKept = Seconds("health-kept", 10, 0, 3600),
            VerixSite = Site(),
        };
        if (settings.ClientToken is null && settings.ClientTokenFile is null)
            Wrong(
                "the client token is missing (client-token-file, or VIDIMUS_GATEWAY_CLIENT_TOKEN)"
            );
        if (settings.AttemptTimeout > settings.CallTimeout)
            settings = settings with { AttemptTimeout = settings.CallTimeout };
        if (settings.CertificateKey is not null && settings.Certificate is null)
            Wrong("tls-key is given without tls-certificate");
        if (_wrong.Count > 0)
            throw new GatewayMistakeException(
                $"The gateway's settings are not right: {string.Join("; ", _wrong)}.",
                "Settings come from flags, VIDIMUS_GATEWAY_… variables and the configuration file; see docs/gateway.md."
            );
        return settings;
    }

    private Uri? Url()
    {
        if (!given.TryGetValue("url", out var text))
        {
            Wrong("the API's address is missing (url)");
            return null;
        }
        if (Web(text) is not { } url)
        {
            Wrong("url must be a full address such as https://trust.example");
            return null;
        }
        if (url.Scheme == "http" && !url.IsLoopback && !Flag("allow-insecure-http"))
            Wrong(
                "url is plain http to another machine, where the client token would travel readable (use https, or allow-insecure-http)"
            );
        return url;
    }

    private Secret? Token()
    {
        if (!given.TryGetValue(GatewaySettingNames.ClientToken, out var text))
            return null;
        // A file that is named goes before what happens to be in the environment.
        if (given.ContainsKey("client-token-file"))
            return null;
        try
        {
            return Secret.Of(text);
        }
        catch (ArgumentException)
        {
            Wrong("the client token holds a character that no token has");
            return null;
        }
    }

    private string? TokenFile()
    {
        if (!given.TryGetValue("client-token-file", out var path))
            return null;
        try
        {
            ClientTokenFile.ReadFrom(path);
        }
        catch (GatewayMistakeException mistake)
        {
            Wrong(mistake.Message.TrimEnd('.'));
        }
        return path;
    }

    private IPAddress Address()
    {
        if (!given.TryGetValue("address", out var text) || text is "localhost")
            return IPAddress.Loopback;
        if (text is "*" or "any")
            return IPAddress.IPv6Any;
        if (IPAddress.TryParse(text, out var address))
            return address;
        Wrong("address must be an IP address such as 127.0.0.1 or 0.0.0.0");
        return IPAddress.Loopback;
    }

    private string? PublicUrl()
    {
        if (!given.TryGetValue("public-url", out var text))
            return null;
        if (Web(text) is null)
            Wrong("public-url must be a full address such as https://gateway.example");
        return text.TrimEnd('/');
    }

    private Uri? Site()
    {
        if (!given.TryGetValue("verix-site", out var text))
            return null;
        if (Web(text) is { } site)
            return site;
        Wrong("verix-site must be a full address such as https://www.verix.io");
        return null;
    }

    private static Uri? Web(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri)
        && uri.Scheme is "https" or "http"
        && uri.UserInfo.Length == 0
        && uri.Query.Length == 0
        && uri.Fragment.Length == 0
            ? uri
            : null;

    private string? File(string name)
    {
        if (!given.TryGetValue(name, out var path))
            return null;
        if (!System.IO.File.Exists(path))
            Wrong($"{name}: there is no file {path}");
        return path;
    }

    private LogLevel Level() =>
        given.GetValueOrDefault("log-level")?.ToLowerInvariant() switch
        {
            null or "information" or "info" => LogLevel.Information,
            "debug" => LogLevel.Debug,
            "trace" => LogLevel.Trace,
            "warning" or "warn" => LogLevel.Warning,
            "error" => LogLevel.Error,
            "none" => LogLevel.None,
            _ => Refused(
                "log-level must be debug, information, warning, error or none",
                LogLevel.Information
            ),
        };

    private Dictionary<string, TimeSpan> Cache()
    {
        var kept = new Dictionary<string, TimeSpan>();
        foreach (var entry in List("cache") ?? [])
        {
            var parts = entry.Split('=', 2, StringSplitOptions.TrimEntries);
            if (
                parts.Length == 2
                && int.TryParse(
                    parts[1],
                    NumberStyles.None,
                    CultureInfo.InvariantCulture,
                    out var seconds
                )
                && seconds <= 86_400
            )
                kept[parts[0]] = TimeSpan.FromSeconds(seconds);
            else
                Wrong("cache must be tools and seconds such as listGroups=60,getGroup=60");
        }
        return kept.Where(k => k.Value > TimeSpan.Zero).ToDictionary();
    }

    private TimeSpan Seconds(string name, double standard, double least, double most) =>
        TimeSpan.FromSeconds(Number(name, standard, least, most));

    private double Number(string name, double standard, double least, double most)
    {
        if (!given.TryGetValue(name, out var text))
            return standard;
        if (
            double.TryParse(
                text,
                NumberStyles.AllowDecimalPoint,
                CultureInfo.InvariantCulture,
                out var value
            )
            && value >= least
            && value <= most
        )
            return value;
        return Refused(
            string.Create(CultureInfo.InvariantCulture, $"{name} must be {least} to {most}"),
            standard
        );
    }

    private bool Flag(string name) =>
        given.GetValueOrDefault(name)?.ToLowerInvariant() switch
        {
            null or "false" or "0" or "no" => false,
            "" or "true" or "1" or "yes" => true,
            _ => Refused($"{name} must be true or false", false),
        };

    private T Word<T>(string name, T standard)
        where T : struct, Enum =>
        !given.TryGetValue(name, out var text) ? standard
        : Enum.GetNames<T>().FirstOrDefault(n => n.Equals(text, StringComparison.OrdinalIgnoreCase))
            is { } word
            ? Enum.Parse<T>(word)
        : Refused(
            $"{name} must be one of {string.Join(", ", Enum.GetNames<T>()).ToLowerInvariant()}",
            standard
        );

    private string[]? List(string name) =>
        given
            .GetValueOrDefault(name)
            ?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private T Refused<T>(string what, T standard)
    {
        Wrong(what);
        return standard;
    }

    private void Wrong(string what)
    {
        if (!_wrong.Contains(what))
            _wrong.Add(what);
    }
}
