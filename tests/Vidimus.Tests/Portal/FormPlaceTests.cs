using System.Text;
using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Portal;

/// <summary>A form acts in the organization and mode that its page was of, or does nothing.</summary>
public abstract class FormPlaceTests(SharedApp shared) : Scenario(shared)
{
    private const string New = "/portal/groups/new";

    public sealed class Sqlite(OnSqlite shared) : FormPlaceTests(shared), IClassFixture<OnSqlite>;

    public sealed class Postgres(OnPostgres shared)
        : FormPlaceTests(shared),
            IClassFixture<OnPostgres>;

    [Fact]
    public async Task X3_a_form_shown_in_test_mode_does_nothing_once_another_tab_is_in_live_mode()
    {
        var member = await App.Member();
        await member.Browser.Open(New);
        var form = member.Browser.FormToken.ShouldNotBeNull();
        await member.Look("live");

        var refused = (await Send(member, New, form)).ShouldBePage(409).Text;
        refused.ShouldContain("Nothing was done");
        refused.ShouldContain($"in live mode meanwhile");
        refused.ShouldContain("href=\"/portal/groups\"");
        var file = new ByteArrayContent(Encoding.UTF8.GetBytes("name\r\nAda Example\r\n"));
        file.Headers.TryAddWithoutValidation(
            "Content-Disposition",
            "form-data; name=\"file\"; filename=\"list.csv\""
        );
        var upload = new MultipartFormDataContent { { new StringContent(form), "_form" }, file };
        (
            await member.Browser.Send(new(HttpMethod.Post, "/portal/imports") { Content = upload })
        ).ShouldBePage(409);
        (await Groups(member.Issuer.Live)).ShouldNotContain("Swimming");
        (await Groups(member.Issuer.Test)).ShouldNotContain("Swimming");

        await member.Look("test");
        (await Send(member, New, form)).Should(303);
        (await Groups(member.Issuer.Test)).ShouldContain("Swimming");
    }

    [Fact]
    public async Task X3_a_form_of_one_organization_does_nothing_in_another_whether_switched_to_or_fallen_back_to()
    {
        var (first, second) = (await App.NewOrganization(), await App.NewOrganization());
        var owner = await App.Member("owner", first);
        var member = await App.Member("owner", first);
        await App.Join(member, second, "owner");
        await Choose(member, first);
        await member.Browser.Open("/portal/members");
        var form = member.Browser.FormToken.ShouldNotBeNull();

        await Choose(member, second);
        var refused = (await Invite(member, form)).ShouldBePage(409).Text;
        refused.ShouldContain($"You switched to {second.Name} in test mode meanwhile");
        refused.ShouldContain($"was of {first.Name} in test mode");

        await Choose(member, first);
        (await App.Delete($"/v1/members/{member.Id}", await owner.Token())).Status.ShouldBeInRange(
            200,
            204
        );
        (await Invite(member, form))
            .ShouldBePage(409)
            .Text.ShouldContain("an organization that you do not belong to any more");
        foreach (var issuer in (Issuer[])[first, second])
            (await App.Get("/v1/invitations", issuer.Live.Secret))
                .Should(200)
                .Text.ShouldNotContain("stranger@example.org");
    }

    [Fact]
    public async Task Who_was_removed_is_told_before_pages_of_another_organization_are_shown()
    {
        var (first, second) = (await App.NewOrganization(), await App.NewOrganization());
        var owner = await App.Member("owner", first);
        var member = await App.Member("admin", first);
        await App.Join(member, second, "viewer");
        await Choose(member, first);
        (await member.Browser.Get("/portal")).ShouldBePage().Text.ShouldContain(first.Name);
        (await App.Delete($"/v1/members/{member.Id}", await owner.Token())).Status.ShouldBeInRange(
            200,
            204
        );

        foreach (var path in (string[])["/portal", "/portal/members", "/portal/usage/export"])
            (await member.Browser.Get(path))
                .ShouldBePage(409)
                .Text.ShouldContain("You do not belong to the organization any more");
        (
            await member.Browser.Post(
                "/session/organization",
                ("organization", second.Id),
                ("return", "/portal")
            )
        ).Should(303);
        (await member.Browser.Get("/portal")).ShouldBePage().Text.ShouldContain(second.Name);
    }

    [Fact]
    public async Task X3_the_place_in_a_forms_token_cannot_be_changed_or_left_out()
    {
        var member = await App.Member();
        await member.Browser.Open(New);
        var form = member.Browser.FormToken.ShouldNotBeNull();
        form.ShouldEndWith($"{member.Issuer.Id}-test");
        await member.Look("live");
        string[] forged =
        [
            form.Replace("-test", "-live", StringComparison.Ordinal),
            form[..43],
            member.Browser.FormToken.ShouldNotBeNull("the account page has forms"),
        ];
        foreach (var token in forged)
            (await Send(member, New, token)).ShouldBePage(403);
        (await Groups(member.Issuer.Live)).ShouldNotContain("Swimming");
    }

    private static async Task Choose(Member member, Issuer issuer) =>
        (
            await member.Browser.Submit(
                "/account",
                "/session/organization",
                ("organization", issuer.Id)
            )
        ).Should(303);

    private static Task<Answer> Invite(Member member, string form) =>
        member.Browser.Send(
            new(HttpMethod.Post, "/portal/members/invite")
            {
                Content = VidimusApp.Form([
                    ("_form", form),
                    ("email", "stranger@example.org"),
                    ("role", "admin"),
                ]),
            }
        );

    private static Task<Answer> Send(Member member, string path, string form) =>
        member.Browser.Send(
            new(HttpMethod.Post, path)
            {
                Content = VidimusApp.Form([
                    ("_form", form),
                    ("name", "Swimming"),
                    ("criteria", "Swim a mile."),
                ]),
            }
        );

    private async Task<string> Groups(Key key) =>
        (await App.Get("/v1/groups", key.Secret)).Should(200).Text;
}
