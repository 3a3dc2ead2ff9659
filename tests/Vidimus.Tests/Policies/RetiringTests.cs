using System.Text.Json.Nodes;
using Shouldly;
using Vidimus.Testing;
using Vidimus.Tests.Webhooks;
using Xunit;

namespace Vidimus.Tests.Policies;

/// <summary>Policies end on their day, and whoever listens is told of what changes.</summary>
public abstract class RetiringTests(HookedApp shared) : Scenario(shared)
{
    public sealed class Sqlite(HookedOnSqlite shared)
        : RetiringTests(shared),
            IClassFixture<HookedOnSqlite>;

    public sealed class Postgres(HookedOnPostgres shared)
        : RetiringTests(shared),
            IClassFixture<HookedOnPostgres>;

    [Fact]
    public async Task A_policy_is_retired_when_its_day_has_come_and_its_publishers_next_load_changes_nothing()
    {
        var issuer = await App.NewOrganization();
        var day = App.Clock.GetUtcNow().AddDays(3).ToString("yyyy-MM-dd");
        var policy = Loads.Policy("R1").With(p => p["retireDate"] = day);
        (await App.Put(issuer.Live, "R1", policy)).Should(201).At("status").ShouldBe("active");
        (await App.Put(issuer.Live, "R2", Loads.Policy(null))).Should(201);
        // A day that is to come is noted.
        (await App.Post("/v1/policies/R2/retire", issuer.Live.Secret, new { date = day }))
            .Should(200)
            .At("status")
            .ShouldBe("active");
        App.Advance(TimeSpan.FromDays(4));
        foreach (var id in (string[])["R1", "R2"])
        {
            await Until(id);
            (await App.Changes(issuer, id))[^1].Type.ShouldBe("retired");
            (await App.Changes(issuer, id))[^1].Summary.ShouldBe($"Retired as of {day}.");
        }
        (await App.Facts("R1")).ShouldBe(["policy.created", "policy.retired"]);
        (await App.Put(issuer.Live, "R1", policy)).Should(200).At("outcome").ShouldBe("unchanged");

        async Task Until(string id)
        {
            for (var i = 0; i < 200; i++)
            {
                var status = await App.Query(
                    "SELECT status FROM policies_policies WHERE organization_id = @o AND id = @p",
                    ("@o", issuer.Id),
                    ("@p", id)
                );
                if ((string)status[0][0]! == "retired")
                    return;
                App.Advance(TimeSpan.FromMinutes(6));
                await Task.Delay(20);
            }
            throw new TimeoutException($"{id} is not retired");
        }
    }

    [Fact]
    public async Task Whoever_reads_the_librarys_policies_and_listens_is_told_and_the_other_mode_of_ones_own()
    {
        var library = await App.NewOrganization();
        await using var node = await VidimusApp.Start(
            new(App.Engine)
            {
                Beside = App,
                Settings = new Dictionary<string, string> { ["Policies:Library"] = library.Id },
            }
        );
        var listening = await App.NewOrganization();
        (await App.TryMake(listening.Test, Hooks.Body(kind: "policy.created"))).Should(201);
        var deaf = await App.NewOrganization();
        (await App.TryMake(deaf.Live, Hooks.Body(kind: "policy.retired"))).Should(201);
        (await App.TryMake(library.Test, Hooks.Body(kind: "policy.*"))).Should(201);
        (await node.Put(library.Live, "LIB-1", Loads.Policy(null))).Should(201);
        (await node.Put(listening.Live, "OWN-1", Loads.Policy(null))).Should(201);

        (await Records("LIB-1")).ShouldBe(
            [
                .. ((string, string, string)[])
                    [
                        (library.Id, "live", "key"),
                        (library.Id, "test", "key"),
                        (listening.Id, "test", "installation"),
                    ],
            ],
            ignoreOrder: true
        );
        (await Records("OWN-1")).ShouldBe(
            [
                .. ((string, string, string)[])
                    [(listening.Id, "live", "key"), (listening.Id, "test", "key")],
            ],
            ignoreOrder: true
        );
        // An endpoint that includes what events are about is shown the library's policy.
        var delivered = await App.Query(
            "SELECT count(*) FROM webhooks_deliveries d JOIN webhooks_endpoints e ON e.id = d.endpoint_id WHERE e.organization_id = @o",
            ("@o", listening.Id)
        );
        Convert.ToInt64(delivered[0][0]).ShouldBe(2);
    }

    private async Task<(string, string, string)[]> Records(string id) =>
        [
            .. (
                await App.Query(
                    "SELECT organization_id, mode, actor_kind FROM platform_facts WHERE resource_id = @r",
                    ("@r", id)
                )
            ).Select(r => ((string)r[0]!, (string)r[1]!, (string)r[2]!)),
        ];
}
