using System.Buffers.Text;
using Shouldly;
using Vidimus.Client;
using Vidimus.Proofs;
using Vidimus.Testing;
using Vidimus.Tests.Verifying;
using Xunit;
using WebhookRefusal = Vidimus.Client.WebhookRefusal;

namespace Vidimus.Tests.Webhooks;

/// <summary>Webhooks by the SDK: its calls against the server, and its verifier against what the server sends.</summary>
public sealed class WebhookSdkTests(ListeningOnSqlite shared)
    : Scenario(shared),
        IClassFixture<ListeningOnSqlite>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task W1_what_the_server_sends_passes_the_verifier_by_every_signature_and_nothing_else_does()
    {
        var programme = await Programme.Start(App);
        await using var receiver = Receiver.Answering();
        using var client = Client(programme);
        var made = await client.Webhooks.Create(
            new() { Url = receiver.Url, Events = ["credential.*"] },
            cancellation: Cancellation
        );
        var issued = await programme.Issue();
        var got = (await receiver.Wait())[0];
        var now = App.Clock.GetUtcNow();

        var verifier = new WebhookVerifier(made.Secret);
        var said = verifier.Event(Header(got), got.Body, now);
        said.Type.ShouldBe("credential.issued");
        said.Resource.Id.ShouldBe(issued.Id);
        said.OrganizationId.ShouldBe(programme.Issuer.Id);
        said.Sequence.ShouldBe(1);
        verifier.VerifyStamped(got.Headers["Vidimus-Signature"], got.Body, now);

        var keys = (await App.Get($"/v1/webhook-keys/{programme.Issuer.Id}")).Json;
        var key = Base64Url.DecodeFromChars(
            keys.GetProperty("keys")[0].GetProperty("x").GetString()
        );
        var byKeyAlone = new WebhookVerifier("whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=")
        {
            Ed25519 = (signed, signature) => Ed25519.Verify(key, signed, signature),
        };
        byKeyAlone.Event(Header(got), got.Body, now).Id.ShouldBe(said.Id);
        byte[] changed = [.. got.Body];
        changed[^3] ^= 1;
        foreach (var judge in new[] { verifier, byKeyAlone })
            Should
                .Throw<WebhookRefusedException>(() => judge.Verify(Header(got), changed, now))
                .Reason.ShouldBe(WebhookRefusal.NoSignatureMatches);
        Should
            .Throw<WebhookRefusedException>(() =>
                verifier.Verify(Header(got), got.Body, now.AddSeconds(310))
            )
            .Reason.ShouldBe(WebhookRefusal.TooOld);
    }

    [Fact]
    public async Task W5_while_a_secret_is_replaced_receivers_of_either_take_what_comes()
    {
        var programme = await Programme.Start(App);
        await using var receiver = Receiver.Answering();
        using var client = Client(programme);
        var webhooks = client.Webhooks;
        var made = await webhooks.Create(
            new() { Url = receiver.Url, Events = ["credential.*"] },
            cancellation: Cancellation
        );
        var next = await webhooks.RotateSecret(
            made.Id,
            new() { GraceHours = 1 },
            cancellation: Cancellation
        );
        next.Secrets.Count.ShouldBe(2);

        await programme.Issue();
        var got = (await receiver.Wait())[0];
        foreach (var secret in new[] { made.Secret, next.Secret })
            new WebhookVerifier(secret).Event(Header(got), got.Body, App.Clock.GetUtcNow());
    }

    [Fact]
    public async Task An_endpoint_lives_through_every_call()
    {
        var programme = await Programme.Start(App);
        await using var receiver = Receiver.Answering();
        using var client = Client(programme);
        var webhooks = client.Webhooks;
        var made = await webhooks.Create(
            new()
            {
                Url = receiver.Url,
                Events = ["credential.*"],
                Description = "Desk",
                Headers = new Dictionary<string, string> { ["X-Desk"] = "4" },
            },
            cancellation: Cancellation
        );
        (await webhooks.List(1, Cancellation).ToArrayAsync(Cancellation))
            .ShouldHaveSingleItem()
            .HeaderNames.ShouldBe(["X-Desk"]);
        var edited = await webhooks.Edit(
            made.Id,
            new() { Include = ["resource"], Headers = new Dictionary<string, string>() },
            Cancellation
        );
        edited.Include.ShouldBe(["resource"]);
        edited.HeaderNames.ShouldBeEmpty();
        edited.Description.ShouldBe("Desk");

        (await webhooks.Pause(made.Id, Cancellation)).State.ShouldBe(WebhookState.Paused);
        var since = App.Clock.GetUtcNow().AddMinutes(-1);
        await programme.Issue();
        (await webhooks.Resume(made.Id, Cancellation)).State.ShouldBe(WebhookState.Active);
        var got = (await receiver.Wait())[0];
        var delivery = await InState(webhooks, made.Id, got.Id, DeliveryState.Succeeded);
        delivery.Request!.Url.ShouldBe(receiver.Url);
        delivery.Attempts.ShouldHaveSingleItem().Status.ShouldBe(204);
        (
            await webhooks
                .Deliveries(
                    made.Id,
                    new()
                    {
                        State = DeliveryState.Succeeded,
                        Type = "credential.*",
                        Since = since,
                        PageSize = 1,
                    },
                    Cancellation
                )
                .ToArrayAsync(Cancellation)
        ).ShouldHaveSingleItem().EventId.ShouldBe(got.Id);

        (await webhooks.Resend(made.Id, got.Id, cancellation: Cancellation)).State.ShouldBe(
            DeliveryState.Pending
        );
        (await receiver.Wait(2))[1].Id.ShouldBe(got.Id);
        App.Advance(TimeSpan.FromSeconds(1));
        var recovery = await webhooks.Recover(
            made.Id,
            new() { Since = since, Which = RecoveryKind.Missing },
            cancellation: Cancellation
        );
        (await webhooks.Replay(recovery.Id, Cancellation)).Which.ShouldBe(RecoveryKind.Missing);
        (await webhooks.CancelReplay(recovery.Id, Cancellation)).State.ShouldNotBe(
            RecoveryState.Running
        );
        (await webhooks.Replays(1, Cancellation).ToArrayAsync(Cancellation))
            .ShouldHaveSingleItem()
            .Id.ShouldBe(recovery.Id);
        (await webhooks.Stats(made.Id, Cancellation)).LastSuccess!.EventId.ShouldBe(got.Id);
        var test = await webhooks.Test(made.Id, cancellation: Cancellation);
        test.Success.ShouldBeTrue(test.Reason);
        (await webhooks.Events(Cancellation))
            .Select(t => t.Type)
            .ShouldContain("credential.issued");

        (await webhooks.Disable(made.Id, Cancellation)).DisabledReason.ShouldBe("requested");
        await webhooks.Delete(made.Id, Cancellation);
        (
            await Should.ThrowAsync<VidimusPermanentException>(webhooks.Get(made.Id, Cancellation))
        ).Code.ShouldBe("WEBHOOK_NOT_FOUND");
    }

    private static Func<string, string?> Header(Received message) =>
        name => message.Headers.GetValueOrDefault(name);

    private static async Task<WebhookDeliveryDetail> InState(
        WebhookCalls webhooks,
        string id,
        string eventId,
        DeliveryState state
    )
    {
        while (true)
        {
            var detail = await webhooks.Delivery(id, eventId, Cancellation);
            if (detail.Delivery.State == state)
                return detail;
            await Task.Delay(20, Cancellation);
        }
    }

    private VidimusClient Client(Programme programme) =>
        new(
            new()
            {
                BaseAddress = App.Url,
                ClientToken = Secret.Of(programme.Key.Secret),
                UseKeyDirectly = true,
            }
        );
}
