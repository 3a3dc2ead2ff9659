using Shouldly;
using Vidimus.Testing;
using Vidimus.Tests.Distribution;
using Xunit;

namespace Vidimus.Tests.Mcp.Tools;

/// <summary>Issuing that also mails.</summary>
public abstract class MailToolTests(MailApp shared) : Scenario(shared)
{
    [Fact]
    public async Task A_credential_issued_with_send_is_mailed_once_however_often_the_call_is_repeated()
    {
        var programme = await Programme.Start(App);
        using var assistant = ToolCaller.Of(programme);
        var address = $"{programme.GroupId}@example.org";
        var call = new
        {
            groupId = programme.GroupId,
            recipient = new { name = "Ada Example", email = address },
            send = true,
            language = "de",
            idempotencyKey = "class-7-line-2",
        };
        var first = await assistant.Done("issueCredential", call);
        first.GetProperty("sending").GetProperty("state").GetString().ShouldBe("queued");
        // Already the first answer says that its mail waits.
        var mail = first.GetProperty("credential").GetProperty("mail");
        mail.GetProperty("state").GetString().ShouldBe("waiting");
        for (var i = 0; i < 3; i++)
            (await assistant.Done("issueCredential", call))
                .GetProperty("credential")
                .GetProperty("id")
                .GetString()
                .ShouldBe(first.GetProperty("credential").GetProperty("id").GetString());
        for (var tries = 0; Mails(address) == 0; tries++)
        {
            tries.ShouldBeLessThan(100, "it never came");
            App.Advance(TimeSpan.FromSeconds(2));
            await Task.Delay(50);
        }
        // A try that has not said what came of it for minutes is somebody else's then: only after it did, time may pass.
        await programme.Sending(
            first.GetProperty("credential").GetProperty("id").GetString()!,
            "sent"
        );
        App.Advance(TimeSpan.FromMinutes(10));
        await Task.Delay(200);
        Mails(address).ShouldBe(1);
        (await programme.Counts()).Issued.ShouldBe(1);
    }

    private int Mails(string address) =>
        Directory
            .GetFiles(shared.Folder, "*.eml")
            .Count(f => File.ReadAllText(f).Contains(address, StringComparison.OrdinalIgnoreCase));

    public sealed class Sqlite(MailOnSqlite shared)
        : MailToolTests(shared),
            IClassFixture<MailOnSqlite>;

    public sealed class Postgres(MailOnPostgres shared)
        : MailToolTests(shared),
            IClassFixture<MailOnPostgres>;
}
