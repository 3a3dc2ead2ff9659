using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Groups;

public abstract class GroupListTests(SharedApp shared) : Scenario(shared)
{
    public sealed class Sqlite(OnSqlite shared) : GroupListTests(shared), IClassFixture<OnSqlite>;

    public sealed class Postgres(OnPostgres shared)
        : GroupListTests(shared),
            IClassFixture<OnPostgres>;

    [Fact]
    public async Task Groups_are_listed_newest_first_and_none_twice_or_never_while_the_list_changes()
    {
        var issuer = await App.NewOrganization();
        var made = new List<string>();
        for (var i = 0; i < 7; i++)
            made.Insert(0, await Make(issuer, $"Group {i}"));
        var programme = new Programme(issuer, issuer.Live, made[0], 0);
        var seen = await programme.AllIds(
            "/v1/groups?limit=2",
            async () => await Make(issuer, "Meanwhile")
        );
        seen.ShouldBe(made);
        (await programme.AllIds("/v1/groups?limit=100")).Count.ShouldBe(7 + 3);
        (await programme.Get("/v1/groups")).Ids().Count.ShouldBe(10);
    }

    [Fact]
    public async Task A_group_that_leaves_the_filter_between_pages_is_all_that_is_missing()
    {
        var issuer = await App.NewOrganization();
        var made = new List<string>();
        for (var i = 0; i < 5; i++)
            made.Insert(0, await Make(issuer, $"Group {i}"));
        var programme = new Programme(issuer, issuer.Live, made[0], 0);
        var archived = false;
        var seen = await programme.AllIds(
            "/v1/groups?state=active&limit=2",
            async () =>
            {
                if (!archived)
                    (await programme.Post($"/v1/groups/{made[3]}/archive")).Should(200);
                archived = true;
            }
        );
        seen.ShouldBe([made[0], made[1], made[2], made[4]]);
    }

    [Fact]
    public async Task Groups_are_found_by_state_and_by_a_part_of_their_name()
    {
        var issuer = await App.NewOrganization();
        var diver = await Make(issuer, "Rescue DIVER");
        var first = await Make(issuer, "First Aid");
        var programme = new Programme(issuer, issuer.Live, first, 0);
        (await programme.Post($"/v1/groups/{first}/archive")).Should(200);
        (await programme.Get("/v1/groups?state=active")).Ids().ShouldBe([diver]);
        (await programme.Get("/v1/groups?state=archived")).Ids().ShouldBe([first]);
        (await programme.Get("/v1/groups?text=diver")).Ids().ShouldBe([diver]);
        (await programme.Get("/v1/groups?text=CUE%20D")).Ids().ShouldBe([diver]);
        (await programme.Get("/v1/groups?text=AID&state=active")).Ids().ShouldBeEmpty();
        (await programme.Get("/v1/groups?state=deleted")).ShouldBeProblem(
            400,
            "VALIDATION_ERROR",
            "state"
        );
        (await programme.Get("/v1/groups?text=")).ShouldBeProblem(400, "VALIDATION_ERROR", "text");
    }

    [Theory]
    [InlineData("Überlebenstraining", "überLEBEN")]
    [InlineData("ΔΕΛΤΑ", "δελτα")]
    [InlineData("Первая помощь", "ПЕРВАЯ")]
    [InlineData("İleri Düzey", "DÜZEY")]
    public async Task Text_is_found_in_any_script_whatever_its_case(string name, string text)
    {
        var issuer = await App.NewOrganization();
        var id = await Make(issuer, name);
        (await App.Get($"/v1/groups?text={Uri.EscapeDataString(text)}", issuer.Live.Secret))
            .Ids()
            .ShouldBe([id]);
        (await App.Patch($"/v1/groups/{id}", issuer.Live.Secret, """{"name":"Other"}""")).Should(
            200
        );
        (await App.Get($"/v1/groups?text={Uri.EscapeDataString(text)}", issuer.Live.Secret))
            .Ids()
            .ShouldBeEmpty();
        (await App.Get("/v1/groups?text=oTHer", issuer.Live.Secret)).Ids().ShouldBe([id]);
    }

