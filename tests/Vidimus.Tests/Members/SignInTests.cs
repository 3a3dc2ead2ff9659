using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Members;

/// <summary>Members sign in with address and password and call the API in their own name.</summary>
public abstract class SignInTests(SharedApp shared) : Scenario(shared)
{
    [Fact]
    public async Task A_member_signs_in_sees_the_portal_and_signs_out()
    {
        var member = await App.NewMember();
        var browser = member.Browser;
        (await browser.Get("/portal"))["Location"].ShouldBe("/sign-in?return=%2Fportal");
        var done = await browser.SignIn(member.Email.ToUpperInvariant(), member.Password);
        done.Should(303)["Location"].ShouldBe("/portal");
        (await browser.Get("/portal")).Should(200).Text.ShouldContain(member.Issuer.Name);
        (await browser.Submit("/account", "/sign-out")).Should(303);
        (await browser.Get("/portal")).Should(303);
    }

    [Theory]
    [InlineData("owner", "admin")]
    [InlineData("admin", "admin")]
    [InlineData("issuer", "write")]
    [InlineData("reviewer", "read orders:review")]
    [InlineData("viewer", "read")]
    public async Task A_member_has_the_scopes_of_the_role(string role, string scope)
    {
        var member = await App.Member(role);
        var me = (await App.Get("/v1/auth/me", await member.Token())).Should(200);
        me.At("organization", "id").ShouldBe(member.Issuer.Id);
        me.At("key").ShouldBeNull();
        me.At("member", "id").ShouldBe(member.Id);
        me.At("member", "role").ShouldBe(role);
        me.At("scopes").ShouldBe($"[\"{scope.Replace(" ", "\",\"")}\"]");
        me.At("mode").ShouldBe("test");
        await member.Look("live");
        (await App.Get("/v1/auth/me", await member.Token())).At("mode").ShouldBe("live");
    }

    [Fact]
    public async Task What_a_member_does_stands_on_the_record_in_the_members_name()
    {
        var member = await App.Member("admin");
        var token = await member.Token();
        (
            await App.Post(
                "/v1/keys",
                token,
                new { label = "Of a member", mode = "test" },
                ("Idempotency-Key", "a-members-own")
            )
        ).Should(201);
        var audit = await App.Get($"/v1/audit?actorId={member.Id}", member.Issuer.Live.Secret);
        var entry = audit.Should(200).Json.GetProperty("data").EnumerateArray().Single();
        entry.GetProperty("kind").GetString().ShouldBe("key.minted");
        entry.GetProperty("actorKind").GetString().ShouldBe("member");
    }

    public sealed class Sqlite(OnSqlite shared) : SignInTests(shared), IClassFixture<OnSqlite>;

    public sealed class Postgres(OnPostgres shared)
        : SignInTests(shared),
            IClassFixture<OnPostgres>;
}
