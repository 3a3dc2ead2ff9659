using System.Globalization;
using System.Text.Json;
using Shouldly;
using Vidimus.Testing;
using Vidimus.Tests.VcApi;
using Xunit;

namespace Vidimus.Tests.Spending;

public abstract class SpendCapTests(SharedApp shared) : Scenario(shared)
{
    public sealed class Sqlite(Priced.OnSqlite shared)
        : SpendCapTests(shared),
            IClassFixture<Priced.OnSqlite>;

    public sealed class Postgres(Priced.OnPostgres shared)
        : SpendCapTests(shared),
            IClassFixture<Priced.OnPostgres>;

    [Fact]
    public async Task A_refusal_says_which_cap_what_is_left_and_when_there_is_room_again_and_writes_nothing()
    {
        var spender = await Spender.Start(App, day: 20, month: 1000);
        (await spender.Issue()).Should(201);
        await spender.Age(TimeSpan.FromHours(1));
        (await spender.Issue()).Should(201);
        var before = App.Clock.Now;
        var refused = (await spender.Issue()).ShouldBeProblem(402, "SPEND_LIMIT_EXCEEDED");
        var details = refused.Json.GetProperty("error").GetProperty("details");
        details.GetProperty("window").GetString().ShouldBe("day");
        details.GetProperty("capCents").GetInt64().ShouldBe(20);
        details.GetProperty("spentCents").GetInt64().ShouldBe(14);
        details.GetProperty("neededCents").GetInt64().ShouldBe(7);
        details.GetProperty("leftCents").GetInt64().ShouldBe(6);
        var frees = details.GetProperty("freesAt").GetDateTimeOffset();
        frees.ShouldBe(before + TimeSpan.FromHours(23), TimeSpan.FromSeconds(20));
        refused.Number("Retry-After").ShouldBeInRange(23 * 3600 - 20, 23 * 3600 + 20);
        (await spender.Charges()).Count.ShouldBe(2);
        await spender.ShouldBeWhole();
        // Room comes exactly then, for one.
        await spender.Age(TimeSpan.FromSeconds(refused.Number("Retry-After") + 1));
        (await spender.Issue()).Should(201);
        (await spender.Issue()).ShouldBeProblem(402, "SPEND_LIMIT_EXCEEDED");
    }

    [Fact]
    public async Task L1_A_key_and_its_successors_spend_from_one_cap_so_that_rotating_buys_nothing()
    {
        var spender = await Spender.Start(App, day: 3 * Priced.Issue);
        (await spender.Issue()).Should(201);
        var old = spender;
        for (var generation = 0; generation < 2; generation++)
        {
            var rotated = (
                await App.Post(
                    $"/v1/keys/{spender.Key.Id}/rotate",
                    spender.Programme.Issuer.Live.Secret,
                    """{"graceSeconds":86400}"""
                )
            ).Should(201);
            spender = spender with { Key = Key.Of(rotated.Json) };
            (await spender.Spent()).ShouldBe((generation + 1) * Priced.Issue);
            (await spender.Issue()).Should(201);
        }
        (await spender.Issue()).ShouldBeProblem(402, "SPEND_LIMIT_EXCEEDED");
        // The first one lives for its grace, and has no more than they have together.
        (await old.Issue()).ShouldBeProblem(402, "SPEND_LIMIT_EXCEEDED");
        (await old.Spent()).ShouldBe(3 * Priced.Issue);
    }

