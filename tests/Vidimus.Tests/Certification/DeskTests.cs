using System.Text;
using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Certification;

/// <summary>The review desk: from a paid order to a certified document, whatever several people do at once.</summary>
public abstract class DeskTests(SharedApp shared) : Scenario(shared)
{
    public sealed class Sqlite(OnSqlite shared) : DeskTests(shared), IClassFixture<OnSqlite>;

    public sealed class Postgres(OnPostgres shared) : DeskTests(shared), IClassFixture<OnPostgres>;

    [Fact]
    public async Task An_order_is_claimed_translated_reviewed_and_signed_off_under_the_reviewers_name()
    {
        var desk = await Desk.Of(App);
        var reviewer = await desk.Reviewer();
        var order = await desk.Order();
        (await reviewer.Actions(order)).ShouldBe(["claim"]);

        var claimed = (await reviewer.Step(order, "claim")).Should(200);
        claimed.At("state").ShouldBe("processing");
        claimed.At("mine").ShouldBe("true");
        claimed.At("reviewerName").ShouldBe("Grace Sample");
        (await reviewer.Actions(order)).ShouldBe(["release", "edit", "fail"]);

        var source = (await reviewer.See(order)).GetProperty("documents")[0];
        source.GetProperty("by").GetString().ShouldBe("customer");
        var bytes = (await reviewer.Content(order, source.GetProperty("id").GetString()!)).Should(
            200
        );
        bytes.Bytes.ShouldBe(Desk.Pdf("Birth certificate of Ada Example"));
        bytes.MediaType.ShouldBe("application/pdf");
        bytes["X-Content-Type-Options"].ShouldBe("nosniff");

        (await reviewer.Write(order, $"\r\n{Desk.Translation}  \r\n\r\n")).Should(200);
        var seen = await reviewer.See(order);
        var result = seen.GetProperty("resultId").GetString()!;
        (await reviewer.Content(order, result)).Should(200).Text.ShouldBe(Desk.Translation + "\n");
        (await reviewer.Step(order, "submit")).Should(200).At("state").ShouldBe("in_review");
        (await reviewer.Actions(order)).ShouldBe([
            "release",
            "edit",
            "send_back",
            "fail",
            "sign_off",
        ]);
        var signed = (await reviewer.Step(order, "sign-off")).Should(200);
        signed.At("state").ShouldBe("ready");
        (await reviewer.Actions(order)).ShouldBeEmpty();

        seen = await reviewer.See(order);
        var certificate = seen.GetProperty("certificateId").GetString().ShouldNotBeNull();
        (
            await App.Query(
                $"SELECT translator_name, translator_credentials FROM certification_certificates WHERE id = '{certificate}'"
            )
        )[0]
            .ShouldBe(["Grace Sample", "Sample Association, no. 1"]);
        seen.GetProperty("history")
            .EnumerateArray()
            .Select(e => e.GetProperty("kind").GetString())
            .ShouldBe(["created", "paid", "claimed", "edited", "submitted", "signed", "ready"]);
        (await desk.Facts(desk.Customer, order)).ShouldBe([
            "order.processing",
            "order.in_review",
            "order.ready",
        ]);
        (await desk.Facts(desk.Agency, order)).ShouldBe([
            "review.claimed",
            "review.drafted",
            "review.submitted",
            "review.signed",
        ]);
        var facts = await App.Query("SELECT members FROM platform_facts");
        string.Join('\n', facts.Select(f => f[0])).ShouldNotContain("Grace");
    }

    [Fact]
    public async Task A_customers_record_says_what_the_agency_did_and_only_the_agencys_says_who()
    {
        var desk = await Desk.Of(App);
        var reviewer = await desk.Reviewer();
        var order = await desk.Order();
        (await reviewer.Step(order, "claim")).Should(200);
        (await reviewer.Write(order, Desk.Translation)).Should(200);
        (await reviewer.Step(order, "submit")).Should(200);
        (await reviewer.Step(order, "sign-off")).Should(200);
        (await Actors(desk.Agency, "review.%")).ShouldBe([("member", reviewer.Member.Id)]);
        foreach (var kinds in (string[])["order.%", "certificate.%"])
            (await Actors(desk.Customer, kinds)).ShouldBe([("installation", "installation")]);
        (await Actors(desk.Customer, "%")).ShouldNotContain(("member", reviewer.Member.Id));
        (await App.Get("/v1/audit", desk.Customer.Live.Secret)).Text.ShouldNotContain(
            reviewer.Member.Id
        );
    }

