using System.Diagnostics;
using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Webhooks;

/// <summary>Endpoints of many tenants at one host, as at a service that everybody uses.</summary>
public abstract class SharedHostTests(SharedApp app) : Scenario(app)
{
    public sealed class Sqlite(ListeningOnSqlite app)
        : SharedHostTests(app),
            IClassFixture<ListeningOnSqlite>;

    public sealed class Postgres(ListeningOnPostgres app)
        : SharedHostTests(app),
            IClassFixture<ListeningOnPostgres>;

    [Fact]
    public async Task W8_dead_endpoints_at_a_host_do_not_delay_another_tenants_endpoint_at_the_same_host()
    {
        var arrived = 0;
        await using var host = Receiver.Behaving(i =>
        {
            if (i.Request.Path.StartsWith("/hook/dead", StringComparison.Ordinal))
                return i.Silence();
            Interlocked.Increment(ref arrived);
            return i.Answer(204);
        });
        var other = await Programme.Start(App);
        for (var i = 0; i < 12; i++)
            (await other.TryListen($"{host.Url}/dead/{i}", "credential.issued")).Should(201);
        var programme = await Programme.Start(App);
        var good = await programme.Listen(host, "credential.issued");
        await other.IssueMany(50);
        await host.Wait(12);

        for (var n = 1; n <= 8; n++)
        {
            var asked = Stopwatch.GetTimestamp();
            await programme.Issue();
            while (Volatile.Read(ref arrived) < n)
            {
                // Who waits for a connection of the dead ones has used up its two seconds.
                Stopwatch.GetElapsedTime(asked).TotalSeconds.ShouldBeLessThan(10);
                await Task.Delay(5);
            }
            await Task.Delay(200);
        }
        await App.Until(good, d => d.Count == 8 && d.All(x => x.State == "succeeded"));
        (await App.Attempts(good)).ShouldAllBe(a => a.Number == 1);
    }
}