    [Fact]
    public async Task A_price_above_the_cap_never_fits_and_the_refusal_names_no_time()
    {
        var spender = await Spender.Start(App, day: 0);
        var refused = (await spender.Issue()).ShouldBeProblem(402, "SPEND_LIMIT_EXCEEDED");
        refused.At("error", "details", "freesAt").ShouldBeNull();
        refused["Retry-After"].ShouldBeNull();
        (await spender.Charges()).ShouldBeEmpty();
        // What is free spends nothing: drafts, and an action whose price is 0.
        (await spender.Issue(more: ""","draft":true""")).Should(201);
        var issued = (await spender.Programme.TryIssue()).Should(201).At("id");
        (await App.Post($"/v1/credentials/{issued}/renew", spender.Key.Secret)).Should(201);
        (await App.Post($"/v1/credentials/{issued}/reissue", spender.Key.Secret)).ShouldBeProblem(
            402,
            "SPEND_LIMIT_EXCEEDED"
        );
        (await spender.Charges()).ShouldHaveSingleItem().Cents.ShouldBe(0);
    }

    [Fact]
    public async Task A_list_is_issued_up_to_the_cap_and_the_rows_beyond_it_say_why()
    {
        var spender = await Spender.Start(App, month: 3 * Priced.Issue);
        var list = (await spender.IssueList(5)).Should(200).Json;
        list.GetProperty("accepted").GetInt32().ShouldBe(3);
        list.GetProperty("failed").GetInt32().ShouldBe(2);
        list.GetProperty("rows")
            .EnumerateArray()
            .Select(r => r.GetProperty("state").GetString())
            .ShouldBe(["issued", "issued", "issued", "failed", "failed"]);
        foreach (var row in list.GetProperty("rows").EnumerateArray().Skip(3))
            row.GetProperty("error")
                .GetProperty("code")
                .GetString()
                .ShouldBe("SPEND_LIMIT_EXCEEDED");
        var kept = await spender.App.Get(
            $"/v1/batches/{list.GetProperty("id").GetString()}",
            spender.Key.Secret
        );
        kept.Json.GetProperty("failed").GetInt32().ShouldBe(2);
        (await spender.Charges()).Select(c => c.Cents).ShouldBe([7, 7, 7]);
        await spender.ShouldBeWhole();

        var refused = (await spender.IssueList(2)).ShouldBeProblem(402, "SPEND_LIMIT_EXCEEDED");
        refused.At("error", "details", "window").ShouldBe("month");
        (await spender.Charges()).Count.ShouldBe(3);
        (await spender.IssueList(2, ""","draft":true""")).Should(200);
        await spender.ShouldBeWhole();
    }

    [Fact]
    public async Task Thresholds_are_told_once_and_again_after_spending_fell_below_them()
    {
        var spender = await Spender.Start(App, day: 10 * Priced.Issue);
        for (var i = 0; i < 5; i++)
            (await spender.Issue()).Should(201);
        (await Told(spender)).ShouldBe([50]);
        (await spender.Issue()).Should(201);
        (await Told(spender)).ShouldBe([50]);
        (await spender.IssueList(4)).Should(200);
        (await Told(spender)).ShouldBe([50, 80, 100]);
        (await spender.Issue()).Should(402);
        (await Told(spender)).ShouldBe([50, 80, 100]);
        (await spender.Facts("spend.threshold")).ShouldContain(
            """{"window":"day","percent":100,"capCents":70,"spentCents":70}"""
        );
        await spender.Age(TimeSpan.FromHours(24) + TimeSpan.FromSeconds(30));
        (await spender.IssueList(5)).Should(200);
        (await Told(spender)).ShouldBe([50, 50, 80, 100]);
    }

    private static async Task<IEnumerable<int>> Told(Spender spender) =>
        (await spender.Facts("spend.threshold"))
            .Select(members =>
                JsonDocument.Parse(members).RootElement.GetProperty("percent").GetInt32()
            )
            .Order();