    [Theory]
    [InlineData("100% safe", "100%", "1000 safe")]
    [InlineData("a_b", "a_b", "acb")]
    [InlineData("[x]", "[x]", "x")]
    [InlineData(@"back\slash", @"k\s", "backslash")]
    [InlineData("Robert'); DROP TABLE credentials_groups;--", "'); DROP", "Robert")]
    public async Task P10_patterns_and_statements_in_a_filter_are_plain_text(
        string name,
        string text,
        string other
    )
    {
        var issuer = await App.NewOrganization();
        var id = await Make(issuer, name);
        await Make(issuer, other);
        (await App.Get($"/v1/groups?text={Uri.EscapeDataString(text)}", issuer.Live.Secret))
            .Ids()
            .ShouldBe([id]);
    }

    [Fact]
    public async Task A_changed_or_foreign_cursor_is_refused()
    {
        var issuer = await App.NewOrganization();
        var other = await App.NewOrganization();
        foreach (var of in (Issuer[])[issuer, other])
        {
            for (var i = 0; i < 3; i++)
                await Make(of, $"Group {i}");
        }
        var cursor = (await App.Get("/v1/groups?limit=1", issuer.Live.Secret))
            .Should(200)
            .At("nextCursor")
            .ShouldNotBeNull();
        (await App.Get($"/v1/groups?limit=1&cursor={cursor}", issuer.Live.Secret)).Should(200);
        var refused = new List<Answer>
        {
            await App.Get($"/v1/groups?limit=1&cursor={cursor}", other.Live.Secret),
            await App.Get($"/v1/groups?limit=1&cursor={cursor}", issuer.Test.Secret),
            await App.Get($"/v1/groups?limit=1&text=group&cursor={cursor}", issuer.Live.Secret),
            await App.Get($"/v1/groups?limit=1&state=active&cursor={cursor}", issuer.Live.Secret),
            await App.Get($"/v1/credentials?limit=1&cursor={cursor}", issuer.Live.Secret),
            await App.Get("/v1/groups?cursor=", issuer.Live.Secret),
            await App.Get("/v1/groups?cursor=%01", issuer.Live.Secret),
            await App.Get($"/v1/groups?cursor={new string('A', 4000)}", issuer.Live.Secret),
            await App.Get($"/v1/groups?cursor={made(0)}", issuer.Live.Secret),
        };
        for (var i = 0; i < cursor.Length; i += 5)
            refused.Add(await App.Get($"/v1/groups?limit=1&cursor={made(i)}", issuer.Live.Secret));
        foreach (var answer in refused)
            answer.ShouldBeProblem(400, "INVALID_CURSOR");

        string made(int at) => cursor[..at] + (cursor[at] == 'A' ? 'B' : 'A') + cursor[(at + 1)..];
    }

    [Theory]
    [InlineData("0")]
    [InlineData("101")]
    [InlineData("-1")]
    [InlineData("1.5")]
    [InlineData("ten")]
    [InlineData("")]
    public async Task A_limit_out_of_bounds_is_refused(string limit)
    {
        var issuer = await App.NewOrganization();
        (await App.Get($"/v1/groups?limit={limit}", issuer.Live.Secret)).ShouldBeProblem(
            400,
            "VALIDATION_ERROR",
            "limit"
        );
        (await App.Get($"/v1/credentials?limit={limit}", issuer.Live.Secret)).ShouldBeProblem(
            400,
            "VALIDATION_ERROR",
            "limit"
        );
    }

    private async Task<string> Make(Issuer issuer, string name)
    {
        // Ids sort by the millisecond they were made in.
        App.Advance(TimeSpan.FromMilliseconds(2));
        return (await App.Post("/v1/groups", issuer.Live.Secret, new { name }))
            .Should(201)
            .At("id")!;
    }
}
