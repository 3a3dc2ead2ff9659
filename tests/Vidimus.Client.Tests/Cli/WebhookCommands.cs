using System.Net;
using System.Net.Sockets;
using Shouldly;
using Vidimus.Client.Tests.Webhooks;
using Xunit;

namespace Vidimus.Client.Tests.Cli;

public sealed class WebhookCommands : IDisposable
{
    private static readonly string Hook = Samples.Id("we_");
    private static readonly string Event = Samples.Id("evt_");
    private readonly Terminal terminal = new();

    public void Dispose() => terminal.Dispose();

    [Fact]
    public async Task A_secret_just_made_is_printed_exactly_once_and_no_other_command_prints_one()
    {
        terminal
            .Server.On("POST /v1/webhooks", Samples.WebhookWithSecret, 201)
            .On($"POST /v1/webhooks/{Hook}/rotate-secret", Samples.WebhookWithSecret, 201)
            .On($"GET /v1/webhooks/{Hook}", Samples.WebhookWithSecret)
            .On("GET /v1/webhooks", Samples.Page(Samples.WebhookWithSecret));
        string[] create =
        [
            "webhooks",
            "create",
            "--to",
            "https://receiver.example",
            "--event",
            "*",
        ];

        foreach (
            var making in new[] { create, ["webhooks", "rotate-secret", Hook, "--grace", "1"] }
        )
        {
            (await terminal.Run(making)).ShouldBe(0);
            terminal.Out.Split(Samples.WebhookSecret).Length.ShouldBe(2);
            (await terminal.Run([.. making, "--json"])).ShouldBe(0);
            ((string)terminal.Json["secret"]!).ShouldBe(Samples.WebhookSecret);
        }
        foreach (var other in new[] { new[] { "webhooks", "get", Hook }, ["webhooks", "list"] })
        {
            (await terminal.Run(other)).ShouldBe(0);
            terminal.Out.ShouldNotContain("PLANTED");
            (await terminal.Run([.. other, "--json"])).ShouldBe(0);
            terminal.Out.ShouldNotContain("PLANTED");
        }
    }

    [Fact]
    public async Task An_endpoint_is_made_with_all_that_was_given_and_nothing_else()
    {
        terminal.Server.On("POST /v1/webhooks", Samples.WebhookWithSecret, 201);

        (
            await terminal.Run(
                "webhooks",
                "create",
                "--to",
                "https://receiver.example",
                "--event",
                "credential.*",
                "key.revoked",
                "--include",
                "resource",
                "--header",
                "X-Desk=a=b"
            )
        ).ShouldBe(0);

        terminal
            .Server.To("/v1/webhooks")
            .Single()
            .Body.ShouldBe(
                """{"url":"https://receiver.example","events":["credential.*","key.revoked"],"include":["resource"],"headers":{"X-Desk":"a=b"}}"""
            );
    }

    [Fact]
    public async Task A_header_that_is_not_understood_is_not_repeated()
    {
        string[] made = ["webhooks", "create", "--to", "https://x.example", "--event", "*"];

        (await terminal.Run([.. made, "--header", "PLANTED"])).ShouldBe(1);
        (await terminal.Run([.. made, "--header", "a=PLANTED", "A=PLANTED"])).ShouldBe(1);

        terminal.Error.ShouldNotContain("PLANTED");
    }

    [Theory]
    [InlineData("pause")]
    [InlineData("resume")]
    [InlineData("disable")]
    public async Task An_endpoint_is_paused_resumed_and_disabled(string verb)
    {
        terminal.Server.On($"POST /v1/webhooks/{Hook}/{verb}", Samples.Webhook);

        (await terminal.Run("webhooks", verb, Hook)).ShouldBe(0);

        terminal.Out.ShouldContain("failing");
    }

    [Fact]
    public async Task Editing_sends_what_was_given_and_deleting_says_so()
    {
        terminal
            .Server.On($"PATCH /v1/webhooks/{Hook}", Samples.Webhook)
            .On($"DELETE /v1/webhooks/{Hook}", () => new(HttpStatusCode.NoContent));

        (await terminal.Run("webhooks", "edit", Hook, "--thin", "--no-headers")).ShouldBe(0);
        (await terminal.Run("webhooks", "delete", Hook)).ShouldBe(0);

        terminal
            .Server.To($"/v1/webhooks/{Hook}")
            .Select(r => r.Body)
            .ShouldBe(["""{"include":[],"headers":{}}""", ""]);
        terminal.Error.ShouldContain("Deleted");
    }

    [Theory]
    [InlineData("\"success\":true", 0)]
    [InlineData("\"success\":false", 1)]
    public async Task Test_ends_with_0_only_when_the_event_arrived(string member, int code)
    {
        terminal.Server.On(
            $"POST /v1/webhooks/{Hook}/test",
            Samples.WebhookTest.Replace("\"success\":false", member)
        );

        (await terminal.Run("webhooks", "test", Hook)).ShouldBe(code);

        terminal.Out.ShouldContain(code == 0 ? "succeeded" : "refused");
    }