    [Fact]
    public async Task A_repeated_list_that_reached_a_threshold_is_answered_from_what_it_made()
    {
        var spender = await Spender.Start(App, day: 2 * Priced.Issue);
        var body =
            $$$"""{"groupId":"{{{spender.Programme.GroupId}}}","rows":[{"recipient":{"name":"Ada Example"}}]}""";
        var repeat = ("Idempotency-Key", "one-list");
        var first = (
            await App.Post("/v1/credentials/batch", spender.Key.Secret, body, repeat)
        ).Should(200);
        var again = (
            await App.Post("/v1/credentials/batch", spender.Key.Secret, body, repeat)
        ).Should(200);
        again.Text.ShouldBe(first.Text);
        (await spender.Charges()).Count.ShouldBe(1);
        (
            await App.Query(
                "SELECT resource_id FROM platform_replays WHERE organization_id = @org",
                ("@org", spender.Programme.Issuer.Id)
            )
        )
            .Select(r => r[0])
            .ShouldContain(first.At("id"));
    }

    [Fact]
    public async Task A_cap_that_is_changed_binds_the_next_request_also_below_what_is_spent()
    {
        var spender = await Spender.Start(App);
        (await spender.IssueList(4)).Should(200);
        (await spender.Cap(Priced.Issue)).Should(200).At("spendCapDayCents").ShouldBe("7");
        var refused = (await spender.Issue()).ShouldBeProblem(402, "SPEND_LIMIT_EXCEEDED");
        refused.At("error", "details", "spentCents").ShouldBe("28");
        refused.At("error", "details", "leftCents").ShouldBe("0");
        var shown = await spender.Spending();
        shown.At("leftDayCents").ShouldBe("0");
        shown.At("leftMonthCents").ShouldBeNull();
        (await spender.Cap(5 * Priced.Issue)).Should(200);
        (await spender.Issue()).Should(201);
        (await spender.Issue()).Should(402);
        (await spender.Cap(null)).Should(200);
        (await spender.Issue()).Should(201);
        (await spender.Spent()).ShouldBe(6 * Priced.Issue);
    }

    [Fact]
    public async Task Test_mode_is_counted_and_never_charged_or_capped()
    {
        var spender = await Spender.Start(App, day: 0, mode: "test");
        (await spender.Issue()).Should(201);
        (await spender.IssueList(2)).Should(200);
        (await spender.Charges())
            .Select(c => (c.Action, c.Cents))
            .ShouldBe(Enumerable.Repeat(("credential.issue", 0L), 3));
        (await spender.Spent()).ShouldBe(0);
        await spender.ShouldBeWhole();
    }

    [Fact]
    public async Task L12_Every_door_is_billed_once_for_each_credential()
    {
        var spender = await Spender.Start(App);
        var (app, key, group) = (App, spender.Key.Secret, spender.Programme.GroupId);
        var repeat = ("Idempotency-Key", "once");
        var first = (
            await app.Post("/v1/credentials", key, spender.Programme.Body(), repeat)
        ).Should(201);
        (await app.Post("/v1/credentials", key, spender.Programme.Body(), repeat)).Should(201);
        var id = first.At("id");
        (await spender.IssueList(2)).Should(200);
        (await spender.IssueList(1, ""","draft":true""")).Should(200);
        var draft = (await spender.Issue(more: ""","draft":true""")).Should(201).At("id");
        (await app.Post($"/v1/credentials/{draft}/issue", key)).Should(200);
        (await app.Post($"/v1/credentials/{draft}/issue", key)).Status.ShouldBe(409);
        (await app.Post($"/v1/credentials/{id}/renew", key)).Should(201);
        (await app.Post($"/v1/credentials/{id}/reissue", key)).Should(201);
        (await app.Post($"/v1/credentials/{id}/reissue", key)).Status.ShouldBe(409);
        var vc = new VcIssuer(spender.Programme.Issuer, spender.Key);
        await vc.Issue();
        (
            await app.Post(
                $"/verix/v1/credentials/groups/{spender.Programme.Number}",
                key,
                """{"inputs":[{"recipient":{"name":"Ada Example"}}],"issue":true}"""
            )
        ).Status.ShouldBeLessThan(300);
        var charges = await spender.Charges();
        charges
            .Select(c => (c.Action, c.Cents))
            .Order()
            .ShouldBe([
                .. Enumerable.Repeat(("credential.issue", 7L), 6),
                ("credential.reissue", 11L),
                ("credential.renew", 0L),
            ]);
        await spender.ShouldBeWhole();
        var row = (
            await App.Query(
                "SELECT mode, actor_kind, actor_id, tool, quantity, environment, request_id FROM access_charges WHERE resource_id = @id",
                ("@id", id!)
            )
        ).ShouldHaveSingleItem();
        row.Take(6)
            .Select(v => Convert.ToString(v, CultureInfo.InvariantCulture))
            .ShouldBe(["live", "key", spender.Key.Id, "", "1", "ci"]);
        row[6].ShouldBe(first["X-Request-Id"]);
    }

