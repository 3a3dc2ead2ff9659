using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Webhooks;

/// <summary>The end of a credential's validity is told: once, and not of what was revoked before.</summary>
public abstract class CredentialEndingTests(SharedApp shared) : Scenario(shared)
{
    public sealed class Sqlite(OnSqlite shared)
        : CredentialEndingTests(shared),
            IClassFixture<OnSqlite>;

    public sealed class Postgres(OnPostgres shared)
        : CredentialEndingTests(shared),
            IClassFixture<OnPostgres>;

    private const string Expired = "credential.expired";

    private static string Until(DateTimeOffset time) => $$""","validUntil":"{{time:O}}" """;

    [Fact]
    public async Task Each_credential_that_ends_is_told_once_by_whichever_of_two_nodes_holds_the_lease()
    {
        await using var second = await VidimusApp.Start(new(App.Engine) { Beside = App });
        var programme = await Programme.Start(App);
        var ends = App.Clock.Now.AddHours(1);
        var ending = new List<string>();
        for (var i = 0; i < 20; i++)
            ending.Add((await programme.Issue(Until(ends.AddSeconds(i)))).Id);
        var revoked = await programme.Issue(Until(ends));
        await programme.Post($"/v1/credentials/{revoked.Id}/revoke", """{"reason":"a mistake"}""");
        var suspended = await programme.Issue(Until(ends));
        await programme.Post($"/v1/credentials/{suspended.Id}/suspend", """{"reason":"a doubt"}""");
        await programme.Draft(Until(ends));
        await programme.Issue();
        await programme.Issue(Until(ends.AddDays(10)));

        App.Clock.Jump(TimeSpan.FromMinutes(59));
        await Task.Delay(200);
        (await programme.Issuer.Facts(Expired)).ShouldBeEmpty("before the end");
        App.Clock.Jump(TimeSpan.FromMinutes(2));
        var told = await programme.Issuer.Await(Expired, 21, Tick);
        for (var i = 0; i < 10; i++)
        {
            Tick();
            await Task.Delay(20);
        }
        told = await programme.Issuer.Facts(Expired);
        told.Select(e => e.GetProperty("resourceId").GetString()!)
            .ShouldBe([.. ending, suspended.Id], ignoreOrder: true);
        var members = told.Single(e => e.GetProperty("resourceId").GetString() == ending[0])
            .GetProperty("members");
        members.GetProperty("group").GetString().ShouldBe(programme.GroupId);
        DateTimeOffset
            .Parse(
                members.GetProperty("validUntil").GetString()!,
                System.Globalization.CultureInfo.InvariantCulture
            )
            .ShouldBe(ends);
        told[0].GetProperty("actorKind").GetString().ShouldBe("installation");
    }

    [Fact]
    public async Task What_ended_more_than_a_day_before_the_first_telling_is_not_told_and_later_all_is()
    {
        await using var app = await VidimusApp.Start(new(App.Engine));
        var programme = await Programme.Start(app, test: true);
        var first = app.Clock.Now.AddHours(1);
        await programme.Issue(Until(first));
        await programme.Issue(Until(first.AddHours(1)));
        var fresh = await programme.Issue(Until(first.AddHours(30)));
        app.Clock.Jump(TimeSpan.FromHours(40));
        var told = await programme.Issuer.Await(Expired, 1, () => Tick(app));
        told.Single().GetProperty("resourceId").GetString().ShouldBe(fresh.Id);
        told.Single().GetProperty("mode").GetString().ShouldBe("test");

        var late = await programme.Issue(Until(app.Clock.Now.AddHours(1)));
        app.Clock.Jump(TimeSpan.FromDays(10));
        told = await programme.Issuer.Await(Expired, 2, () => Tick(app));
        told.Select(e => e.GetProperty("resourceId").GetString()).ShouldBe([late.Id, fresh.Id]);
    }

    [Fact]
    public async Task What_cannot_be_told_of_one_organization_keeps_nothing_from_another()
    {
        await using var app = await VidimusApp.Start(new(App.Engine));
        var bad = await Programme.Start(app);
        var good = await Programme.Start(app);
        var ends = app.Clock.Now.AddHours(1);
        await bad.Issue(Until(ends));
        await good.Issue(Until(ends.AddMinutes(1)));
        await app.Execute(
            App.Engine == Engine.Sqlite
                ? $"""
                CREATE TRIGGER stuck BEFORE UPDATE ON credentials_credentials
                WHEN NEW.organization_id = '{bad.Issuer.Id}' BEGIN SELECT RAISE(ABORT, 'stuck'); END
                """
                : $"""
                CREATE FUNCTION stuck() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''stuck''; END';
                CREATE TRIGGER stuck BEFORE UPDATE ON credentials_credentials FOR EACH ROW
                WHEN (NEW.organization_id = '{bad.Issuer.Id}') EXECUTE FUNCTION stuck()
                """
        );

        app.Clock.Jump(TimeSpan.FromHours(2));
        await good.Issuer.Await(Expired, 1, () => Tick(app));
        (await bad.Issuer.Facts(Expired)).ShouldBeEmpty();

        await app.Execute(
            App.Engine == Engine.Sqlite
                ? "DROP TRIGGER stuck"
                : "DROP TRIGGER stuck ON credentials_credentials"
        );
        await bad.Issuer.Await(Expired, 1, () => Tick(app));
    }

    private void Tick() => Tick(App);

    private static void Tick(VidimusApp app) => app.Advance(TimeSpan.FromSeconds(6));
}
