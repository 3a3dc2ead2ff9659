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
