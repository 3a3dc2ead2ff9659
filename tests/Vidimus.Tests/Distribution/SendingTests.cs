using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Distribution;

/// <summary>Mail through a mail server: what it takes, refuses and sends back later.</summary>
public abstract class SendingTests(MailApp shared) : Scenario(shared)
{
    public sealed class Sqlite(MailOnSqlite shared)
        : SendingTests(shared),
            IClassFixture<MailOnSqlite>;

    public sealed class Postgres(MailOnPostgres shared)
        : SendingTests(shared),
            IClassFixture<MailOnPostgres>;

    private static readonly string Ada = """{"name":"Ada Example","email":"ada@example.org"}""";

    [Fact]
    public async Task A_mailbox_that_refuses_is_on_record_at_once_with_its_code_and_asked_no_more()
    {
        await using var server = new MailReceiver
        {
            Recipient = _ => "550 5.1.1 No such user <ada@example.org>",
        };
        var programme = await Own(server);
        var issued = await Sent(programme);
        var record = await programme.Sending(issued.Id, "bounced");
        record.At("distribution", "code").ShouldBe("5.1.1");
        record.At("distribution", "attempts").ShouldBe("1");
        record.At("distribution", "bouncedAt").ShouldNotBeNull();
        record.At("distribution", "failure")!.ShouldNotContain("example.org");
        App.Advance(TimeSpan.FromHours(30));
        await Task.Delay(100);
        server.Asked.Count.ShouldBe(1);

        server.Recipient = _ => "250 Ok";
        (await programme.Post($"/v1/credentials/{issued.Id}/distribute")).Should(202);
        (await programme.Sending(issued.Id, "sent")).At("distribution", "code").ShouldBeNull();
    }

