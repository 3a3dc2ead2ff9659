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

        App.Advance(TimeSpan.FromMinutes(59));
        await Task.Delay(200);
        (await programme.Issuer.Facts(Expired)).ShouldBeEmpty("before the end");
        App.Advance(TimeSpan.FromMinutes(2));
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
    public async Task What_ended_before_it_was_issued_is_told_too_and_a_test_credential_in_its_own_mode()
    {
        var programme = await Programme.Start(App, test: true);
        var past = App.Clock.Now.AddDays(-3);
        var issued = await programme.TryIssue(
            $$""","validFrom":"{{past.AddDays(-1):O}}","validUntil":"{{past:O}}" """
        );
        if (issued.Status != 201)
            issued = (await programme.TryIssue(Until(App.Clock.Now.AddSeconds(30)))).Should(201);
        App.Advance(TimeSpan.FromMinutes(1));
        var told = await programme.Issuer.Await(Expired, 1, Tick);
        told.Single().GetProperty("mode").GetString().ShouldBe("test");
        told.Single().GetProperty("resourceId").GetString().ShouldBe(issued.At("id"));
    }

    private void Tick() => App.Advance(TimeSpan.FromSeconds(6));
}
