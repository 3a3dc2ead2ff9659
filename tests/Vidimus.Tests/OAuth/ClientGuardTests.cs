using Shouldly;
using Vidimus.Testing;
using Vidimus.Tests.Verifying;
using Xunit;

namespace Vidimus.Tests.OAuth;

/// <summary>A server as installed: whatever address a stranger names as a client, nothing inside is called, and no answer tells what is there.</summary>
public abstract class ClientGuardTests(GuardedApp shared) : Scenario(shared)
{
    private const string Uri = "https://helper.example/cb";

    private static readonly string[] Inside =
    [
        .. NotPublic.V4,
        .. NotPublic.V6,
        "[::ffff:10.0.0.1]",
        .. NotPublic.Names,
        // S10: this server by its own name.
        "own.example",
    ];

    [Fact]
    public async Task S1_S3_S4_S9_S10_no_address_inside_is_called_and_all_are_answered_alike()
    {
        await using var receiver = Receiver.Secure(Trust.Certificate);
        string? first = null;
        foreach (var host in Inside)
        {
            var page = (
                await App.Ask($"https://{host}:{receiver.Port}/client.json", Uri)
            ).ShouldStop(host);
            page.Text.ShouldContain("could not be fetched", customMessage: host);
            first ??= ClientDocumentTests.Neutral(page);
            ClientDocumentTests.Neutral(page).ShouldBe(first, host);
        }
        // The usual port, this server's own, and one where something else listens.
        foreach (var port in new[] { "", $":{App.Port}", ":22", ":6379" })
            (await App.Ask($"https://127.0.0.1{port}/client.json", Uri)).ShouldStop(port);
        receiver.Count.ShouldBe(0);
    }

    [Fact]
    public async Task S2_an_address_in_another_spelling_is_no_client_id()
    {
        await using var receiver = Receiver.Secure(Trust.Certificate);
        foreach (
            var host in new[]
            {
                "2130706433",
                "0177.0.0.1",
                "0x7f000001",
                "127.1",
                "127.0.0.1.",
                "127.0.0.01",
                "１２７.0.0.1",
                "127%2e0.0.1",
                "[::1%25lo]",
                "[0:0:0:0:0:0:0:1]",
                "LOCALHOST",
                "ada@127.0.0.1",
                "assistant.example@127.0.0.1",
                "assistant.example\\@127.0.0.1",
            }
        )
            (await App.Ask($"https://{host}:{receiver.Port}/client.json", Uri)).ShouldStop(host);
        receiver.Count.ShouldBe(0);
    }

    [Fact]
    public async Task O9_an_address_that_the_draft_forbids_is_no_client_id()
    {
        foreach (
            var url in new[]
            {
                "http://assistant.example/client.json",
                "https://assistant.example",
                "https://assistant.example/",
                "https://assistant.example/client.json#part",
                "https://assistant.example/client.json?x=1",
                "https://ada:secret@assistant.example/client.json",
                "https://assistant.example/a/../client.json",
                "https://assistant.example/./client.json",
                "https://assistant.example/%2e%2e/client.json",
                "https://assistant.example/" + new string('a', 500),
                "ftp://assistant.example/client.json",
                "https:/assistant.example/client.json",
            }
        )
            (await App.Ask(url, Uri)).ShouldStop(url).Text.ShouldNotContain("could not be fetched");
    }

    public sealed class Sqlite(GuardedOnSqlite shared)
        : ClientGuardTests(shared),
            IClassFixture<GuardedOnSqlite>;

    public sealed class Postgres(GuardedOnPostgres shared)
        : ClientGuardTests(shared),
            IClassFixture<GuardedOnPostgres>;
}

/// <summary>Which documents are taken at all is the operator's to say.</summary>
public sealed class ClientDocumentSettingTests
{
    [Fact]
    public async Task The_operator_switches_documents_off_or_names_the_hosts()
    {
        await using var host = DocumentHost.Start();
        host.Answers = i =>
            i.Answer(
                200,
                host.Document(
                    id: host.Url(i.Request.Path, i.Request.Headers["Host"].Split(':')[0])
                ),
                [("Content-Type", "application/json")]
            );
        async Task<VidimusApp> With(params (string, string)[] settings)
        {
            var options = DocumentsApp.Of(new(), new());
            var all = new Dictionary<string, string>(options.Settings);
            foreach (var (name, value) in settings)
                all[name] = value;
            return await VidimusApp.Start(options with { Settings = all });
        }
        const string uri = "http://127.0.0.1/callback";
        await using (var off = await With(("OAuth:ClientDocuments", "false")))
            (await off.Ask(host.Url(), uri)).ShouldStop();
        host.Count.ShouldBe(0);
        await using (
            var some = await With(
                ("OAuth:TrustedDocumentHosts:0", host.Name),
                ("OAuth:TrustedDocumentHosts:1", "*.good.assistant.example"),
                ("OAuth:BlockedDocumentHosts:0", "bad.good.assistant.example")
            )
        )
        {
            (await some.Ask(host.Url(), uri)).ShouldGoOn();
            foreach (
                var other in new[]
                {
                    "other.assistant.example",
                    "good.assistant.example",
                    "xgood.assistant.example",
                    "bad.good.assistant.example",
                    $"sub.{host.Name}",
                }
            )
                (await some.Ask(host.Url("/c.json", other), uri)).ShouldStop(other);
        }
        host.Count.ShouldBe(1);
    }
}