    [Fact]
    public async Task A_server_that_is_busy_is_asked_again_and_the_mail_has_the_same_link()
    {
        var busy = true;
        await using var server = new MailReceiver
        {
            Recipient = _ => busy ? "451 4.7.1 Come back later" : "250 Ok",
        };
        var programme = await Own(server);
        var issued = await Sent(programme);
        await App.Until(() => Task.FromResult(server.Asked.Count), n => n == 1);
        var waits = await App.Until(
            () => programme.Get($"/v1/credentials/{issued.Id}"),
            a => a.At("distribution", "code") == "4.7.1"
        );
        waits.At("distribution", "state").ShouldBe("waiting");
        busy = false;
        App.Advance(TimeSpan.FromMinutes(2));
        await programme.Sending(issued.Id, "sent");
        server.Mails.TryPeek(out var mail).ShouldBeTrue();
        mail!.From.ShouldStartWith("MAIL FROM:<awards@example.org> RET=HDRS ENVID=");
        Eml.Read(mail.Text).Claim.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task A_mail_that_comes_back_later_is_matched_by_what_stood_on_its_envelope()
    {
        await using var server = new MailReceiver();
        var programme = await Own(server);
        var issued = await Sent(programme);
        await programme.Sending(issued.Id, "sent");
        server.Mails.TryPeek(out var mail);
        var envelope = mail!.From.Split("ENVID=")[1];

        var reporter = await programme.Issuer.KeyWith("mail:bounces");
        (await App.Get($"/v1/credentials/{issued.Id}", reporter.Secret)).Status.ShouldBe(403);
        (await Report(reporter, Bounce("delayed", "4.4.1", envelope)))
            .At("state")
            .ShouldBe("ignored");
        (await Report(reporter, Bounce("failed", "5.2.1", new string('0', 32))))
            .At("state")
            .ShouldBe("ignored");
        (await Report(reporter, "Subject: nothing\r\n\r\nnothing")).At("state").ShouldBe("ignored");
        for (var twice = 0; twice < 2; twice++)
            (await Report(reporter, Bounce("failed", "5.2.1", envelope)))
                .At("credentialId")
                .ShouldBe(issued.Id);
        var record = await programme.Sending(issued.Id, "bounced");
        record.At("distribution", "code").ShouldBe("5.2.1");
        record.At("distribution", "sentAt").ShouldNotBeNull();

        var other = await Programme.Start(App);
        var foreign = await other.Issuer.KeyWith("mail:bounces");
        (await Report(foreign, Bounce("failed", "5.2.1", envelope)))
            .At("state")
            .ShouldBe("ignored");
    }

    [Fact]
    public async Task The_password_of_a_server_is_never_shown_and_goes_to_no_other_place()
    {
        var programme = await Programme.Start(App);
        const string path = "/v1/organization/mail";
        var key = programme.Issuer.Live.Secret;
        const string body =
            """{"server":{"host":"127.0.0.1","port":2525,"user":"ada","password":"p4ss-w0rd-of-ada","from":"awards@example.org"}}""";
        (await App.Put(path, key, body)).Should(200).Text.ShouldNotContain("p4ss");
        var shown = (await App.Get(path, key)).Should(200);
        shown.Text.ShouldNotContain("p4ss");
        shown.At("server", "hasPassword").ShouldBe("true");
        var elsewhere = body.Replace("\"password\":\"p4ss-w0rd-of-ada\",", "");
        (await App.Put(path, key, elsewhere)).Should(200);
        (await App.Put(path, key, elsewhere.Replace("2525", "2526"))).ShouldBeProblem(
            400,
            "VALIDATION_ERROR"
        );
        (
            await App.Put(path, key, body.Replace("\"user\"", "\"tls\":\"none\",\"user\""))
        ).ShouldBeProblem(400, "VALIDATION_ERROR");
        (await App.Put(path, programme.Issuer.Test.Secret, body)).Status.ShouldBe(403);
        (await App.Delete(path, key)).Should(204);
        (await App.Get(path, key))
            .Json.GetProperty("server")
            .ValueKind.ShouldBe(System.Text.Json.JsonValueKind.Null);
    }

    [Theory]
    [InlineData("10.0.0.1", 587)]
    [InlineData("169.254.169.254", 25)]
    [InlineData("[::1]", 587)]
    [InlineData("localhost.", 22)]
    [InlineData("192.0.2.7", 6379)]
    public async Task S1_a_mail_server_in_a_private_network_or_at_another_port_is_refused(
        string host,
        int port
    )
    {
        var programme = await Programme.Start(App);
        (
            await App.Put(
                "/v1/organization/mail",
                programme.Issuer.Live.Secret,
                $$$"""{"server":{"host":"{{{host}}}","port":{{{port}}},"from":"awards@example.org"}}"""
            )
        ).ShouldBeProblem(400, "VALIDATION_ERROR");
    }

    [Fact]
    public async Task P15_neither_settings_nor_names_write_into_the_head_of_a_mail()
    {
        await using var server = new MailReceiver();
        var programme = await Own(server);
        var key = programme.Issuer.Live.Secret;
        foreach (
            var body in new[]
            {
                """{"fromName":"Awards\r\nBcc: eve@example.org"}""",
                """{"replyTo":"ada@example.org\r\nBcc: eve@example.org"}""",
                """{"server":{"host":"127.0.0.1","port":25,"from":"a@example.org>\r\nRCPT TO:<eve@example.org"}}""",
            }
        )
            (await App.Put("/v1/organization/mail", key, body)).ShouldBeProblem(
                400,
                "VALIDATION_ERROR"
            );
        (
            await App.Put(
                $"/v1/groups/{programme.GroupId}/mail",
                key,
                """{"texts":{"en":{"subject":"Hello\r\nBcc: eve@example.org","text":"x"}}}"""
            )
        ).ShouldBeProblem(400, "VALIDATION_ERROR");
        // A separator of lines that is no control character passes, and stays in its line.
        var issued = await programme.Issue(
            ",\"name\":\"First\\u2028Bcc: eve@example.org =?utf-8?B?QQ==?= Ünïcode\"",
            Ada
        );
        (await programme.Post($"/v1/credentials/{issued.Id}/distribute")).Should(202);
        await programme.Sending(issued.Id, "sent");
        server.Mails.TryPeek(out var raw);
        var mail = Eml.Read(raw!.Text);
        mail.Headers.Select(h => h.Name).ShouldNotContain("Bcc");
        mail["Subject"].ShouldStartWith("First Bcc: eve@example.org =?utf-8?B?QQ==?= Ünïcode");
        raw.To.ShouldStartWith("RCPT TO:<ada@example.org>");
    }

    [Fact]
    public async Task A_try_that_ends_late_says_nothing_of_what_was_asked_for_after_it()
    {
        using var late = new ManualResetEventSlim();
        var asked = 0;
        await using var server = new MailReceiver
        {
            Recipient = _ =>
            {
                if (Interlocked.Increment(ref asked) > 1)
                    return "250 Ok";
                late.Wait(TimeSpan.FromSeconds(20));
                return "550 5.1.1 No such user";
            },
        };
        var programme = await Own(server);
        var issued = await Sent(programme);
        await App.Until(() => Task.FromResult(Volatile.Read(ref asked)), n => n == 1);
        (await programme.Post($"/v1/credentials/{issued.Id}/distribute")).Should(202);
        await programme.Sending(issued.Id, "sent");
        late.Set();
        await App.Until(
            () => App.Get("/v1/audit", programme.Issuer.Live.Secret),
            a => a.Text.Contains("credential.bounced", StringComparison.Ordinal)
        );
        (await programme.Get($"/v1/credentials/{issued.Id}"))
            .At("distribution", "state")
            .ShouldBe("sent");
    }

    [Fact]
    public async Task Two_nodes_send_each_mail_once()
    {
        await using var server = new MailReceiver();
        var programme = await Own(server);
        await using var beside = await VidimusApp.Start(
            new(App.Engine)
            {
                Beside = App,
                Settings = new Dictionary<string, string>
                {
                    ["Outgoing:AllowedNetworks:0"] = "127.0.0.1/32",
                },
            }
        );
        var ids = new List<string>();
        for (var i = 0; i < 12; i++)
            ids.Add((await Sent(programme)).Id);
        foreach (var id in ids)
            await programme.Sending(id, "sent");
        server.Mails.Count.ShouldBe(ids.Count);
        server.Mails.Select(m => Eml.Read(m.Text).Claim).Distinct().Count().ShouldBe(ids.Count);
    }

    [Fact]
    public async Task The_answer_to_who_asks_for_a_mail_says_what_was_asked_for()
    {
        await using var server = new MailReceiver();
        var programme = await Own(server);
        var issued = await programme.Issue(recipient: Ada);
        var path = $"/v1/credentials/{issued.Id}";
        var first = (await programme.Post($"{path}/distribute", """{"language":"de"}""")).Should(
            202
        );
        first.At("distribution", "state").ShouldBe("waiting");
        first.At("distribution", "language").ShouldBe("de");
        first.At("distribution", "attempts").ShouldBe("0");
        var sent = await programme.Sending(issued.Id, "sent");
        sent.At("distribution", "requestedAt").ShouldBe(first.At("distribution", "requestedAt"));
        // Asked for once more: no longer what became of it before, but when it was sent is still so.
        App.Advance(TimeSpan.FromMinutes(1));
        var again = (await programme.Post($"{path}/distribute")).Should(202);
        again.At("distribution", "state").ShouldBe("waiting");
        again.At("distribution", "language").ShouldBeNull();
        again.At("distributedAt").ShouldBe(sent.At("distributedAt"));
        again
            .At("distribution", "requestedAt")
            .ShouldNotBe(first.At("distribution", "requestedAt"));
    }

    private static async Task<Issued> Sent(Programme programme)
    {
        var issued = await programme.Issue(recipient: Ada);
        (await programme.Post($"/v1/credentials/{issued.Id}/distribute")).Should(202);
        return issued;
    }

    /// <summary>An organization that sends through this server.</summary>
    private async Task<Programme> Own(MailReceiver server)
    {
        var programme = await Programme.Start(App);
        (
            await App.Put(
                "/v1/organization/mail",
                programme.Issuer.Live.Secret,
                $$$"""{"fromName":"Example Awards","server":{"host":"127.0.0.1","port":{{{server.Port}}},"tls":"none","from":"awards@example.org"}}"""
            )
        ).Should(200);
        return programme;
    }

    private async Task<Answer> Report(Key key, string mail)
    {
        using var body = new StringContent(mail);
        body.Headers.ContentType = new("message/rfc822");
        return (await App.Post("/v1/mail/bounces", key.Secret, body)).Should(200);
    }

    private static string Bounce(string action, string status, string envelope) =>
        $"""
            From: MAILER-DAEMON@example.org
            Content-Type: multipart/report; report-type=delivery-status;
             boundary="b1"

            --b1
            Content-Type: text/plain

            It did not arrive.
            --b1
            Content-Type: message/delivery-status

            Reporting-MTA: dns; mail.example.org
            Original-Envelope-Id: {envelope}

            Final-Recipient: rfc822; ada@example.org
            Action: {action}
            Status: {status}
            --b1--
            """;
}
