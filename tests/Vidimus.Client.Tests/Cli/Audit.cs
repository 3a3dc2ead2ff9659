using Shouldly;
using Xunit;

namespace Vidimus.Client.Tests.Cli;

public sealed class Audit : IDisposable
{
    private readonly Terminal terminal = new();

    public void Dispose() => terminal.Dispose();

    [Fact]
    public async Task The_list_and_a_checkpoint_are_printed()
    {
        terminal
            .Server.On("GET /v1/audit", Samples.Page(Samples.AuditEntry))
            .On("GET /v1/audit/checkpoint", Samples.AuditCheckpoint);

        (await terminal.Run("audit", "list", "--kind", "key.*")).ShouldBe(0);
        terminal.Out.ShouldContain("key.revoked");
        (await terminal.Run("audit", "checkpoint")).ShouldBe(0);
        terminal.Out.Trim().ShouldBe("a.b.c");
    }

    [Fact]
    public async Task Verify_names_the_first_bad_number_and_ends_with_1_and_with_2_when_it_could_not_ask()
    {
        terminal.Server.On(
            "POST /v1/audit/verifications",
            Samples.AuditVerification.Replace("\"continueFrom\":7", "\"continueFrom\":null")
        );
        (await terminal.Run("audit", "verify")).ShouldBe(1);
        terminal.Out.ShouldContain("First bad number");
        terminal.Out.ShouldContain("altered");

        terminal.Server.On("POST /v1/audit/verifications", "<html>");
        (await terminal.Run("audit", "verify")).ShouldBe(2);
    }

    [Fact]
    public async Task An_export_is_written_whole_to_a_new_file_or_not_at_all()
    {
        terminal.Server.On("GET /v1/audit/export", "{}\n");
        var file = terminal.At("record.jsonl");
        (await terminal.Run("audit", "export", "--out", file)).ShouldBe(0, terminal.Error);
        if (!OperatingSystem.IsWindows())
            File.GetUnixFileMode(file).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        (await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken)).ShouldBe("{}\n");
        (await terminal.Run("audit", "export", "--out", file)).ShouldBe(1);

        (await terminal.Run("audit", "verify", "--export", file)).ShouldBe(1);
        terminal.Out.ShouldContain("malformed");
    }
}