    private async Task<(string, string)[]> Actors(Issuer issuer, string kinds) =>
        [
            .. (
                await App.Query(
                    $"SELECT DISTINCT actor_kind, actor_id FROM platform_facts WHERE organization_id = '{issuer.Id}' AND kind LIKE '{kinds}'"
                )
            ).Select(r => ((string)r[0]!, (string)r[1]!)),
        ];

    [Fact]
    public async Task A_customers_own_draft_is_certified_as_it_is_or_as_the_reviewer_changed_it()
    {
        var desk = await Desk.Of(App);
        var reviewer = await desk.Reviewer();
        (string, byte[])[] given =
        [
            ("source", Desk.Pdf("Source")),
            ("draft", Desk.Pdf("The draft of the customer")),
        ];
        var asItIs = await desk.Order("review_and_certify", documents: given);
        (await reviewer.Step(asItIs, "claim")).Should(200).At("state").ShouldBe("reviewing_draft");
        var draft = (await reviewer.See(asItIs)).GetProperty("resultId").GetString();
        (await reviewer.Step(asItIs, "sign-off")).Should(200).At("state").ShouldBe("ready");
        (await Certified(asItIs)).ShouldBe(draft);

        var changed = await desk.Order("review_and_certify", documents: given);
        (await reviewer.Step(changed, "claim")).Should(200);
        var saved = (await reviewer.Upload(changed, Desk.Pdf("Better"))).Should(201);
        (await reviewer.Step(changed, "sign-off")).Should(200);
        (await Certified(changed)).ShouldBe(saved.At("document", "id"));
    }

    private async Task<string?> Certified(string order) =>
        (string?)
            (
                await App.Query(
                    $"SELECT draft_document_id FROM certification_orders WHERE id = '{order}'"
                )
            )[0][0];

    [Fact]
    public async Task Of_many_who_claim_an_order_at_once_on_two_nodes_one_does()
    {
        await using var second = await VidimusApp.Start(new(App.Engine) { Beside = App });
        var desk = await Desk.Of(App);
        Reviewing[] reviewers =
        [
            await desk.Reviewer(profile: false),
            await desk.Reviewer(profile: false),
            await desk.Reviewer(profile: false),
        ];
        var order = await desk.Order(documents: []);
        var answers = await Task.WhenAll(
            Enumerable
                .Range(0, 12)
                .Select(i =>
                    reviewers[i % 3].Step(order, "claim", 1, at: i % 2 == 0 ? App : second)
                )
        );
        answers.Count(a => a.Status == 200).ShouldBe(1);
        foreach (var loser in answers.Where(a => a.Status != 200))
            loser.ShouldBeProblem(409, "ORDER_CHANGED");
        (await desk.Facts(desk.Customer, order)).ShouldBe(["order.processing"]);
        (await desk.Facts(desk.Agency, order)).ShouldBe(["review.claimed"]);
    }

    [Fact]
    public async Task Who_lost_an_order_while_writing_hears_so_and_overwrites_nothing()
    {
        var desk = await Desk.Of(App);
        var first = await desk.Reviewer();
        var other = await desk.Reviewer();
        var order = await desk.Order(documents: []);
        (await first.Step(order, "claim")).Should(200);
        (await first.Write(order, "What the first wrote.")).Should(200);
        var version = await first.Version(order);

        // Another reviewer cannot take it away, an administrator can.
        (await other.Step(order, "release")).ShouldBeProblem(409, "ORDER_CLAIMED");
        var admin = new Reviewing(desk, await desk.Member("admin", desk.Agency));
        (await admin.Step(order, "release")).Should(200);
        (await other.Step(order, "claim")).Should(200);
        (await other.Write(order, "What the other wrote.")).Should(200);

        var lost = (
            await first.Write(order, "What the first goes on with.", version)
        ).ShouldBeProblem(409, "ORDER_CHANGED");
        lost.At("error", "message").ShouldNotBeNull().ShouldContain("Another reviewer");
        lost.At("error", "hint").ShouldNotBeNull().ShouldContain("keep what you wrote");
        lost.At("error", "details", "version").ShouldBe($"{await first.Version(order)}");
        // With the version of now it is still not the first's.
        (await first.Write(order, "Again.")).ShouldBeProblem(409, "CLAIM_REQUIRED");
        (await first.Step(order, "submit")).ShouldBeProblem(409, "CLAIM_REQUIRED");

        var seen = await other.See(order);
        seen.GetProperty("documents").GetArrayLength().ShouldBe(2);
        var result = seen.GetProperty("resultId").GetString()!;
        (await other.Content(order, result)).Text.ShouldBe("What the other wrote.\n");
    }

