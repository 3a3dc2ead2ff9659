using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using Shouldly;
using Vidimus.Gateway;
using Xunit;

namespace Vidimus.Client.Tests.Gateway;

public sealed class GatewayPartsTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(894)]
    [InlineData(long.MaxValue)]
    public void A_groups_number_is_read_back_from_its_id(long number)
    {
        var id = VerixIds.Group(number);
        Ids.Is(id, "grp_").ShouldBeTrue();
        VerixIds.GroupNumber(id).ShouldBe(number);
    }

    [Fact]
    public void A_credentials_UUID_is_read_back_from_every_form_it_is_written_in()
    {
        var uuid = Guid.Parse("0197c1a2-b3c4-7d5e-8f60-718293a4b5c6");
        var id = VerixIds.Credential(uuid);
        Ids.Is(id, "cred_").ShouldBeTrue();
        foreach (
            var text in (string[])
                [
                    id,
                    $"{uuid:D}",
                    $"{uuid:N}",
                    $"urn:uuid:{uuid:D}",
                    $"https://www.verix.io/credential/{uuid:D}",
                    $"https://www.verix.io/credential/{uuid:D}/",
                ]
        )
            VerixIds.CredentialUuid(text).ShouldBe(uuid, text);
        foreach (var text in (string[])["", "cred_", "abc", "https://www.verix.io/", "grp_x"])
            VerixIds.CredentialUuid(text).ShouldBeNull(text);
    }

    [Fact]
    public void The_95th_percentile_lies_in_the_bucket_of_the_95th_of_a_hundred()
    {
        var histogram = new Histogram();
        histogram.Quantile(0.95).ShouldBe(0);
        for (var i = 0; i < 94; i++)
            histogram.Add(TimeSpan.FromMilliseconds(3));
        for (var i = 0; i < 6; i++)
            histogram.Add(TimeSpan.FromMilliseconds(300));
        histogram.Quantile(0.95).ShouldBeInRange(0.25, 0.5);
        var text = new StringBuilder();
        histogram.Write(text, "calls", "tool=\"x\"");
        text.ToString().ShouldContain("calls_bucket{tool=\"x\",le=\"0.005\"} 94\n");
        text.ToString().ShouldContain("calls_bucket{tool=\"x\",le=\"+Inf\"} 100\n");
        text.ToString().ShouldContain("calls_count{tool=\"x\"} 100\n");
    }

    [Fact]
    public void A_record_has_one_writer_and_begins_on_a_line_of_its_own_after_a_sudden_end()
    {
        var path = Path.Combine(
            Directory.CreateTempSubdirectory("vidimus-").FullName,
            "audit.jsonl"
        );
        try
        {
            File.WriteAllText(path, """{"time":"2026-11-22T10:00:00""");
            using (var audit = new AuditFile(path, TimeProvider.System))
            {
                Should
                    .Throw<GatewayMistakeException>(() => new AuditFile(path, TimeProvider.System))
                    .Message.ShouldContain("Another gateway");
                audit.Write(Record("getGroup"), durable: true).ShouldBeTrue();
                audit.Write(Record("line\nbreak"), durable: false).ShouldBeTrue();
            }
            var lines = File.ReadAllLines(path);
            lines.Length.ShouldBe(3);
            using var second = JsonDocument.Parse(lines[1]);
            second.RootElement.GetProperty("tool").GetString().ShouldBe("getGroup");
            using var third = JsonDocument.Parse(lines[2]);
            third.RootElement.GetProperty("tool").GetString().ShouldBe("line\nbreak");
            if (!OperatingSystem.IsWindows())
                (File.GetUnixFileMode(path) & UnixFileMode.OtherWrite).ShouldBe(default);
        }
        finally
        {
            Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
        }
    }

    [Fact]
    public void A_trace_gives_its_approval_to_the_first_change_and_to_its_repetitions_alone()
    {
        var trace = new ToolTrace("issueCredential", "apr_1");
        var read = Call.Get("/v1/groups");
        var (first, second) = (Call.Post("/v1/a", null, null), Call.Post("/v1/b", null, null));
        trace.ApprovalFor(read).ShouldBeNull();
        trace.ApprovalFor(first).ShouldBe("apr_1");
        trace.ApprovalFor(first).ShouldBe("apr_1");
        trace.ApprovalFor(second).ShouldBeNull();
        Should.Throw<ArgumentException>(() => new ToolTrace("a\r\nb"));
    }

    [Fact]
    public void A_changed_callers_file_keeps_its_mode_and_names_only_tools_that_there_are()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no modes.");
            return;
        }
        var folder = Directory.CreateTempSubdirectory("vidimus-").FullName;
        var path = Path.Combine(folder, "callers.json");
        try
        {
            AddCaller.Run(path, "one", null, null, rotate: false);
            File.GetUnixFileMode(path).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
            const UnixFileMode shared =
                UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead;
            File.SetUnixFileMode(path, shared);
            AddCaller.Run(path, "two", ["getGroup"], null, rotate: false);
            File.GetUnixFileMode(path).ShouldBe(shared);
            Should
                .Throw<GatewayMistakeException>(() =>
                    AddCaller.Run(path, "three", ["getGruop"], null, rotate: false)
                )
                .Message.ShouldContain("getGruop");
            CallersFile.Read(path).Count.ShouldBe(2);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void A_full_chain_is_shown_behind_its_certificate()
    {
        var folder = Directory.CreateTempSubdirectory("vidimus-").FullName;
        try
        {
            using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            X509Certificate2 Make(string name) =>
                new CertificateRequest(
                    $"CN={name}",
                    key,
                    HashAlgorithmName.SHA256
                ).CreateSelfSigned(
                    DateTimeOffset.UnixEpoch,
                    DateTimeOffset.UnixEpoch.AddYears(100)
                );
            using var leaf = Make("leaf.example");
            using var between = Make("between.example");
            var (chain, keyPath) = (Path.Combine(folder, "c.pem"), Path.Combine(folder, "k.pem"));
            File.WriteAllText(
                chain,
                $"{leaf.ExportCertificatePem()}\n{between.ExportCertificatePem()}\n"
            );
            File.WriteAllText(keyPath, key.ExportPkcs8PrivateKeyPem());
            var settings = new GatewaySettings
            {
                Url = new Uri("https://trust.example"),
                Certificate = chain,
                CertificateKey = keyPath,
            };
            Certificates.Load(settings).Thumbprint.ShouldBe(leaf.Thumbprint);
            Certificates
                .Chain(settings)
                .ShouldNotBeNull()
                .Select(c => c.Thumbprint)
                .ShouldBe([between.Thumbprint]);
            (settings with { Address = IPAddress.IPv6Loopback }).Where.ShouldBe("[::1]:8484");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static AuditRecord Record(string tool) =>
        new()
        {
            Time = DateTimeOffset.UnixEpoch,
            CallId = "c",
            Caller = "local",
            Client = null,
            Method = "tools/call",
            Tool = tool,
            ArgumentsDigest = null,
            Outcome = "done",
            Code = null,
            Approval = null,
            RequestId = null,
            Duration = TimeSpan.Zero,
            Environment = "ci",
        };
}
