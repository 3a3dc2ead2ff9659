using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Operating;

/// <summary>HTTPS as the server serves it itself.</summary>
public sealed class TlsTests
{
    [Fact]
    public async Task N6_only_TLS_1_2_and_1_3_are_spoken_and_a_renewed_certificate_is_served_under_load()
    {
        await using var cluster = await Cluster.Make(Engine.Sqlite);
        var certificate = Path.Combine(cluster.Store.Folder, "tls.crt");
        var key = Path.Combine(cluster.Store.Folder, "tls.key");
        var first = Write(certificate, key);
        var url = new Uri(
            cluster.First.Url.ToString().Replace("http:", "https:", StringComparison.Ordinal)
        );
        var node = cluster.Another(
            null,
            ("Tls:CertificateFile", certificate),
            ("Tls:KeyFile", key),
            ("urls", url.GetLeftPart(UriPartial.Authority))
        );
        await using (node)
        {
            node.Launch();
            await Until(async () => (await Hello(url, SslProtocols.None)).Thumbprint == first);
#pragma warning disable SYSLIB0039, CA5397, CA5398 // Old versions are what is refused here.
            foreach (var old in new[] { SslProtocols.Tls, SslProtocols.Tls11 })
                await Should.ThrowAsync<Exception>(() => Hello(url, old));
            (await Hello(url, SslProtocols.Tls12)).Protocol.ShouldBe(SslProtocols.Tls12);
            (await Hello(url, SslProtocols.Tls13)).Protocol.ShouldBe(SslProtocols.Tls13);
#pragma warning restore SYSLIB0039, CA5397, CA5398

            using var end = new CancellationTokenSource();
            var load = Enumerable
                .Range(0, 4)
                .Select(_ =>
                    Task.Run(async () =>
                    {
                        var count = 0;
                        for (; !end.IsCancellationRequested; count++)
                            (await Hello(url, SslProtocols.None)).Status.ShouldContain("200");
                        return count;
                    })
                )
                .ToList();
            // Half a renewal: a certificate that does not fit the key is not taken.
            var rest = await File.ReadAllTextAsync(key);
            var second = Write(certificate, key);
            var fitting = await File.ReadAllTextAsync(key);
            await File.WriteAllTextAsync(key, rest);
            await Task.Delay(1500);
            (await Hello(url, SslProtocols.None)).Thumbprint.ShouldBe(first);
            await File.WriteAllTextAsync(key, fitting);
            await Until(async () => (await Hello(url, SslProtocols.None)).Thumbprint == second);
            await end.CancelAsync();
            (await Task.WhenAll(load)).Sum().ShouldBeGreaterThan(10);
        }
    }

    private static string Write(string certificateFile, string keyFile)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var now = TimeProvider.System.GetUtcNow();
        using var made = request.CreateSelfSigned(now.AddMinutes(-5), now.AddDays(1));
        File.WriteAllText(keyFile, key.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(certificateFile, made.ExportCertificatePem());
        return made.Thumbprint;
    }

    private static async Task<(string Thumbprint, SslProtocols Protocol, string Status)> Hello(
        Uri url,
        SslProtocols versions
    )
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(url.Host, url.Port);
#pragma warning disable CA5359 // The certificate is compared by the test itself.
        await using var tls = new SslStream(socket.GetStream(), false, (_, _, _, _) => true);
#pragma warning restore CA5359
        await tls.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions
            {
                TargetHost = "localhost",
                EnabledSslProtocols = versions,
            }
        );
        await tls.WriteAsync(
            Encoding.ASCII.GetBytes(
                "GET /health/live HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
            )
        );
        using var reader = new StreamReader(tls, Encoding.ASCII);
        var status = await reader.ReadLineAsync() ?? "";
        using var shown = new X509Certificate2(tls.RemoteCertificate!);
        return (shown.Thumbprint, tls.SslProtocol, status);
    }

    private static async Task Until(Func<Task<bool>> holds)
    {
        for (var i = 0; i < 600; i++)
        {
            try
            {
                if (await holds())
                    return;
            }
            catch (SocketException)
            {
                // Not listening yet.
            }
            await Task.Delay(100);
        }
        Assert.Fail("It did not come to pass within a minute.");
    }
}
