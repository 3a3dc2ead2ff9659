using System.Net;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Vidimus.Access;
using Vidimus.Access.Setup;
using Vidimus.Platform.Http;
using Vidimus.Platform.Outgoing;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Secrets;

namespace Vidimus.Server;

/// <summary>Runs the server until it is told to stop.</summary>
internal static class ServerRun
{
    public static async Task<int> Run(string[] args, bool tls, CancellationToken cancellation)
    {
        try
        {
            await using var app = Build(args, tls);
            await app.StartAsync(cancellation);
            Announce(app);
            await ShowFirstSecrets(app, cancellation);
            await app.WaitForShutdownAsync(cancellation);
            return 0;
        }
        catch (Exception e) when (IsExplained(e))
        {
            await Console.Error.WriteLineAsync($"Vidimus cannot start: {e.Message}");
            return 1;
        }
    }

    /// <summary>Failures whose message tells the operator what to do; others are defects and keep their trace.</summary>
    public static bool IsExplained(Exception e) =>
        e
            is InvalidOperationException
                or IOException
                or UnauthorizedAccessException
                or System.Security.Cryptography.CryptographicException
                or System.Data.Common.DbException;

    public static WebApplication Build(string[] args, bool tls)
    {
        var builder = Composition.Builder(args);
        var urls =
            builder.Configuration["urls"]
            ?? (tls ? "https://localhost:5443" : "http://localhost:5080");
        builder.WebHost.UseUrls(urls);
        Composition.Services(builder);
        builder.WebHost.ConfigureKestrel(k => ServeTls(k, builder.Configuration, tls));
        var app = builder.Build();
        RefuseOpenHttp(urls, app.Services.GetRequiredService<HttpOptions>());
        Composition.Pipeline(app);
        return app;
    }

    private static void ServeTls(
        KestrelServerOptions kestrel,
        IConfiguration configuration,
        bool tryOut
    )
    {
        var options = kestrel.ApplicationServices.GetRequiredService<TlsOptions>();
        var log = kestrel.ApplicationServices.GetRequiredService<ILogger<ServerCertificate>>();
        if ((options.CertificateFile.Length > 0) != (options.KeyFile.Length > 0))
            throw new InvalidOperationException(
                "Tls:CertificateFile and Tls:KeyFile belong together: name both PEM files, or neither."
            );
        var certificate =
            options.CertificateFile.Length > 0 ? new ServerCertificate(options, log) : null;
        kestrel.ConfigureHttpsDefaults(https =>
        {
            https.SslProtocols = ServerCertificate.Versions;
            if (certificate is not null)
                certificate.Apply(https);
            else if (tryOut)
                https.ServerCertificate = TryOutCertificate.LoadOrMake(configuration);
        });
    }

    /// <summary>Plain HTTP on an address that others reach is a mistake unless a setting says otherwise.</summary>
    private static void RefuseOpenHttp(string urls, HttpOptions options)
    {
        if (options.AllowHttp || options.TrustedProxies.Length > 0)
            return;
        foreach (
            var url in urls.Split(
                ';',
                StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries
            )
        )
        {
            var host = BindingAddress.Parse(url);
            var loopback =
                host.Host is "localhost"
                || (
                    IPAddress.TryParse(host.Host.Trim('[', ']'), out var ip)
                    && IPAddress.IsLoopback(ip)
                );
            if (host.Scheme == "http" && !loopback)
            {
                throw new InvalidOperationException(
                    $"{url} would take keys over plain HTTP from other machines. Serve https (--tls to try out), name your reverse proxy in Http:TrustedProxies, or set Http:AllowHttp=true if the network is private."
                );
            }
        }
    }

    private static void Announce(WebApplication app)
    {
        var options = app.Services.GetRequiredService<AccessOptions>();
        string[] addresses =
        [
            .. app.Services.GetRequiredService<IServer>()
                .Features.Get<IServerAddressesFeature>()
                ?.Addresses.Select(Named)
                ?? [],
        ];
        if (addresses.Length > 0)
            options.LocalUrl = addresses[0];
        // Requests that would leave for this very server are refused.
        var own = app.Services.GetRequiredService<OwnEndpoints>();
        foreach (var url in (string[])[options.LocalUrl, options.BaseUrl, .. addresses])
            own.Add(new Uri(url).Host, new Uri(url).Port);
        Console.Error.WriteLine(
            $"Vidimus listens at {options.LocalUrl}; public address: {options.PublicUrl ?? "none set (PublicUrl), so only test credentials can be issued"}"
        );
        if (
            app.Environment.IsDevelopment()
            && app.Configuration["MasterKey"] is null or ""
            && app.Configuration["MasterKeyFile"] is null or ""
        )
            Console.Error.WriteLine(
                "WARNING: a development master key is in use. Anyone who reads the data folder can sign in your name. Configure MasterKey before you issue anything that matters."
            );
    }

    /// <summary>The address with a host name for the machine itself: identifiers of issuers have no room for an IP address.</summary>
    private static string Named(string address)
    {
        var parsed = BindingAddress.Parse(address);
        var host =
            IPAddress.TryParse(parsed.Host.Trim('[', ']'), out _) || parsed.Host is "*" or "+"
                ? "localhost"
                : parsed.Host;
        return $"{parsed.Scheme}://{host}:{parsed.Port}";
    }

    private static async Task ShowFirstSecrets(WebApplication app, CancellationToken cancellation)
    {
        if (
            await app.Services.GetRequiredService<FirstStart>().Run(cancellation) is not { } secrets
        )
            return;
        var options = app.Services.GetRequiredService<AccessOptions>();
        var text = $"""
            First start on an empty database.
            Set-up link (works once, for 24 hours): {options.BaseUrl}{secrets.SetupPath}
            First key, live, scope admin (shown once):     {secrets.Created.FirstKey.Secret}
            First key, test, scope admin (shown once):     {secrets.Created.FirstTestKey.Secret}

            """;
        if (!Console.IsOutputRedirected)
        {
            Console.Write(text);
            return;
        }
        // Not a terminal: whatever collects the output would keep the keys. A private file instead.
        var file = Path.GetFullPath(
            Path.Combine(
                app.Services.GetRequiredService<PersistenceOptions>().Folder,
                "first-keys.txt"
            )
        );
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.Delete(file);
        MasterKeySource.WritePrivate(file, text);
        await Console.Error.WriteLineAsync(
            $"The set-up link and the first keys are in {file}; read it, then delete it."
        );
    }
}
