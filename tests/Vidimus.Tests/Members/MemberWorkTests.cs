using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Members;

/// <summary>What members do costs their organization, in their own name.</summary>
public sealed class MemberWorkTests
{
    public static TheoryData<Engine> Engines => [Engine.Sqlite, Engine.Postgres];

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task What_a_member_issues_is_charged_to_the_organization_and_counts_against_no_keys_cap(
        Engine engine
    )
    {
        Testing.Engines.Demand(engine);
        await using var app = await VidimusApp.Start(
            new(engine)
            {
                Settings = new Dictionary<string, string> { ["Prices:credential.issue"] = "150" },
            }
        );
        var programme = await Programme.Start(app);
        (
            await app.Patch(
                $"/v1/keys/{programme.Key.Id}",
                programme.Issuer.Live.Secret,
                new { spendCapDayCents = 100 }
            )
        ).Should(200);
        (await Issue(programme.Key.Secret)).Should(402);
        var member = await app.Member("issuer", programme.Issuer);
        await member.Look(programme.Key.Mode);
        (await Issue(await member.Token())).Should(201);
        app.Advance(TimeSpan.FromSeconds(15));

        var charges = await app.Get("/v1/usage/charges", programme.Issuer.Live.Secret);
        var charge = charges.Should(200).Json.GetProperty("data").EnumerateArray().Single();
        charge.GetProperty("actorKind").GetString().ShouldBe("member");
        charge.GetProperty("actorId").GetString().ShouldBe(member.Id);
        charge.GetProperty("cents").GetInt64().ShouldBe(150);
        charge.GetProperty("keyId").GetString().ShouldBeNull();
        await Until(async () =>
        {
            var usage = await app.Get(
                "/v1/usage?groupBy=member,action",
                programme.Issuer.Live.Secret
            );
            return usage.Text.Contains(member.Id, StringComparison.Ordinal)
                && usage.Text.Contains("credential.issue", StringComparison.Ordinal);
        });

        Task<Answer> Issue(string key) =>
            app.Post(
                "/v1/credentials",
                key,
                new { groupId = programme.GroupId, recipient = new { name = "Ada Example" } }
            );

        async Task Until(Func<Task<bool>> holds)
        {
            for (var tries = 0; !await holds(); tries++)
            {
                tries.ShouldBeLessThan(50);
                app.Advance(TimeSpan.FromSeconds(1));
                await Task.Delay(20);
            }
        }
    }

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
