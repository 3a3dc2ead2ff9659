using System.Text;
using Shouldly;
using Vidimus.Proofs;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Webhooks;

/// <summary>Where the secrets of endpoints must not stand once events have been delivered.</summary>
public sealed class SecretSweepTests
{
    private const string Password = "the-receivers-own-password-4711";

    [Theory]
    [InlineData(Engine.Sqlite)]
    [InlineData(Engine.Postgres)]
    public async Task K15_no_secret_of_a_webhook_stands_in_what_is_stored_logged_or_answered(
        Engine engine
    )
    {
        Output.Plant("header of a webhook", Password);
        var answers = 0;
        await using var receiver = Receiver.Behaving(i =>
            i.Answer(Interlocked.Increment(ref answers) == 1 ? 500 : 200, "Thank you.")
        );
        await using var cluster = await Cluster.Start(
            engine,
            new() { Settings = Receiver.Allowed }
        );
        var (node, (key, group)) = (cluster.First, await cluster.NewProgramme());
        var hook = await Hook.Make(
            node,
            key,
            receiver,
            "*",
            $$""","headers":{"X-Password":"{{Password}}"},"include":["resource","recipient"]"""
        );
        var rotated = (await node.Post($"{hook.Path}/rotate-secret", key, "{}")).Should(201);
        hook.Signs(rotated.At("secret")!);
        for (var i = 0; i < 3; i++)
            (
                await node.Post(
                    "/v1/credentials",
                    key,
                    $$$"""{"groupId":"{{{group}}}","recipient":{"name":"Ada Example"}}""",
                    ("Idempotency-Key", $"swept-{i}")
                )
            ).Should(201);
        (await node.Post($"{hook.Path}/test", key)).Should(200);
        await WebhookInvariants.AllArrives(cluster.Store, [hook]);
        receiver.Received.ShouldAllBe(r => r.Headers["X-Password"] == Password);
        receiver.Received.ShouldAllBe(r =>
            !Encoding.UTF8.GetString(r.Body).Contains(Password) && !Says(r, "whsec_")
        );

        await Invariants.Hold(cluster.Store, null, hook);
        await ReadAll(node, key, hook);
        await SigningKeysAreClosed(cluster, node, key);
        await Stored(cluster, hook, rotated.At("secret")!);
        Heard.Leaks().ShouldBeEmpty();
    }

    private static bool Says(Received request, string text) =>
        request.Headers.Values.Any(v => v.Contains(text, StringComparison.Ordinal));

    /// <summary>Every answer is searched as it comes.</summary>
    private static async Task ReadAll(Node node, string key, Hook hook)
    {
        foreach (
            var path in (string[])
                [
                    "/v1/webhooks",
                    hook.Path,
                    $"{hook.Path}/deliveries?limit=100",
                    $"{hook.Path}/deliveries/{hook.Received[0].Id}",
                    $"{hook.Path}/stats",
                    $"/v1/webhooks/deliveries?eventId={hook.Received[0].Id}",
                    "/v1/webhooks/events",
                    "/v1/audit?limit=100",
                    "/api/v1/webhooks",
                    "/metrics",
                ]
        )
            (await node.Get(path, key)).Status.ShouldBeOneOf([200, 401, 404], path);
        (
            await node.Send(HttpMethod.Patch, hook.Path, key, """{"description":"Read by tests"}""")
        ).Should(200);
    }

    /// <summary>As text, in hexadecimal, in base64, and the bytes of the secrets themselves.</summary>
    private static async Task Stored(Cluster cluster, Hook hook, string newest)
    {
        // The first start's own file holds its keys on purpose; the operator is told to delete it.
        File.Delete(Path.Combine(cluster.Store.Folder, "first-keys.txt"));
        var dump = await cluster.Store.Dump();
        Encoding.Latin1.GetString(dump).ShouldContain(hook.Id);
        Output.FoundIn(dump).ShouldBeEmpty();
        byte[][] hidden =
        [
            Convert.FromBase64String(newest["whsec_".Length..]),
            Encoding.UTF8.GetBytes(newest["whsec_".Length..]),
            Encoding.UTF8.GetBytes(Convert.ToBase64String(Encoding.UTF8.GetBytes(Password))),
        ];
        foreach (var bytes in hidden)
            dump.AsSpan().IndexOf(bytes).ShouldBe(-1);
    }

    /// <summary>No thirty-two bytes in a row of a stored key are the private key of the one that is published.</summary>
    private static async Task SigningKeysAreClosed(Cluster cluster, Node node, string key)
    {
        var organization = (await node.Get("/v1/organization", key)).Should(200).At("id")!;
        (await node.Get($"/v1/webhook-keys/{organization}"))
            .Should(200)
            .Text.ShouldContain("whpk_");
        var row = (
            await cluster.Store.Query("SELECT private_key, public_key FROM webhooks_signing_keys")
        ).ShouldHaveSingleItem();
        var (closed, open) = ((byte[])row[0]!, (byte[])row[1]!);
        for (var i = 0; i + 32 <= closed.Length; i++)
        {
            using var perhaps = Ed25519PrivateKey.FromSeed(closed.AsSpan(i, 32));
            perhaps.PublicKey.ToArray().ShouldNotBe(open);
        }
    }
}