    [Fact]
    public async Task Two_who_act_at_once_on_what_they_both_see_do_not_both_succeed()
    {
        var desk = await Desk.Of(App);
        var reviewer = await desk.Reviewer();
        var order = await desk.Order(documents: []);
        (await reviewer.Step(order, "claim")).Should(200);
        (await reviewer.Write(order, Desk.Translation)).Should(200);
        var version = await reviewer.Version(order);
        var answers = await Task.WhenAll(
            reviewer.Write(order, "Tab one.", version),
            reviewer.Write(order, "Tab two.", version),
            reviewer.Step(order, "submit", version),
            reviewer.Step(order, "release", version),
            reviewer.Step(order, "fail", version, "It cannot be read.")
        );
        answers.Count(a => a.Status == 200).ShouldBe(1);
        answers.Count(a => a.Status == 409).ShouldBe(4);
    }

    [Fact]
    public async Task An_order_that_was_called_off_meanwhile_is_not_signed()
    {
        var desk = await Desk.Of(App);
        var reviewer = await desk.Reviewer();
        var order = await desk.Order();
        await reviewer.Translate(order);
        var version = await reviewer.Version(order);
        await App.Execute(
            $"UPDATE certification_orders SET state = 'cancelled', end_reason = 'Not needed', version = version + 1 WHERE id = '{order}'"
        );
        var refused = (await reviewer.Step(order, "sign-off", version)).ShouldBeProblem(
            409,
            "ORDER_CHANGED"
        );
        refused.At("error", "message").ShouldNotBeNull().ShouldContain("cancelled");
        (await reviewer.Step(order, "sign-off")).ShouldBeProblem(409, "STEP_NOT_POSSIBLE");
        (
            await App.Query($"SELECT id FROM certification_certificates WHERE order_id = '{order}'")
        ).ShouldBeEmpty();
        (await desk.Facts(desk.Customer, order)).ShouldNotContain("order.ready");
    }

    [Fact]
    public async Task Signing_takes_a_person_with_an_active_profile_for_the_language()
    {
        var desk = await Desk.Of(App);
        var reviewer = await desk.Reviewer(profile: false);
        var order = await desk.Order();
        await reviewer.Translate(order);
        (await reviewer.Step(order, "sign-off")).ShouldBeProblem(403, "REVIEWER_REQUIRED");
        (await reviewer.See(order))
            .GetProperty("whyNotSign")
            .GetString()
            .ShouldNotBeNull()
            .ShouldContain("profile");
        await Profile("""{"name":"Grace Sample","credentials":"Sworn","active":false}""");
        (await reviewer.Step(order, "sign-off")).ShouldBeProblem(403, "REVIEWER_REQUIRED");
        await Profile("""{"name":"Grace Sample","credentials":"Sworn","languages":["fa","ur"]}""");
        (await reviewer.Step(order, "sign-off")).ShouldBeProblem(403, "REVIEWER_REQUIRED");
        // A key does nothing at the desk, whatever its scopes.
        var version = await reviewer.Version(order);
        foreach (var step in new[] { "claim", "submit", "sign-off", "release" })
            (
                await App.Post(
                    $"/v1/desk/orders/{order}/{step}",
                    desk.Agency.Live.Secret,
                    new { version }
                )
            ).ShouldBeProblem(403, "MEMBER_REQUIRED");
        await Profile("""{"name":"Grace Sample","credentials":"Sworn","languages":["fa","ar"]}""");
        (await reviewer.Step(order, "sign-off")).Should(200);

        async Task Profile(string body) =>
            (
                await App.Send(
                    HttpMethod.Put,
                    $"/v1/reviewers/{reviewer.Member.Id}",
                    desk.Agency.Live.Secret,
                    body
                )
            ).Should(200);
    }

    [Fact]
    public async Task What_is_sent_back_or_fails_says_why_and_nothing_is_submitted_without_a_result()
    {
        var desk = await Desk.Of(App);
        var reviewer = await desk.Reviewer();
        var order = await desk.Order(documents: []);
        (await reviewer.Step(order, "claim")).Should(200);
        (await reviewer.Step(order, "submit")).ShouldBeProblem(409, "RESULT_MISSING");
        (await reviewer.Step(order, "send-back", reason: "Why")).ShouldBeProblem(
            409,
            "STEP_NOT_POSSIBLE"
        );
        (
            await reviewer.Upload(order, Encoding.ASCII.GetBytes("no file of any type"))
        ).Status.ShouldBeInRange(400, 422);
        (await reviewer.Write(order, " ")).ShouldBeProblem(400, "VALIDATION_ERROR", "text");
        (await reviewer.Write(order, Desk.Translation)).Should(200);
        (await reviewer.Step(order, "submit")).Should(200);
        (await reviewer.Step(order, "send-back")).ShouldBeProblem(
            400,
            "VALIDATION_ERROR",
            "reason"
        );
        var back = (await reviewer.Step(order, "send-back", reason: "The date is wrong.")).Should(
            200
        );
        back.At("state").ShouldBe("processing");
        back.At("reviewerId").ShouldBeNull();

        (await reviewer.Step(order, "claim")).Should(200);
        (await reviewer.Step(order, "fail", reason: "Page two is missing.")).Should(200);
        var seen = await reviewer.See(order);
        seen.GetProperty("endReason").GetString().ShouldBe("Page two is missing.");
        seen.GetProperty("history")
            .EnumerateArray()
            .Where(e => e.GetProperty("text").GetString() is not null)
            .Select(e => e.GetProperty("text").GetString())
            .ShouldBe(["The date is wrong.", "Page two is missing."]);
        var facts = await desk.Facts(desk.Customer, order);
        facts.Take(3).ShouldBe(["order.processing", "order.in_review", "order.processing"]);
        // One change, in one moment.
        facts.Skip(3).ShouldBe(["order.failed", "order.refunded"], ignoreOrder: true);
    }