    [Fact]
    public async Task Every_surface_refuses_in_its_own_shape()
    {
        var spender = await Spender.Start(App, day: 1);
        var vc = new VcIssuer(spender.Programme.Issuer, spender.Key);
        var refused = (await vc.TryIssue(vc.Credential())).Should(402);
        refused.MediaType.ShouldBe("application/problem+json");
        refused.At("code").ShouldBe("SPEND_LIMIT_EXCEEDED");
        refused.At("capCents").ShouldBe("1");
        var verix = (
            await App.Post(
                $"/verix/v1/credentials/groups/{spender.Programme.Number}",
                spender.Key.Secret,
                """{"inputs":[{"recipient":{"name":"Ada Example"}}],"issue":true}"""
            )
        ).Should(403);
        verix.At("code").ShouldBe("SPEND_LIMIT_EXCEEDED");
        verix.At("message").ShouldNotBeNull().ShouldContain("1 cents");
        await spender.ShouldBeWhole();
    }

    [Fact]
    public async Task What_a_key_has_spent_is_shown_to_its_own_organizations_administrators_only()
    {
        var spender = await Spender.Start(App, day: 100, month: 50);
        (await spender.Issue()).Should(201);
        var shown = await spender.Spending();
        shown
            .Json.EnumerateObject()
            .Select(m => m.Name)
            .ShouldBe([
                "keyId",
                "spendCapDayCents",
                "spentDayCents",
                "leftDayCents",
                "spendCapMonthCents",
                "spentMonthCents",
                "leftMonthCents",
                "at",
            ]);
        shown.At("leftDayCents").ShouldBe("93");
        shown.At("leftMonthCents").ShouldBe("43");
        var stranger = await App.NewOrganization();
        foreach (var other in new[] { stranger.Live.Secret, spender.Programme.Issuer.Test.Secret })
            (await App.Get($"/v1/keys/{spender.Key.Id}/spending", other)).ShouldBeProblem(
                404,
                "NOT_FOUND"
            );
        (await App.Get($"/v1/keys/{spender.Key.Id}/spending", spender.Key.Secret)).ShouldBeProblem(
            403,
            "AUTH_SCOPE_INSUFFICIENT"
        );
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("1.5")]
    [InlineData("1e3")]
    [InlineData("\"5\"")]
    [InlineData("NaN")]
    [InlineData("1000000000001")]
    [InlineData("9223372036854775808")]
    [InlineData("[1]")]
    public async Task L4_A_cap_that_is_no_whole_number_of_cents_is_refused(string cap)
    {
        var issuer = await App.NewOrganization();
        foreach (var name in new[] { "spendCapDayCents", "spendCapMonthCents" })
        {
            (
                await App.Post(
                    "/v1/keys",
                    issuer.Live.Secret,
                    $$"""{"label":"x","mode":"live","{{name}}":{{cap}}}"""
                )
            ).Status.ShouldBe(400);
            (
                await App.Patch(
                    $"/v1/keys/{issuer.Test.Id}",
                    issuer.Live.Secret,
                    $$"""{"{{name}}":{{cap}}}"""
                )
            ).Status.ShouldBe(400);
        }
    }
}
