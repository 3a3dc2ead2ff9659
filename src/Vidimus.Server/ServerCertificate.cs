using System.Diagnostics;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace Vidimus.Server;

/// <summary>The certificate that HTTPS is served with. Section <c>Tls</c>.</summary>
internal sealed class TlsOptions
{
    /// <summary>PEM file of the certificate, followed by those of its issuers.</summary>
    public string CertificateFile { get; set; } = "";

    /// <summary>PEM file of its private key.</summary>
    public string KeyFile { get; set; } = "";
}

/// <summary>
/// The certificate of the files named in the settings, read anew when they change: new connections get the new one and
/// those that exist go on. Files that do not fit together (a renewal half written) leave the old one in use.
/// </summary>
internal sealed partial class ServerCertificate
{
    /// <summary>TLS 1.2 and 1.3 only (RFC 8996 forbids what came before).</summary>
    public const SslProtocols Versions = SslProtocols.Tls12 | SslProtocols.Tls13;

    private static readonly TimeSpan LeastPause = TimeSpan.FromSeconds(1);
    private readonly TlsOptions _options;
    private readonly ILogger _log;
    private readonly Lock _looking = new();
    private volatile SslStreamCertificateContext _current;
    private (DateTime, DateTime) _stamp;
    private long _lookedAt;

    public ServerCertificate(TlsOptions options, ILogger log)
    {
        (_options, _log) = (options, log);
        _stamp = Stamp();
        _current = Load();
        _lookedAt = Stopwatch.GetTimestamp();
    }

    public void Apply(HttpsConnectionAdapterOptions https)
    {
        https.ServerCertificateSelector = (_, _) => Current.TargetCertificate;
        https.OnAuthenticate = (_, ssl) =>
        {
            // The context, unlike the selector, sends the issuers' certificates of the file along.
            ssl.ServerCertificateSelectionCallback = null;
            ssl.ServerCertificateContext = Current;
        };
    }

    private SslStreamCertificateContext Current
    {
        get
        {
            if (Stopwatch.GetElapsedTime(Volatile.Read(ref _lookedAt)) > LeastPause)
                Look();
            return _current;
        }
    }

    private void Look()
    {
        lock (_looking)
        {
            if (Stopwatch.GetElapsedTime(_lookedAt) <= LeastPause)
                return;
            try
            {
                var stamp = Stamp();
                if (stamp != _stamp)
                {
                    // Connections that are being made may still use the old one; it goes with the last of them.
                    _current = Load();
                    _stamp = stamp;
                    LogReloaded(_log, _current.TargetCertificate.NotAfter.ToUniversalTime());
                }
            }
            catch (Exception e)
                when (e is IOException or UnauthorizedAccessException or CryptographicException)
            {
                LogKept(_log, e);
            }
            Volatile.Write(ref _lookedAt, Stopwatch.GetTimestamp());
        }
    }

    private (DateTime, DateTime) Stamp() =>
        (
            File.GetLastWriteTimeUtc(_options.CertificateFile),
            File.GetLastWriteTimeUtc(_options.KeyFile)
        );

    private SslStreamCertificateContext Load()
    {
        var all = new X509Certificate2Collection();
        all.ImportFromPemFile(_options.CertificateFile);
        using var pem = LoadLeaf();
        // Windows cannot serve with a key that exists in memory only.
        var leaf = X509CertificateLoader.LoadPkcs12(pem.Export(X509ContentType.Pkcs12), null);
        return SslStreamCertificateContext.Create(leaf, all, offline: true);
    }

    private X509Certificate2 LoadLeaf()
    {
        try
        {
            return X509Certificate2.CreateFromPemFile(_options.CertificateFile, _options.KeyFile);
        }
        catch (ArgumentException e)
        {
            throw new CryptographicException(
                $"The key in {_options.KeyFile} is not that of the certificate in {_options.CertificateFile}.",
                e
            );
        }
    }

    [LoggerMessage(
        3002,
        LogLevel.Information,
        "The certificate was read anew; it ends at {NotAfter:O}."
    )]
    private static partial void LogReloaded(ILogger logger, DateTime notAfter);

    [LoggerMessage(
        3003,
        LogLevel.Error,
        "The changed certificate could not be read; the one before stays in use."
    )]
    private static partial void LogKept(ILogger logger, Exception exception);
}