    [Fact]
    public async Task Comments_are_seen_at_the_desk_only_and_lie_encrypted()
    {
        var desk = await Desk.Of(App);
        var reviewer = await desk.Reviewer();
        var order = await desk.Order(documents: []);
        const string said = "PLANTEDCOMMENT about the seal on page one";
        (await reviewer.Comment(order, said)).Should(201).At("text").ShouldBe(said);
        (await reviewer.Version(order)).ShouldBe(1);
        var entry = (await reviewer.See(order)).GetProperty("history")[2];
        entry.GetProperty("text").GetString().ShouldBe(said);
        entry.GetProperty("memberName").GetString().ShouldBe("Grace Sample");
        (await desk.Facts(desk.Agency, order)).ShouldBe(["review.commented"]);
        (await desk.Facts(desk.Customer, order)).ShouldBeEmpty();
        Encoding.UTF8.GetString(await App.Dump()).ShouldNotContain("PLANTEDCOMMENT");
    }

    [Fact]
    public async Task The_queue_lists_the_soonest_due_first_page_by_page_and_counts_what_there_is()
    {
        var desk = await Desk.Of(App);
        var reviewer = await desk.Reviewer();
        var late = await desk.Order(due: TimeSpan.FromHours(-1), documents: []);
        var soon = await desk.Order(due: TimeSpan.FromHours(2), language: "fa", documents: []);
        var sameTime = await desk.Order(due: TimeSpan.FromHours(2), documents: []);
        var mine = await desk.Order(
            "review_and_certify",
            due: TimeSpan.FromHours(9),
            documents: []
        );
        await desk.Order(state: "created", documents: []);
        await desk.Order(state: "ready", documents: []);
        await desk.Order(mode: "test", documents: []);
        (await reviewer.Step(mine, "claim")).Should(200);

        (await Ids("")).ShouldBe([late, soon, sameTime, mine]);
        (await Ids("?overdue=true")).ShouldBe([late]);
        (await Ids("?language=fa")).ShouldBe([soon]);
        (await Ids("?productLine=review_and_certify")).ShouldBe([mine]);
        (await Ids("?mine=true")).ShouldBe([mine]);
        (await Ids("?unclaimed=true&state=paid")).ShouldBe([late, soon, sameTime]);
        (await Ids("?state=created")).Length.ShouldBe(1);
        var first = (await reviewer.List("?limit=2")).Should(200);
        var next = first.At("nextCursor");
        first.At("hasMore").ShouldBe("true");
        (await Ids($"?limit=2&cursor={next}")).ShouldBe([sameTime, mine]);
        (await reviewer.List($"?limit=2&mine=true&cursor={next}")).ShouldBeProblem(
            400,
            "INVALID_CURSOR"
        );
        var top = first.Json.GetProperty("data")[0];
        top.GetProperty("overdue").GetBoolean().ShouldBeTrue();
        top.GetProperty("secondsLeft").GetInt64().ShouldBeInRange(-3602, -3600);
        top.GetProperty("customer").GetString().ShouldBe(desk.Customer.Name);
        var counts = (await App.Get("/v1/desk/counts", await reviewer.Member.Token())).Should(200);
        counts.Text.ShouldBe(
            """{"unclaimed":3,"mine":1,"overdue":1,"dueSoon":2,"paid":3,"processing":0,"reviewingDraft":1,"inReview":0}"""
        );

        async Task<string[]> Ids(string query) =>
            [
                .. (await reviewer.List(query))
                    .Should(200)
                    .Json.GetProperty("data")
                    .EnumerateArray()
                    .Select(o => o.GetProperty("id").GetString()!),
            ];
    }
}
