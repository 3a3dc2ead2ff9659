using Shouldly;
using Vidimus.Testing;
using Vidimus.Tests.Members;
using Xunit;

namespace Vidimus.Tests.Portal;

/// <summary>Who finds a browser signed in changes nothing about who can get in.</summary>
public abstract class AskingAgainTests(MailingApp shared) : Scenario(shared)
{
    public sealed class Sqlite(MailingSqlite shared)
        : AskingAgainTests(shared),
            IClassFixture<MailingSqlite>;

    public sealed class Postgres(MailingPostgres shared)
        : AskingAgainTests(shared),
            IClassFixture<MailingPostgres>;

    [Fact]
    public async Task What_changes_who_can_get_in_asks_again_after_some_minutes()
    {
        var owner = await App.Member();
        var other = await App.NewMember("viewer", owner.Issuer);
        var key = owner.Issuer.Test.Id;
        var browser = owner.Browser;
        (string Path, string Back)[] dangerous =
        [
            ("/portal/integrations/new", "/portal/integrations/new"),
            ($"/portal/integrations/{key}/edit", $"/portal/integrations/{key}/edit"),
            ($"/portal/integrations/{key}/rotate", $"/portal/integrations/{key}"),
            ($"/portal/integrations/{key}/resume", $"/portal/integrations/{key}"),
            ("/portal/members/invite", "/portal/members"),
            ($"/portal/members/{other.Id}/role", "/portal/members"),
            ("/portal/invitations/inv_any/resend", "/portal/members"),
            ("/portal/signing-keys/rotate", "/portal/signing-keys"),
            ("/portal/mail/settings", "/portal/mail/settings"),
        ];
        // Right after signing in nobody is asked.
        (await browser.Get("/portal/integrations/new")).Should(200);
        (await Role(browser, other, "reviewer"))["Location"]
            .ShouldBe("/portal/members?done=changed");
        App.Advance(TimeSpan.FromMinutes(11));
        (await browser.Get("/portal/members")).Should(200);
        foreach (var (path, back) in dangerous)
            (await browser.Post(path, ("role", "admin"), ("email", "x@example.org")))
                .Should(303)["Location"]
                .ShouldBe("/account/prove?return=" + Uri.EscapeDataString(back), path);
        (await App.Get($"/v1/members/{other.Id}", await owner.Token()))
            .At("role")
            .ShouldBe("reviewer");
        // Looking, and taking trust away, asks nobody.
        (await browser.Get("/portal/integrations")).Should(200);
        (await browser.Submit("/portal/members", $"/portal/integrations/{key}/suspend")).Should(
            303
        )["Location"]!.ShouldNotContain("prove");
        // Before a form is filled in, not after.
        (await browser.Get("/portal/integrations/new"))["Location"]
            .ShouldBe("/account/prove?return=%2Fportal%2Fintegrations%2Fnew");
        (
            await browser.Submit(
                "/account/prove?return=%2Fportal%2Fmembers",
                "/account/prove",
                ("password", owner.Password),
                ("return", "/portal/members")
            )
        )
            .Should(303)["Location"]
            .ShouldBe("/portal/members");
        (await Role(browser, other, "issuer"))["Location"].ShouldBe("/portal/members?done=changed");
    }

    private static Task<Answer> Role(Browser browser, Member other, string role) =>
        browser.Submit("/portal/members", $"/portal/members/{other.Id}/role", ("role", role));
}
