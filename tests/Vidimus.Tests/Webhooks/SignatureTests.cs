using System.Text;
using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Webhooks;

/// <summary>What is sent is signed, and what is signed is sent.</summary>
public abstract class SignatureTests(SharedApp app) : Scenario(app)
{
    public sealed class Sqlite(ListeningOnSqlite app)
        : SignatureTests(app),
            IClassFixture<ListeningOnSqlite>;

    public sealed class Postgres(ListeningOnPostgres app)
        : SignatureTests(app),
            IClassFixture<ListeningOnPostgres>;

    [Fact]
    public void W1_the_judge_of_these_tests_agrees_with_the_specifications_own_vector() =>
        // standard-webhooks/standard-webhooks, libraries/*/webhook tests: one vector for all languages.
        Judge
            .V1(
                "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
                "msg_p5jXN8AQM9LWM0D4loKWxJek",
                "1614265330",
                Encoding.UTF8.GetBytes("""{"test": 2432232314}""")
            )
            .ShouldBe("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");

    [Fact]
    public async Task W1_an_event_is_signed_with_the_secret_and_with_the_published_key_and_nothing_else_passes()
    {
        await using var receiver = Receiver.Answering();
        var programme = await Programme.Start(App);
        var (_, secret) = await programme.ListenWithSecret(receiver, "credential.issued");
        var issued = await programme.Issue();

        var got = (await receiver.Wait())[0];
        got.Headers["Content-Type"].ShouldBe("application/json");
        var now = App.Clock.Now;
        Judge.Accepts(got, secret, now).ShouldBeTrue();
        Judge.Accepts(got, secret, now.AddSeconds(299)).ShouldBeTrue();
        Judge.Accepts(got, secret, now.AddSeconds(301)).ShouldBeFalse("old");
        Judge.Accepts(got, secret, now.AddSeconds(-301)).ShouldBeFalse("ahead");
        Judge.Accepts(got, Hooks.Secret(32), now).ShouldBeFalse("another secret");
        byte[] changed = [.. got.Body];
        changed[^2] ^= 1;
        Judge.Accepts(got with { Body = changed }, secret, now).ShouldBeFalse("a byte changed");

        var keys = (await App.Get($"/v1/webhook-keys/{programme.Issuer.Id}")).Should(200).Json;
        Judge.SignedBy(got, keys).Length.ShouldBe(1);
        Judge.SignedBy(got with { Body = changed }, keys).ShouldBeEmpty();
        var timestamp = got.Headers["webhook-timestamp"];
        got.Headers["Vidimus-Signature"]
            .ShouldBe($"t={timestamp},v1={Judge.Timed(secret, timestamp, got.Body)}");
        got.Headers.Keys.ShouldNotContain(h =>
            h.StartsWith("x-ver", StringComparison.OrdinalIgnoreCase)
        );
        got.Json.GetProperty("resource").GetProperty("id").GetString().ShouldBe(issued.Id);
        got.Json.GetProperty("id").GetString().ShouldBe(got.Id);
    }

    [Fact]
    public async Task W1_while_a_secret_is_replaced_both_sign()
    {
        await using var receiver = Receiver.Answering();
        var programme = await Programme.Start(App);
        var (id, old) = await programme.ListenWithSecret(receiver, "credential.issued");
        var rotated = (await App.Rotate(programme.Key, id, """{"graceHours":24}""")).Should(201);
        var fresh = rotated.At("secret").ShouldNotBeNull();
        await programme.Issue();
        var got = (await receiver.Wait())[0];
        Judge.Accepts(got, old, App.Clock.Now).ShouldBeTrue();
        Judge.Accepts(got, fresh, App.Clock.Now).ShouldBeTrue();
        var timestamp = got.Headers["webhook-timestamp"];
        got.Headers["Vidimus-Signature"]
            .ShouldBe(
                $"t={timestamp},v1={Judge.Timed(fresh, timestamp, got.Body)},v1={Judge.Timed(old, timestamp, got.Body)}"
            );
        got.Headers["webhook-signature"]
            .Split(' ')
            .Select(s => s.Split(',')[0])
            .ShouldBe(["v1", "v1", "v1a"]);

        App.Clock.Jump(TimeSpan.FromHours(24));
        await programme.Issue();
        var later = (await receiver.Wait(2))[1];
        Judge.Accepts(later, fresh, App.Clock.Now).ShouldBeTrue();
        Judge.Accepts(later, old, App.Clock.Now).ShouldBeFalse("its time is over");
    }

    [Fact]
    public async Task W1_a_new_key_of_v1a_signs_once_every_receiver_can_know_it_and_a_leaked_one_at_once()
    {
        await using var receiver = Receiver.Answering();
        var programme = await Programme.Start(App);
        await programme.Listen(receiver, "credential.issued");
        await programme.Issue();
        var first = (await Signers(programme, receiver, 1)).Single();
        var second = (await Replace(programme)).At("id")!;
        await programme.Issue();
        (await Signers(programme, receiver, 2)).ShouldBe([first]);
        App.Clock.Jump(TimeSpan.FromMinutes(10));
        await programme.Issue();
        (await Signers(programme, receiver, 3)).ShouldBe([second]);
        var third = (await Replace(programme, """{"compromised":true}""")).At("id")!;
        await programme.Issue();
        (await Signers(programme, receiver, 4)).ShouldBe([third]);
    }

    [Fact]
    public async Task W3_no_id_or_time_of_an_event_holds_a_dot()
    {
        await using var receiver = Receiver.Answering();
        var programme = await Programme.Start(App);
        await programme.Listen(receiver);
        var issued = await programme.Issue();
        await programme.Post($"/v1/credentials/{issued.Id}/revoke", """{"reason":"a. b. c."}""");
        foreach (var got in await receiver.Wait(2))
        {
            got.Id.ShouldMatch(@"\Aevt_[0-9a-z]{26}\z");
            got.Headers["webhook-timestamp"].ShouldMatch(@"\A[0-9]{10}\z");
        }
    }

    private async Task<Answer> Replace(Programme programme, string? body = null) =>
        (await programme.Post("/v1/webhook-keys/rotate", body)).Should(200);

    private async Task<string[]> Signers(Programme programme, Receiver receiver, int count)
    {
        var got = (await receiver.Wait(count))[count - 1];
        var keys = (await App.Get($"/v1/webhook-keys/{programme.Issuer.Id}")).Should(200).Json;
        return Judge.SignedBy(got, keys);
    }
}
