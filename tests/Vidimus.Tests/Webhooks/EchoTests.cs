using System.Net;
using System.Text;
using System.Text.Json;
using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Webhooks;

/// <summary>A receiver that answers with what it got does not turn the record of deliveries into one of people and passwords.</summary>
public abstract class EchoTests(SharedApp shared) : Scenario(shared)
{
    public sealed class Sqlite(ListeningOnSqlite shared)
        : EchoTests(shared),
            IClassFixture<ListeningOnSqlite>;

    public sealed class Postgres(ListeningOnPostgres shared)
        : EchoTests(shared),
            IClassFixture<ListeningOnPostgres>;

    private const string Password = "Bearer p4ss/w\"rd+of-<ours>&co";

    [Fact]
    public async Task Nothing_that_was_sent_in_confidence_is_kept_of_an_answer()
    {
        var whole = "";
        await using var receiver = Receiver.Behaving(async i =>
            await i.Answer(500, Echo(i.Request) + whole)
        );
        var programme = await Programme.Start(App);
        var made = await programme.TryListen(
            receiver.Url,
            "credential.issued",
            $$""","headers":{"X-Password":{{JsonSerializer.Serialize(Password)}},"X-Short":"1"}"""
        );
        var id = made.Should(201).At("id")!;
        var secret = whole = made.At("secret")!;
        await programme.Issue();
        await App.Settled(id);
        var tested = (await programme.Post($"{Hooks.Path}/{id}/test")).Should(200);
        tested.At("response")!.ShouldContain("[left out]");
        var attempts = await App.Attempts(id);
        attempts.Count.ShouldBeGreaterThanOrEqualTo(2);
        foreach (var response in attempts.Select(a => a.Response!).Append(tested.At("response")!))
        {
            response.ShouldContain("[left out]");
            response.ShouldContain("X-Short: 1\n");
            foreach (var received in receiver.Received)
            {
                response.ShouldNotContain(received.Headers["webhook-signature"].Split(' ')[1][4..]);
                response.ShouldNotContain(
                    received.Headers["webhook-signature"].Split(' ')[0][3..20]
                );
                response.ShouldNotContain(received.Headers["vidimus-signature"].Split("v1=")[1]);
            }
            foreach (var part in (string[])[secret[6..], "p4ss", "%2Bof", "u002Bof"])
                response.ShouldNotContain(part, Case.Insensitive);
        }
        attempts.ShouldContain(a => a.Response!.Contains("credential.issued"));
    }

    [Fact]
    public async Task Of_an_endpoint_that_includes_recipients_no_answer_is_kept()
    {
        await using var receiver = Receiver.Behaving(i => i.Answer(500, Echo(i.Request)));
        var programme = await Programme.Start(App);
        var id = await programme.Listen(
            receiver,
            "credential.issued",
            ""","include":["recipient"]"""
        );
        var issued = await programme.Issue();
        await App.Settled(id);
        Encoding.UTF8.GetString(receiver.Received[0].Body).ShouldContain("Ada Example");
        var attempt = (await App.Attempts(id)).ShouldHaveSingleItem();
        (attempt.Status, attempt.Response, attempt.Reason).ShouldBe((500, null, "responseNotKept"));
        var tested = (await programme.Post($"{Hooks.Path}/{id}/test")).Should(200);
        (tested.At("response"), tested.At("reason")).ShouldBe((null, "responseNotKept"));
        await programme.Delete($"/v1/recipients/{issued.RecipientId}");
        (await App.Attempts(id)).ShouldAllBe(a => a.Response == null);
    }

    /// <summary>What it got as it came, and as programs put it into JSON, HTML and addresses.</summary>
    private static string Echo(Received got)
    {
        var text = new StringBuilder();
        foreach (var (name, value) in got.Headers)
        {
            text.Append($"{name}: {value}\n");
            text.Append($"{JsonSerializer.Serialize(value)} {value.Replace("/", "\\/")}\n");
            text.Append($"{WebUtility.HtmlEncode(value)} {Uri.EscapeDataString(value)}\n");
            text.Append($"{value.ToUpperInvariant()} {value.Split(' ')[^1]}\n");
        }
        return text.Append(Encoding.Latin1.GetString(got.Body)).ToString();
    }
}
