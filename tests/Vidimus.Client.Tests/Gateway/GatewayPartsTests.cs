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
            using (var audit = new AuditFile(path))
            {
                Should.Throw<GatewayMistakeException>(() => new AuditFile(path));
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
