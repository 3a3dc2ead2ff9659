using System.Diagnostics;
using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Webhooks;

/// <summary>Nobody waits for the receivers of others.</summary>
public abstract class FairTests(SharedApp app) : Scenario(app)
{
    [Fact]
    public async Task W8_One_dead_endpoint_with_a_long_queue_does_not_delay_the_others()
    {
        var (others, queued, rounds) = Long.Wanted ? (99, 10_000, 100) : (19, 200, 20);
        await using var dead = Receiver.Behaving(i => i.Silence());
        await using var good = Receiver.Answering();
        var programme = await Programme.Start(App);
        var endpoint = await programme.Listen(dead, "credential.issued");
        for (var i = 0; i < others; i++)
            (await programme.TryListen($"{good.Url}/{i}", "group.created")).Should(201);
        for (var i = 0; i < queued; i += 200)
            await programme.IssueMany(200);
        await dead.Wait();
        List<double> took = [];

        for (var i = 1; i <= rounds; i++)
        {
            var asked = Stopwatch.GetTimestamp();
            await Programme.In(programme.Issuer);
            await good.Wait(i * others);
            took.Add(Stopwatch.GetElapsedTime(asked).TotalSeconds);
        }

        took.Sort();
        took[(int)(took.Count * 0.98)].ShouldBeLessThan(Long.Wanted ? 1 : 2);
        // In two seconds each, and one at a time once it has failed.
        dead.MostAtOnce.ShouldBeLessThanOrEqualTo(8);
        (await App.Deliveries(endpoint)).Count.ShouldBe(queued);
    }

    [Fact]
    public async Task W14_Many_due_at_once_go_out_the_oldest_first_and_in_turns_of_the_tenants()
    {
        var (many, few) = Long.Wanted ? (100_000, 1000) : (1600, 400);
        await using var busy = Receiver.Answering();
        await using var quiet = Receiver.Answering();
        var large = await Programme.Start(App);
        var small = await Programme.Start(App);
        var endpoints = new[]
        {
            await large.Listen(busy, "credential.issued"),
            await small.Listen(quiet, "credential.issued"),
        };
        await large.Pause(endpoints[0]);
        await small.Pause(endpoints[1]);
        for (var i = 0; i < Math.Max(many, few); i += 400)
        {
            await large.IssueMany(Math.Clamp(many - i, 0, 400));
            await small.IssueMany(Math.Clamp(few - i, 0, 400));
            App.Advance(TimeSpan.FromSeconds(1));
        }

        await large.Resume(endpoints[0]);
        await small.Resume(endpoints[1]);

        await quiet.Wait(few, TimeSpan.FromSeconds(60));
        var sent = busy.Count;
        await busy.Wait(many, TimeSpan.FromMinutes(Long.Wanted ? 10 : 1));
        // The small one had its turns as often as the large one, which began a little earlier.
        sent.ShouldBeLessThan(Math.Max(few * 3, many * 3 / 4));
        OldestFirst(busy);
        OldestFirst(quiet);
        busy.MostAtOnce.ShouldBeLessThanOrEqualTo(8);
    }

    /// <summary>Ids sort by the time of their facts, one for each list; what is under way at the same time may overtake.</summary>
    private static void OldestFirst(Receiver receiver)
    {
        var ids = receiver.Received.Select(r => r.Id).ToList();
        ids.Distinct().Count().ShouldBe(ids.Count);
        var places = ids.Order(StringComparer.Ordinal)
            .Select((id, place) => (id, place))
            .ToDictionary(p => p.id, p => p.place);
        for (var i = 0; i < ids.Count; i++)
            Math.Abs(places[ids[i]] - i).ShouldBeLessThan(400 + 16);
    }

    public sealed class Sqlite(ListeningOnSqlite app)
        : FairTests(app),
            IClassFixture<ListeningOnSqlite>;

    public sealed class Postgres(ListeningOnPostgres app)
        : FairTests(app),
            IClassFixture<ListeningOnPostgres>;
}
