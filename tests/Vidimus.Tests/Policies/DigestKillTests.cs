using System.Globalization;
using Shouldly;
using Vidimus.Testing;
using Vidimus.Tests.Distribution;
using Vidimus.Tests.Faults;
using Xunit;

namespace Vidimus.Tests.Policies;

/// <summary>
/// A server that is killed around the weekly digest: it is made once for each week, no member's is lost, and one that was handed
/// over while the server died comes again as the same mail.
/// </summary>
[Collection(nameof(Alone))]
public sealed class DigestKillTests
{
    private static readonly string[] Owners = ["ada@example.org", "bo@example.org"];

    public static TheoryData<Engine> Engines => [Engine.Sqlite, Engine.Postgres];

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_digest_is_made_once_and_handed_over_at_least_once_however_often_the_server_is_killed(
        Engine engine
    )
    {
        await using var mails = new MailReceiver();
        await using var cluster = await Begin(engine, mails);
        var (node, store) = (cluster.First, cluster.Store);

        // Killed before it is made and as soon as it is, again and again; the mail server is not there yet.
        mails.Recipient = _ => "451 4.3.2 Not now";
        await node.Kill();
        await store.Execute("UPDATE policies_digests SET next_at = 1");
        for (var kill = 0; kill < 4; kill++)
        {
            await Launch(cluster);
            if (kill < 2)
                await Task.Delay(400 * kill);
            else
                await Until(async () => await Made(store) > 0);
            await node.Kill();
        }
        (await Made(store)).ShouldBe(1);
        (await Waiting(store)).ShouldBe(2);

        // Killed while the mail server is being asked.
        var asked = mails.Asked.Count;
        await Launch(cluster);
        await Until(() => Task.FromResult(mails.Asked.Count > asked));
        await node.Kill();
        (await Waiting(store)).ShouldBe(2);

        // Killed when the mail server has both, and before it has said so: nobody knows whether it has.
        mails.Recipient = _ => "250 2.1.5 Ok";
        var dead = new TaskCompletionSource();
        mails.Having = () => dead.Task;
        await Launch(cluster);
        await Until(() => Task.FromResult(mails.Mails.Count == 2));
        await node.Kill();
        mails.Having = () => Task.CompletedTask;
        dead.SetResult();
        (await Waiting(store)).ShouldBe(2);

        // Twice more: the first time they are sent, the second time there is nothing left to send.
        for (var again = 0; again < 2; again++)
        {
            await Launch(cluster);
            await Until(async () => await Waiting(store) == 0);
            await node.Healthy();
            await node.Kill();
        }
        (await Made(store)).ShouldBe(1);
        mails.Mails.Count.ShouldBe(4);
        foreach (var owner in Owners)
        {
            var copies = mails
                .Mails.Where(m => m.To.Contains($"<{owner}>", StringComparison.Ordinal))
                .Select(m => Eml.Read(m.Text))
                .ToList();
            copies.Count.ShouldBe(2);
            copies.Select(c => c["Message-ID"]).Distinct().ShouldHaveSingleItem();
            copies.Select(c => c.Text).Distinct().ShouldHaveSingleItem().ShouldContain("ACME-1");
        }
        mails
            .Mails.Select(m => Eml.Read(m.Text)["Message-ID"])
            .Distinct()
            .Count()
            .ShouldBe(2, "members' mails are different mails");
    }

    /// <summary>An organization with two owners, a change and a weekly digest.</summary>
    private static async Task<Cluster> Begin(Engine engine, MailReceiver mails)
    {
        var cluster = await Cluster.Start(
            engine,
            new()
            {
                Settings = new Dictionary<string, string>
                {
                    ["Mail:Host"] = "127.0.0.1",
                    ["Mail:Port"] = mails.Port.ToString(CultureInfo.InvariantCulture),
                    ["Mail:Tls"] = "false",
                    ["Mail:From"] = "trust@example.org",
                },
            }
        );
        var (key, _) = await cluster.NewProgramme();
        var organization = (await cluster.First.Get("/v1/auth/me", key))
            .Should(200)
            .At("organization", "id")!;
        foreach (var owner in Owners)
            (await cluster.Command("add-owner", organization, owner, "Ada Example")).Code.ShouldBe(
                0
            );
        await cluster.Store.Execute("DELETE FROM platform_mails");
        (
            await cluster.First.Post(
                "/v1/policies",
                key,
                """{"id":"ACME-1","title":"Imaginary elbow scans","type":"PayerPolicy"}"""
            )
        ).Should(201);
        (
            await cluster.First.Send(
                HttpMethod.Put,
                "/v1/compliance/settings",
                key,
                """{"weeklyDigest":true,"roles":["owner"]}"""
            )
        ).Should(200);
        return cluster;
    }

    /// <summary>Starts it as much later as leases and pauses between tries last.</summary>
    private static async Task Launch(Cluster cluster)
    {
        await cluster.Store.Execute("UPDATE platform_leases SET until = 1");
        await cluster.Store.Execute(
            "UPDATE platform_mails SET next_try_at = 1 WHERE next_try_at IS NOT NULL"
        );
        cluster.First.Launch();
    }

    private static Task<long> Made(Store store) =>
        store.Number("SELECT count(*) FROM platform_facts WHERE kind = 'compliance.digest-made'");

    private static Task<long> Waiting(Store store) =>
        store.Number("SELECT count(*) FROM platform_mails WHERE content IS NOT NULL");

    private static async Task Until(Func<Task<bool>> so)
    {
        for (var end = DateTime.UtcNow.AddSeconds(60); !await so(); await Task.Delay(20))
            DateTime.UtcNow.ShouldBeLessThan(end);
    }
}
