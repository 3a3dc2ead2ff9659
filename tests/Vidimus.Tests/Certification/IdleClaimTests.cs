using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Certification;

/// <summary>A reviewer who left blocks no order: after a time without work it is free for others.</summary>
public abstract class IdleClaimTests(SharedApp shared) : Scenario(shared)
{
    public sealed class Sqlite(OnSqlite shared) : IdleClaimTests(shared), IClassFixture<OnSqlite>;

    public sealed class Postgres(OnPostgres shared)
        : IdleClaimTests(shared),
            IClassFixture<OnPostgres>;

    [Fact]
    public async Task An_order_whose_reviewer_saves_and_says_nothing_for_72_hours_is_free_again_and_keeps_what_was_written()
    {
        var desk = await Desk.Of(App);
        var away = await desk.Reviewer();
        var (left, worked) = (await desk.Order(), await desk.Order());
        foreach (var order in (string[])[left, worked])
        {
            (await away.Step(order, "claim")).Should(200);
            (await away.Write(order, Desk.Translation)).Should(200);
        }
        App.Advance(TimeSpan.FromHours(70));
        // On one of them the reviewer still works.
        away = await Again(away);
        (await away.Comment(worked, "Still waiting for page two.")).Should(201);
        await Rounds(TimeSpan.FromMinutes(90));
        (await Reviewer(left)).ShouldBe(away.Member.Id);
        await Rounds(TimeSpan.FromMinutes(45), until: async () => await Reviewer(left) is null);
        (await Reviewer(left)).ShouldBeNull();
        (await Reviewer(worked)).ShouldBe(away.Member.Id);
        (await desk.Facts(desk.Agency, left))[^1].ShouldBe("review.released");
        (await desk.Facts(desk.Customer, left)).ShouldBe(["order.processing"]);

        var other = await desk.Reviewer();
        var seen = await other.See(left);
        seen.GetProperty("resultId").GetString().ShouldNotBeNull();
        (await other.Step(left, "claim")).Should(200).At("mine").ShouldBe("true");
    }

    [Fact]
    public async Task Who_comes_back_with_the_version_from_before_overwrites_nothing()
    {
        var desk = await Desk.Of(App);
        var away = await desk.Reviewer();
        var order = await desk.Order();
        (await away.Step(order, "claim")).Should(200);
        var version = await away.Version(order);
        App.Advance(TimeSpan.FromHours(73));
        await Rounds(TimeSpan.FromHours(1), until: async () => await Reviewer(order) is null);
        (await Reviewer(order)).ShouldBeNull();
        away = await Again(away);
        var refused = await away.Write(order, "Too late.", version);
        refused.ShouldBeProblem(409, "ORDER_CHANGED");
    }

    /// <summary>The same reviewer, signed in once more: sessions do not last that long.</summary>
    private async Task<Reviewing> Again(Reviewing reviewer)
    {
        var member = reviewer.Member with { Browser = new(App) };
        (await member.Browser.SignIn(member.Email, member.Password)).Should(303);
        await member.Look("live");
        return reviewer with { Member = member };
    }

    private async Task<string?> Reviewer(string order) =>
        (string?)
            (await App.Query($"SELECT reviewer_id FROM certification_orders WHERE id = '{order}'"))[
                0
            ][0];

    /// <summary>Lets the work beside the requests go on for so long.</summary>
    private async Task Rounds(TimeSpan length, Func<Task<bool>>? until = null)
    {
        var step = TimeSpan.FromMinutes(1);
        for (var at = TimeSpan.Zero; at < length; at += step)
        {
            if (until is not null && await until())
                return;
            App.Advance(step);
            await Task.Delay(20);
        }
    }
}
