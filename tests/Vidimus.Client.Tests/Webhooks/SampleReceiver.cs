using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Vidimus.Samples.Receiver;
using Xunit;

namespace Vidimus.Client.Tests.Webhooks;

/// <summary>The sample receiver on a port of this machine.</summary>
public sealed class SampleReceiver : IAsyncDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("vidimus-receiver-");
    private readonly HttpClient http = new(
        new SocketsHttpHandler { Expect100ContinueTimeout = TimeSpan.FromMinutes(1) }
    );
    private WebApplication app = null!;

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        http.Dispose();
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task W2_an_exact_copy_of_a_message_is_answered_and_changes_nothing()
    {
        await Start();
        var message = Fresh(Signed.Numbered(Signed.EventId, 1));

        (await Send(message)).ShouldBe(HttpStatusCode.NoContent);
        await Until(() => IsDone(Signed.EventId));
        Known.ShouldBe("credential.issued");
        for (var i = 0; i < 3; i++)
            (await Send(message)).ShouldBe(HttpStatusCode.NoContent);

        folder.GetFiles().Select(f => f.Name).ShouldBe([$"{Signed.EventId}.done"]);
    }

    [Fact]
    public async Task W2_an_event_that_comes_again_after_a_restart_is_known_too()
    {
        await Start();
        var message = Fresh(Signed.Numbered(Signed.EventId, 1));
        await Send(message);
        await Until(() => IsDone(Signed.EventId));
        await app.DisposeAsync();

        await Start();
        (await Send(message)).ShouldBe(HttpStatusCode.NoContent);

        folder.GetFiles().Select(f => f.Name).ShouldBe([$"{Signed.EventId}.done"]);
        Known.ShouldBeNull("the work was done before");
    }

    [Fact]
    public async Task What_is_forged_old_or_too_long_is_refused_and_leaves_nothing()
    {
        await Start();
        var forged = Signed.By(Signed.OtherSecret, at: DateTimeOffset.UtcNow);
        var old = Signed.By(Signed.Secret, at: DateTimeOffset.UtcNow.AddSeconds(-310));
        var message = Fresh(Signed.Event);

        (await Send(forged)).ShouldBe(HttpStatusCode.Unauthorized);
        (await Send(old)).ShouldBe(HttpStatusCode.Unauthorized);
        (await Send(message.With("webhook-signature", null))).ShouldBe(HttpStatusCode.Unauthorized);
        (await Send(Fresh(Signed.Event + new string(' ', 1024 * 1024)))).ShouldBe(
            HttpStatusCode.RequestEntityTooLarge
        );

        folder.GetFiles().ShouldBeEmpty();
        (await Send(message)).ShouldBe(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task A_genuine_event_that_the_program_cannot_read_is_answered_and_leaves_nothing()
    {
        await Start();
        const string order =
            """{"id":"evt_0123456789abcdef01234567","type":"order.paid","createdAt":"2026-11-22T10:00:00.000Z","data":{"jobId":"ord_1","status":"paid","previousStatus":null,"isSandbox":false}}""";

        (await Send(Fresh(order))).ShouldBe(HttpStatusCode.NoContent);
        (await Send(Fresh("""{"id":"evt_1"}"""))).ShouldBe(HttpStatusCode.NoContent);

        folder.GetFiles().ShouldBeEmpty();
        (await Send(Fresh(Signed.Event))).ShouldBe(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task W20_what_comes_late_does_not_undo_what_came_before()
    {
        await Start();
        await Send(Fresh(Changed(Other('3'), 3, "credential.revoked")));
        await Until(() => Known == "credential.revoked");

        await Send(Fresh(Changed(Other('2'), 2, "credential.reinstated")));
        await Until(() => folder.GetFiles("*.done").Length == 2);

        Known.ShouldBe("credential.revoked");
    }

    // The program knows of an event a moment before it has put its file away.
    private bool IsDone(string id) => File.Exists(Path.Combine(folder.FullName, $"{id}.done"));

    private string? Known => app.Services.GetRequiredService<Records>().Of(Samples.Id("cred_"));

    private async Task Start()
    {
        app = Receiver.Build(
            [
                $"--Inbox={folder.FullName}",
                "--urls=http://127.0.0.1:0",
                "--Logging:LogLevel:Default=None",
            ],
            [Signed.Secret]
        );
        await app.StartAsync();
    }

    private async Task<HttpStatusCode> Send(Signed message)
    {
        using var request = new HttpRequestMessage(
            HttpMethod.Post,
            $"{app.Urls.Single()}/webhooks"
        );
        request.Content = new ByteArrayContent(message.Body);
        request.Content.Headers.ContentType = new("application/json");
        foreach (var (name, value) in message.Headers)
            request.Headers.TryAddWithoutValidation(name, value);
        // What is refused by its length is not sent first (RFC 9110, 10.1.1): who writes on would be cut off and not see the answer.
        request.Headers.ExpectContinue = true;
        using var answer = await http.SendAsync(request);
        return answer.StatusCode;
    }

    private static Signed Fresh(string body) =>
        Signed.By(
            Signed.Secret,
            body,
            DateTimeOffset.UtcNow,
            System.Text.Json.Nodes.JsonNode.Parse(body)!["id"]!.GetValue<string>()
        );

    private static string Other(char last) => Signed.EventId[..^1] + last;

    private static string Changed(string id, long sequence, string type) =>
        Signed.Numbered(id, sequence).Replace("credential.issued", type);

    private static async Task Until(Func<bool> holds)
    {
        for (var i = 0; i < 500 && !holds(); i++)
            await Task.Delay(10);
        holds().ShouldBeTrue();
    }
}
