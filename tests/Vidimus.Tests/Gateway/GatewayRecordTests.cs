using Shouldly;
using Vidimus.Testing;
using Vidimus.Tests.Mcp;
using Xunit;

namespace Vidimus.Tests.Gateway;

/// <summary>The record: nothing is carried out without it, and it can be rotated.</summary>
public sealed class GatewayRecordTests(OnSqlite shared) : Scenario(shared), IClassFixture<OnSqlite>
{
    private static object Issue(string groupId) =>
        new { groupId, recipient = new { name = "Ada Example" } };

    [Fact]
    public async Task On_a_full_disk_nothing_is_changed_and_nothing_is_told()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "/dev/full is Linux's.");
        var programme = await Programme.Start(App);
        await using var gateway = await RunningGateway.Start(App, programme.Key);
        var record = Path.Combine(gateway.Folder, "audit.jsonl");
        File.Delete(record);
        File.CreateSymbolicLink(record, "/dev/full");
        (await gateway.Call("issueCredential", Issue(programme.GroupId))).ShouldBeRefused(
            "AUDIT_UNAVAILABLE"
        );
        gateway.Sent.ShouldNotContain(s => s.Method == "POST" && s.Path == "/v1/credentials");
        // It opens, as it did before: what counts is that a line was written.
        (await gateway.Call("listGroups")).ShouldBeRefused("AUDIT_UNAVAILABLE");
        (await gateway.Get("/health")).Should(503).Text.ShouldContain("audit file");
        File.Delete(record);
        (await gateway.Call("issueCredential", Issue(programme.GroupId))).ShouldBeDone();
        gateway
            .AuditLines()
            .Select(l => $"{l.GetProperty("method")} {l.GetProperty("outcome")}")
            .ShouldBe(["record done", "tools/call begun", "tools/call done"]);
    }

    [Fact]
    public async Task A_write_whose_end_cannot_be_recorded_is_answered_as_not_known()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "/dev/full is Linux's.");
        var programme = await Programme.Start(App);
        var record = "";
        await using var gateway = await RunningGateway.Start(
            App,
            programme.Key,
            new()
            {
                InTheWay = (request, _) =>
                {
                    if (request.RequestUri!.AbsolutePath == "/v1/credentials")
                    {
                        File.ReadAllText(record).ShouldContain("\"begun\"");
                        File.Delete(record);
                        File.CreateSymbolicLink(record, "/dev/full");
                    }
                    return Task.FromResult<HttpResponseMessage?>(null);
                },
            }
        );
        record = Path.Combine(gateway.Folder, "audit.jsonl");
        (await gateway.Call("issueCredential", Issue(programme.GroupId)))
            .ShouldBeRefused("OUTCOME_UNKNOWN")
            .Text.ShouldContain("may have been carried out");
        File.Delete(record);
    }

    [Fact]
    public async Task A_record_that_is_moved_away_is_begun_anew_and_loses_no_line()
    {
        var issuer = await App.NewOrganization();
        await using var gateway = await RunningGateway.Start(App, issuer.Live);
        var record = Path.Combine(gateway.Folder, "audit.jsonl");
        (await gateway.Call("listGroups")).ShouldBeDone();
        File.Move(record, record + ".1");
        (await gateway.Call("listGroups")).ShouldBeDone();
        (await gateway.Call("listGroups")).ShouldBeDone();
        (await File.ReadAllLinesAsync(record + ".1")).Length.ShouldBe(1);
        gateway.AuditLines().Count.ShouldBe(2);
        // By a tool that makes the new file itself, and by one that empties the old.
        File.Move(record, record + ".2");
        await File.WriteAllTextAsync(record, "");
        (await gateway.Call("listGroups")).ShouldBeDone();
        gateway.AuditLines().Count.ShouldBe(1);
        await File.WriteAllTextAsync(record, "");
        (await gateway.Call("listGroups")).ShouldBeDone();
        gateway.AuditLines().Count.ShouldBe(1);
    }
}
