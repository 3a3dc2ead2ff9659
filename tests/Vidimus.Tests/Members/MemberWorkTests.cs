using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Members;

/// <summary>What members do stands where it belongs, whichever organizations they have.</summary>
public sealed class MemberWorkTests
{
    public static TheoryData<Engine> Engines => [Engine.Sqlite, Engine.Postgres];

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_members_own_changes_stand_on_the_record_of_every_organization(Engine engine)
    {
        Testing.Engines.Demand(engine);
        await using var app = await VidimusApp.Start(new(engine));
        var member = await app.Member();
        var other = await app.NewOrganization();
        await app.Join(member, other, "viewer");
        (
            await member.Browser.Submit(
                "/account/password",
                "/account/password",
                ("current", member.Password),
                ("password", "five other plain words here")
            )
        ).Should(303);
        foreach (var organization in new[] { member.Issuer, other })
            (
                await app.Get(
                    $"/v1/audit?kind=member.password-changed&resourceId={member.Id}",
                    organization.Live.Secret
                )
            )
                .Should(200)
                .Json.GetProperty("data")
                .GetArrayLength()
                .ShouldBe(1, organization.Name);

        // The other organization is looked at by choice, and one that is not the member's cannot be.
        await Choose(other.Id);
        (await app.Get("/v1/auth/me", await member.Token()))
            .At("organization", "id")
            .ShouldBe(other.Id);
        await Choose((await app.NewOrganization()).Id);
        var me = await app.Get("/v1/auth/me", await member.Token());
        me.At("organization", "id").ShouldBe(other.Id);
        me.At("member", "role").ShouldBe("viewer");

        async Task Choose(string id) =>
            (
                await member.Browser.Submit(
                    "/account",
                    "/session/organization",
                    ("organization", id),
                    ("return", "/portal")
                )
            ).Should(303);
    }
}
