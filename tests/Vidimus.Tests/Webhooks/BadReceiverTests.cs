using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Webhooks;

/// <summary>A receiver may answer what it likes, as slowly and as much as it likes.</summary>
public abstract class BadReceiverTests(SharedApp app) : Scenario(app)
{
    [Fact]
    public async Task W6_Only_2xx_is_success_and_every_other_end_is_a_failed_try_with_a_reason()
    {
        Case[] cases =
        [
            new(i => i.Answer(200, "thank you"), "succeeded", null, 200),
            new(i => i.Answer(204), "succeeded", null, 204),
            .. new[]
            {
                301,
                302,
                304,
                307,
                400,
                401,
                404,
                408,
                413,
                429,
                500,
                502,
                503,
                504,
                999,
            }.Select(status => new Case(
                i => i.Answer(status, "", ("Location", i.Receiver.Url)),
                "refused",
                null,
                status
            )),
            new(i => Ending(i, "hello\r\n"), "unreachable", "badAnswer", null),
            new(i => i.Silence(), "timeout", "waitingForAnswer", null),
            new(Resetting, "unreachable", "connectionReset", null),
            new(i => Ending(i, ""), "unreachable", "answerCut", null),
            new(
                i => Ending(i, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf"),
                "unreachable",
                "answerCut",
                null
            ),
        ];
        var programme = await Programme.Start(App);
        await using var receivers = new Receivers();
        var ids = new List<string>();
        foreach (var one in cases)
            ids.Add(
                await programme.Listen(
                    receivers.Add(Receiver.Behaving(one.Behave)),
                    "credential.issued"
                )
            );
        using var certificate = SelfSigned();
        var secure = await programme.Listen(
            receivers.Add(Receiver.Secure(certificate)),
            "credential.issued"
        );
        var nobody = Receiver.Answering();
        var refusing = await programme.Listen(nobody, "credential.issued");
        await nobody.DisposeAsync();

        await programme.Issue();

        for (var i = 0; i < cases.Length; i++)
            await ShouldEnd(ids[i], cases[i].Outcome, cases[i].Reason, cases[i].Status);
        await ShouldEnd(secure, "unreachable", "certificateNotTrusted", null);
        await ShouldEnd(refusing, "unreachable", "connectionRefused", null);
        receivers.All.ShouldAllBe(r => r.Count <= 1, "redirects are not followed");
    }

    [Theory]
    [InlineData(429, "120", 120, 120)]
    [InlineData(503, "date", 300, 300)]
    [InlineData(302, "60", 60, 60)]
    [InlineData(429, "1", 4, 6)]
    [InlineData(429, "-30", 4, 6)]
    [InlineData(503, "315360000", 86400, 86400)]
    [InlineData(503, "99999999999999999999", 86400, 86400)]
    [InlineData(429, "soon", 4, 6)]
    [InlineData(500, "120", 4, 6)]
    public async Task W6_Retry_After_is_honoured_within_bounds(
        int status,
        string wish,
        int least,
        int most
    )
    {
        var text =
            wish == "date"
                ? App.Clock.Now.AddSeconds(300).ToString("r", CultureInfo.InvariantCulture)
                : wish;
        await using var receiver = Receiver.Answering(status, ("Retry-After", text));
        var programme = await Programme.Start(App);
        var endpoint = await programme.Listen(receiver, "credential.issued");
        await programme.Issue();

        var delivery = (await App.Settled(endpoint))[0];

        delivery.State.ShouldBe("pending");
        delivery.LastStatus.ShouldBe(status);
        var pause = (delivery.NextAt!.Value - App.Clock.Now).TotalSeconds;
        // The header's date has whole seconds.
        pause.ShouldBeInRange(least - 1, most);
    }

    [Fact]
    public async Task W6_A_receiver_that_is_gone_is_disabled_at_once()
    {
        await using var gone = Receiver.Answering(410);
        await using var other = Receiver.Answering();
        var programme = await Programme.Start(App);
        await programme.Listen(other, "webhook.disabled");
        var endpoint = await programme.Listen(gone, "credential.issued");
        await programme.Issue();

        var told = (await other.Wait())[0];

        told.Kind.ShouldBe("webhook.disabled");
        System.Text.Encoding.UTF8.GetString(told.Body).ShouldContain(endpoint);
        var row = await programme.Endpoint(endpoint);
        row.GetProperty("state").GetString().ShouldBe("disabled");
        row.GetProperty("disabledReason").GetString().ShouldBe("gone");
        (
            await App.Until(endpoint, d => d is [{ State: "failed", LastStatus: 410 }])
        ).ShouldNotBeEmpty();
        await programme.Issue();
        await Task.Delay(300);
        gone.Count.ShouldBe(1);
        (await App.Deliveries(endpoint)).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task W6_What_is_kept_of_an_answer_is_short_and_safe_text()
    {
        var body = "a\0b\u001b[31m\r\nc\u0085\u00ff" + new string('x', 40_000);
        await using var receiver = Receiver.Behaving(i => i.Answer(500, body));
        var programme = await Programme.Start(App);
        var endpoint = await programme.Listen(receiver, "credential.issued");
        await programme.Issue();
        await App.Settled(endpoint);

        var kept = (await App.Attempts(endpoint))[0].Response.ShouldNotBeNull();

        System.Text.Encoding.UTF8.GetByteCount(kept).ShouldBeLessThanOrEqualTo(16 * 1024);
        kept.ShouldStartWith("ab[31m\nc");
        kept.Any(c => char.IsControl(c) && c != '\n').ShouldBeFalse();
    }

    [Fact]
    public async Task W7_Tarpits_and_floods_end_at_the_deadline_and_delay_nobody_else()
    {
        const string Ok = "HTTP/1.1 200 OK\r\n";
        var block = new string('x', 64 * 1024);
        Func<Incoming, Task>[] behaviours =
        [
            async i =>
            {
                await i.Send(Ok + "Content-Length: 1000000\r\n\r\n");
                await i.SendForever("x", TimeSpan.FromMilliseconds(200));
            },
            i => Flooding(i, Ok + "\r\n", block),
            i => Flooding(i, Ok + "Content-Length: 1073741824\r\n\r\n", block),
            i => Flooding(i, Ok, "X-Padding: 0123456789\r\n"),
            i => Flooding(i, Ok + "Content-Encoding: gzip\r\n\r\n", block),
            i => Flooding(i, "HTTP/1.1 200 ", block),
            i => Flooding(i, "", "HTTP/1.1 100 Continue\r\n\r\n"),
            i => Flooding(i, Ok + "Transfer-Encoding: chunked\r\n\r\n", "1;" + block),
        ];
        await using var receivers = new Receivers();
        await using var good = Receiver.Answering();
        var programme = await Programme.Start(App);
        var ids = new List<string>();
        foreach (var behave in behaviours)
            ids.Add(
                await programme.Listen(
                    receivers.Add(Receiver.Behaving(behave)),
                    "credential.issued"
                )
            );
        await programme.Listen(good, "credential.issued");
        await programme.Issue();
        await good.Wait();
        var before = GC.GetTotalMemory(forceFullCollection: true);

        for (var n = 2; n <= 5; n++)
        {
            var asked = Stopwatch.GetTimestamp();
            await programme.Issue();
            await good.Wait(n);
            Stopwatch.GetElapsedTime(asked).TotalSeconds.ShouldBeLessThan(5);
        }
        foreach (var id in ids)
        {
            await App.Settled(id);
            (await App.Attempts(id)).ShouldAllBe(a =>
                a.Milliseconds < 4000 && (a.Response == null || a.Response.Length <= 16 * 1024)
            );
        }
        (await App.Attempts(ids[0]))[0].Outcome.ShouldBe("timeout");
        (GC.GetTotalMemory(forceFullCollection: true) - before).ShouldBeLessThan(32 * 1024 * 1024);
    }

    private async Task ShouldEnd(string endpoint, string outcome, string? reason, int? status)
    {
        var delivery = (await App.Settled(endpoint))[0];
        var attempt = (await App.Attempts(endpoint)).ShouldHaveSingleItem();
        (attempt.Outcome, attempt.Reason, attempt.Status).ShouldBe((outcome, reason, status));
        delivery.State.ShouldBe(outcome == "succeeded" ? "succeeded" : "pending");
        delivery.Tries.ShouldBe(outcome == "succeeded" ? 0 : 1);
        delivery.LastStatus.ShouldBe(status);
    }

    private static async Task Ending(Incoming incoming, string bytes)
    {
        await incoming.Send(bytes);
        incoming.Close();
    }

    private static Task Resetting(Incoming incoming)
    {
        incoming.Reset();
        return Task.CompletedTask;
    }

    private static async Task Flooding(Incoming incoming, string first, string then)
    {
        await incoming.Send(first);
        await incoming.SendForever(then);
    }

    private static X509Certificate2 SelfSigned()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(System.Net.IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        return request.CreateSelfSigned(
            DateTimeOffset.UtcNow.AddDays(-1),
            DateTimeOffset.UtcNow.AddDays(1)
        );
    }

    private sealed record Case(
        Func<Incoming, Task> Behave,
        string Outcome,
        string? Reason,
        int? Status
    );

    public sealed class Sqlite(ListeningOnSqlite app)
        : BadReceiverTests(app),
            IClassFixture<ListeningOnSqlite>;

    public sealed class Postgres(ListeningOnPostgres app)
        : BadReceiverTests(app),
            IClassFixture<ListeningOnPostgres>;
}

/// <summary>Receivers that end together.</summary>
internal sealed class Receivers : IAsyncDisposable
{
    public List<Receiver> All { get; } = [];

    public Receiver Add(Receiver receiver)
    {
        All.Add(receiver);
        return receiver;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var receiver in All)
            await receiver.DisposeAsync();
    }
}
