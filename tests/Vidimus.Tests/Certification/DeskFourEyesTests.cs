using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Certification;

/// <summary>Where the operator asks for four eyes, who signs is another than who made the translation.</summary>
public abstract class DeskFourEyesTests(SharedApp shared) : Scenario(shared)
{
    public sealed class Sqlite(CarefulOnSqlite shared)
        : DeskFourEyesTests(shared),
            IClassFixture<CarefulOnSqlite>;

    public sealed class Postgres(CarefulOnPostgres shared)
        : DeskFourEyesTests(shared),
            IClassFixture<CarefulOnPostgres>;

    [Fact]
    public async Task Who_translated_an_order_or_handed_it_over_neither_claims_its_review_nor_signs_it()
    {
        var desk = await Desk.Of(App);
        var translator = await desk.Reviewer();
        var second = await desk.Reviewer();
        var order = await desk.Order();
        await translator.Translate(order);
        // It is free for others from then on.
        (await translator.See(order))
            .GetProperty("order")
            .GetProperty("reviewerId")
            .GetString()
            .ShouldBeNull();
        (await translator.Actions(order)).ShouldBeEmpty();
        (await translator.Step(order, "claim")).ShouldBeProblem(403, "OTHER_REVIEWER_REQUIRED");

        (await second.Step(order, "claim")).Should(200);
        (await second.Actions(order)).ShouldBe(["release", "send_back", "fail", "sign_off"]);
        (await second.Write(order, "Better so.")).ShouldBeProblem(409, "STEP_NOT_POSSIBLE");
        (await second.Step(order, "send-back", reason: "The date is wrong.")).Should(200);

        (await translator.Step(order, "claim")).Should(200);
        (await translator.Write(order, "Corrected.")).Should(200);
        (await translator.Step(order, "submit")).Should(200);
        (await second.Step(order, "claim")).Should(200);
        (await second.Step(order, "sign-off")).Should(200).At("state").ShouldBe("ready");
    }

    [Fact]
    public async Task A_reviewer_who_changed_a_customers_draft_leaves_the_signature_to_another()
    {
        var desk = await Desk.Of(App);
        var first = await desk.Reviewer();
        var second = await desk.Reviewer();
        var order = await desk.Order(
            "review_and_certify",
            documents: [("source", Desk.Pdf("Source")), ("draft", Desk.Pdf("Draft"))]
        );
        (await first.Step(order, "claim")).Should(200);
        (await first.Actions(order)).ShouldContain("sign_off");
        (await first.Write(order, "Changed.")).Should(200);
        (await first.Step(order, "sign-off")).ShouldBeProblem(403, "OTHER_REVIEWER_REQUIRED");
        (await first.Step(order, "release")).Should(200);
        (await second.Step(order, "claim")).Should(200);
        (await second.Step(order, "sign-off")).Should(200);
    }

    [Fact]
    public async Task Who_gave_the_draft_as_a_customer_does_not_sign_it_as_a_reviewer()
    {
        var desk = await Desk.Of(App);
        var own = await desk.Reviewer();
        var second = await desk.Reviewer();
        var order = await desk.Order(
            "review_and_certify",
            documents: [("source", Desk.Pdf("Source")), ("draft", Desk.Pdf("Draft"))]
        );
        // As it is where an organization reviews its own orders and this member made one of them.
        (
            await App.Execute(
                $"UPDATE certification_documents SET actor_kind = 'member', actor_id = '{own.Member.Id}' WHERE order_id = '{order}' AND kind = 'draft'"
            )
        ).ShouldBe(1);
        (await own.Step(order, "claim")).Should(200);
        (await own.Actions(order)).ShouldNotContain("sign_off");
        (await own.Step(order, "sign-off")).ShouldBeProblem(403, "OTHER_REVIEWER_REQUIRED");
        (await own.Step(order, "release")).Should(200);
        (await second.Step(order, "claim")).Should(200);
        (await second.Step(order, "sign-off")).Should(200);
    }
}

/// <summary>A server that asks for four eyes.</summary>
public abstract class CarefulApp(Engine engine) : SharedApp(engine)
{
    protected override AppOptions Options(AppOptions usual) =>
        usual with
        {
            Settings = new Dictionary<string, string> { ["Certification:Desk:FourEyes"] = "true" },
        };
}

public sealed class CarefulOnSqlite() : CarefulApp(Engine.Sqlite);

public sealed class CarefulOnPostgres() : CarefulApp(Engine.Postgres);
