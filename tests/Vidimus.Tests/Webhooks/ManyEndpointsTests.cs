using System.Diagnostics;
using System.Globalization;
using Shouldly;
using Vidimus.Testing;
using Vidimus.Tests.Faults;
using Xunit;

namespace Vidimus.Tests.Webhooks;

/// <summary>What one organization's many endpoints cost the others.</summary>
public abstract class ManyEndpointsTests(SharedApp app) : Scenario(app)
{
    [Fact]
    public async Task W8_a_list_told_to_all_endpoints_of_an_organization_does_not_hold_up_another()
    {
        await using var receiver = Receiver.Answering();
        var busy = await Programme.Start(App);
        var other = await Programme.Start(App);
        for (var i = 0; i < 50; i++)
            await busy.Pause((await busy.TryListen($"{receiver.Url}/{i}")).Should(201).At("id")!);
        await busy.IssueMany(10);
        await other.Issue();
        List<double> took = [];

        for (var round = 0; round < (Long.Wanted ? 5 : 1); round++)
        {
            var list = busy.IssueMany(1000);
            while (!list.IsCompleted)
            {
                var asked = Stopwatch.GetTimestamp();
                await other.Issue();
                took.Add(Stopwatch.GetElapsedTime(asked).TotalSeconds);
            }
            await list;
        }

        var slowest = took.Max();
        TestContext.Current.TestOutputHelper?.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"slowest of {took.Count}: {slowest:0.00} s"
            )
        );
        // 0.4 s on two quiet cores; the normal run shares its cores with other tests.
        slowest.ShouldBeLessThan(Long.Wanted ? 0.6 : 4);
        // All is there, for each endpoint the same.
        var counts = await App.Query(
            """
            SELECT endpoint_id, count(*), count(DISTINCT resource_id), min(next_at - created_at), min(state)
            FROM webhooks_deliveries WHERE organization_id = @id AND kind = 'credential.issued' GROUP BY endpoint_id
            """,
            ("@id", busy.Issuer.Id)
        );
        counts.Count.ShouldBe(50);
        var issued = 10 + ((Long.Wanted ? 5 : 1) * 1000);
        foreach (var row in counts)
            row.Skip(1)
                .Select(v => Convert.ToString(v, CultureInfo.InvariantCulture))
                .ShouldBe([$"{issued}", $"{issued}", "0", "pending"]);
    }

    [Collection(nameof(Alone))]
    public sealed class Sqlite(ListeningOnSqlite app)
        : ManyEndpointsTests(app),
            IClassFixture<ListeningOnSqlite>;

    [Collection(nameof(Alone))]
    public sealed class Postgres(ListeningOnPostgres app)
        : ManyEndpointsTests(app),
            IClassFixture<ListeningOnPostgres>;
}
