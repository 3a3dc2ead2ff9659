using System.Diagnostics;
using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Webhooks;

/// <summary>Endpoints of many tenants at one host, as at a service that everybody uses.</summary>
public abstract class SharedHostTests(Engine engine)
{
    public sealed class Sqlite() : SharedHostTests(Engine.Sqlite);

    public sealed class Postgres() : SharedHostTests(Engine.Postgres);

    [Fact]
    public async Task W8_an_organizations_endpoints_at_one_host_have_few_places_together_and_failing_ones_fewer()
    {
        Engines.Demand(engine);
        var settings = new Dictionary<string, string>(Listening.Settings)
        {
            ["Webhooks:AtOncePerHost"] = "16",
        };
        await using var app = await VidimusApp.Start(new(engine) { Settings = settings });
        await using var victim = Receiver.Behaving(i => i.Silence());
        await using var elsewhere = Receiver.Answering();
        var programme = await Programme.Start(app);
        for (var i = 0; i < 8; i++)
            (await programme.TryListen($"{victim.Url}/{i}", "credential.issued")).Should(201);
        await programme.Listen(elsewhere, "credential.issued");

        await programme.IssueMany(8);

        // The first ones end after two seconds; each endpoint is tried.
        await elsewhere.Wait(8, TimeSpan.FromSeconds(1.5));
        await victim.Wait(33);
        victim.MostAtOnce.ShouldBeInRange(8, 16);
        // All of them have failed by now, and are due again.
        for (var i = 0; i < 8; i++)
            await app.Settled(await EndpointAt(app, $"{victim.Url}/{i}"));
        var (now, most) = (0, 0);
        victim.Behaviour = async i =>
        {
            var running = Interlocked.Increment(ref now);
            lock (settings)
                most = Math.Max(most, running);
            await Task.Delay(300);
            Interlocked.Decrement(ref now);
            await i.Answer(500);
        };
        await Task.Delay(2500);
        var before = victim.Count;
        app.Advance(TimeSpan.FromSeconds(10));
        await victim.Wait(before + 6);
        most.ShouldBeInRange(1, 2);
    }

    private static async Task<string> EndpointAt(VidimusApp app, string url) =>
        (string)
            (await app.Query("SELECT id FROM webhooks_endpoints WHERE url = @url", ("@url", url)))[
                0
            ][0]!;

    [Fact]
    public async Task W8_dead_endpoints_at_a_host_do_not_delay_another_tenants_endpoint_at_the_same_host()
    {
        Engines.Demand(engine);
        var settings = new Dictionary<string, string>(Listening.Settings)
        {
            ["Outgoing:TotalTimeout"] = "00:00:08",
        };
        await using var app = await VidimusApp.Start(new(engine) { Settings = settings });
        var (dead, arrived) = (0, 0);
        await using var host = Receiver.Behaving(i =>
        {
            var isDead = i.Request.Path.StartsWith("/hook/dead", StringComparison.Ordinal);
            Interlocked.Increment(ref isDead ? ref dead : ref arrived);
            return isDead ? i.Silence() : i.Answer(204);
        });
        var other = await Programme.Start(app);
        for (var i = 0; i < 40; i++)
            (await other.TryListen($"{host.Url}/dead/{i}", "credential.issued")).Should(201);
        var programme = await Programme.Start(app);
        var good = await programme.Listen(host, "credential.issued");
        await other.IssueMany(10);
        await host.Wait(8);

        for (var n = 1; n <= 3; n++)
        {
            var asked = Stopwatch.GetTimestamp();
            await programme.Issue();
            while (Volatile.Read(ref arrived) < n)
            {
                // Who has to wait for a connection of the dead ones waits for the most part of their eight seconds.
                Stopwatch
                    .GetElapsedTime(asked)
                    .TotalSeconds.ShouldBeLessThan(4, $"{dead} are dead");
                await Task.Delay(5);
            }
        }
        await app.Until(good, d => d.Count == 3 && d.All(x => x.State == "succeeded"));
        (await app.Attempts(good)).ShouldAllBe(a => a.Number == 1);
    }
}