    [Fact]
    public async Task Deliveries_are_listed_shown_sent_again_and_recovered()
    {
        terminal
            .Server.On($"GET /v1/webhooks/{Hook}/deliveries", Samples.Page(Samples.Delivery))
            .On($"GET /v1/webhooks/{Hook}/deliveries/{Event}", Samples.DeliveryDetail)
            .On($"POST /v1/webhooks/{Hook}/deliveries/{Event}/resend", Samples.Delivery, 202)
            .On($"POST /v1/webhooks/{Hook}/recover", Samples.Recovery, 202)
            .On("GET /v1/webhook-replays", Samples.Page(Samples.Recovery))
            .On($"GET /v1/webhooks/{Hook}/stats", Samples.WebhookStats)
            .On($"GET /v1/webhook-replays/{Samples.Id("rpl_")}", Samples.Recovery);

        (
            await terminal.Run(
                "webhooks",
                "deliveries",
                Hook,
                "--state",
                "failed",
                "--since",
                "2026-11-01"
            )
        ).ShouldBe(0);
        terminal.Out.ShouldContain(Event);
        terminal
            .Server.To($"/v1/webhooks/{Hook}/deliveries")
            .Single()
            .Query.ShouldContain("state=failed&since=2026-11-01T00%3A00%3A00.000Z");
        (await terminal.Run("webhooks", "delivery", Hook, Event)).ShouldBe(0);
        terminal.Out.ShouldContain("webhook-id: an event");
        terminal.Out.ShouldContain("It answered 500.");
        (await terminal.Run("webhooks", "resend", Hook, Event)).ShouldBe(0);
        (await terminal.Run("webhooks", "recover", Hook, "--since", "2026-11-01")).ShouldBe(0);
        terminal.Out.ShouldContain("running");
        (await terminal.Run("webhooks", "replay", Samples.Id("rpl_"))).ShouldBe(0);
        (await terminal.Run("webhooks", "replays")).ShouldBe(0);
        terminal.Out.ShouldContain(Samples.Id("rpl_"));
        (await terminal.Run("webhooks", "stats", Hook)).ShouldBe(0);
        terminal.Out.ShouldContain("40 s");
        (await terminal.Run("webhooks", "recover", Hook)).ShouldBe(64);
    }

    [Fact]
    public async Task Kinds_of_events_are_listed_without_a_key()
    {
        terminal.Server.On("GET /v1/webhooks/events", Samples.WebhookEvents);

        (await terminal.Run("webhooks", "events")).ShouldBe(0);

        terminal.Out.ShouldContain("credential.issued");
        terminal.Server.Requests.ShouldAllBe(r => r.Header("Authorization") == null);
    }

    [Fact]
    public async Task W19_what_a_receiver_answered_cannot_steer_the_terminal()
    {
        terminal.Server.On($"POST /v1/webhooks/{Hook}/test", Samples.WebhookTest);

        await terminal.Run("webhooks", "test", Hook);

        terminal.Out.ShouldContain("Oops");
        terminal.Out.Where(char.IsControl).ShouldAllBe(c => c == '\n' || c == '\r');
    }

    [Fact]
    public async Task Listen_verifies_prints_each_event_once_and_answers()
    {
        var port = FreePort();
        terminal.Variables["VIDIMUS_WEBHOOK_SECRET"] = Signed.Secret;
        var now = new FakeClock().GetUtcNow();
        var message = Signed.By(Signed.Secret, at: now);
        var running = terminal.Run(
            "webhooks",
            "listen",
            "--port",
            $"{port}",
            "--count",
            "2",
            "--json"
        );

        using var http = new HttpClient();
        (await Post(http, port, Signed.By(Signed.OtherSecret, at: now))).ShouldBe(401);
        (await Post(http, port, message)).ShouldBe(200);
        (await Post(http, port, message)).ShouldBe(200);
        var another = Signed.EventId[..^1] + "2";
        (
            await Post(
                http,
                port,
                Signed.By(Signed.Secret, Signed.Numbered(another, 1), now, another)
            )
        ).ShouldBe(200);

        (await running.WaitAsync(TimeSpan.FromSeconds(20))).ShouldBe(0);
        terminal.JsonLines.Select(l => (string)l["id"]!).ShouldBe([Signed.EventId, another]);
        terminal.Error.ShouldContain("Refused");
        terminal.Error.ShouldContain("came before");
    }

    [Fact]
    public async Task Listen_says_what_is_missing()
    {
        (await terminal.Run("webhooks", "listen")).ShouldBe(1);
        terminal.Error.ShouldContain("VIDIMUS_WEBHOOK_SECRET");
        var file = terminal.File("secret", "PLANTED\n");
        (await terminal.Run("webhooks", "listen", "--secret-file", file)).ShouldBe(1);
        terminal.Error.ShouldNotContain("PLANTED");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static async Task<int> Post(HttpClient http, int port, Signed message)
    {
        for (var i = 0; ; i++)
        {
            using var request = new HttpRequestMessage(
                HttpMethod.Post,
                $"http://127.0.0.1:{port}/"
            );
            request.Content = new ByteArrayContent(message.Body);
            foreach (var (name, value) in message.Headers)
                request.Headers.TryAddWithoutValidation(name, value);
            try
            {
                using var answer = await http.SendAsync(request);
                return (int)answer.StatusCode;
            }
            catch (HttpRequestException) when (i < 500)
            {
                // Not listening yet.
                await Task.Delay(10);
            }
        }
    }
}
