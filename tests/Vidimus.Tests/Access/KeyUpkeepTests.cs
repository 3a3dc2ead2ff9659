using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Access;

/// <summary>Keys that nobody uses any more, or that are used for too long.</summary>
public abstract class KeyUpkeepTests(SharedApp shared) : Scenario(shared)
{
    public sealed class Sqlite(OnSqlite shared) : KeyUpkeepTests(shared), IClassFixture<OnSqlite>;

    public sealed class Postgres(OnPostgres shared)
        : KeyUpkeepTests(shared),
            IClassFixture<OnPostgres>;

    [Fact]
    public async Task Unused_old_and_ending_keys_are_found_and_warned_about()
    {
        var issuer = await App.NewOrganization();
        var (used, unused) = (await issuer.KeyWith("read"), await issuer.KeyWith("read"));
        App.Clock.Jump(TimeSpan.FromDays(91));
        await Use(issuer, used);
        await Use(issuer, issuer.Live);
        (await Warnings(issuer, unused)).ShouldBe("""["unused"]""");
        (await Warnings(issuer, used)).ShouldBe("[]");
        (await List(issuer, "unusedForDays=90&mode=live")).ShouldBe([unused.Id]);
        (await List(issuer, "olderThanDays=90&mode=live")).ShouldBe(
            [issuer.Live.Id, used.Id, unused.Id],
            ignoreOrder: true
        );
        (await List(issuer, "olderThanDays=92")).ShouldBeEmpty();
        App.Clock.Jump(TimeSpan.FromDays(275));
        await Use(issuer, used);
        (await Warnings(issuer, used)).ShouldBe("""["over_age"]""");
        (await Warnings(issuer, unused)).ShouldBe("""["unused","over_age"]""");
        (
            await App.Patch(
                $"/v1/keys/{used.Id}",
                issuer.Live.Secret,
                new { expiresAt = App.Clock.Now.AddDays(13) }
            )
        )
            .Should(200)
            .At("warnings")
            .ShouldBe("""["over_age","expiring"]""");
        (await App.Post($"/v1/keys/{unused.Id}/suspend", issuer.Live.Secret))
            .Should(200)
            .At("suspendedReason")
            .ShouldBe("requested");
        (await Warnings(issuer, unused)).ShouldBe("""["over_age"]""");
        (await App.Post($"/v1/keys/{unused.Id}/revoke", issuer.Live.Secret))
            .Should(200)
            .At("warnings")
            .ShouldBe("[]");
    }

    [Theory]
    [InlineData("unusedForDays=0", "unusedForDays")]
    [InlineData("unusedForDays=-1", "unusedForDays")]
    [InlineData("unusedForDays=x", "unusedForDays")]
    [InlineData("unusedForDays=3651", "unusedForDays")]
    [InlineData("olderThanDays=1.5", "olderThanDays")]
    [InlineData("olderThanDays=99999999999999999999", "olderThanDays")]
    public async Task A_wrong_number_of_days_is_refused_by_name(string query, string field)
    {
        var issuer = await App.NewOrganization();
        (await App.Get($"/v1/keys?{query}", issuer.Live.Secret)).ShouldBeProblem(
            400,
            "VALIDATION_ERROR",
            field
        );
    }

    private async Task Use(Issuer issuer, Key key)
    {
        var now = App.Clock.Now;
        (await App.Get("/v1/auth/me", key.Secret)).Should(200);
        var noted = await Patience.Until(
            async () =>
                (await App.Get($"/v1/keys/{key.Id}", issuer.Live.Secret)).At("lastUsedAt")
                    is { } last
                && DateTimeOffset.Parse(last, null) >= now.AddMilliseconds(-1),
            () => App.Advance(TimeSpan.FromSeconds(5))
        );
        noted.ShouldBeTrue("The use was never noted.");
    }

    private async Task<string?> Warnings(Issuer issuer, Key key) =>
        (await App.Get($"/v1/keys/{key.Id}", issuer.Live.Secret)).Should(200).At("warnings");

    private async Task<string[]> List(Issuer issuer, string query) =>
        [
            .. (await App.Get($"/v1/keys?{query}", issuer.Live.Secret))
                .Should(200)
                .Json.GetProperty("data")
                .EnumerateArray()
                .Select(k => k.GetProperty("id").GetString()!),
        ];
}
