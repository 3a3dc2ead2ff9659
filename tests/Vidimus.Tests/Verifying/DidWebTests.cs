using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Shouldly;
using Vidimus.Testing;
using Vidimus.Tests.Issuing;
using Xunit;

namespace Vidimus.Tests.Verifying;

/// <summary>Foreign did:web issuers behind TLS on this machine, which the server is told to trust and allowed to call.</summary>
public sealed class DidWebTests
{
    [Fact]
    public async Task A_foreign_issuer_on_the_web_is_looked_up_at_its_own_address()
    {
        var folder = Directory.CreateTempSubdirectory("vidimus-test-").FullName;
        try
        {
            using var certificate = Certificate();
            var authority = Path.Combine(folder, "authority.pem");
            await File.WriteAllTextAsync(authority, certificate.ExportCertificatePem());
            Directory.CreateDirectory(Path.Combine(folder, "none"));
            var answers = new Dictionary<string, (int Status, string Body)>();
            await using var host = Host(certificate, answers);
            await host.StartAsync();
            var port = new Uri(host.Urls.First()).Port;
            await using var server = new KillableServer(
                Path.Combine(folder, "data"),
                null,
                ("VIDIMUS_Outgoing__AllowedNetworks__0", "127.0.0.0/8"),
                ("VIDIMUS_Outgoing__AllowedNetworks__1", "::1/128"),
                ("SSL_CERT_FILE", authority),
                ("SSL_CERT_DIR", Path.Combine(folder, "none"))
            );
            await server.Start();
            using var issuer = new Foreign($"did:web:localhost%3A{port}:academy");
            using var other = new Foreign($"did:web:localhost%3A{port}:other");
            async Task<string> Verdict(Foreign of) =>
                Read(
                    await server.Post(
                        "/v1/verifications",
                        null,
                        $$"""{"credential":{{of.Signed().ToJsonString()}}}"""
                    )
                );

            (await Verdict(issuer)).ShouldBe("unverifiable issuer_unreachable");
            answers["/academy/did.json"] = (200, issuer.DidDocument);
            (await Verdict(issuer)).ShouldBe("valid ");
            Read(await server.Post("/v1/verifications", null, $$"""{"jwt":"{{issuer.Jwt()}}"}"""))
                .ShouldBe("valid ");
            answers["/academy/did.json"] = (200, issuer.DidDocument + " ");
            (await Verdict(issuer)).ShouldBe("valid ");
            // The issuer's own document no longer has the key.
            answers["/academy/did.json"] = (200, $$"""{"id":"{{issuer.Did}}"}""");
            (await Verdict(issuer)).ShouldBe("invalid signature_invalid");
            // Something else than the issuer's document: about somebody else, no JSON, too large, or moved.
            answers["/academy/did.json"] = (200, other.DidDocument);
            (await Verdict(issuer)).ShouldBe("unverifiable issuer_unreachable");
            answers["/academy/did.json"] = (200, "<html>");
            (await Verdict(issuer)).ShouldBe("unverifiable issuer_unreachable");
            answers["/academy/did.json"] = (200, issuer.DidDocument + new string(' ', 300_000));
            (await Verdict(issuer)).ShouldBe("unverifiable issuer_unreachable");
            answers["/academy/did.json"] = (302, "/other/did.json");
            (await Verdict(issuer)).ShouldBe("unverifiable issuer_unreachable");
            answers["/academy/did.json"] = (500, "");
            (await Verdict(issuer)).ShouldBe("unverifiable issuer_unreachable");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string Read(System.Text.Json.JsonElement verification) =>
        $"{verification.GetProperty("verdict").GetString()} {string.Join(' ', verification.GetProperty("reasons").EnumerateArray().Select(r => r.GetString()))}";

    private static WebApplication Host(
        X509Certificate2 certificate,
        Dictionary<string, (int Status, string Body)> answers
    )
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(certificate))
        );
        var host = builder.Build();
        host.Run(async http =>
        {
            var (status, body) = answers.GetValueOrDefault(http.Request.Path.Value!, (404, ""));
            http.Response.StatusCode = status;
            if (status == 302)
                http.Response.Headers.Location = body;
            else
                await http.Response.WriteAsync(body);
        });
        return host;
    }

    private static X509Certificate2 Certificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(
            new X509EnhancedKeyUsageExtension([new("1.3.6.1.5.5.7.3.1")], false)
        );
        var now = TimeProvider.System.GetUtcNow();
        using var made = request.CreateSelfSigned(now.AddMinutes(-5), now.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
    }
}
