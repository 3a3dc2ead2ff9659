using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Webhooks;

/// <summary>Verifications are told where a group asks for it: a part of them, bounded, and nothing of who verified.</summary>
public abstract class VerifiedEventTests(SharedApp shared) : Scenario(shared)
{
    public sealed class Sqlite(OnSqlite shared)
        : VerifiedEventTests(shared),
            IClassFixture<OnSqlite>;

    public sealed class Postgres(OnPostgres shared)
        : VerifiedEventTests(shared),
            IClassFixture<OnPostgres>;

    private const string Verified = "credential.verified";

    [Fact]
    public async Task Nothing_is_told_unless_the_group_asks_for_it()
    {
        var programme = await Programme.Start(App);
        (await programme.Group()).GetProperty("verifiedEventsPercent").GetInt32().ShouldBe(0);
        var issued = await programme.Issue();
        await App.Get(new Uri(issued.VerifyUrl!).PathAndQuery);
        await Rounds();
        (await programme.Issuer.Facts(Verified)).ShouldBeEmpty();

        var other = await Programme.Start(App, more: ""","verifiedEventsPercent":100""");
        var credential = await other.Issue();
        (await App.Get(new Uri(credential.VerifyUrl!).PathAndQuery)).Should(200);
        (await App.Verify($$"""{"id":"{{credential.Id}}"}""")).Should(200);
        await Rounds();
        var told = await other.Issuer.Await(Verified, 2, Tick);
        told.Length.ShouldBe(2);
        foreach (var one in told)
        {
            one.GetProperty("resourceId").GetString().ShouldBe(credential.Id);
            one.GetProperty("actorKind").GetString().ShouldBe("installation");
            one.GetProperty("requestId").GetString().ShouldBe("");
            var members = one.GetProperty("members");
            members.EnumerateObject().Select(m => m.Name).ShouldBe(["group", "verdict", "at"]);
            members.GetProperty("verdict").GetString().ShouldBe("valid");
        }
        await other.Patch($"/v1/groups/{other.GroupId}", """{"verifiedEventsPercent":null}""");
        (await App.Get(new Uri(credential.VerifyUrl!).PathAndQuery)).Should(200);
        await Rounds();
        (await other.Issuer.Facts(Verified)).Length.ShouldBe(2);
    }

    [Fact]
    public async Task However_many_verify_at_once_ten_a_second_are_told()
    {
        var programme = await Programme.Start(App, more: ""","verifiedEventsPercent":100""");
        var issued = await programme.Issue();
        var path = new Uri(issued.VerifyUrl!).PathAndQuery;
        await Task.WhenAll(Enumerable.Range(0, 60).Select(_ => App.Get(path)));
        await programme.Issuer.Await(Verified, 10, Tick);
        await Rounds();
        (await programme.Issuer.Facts(Verified)).Length.ShouldBe(10);
    }

    [Fact]
    public async Task A_forged_copy_with_the_id_of_a_credential_of_ours_is_no_verification_of_it()
    {
        var programme = await Programme.Start(App, more: ""","verifiedEventsPercent":100""");
        var issued = await programme.Issue();
        var document = (
            await App.Get(
                new Uri(issued.VerifyUrl!).PathAndQuery,
                null,
                ("Accept", "application/vc")
            )
        )
            .Should(200)
            .Text;
        var forged = document.Replace("Ada Example", "Eve Example", StringComparison.Ordinal);
        forged.ShouldNotBe(document);
        (await App.Verify($$"""{"credential":{{forged}}}""")).At("verdict").ShouldBe("invalid");
        await Rounds();
        (await programme.Issuer.Facts(Verified)).ShouldBeEmpty();
        (await App.Verify($$"""{"credential":{{document}}}""")).At("verdict").ShouldBe("valid");
        (await programme.Issuer.Await(Verified, 1, Tick)).Length.ShouldBe(1);
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("101")]
    public async Task A_part_is_0_to_100(string percent)
    {
        var programme = await Programme.Start(App);
        (
            await programme.Patch(
                $"/v1/groups/{programme.GroupId}",
                $$"""{"verifiedEventsPercent":{{percent}}}"""
            )
        ).ShouldBeProblem(400, "VALIDATION_ERROR", "verifiedEventsPercent");
    }

    private async Task Rounds()
    {
        for (var i = 0; i < 5; i++)
        {
            Tick();
            await Task.Delay(30);
        }
    }

    private void Tick() => App.Advance(TimeSpan.FromSeconds(1));
}
