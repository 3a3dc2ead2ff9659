using System.Net;
using System.Text.RegularExpressions;
using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.OAuth;

/// <summary>The portal's page of assistants: what members allowed, and the organization's own clients.</summary>
public abstract partial class ClientPagesTests(SharedApp shared) : Scenario(shared)
{
    private const string Page = "/portal/assistants";
    private const string Uri = "https://helper.example/cb";

    [Fact]
    public async Task A_member_sees_and_ends_their_own_and_an_admin_everybodys()
    {
        var owner = await App.Member();
        var viewer = await App.Member("viewer", owner.Issuer);
        var id = await App.RegisterPublic("Desk Helper", Uri);
        await Allow(viewer, id);
        await Allow(owner, id);
        var own = (await viewer.Browser.Get(Page)).Should(200).Text;
        own.ShouldContain("Desk Helper");
        own.ShouldContain("href=\"/portal/connect\"");
        own.ShouldContain("Read credentials and recipients.");
        own.ShouldNotContain(owner.Name);
        own.ShouldNotContain("Clients of your organization");
        var all = (await owner.Browser.Get(Page)).Should(200).Text;
        all.ShouldContain(viewer.Name);
        all.ShouldContain("Clients of your organization");
        (await owner.Browser.Get(Page + "?view=mine")).Text.ShouldNotContain(viewer.Name);
        var revoke = Revoke().Match((await viewer.Browser.Get(Page)).Text).Groups[1].Value;
        (await viewer.Browser.Post(revoke))
            .Should(303)["Location"]
            .ShouldBe(Page + "?done=revoked");
        (await viewer.Browser.Get(Page)).Text.ShouldNotContain("Desk Helper");
        (await viewer.Browser.Get(Page + "?view=all")).Text.ShouldContain("Revoked");
        // The owner's own goes on, and is not the viewer's to end.
        var owners = Revoke().Match((await owner.Browser.Get(Page)).Text).Groups[1].Value;
        await viewer.Browser.Get(Page + "?view=all");
        (await viewer.Browser.Post(owners)).Status.ShouldBeGreaterThanOrEqualTo(400);
        (await owner.Browser.Get(Page)).Text.ShouldContain("Desk Helper");
    }

    [Fact]
    public async Task An_admin_adds_a_client_sees_its_secret_once_and_deletes_it()
    {
        var admin = await App.Member("admin");
        var shown = (
            await admin.Browser.Submit(
                Page + "/clients/new",
                Page + "/clients/new",
                ("name", "Back Office"),
                ("uris", $"{Uri}\r\nhttp://127.0.0.1/cb"),
                ("auth", "client_secret_basic")
            )
        ).Should(200);
        var secret = Secret().Match(shown.Text).Value;
        secret.ShouldNotBeEmpty();
        shown["Cache-Control"]!.ShouldContain("no-store");
        var list = (await admin.Browser.Get(Page)).Should(200).Text;
        list.ShouldContain("Back Office");
        list.ShouldNotContain(secret);
        var rotate = Rotate().Match(list).Groups[1].Value;
        var rotated = (await admin.Browser.Post(rotate)).Should(200);
        Secret().Match(rotated.Text).Value.ShouldNotBe(secret);
        await admin.Browser.Get(Page);
        (
            await admin.Browser.Post(rotate.Replace("/rotate", "/delete", StringComparison.Ordinal))
        ).Should(303);
        (await admin.Browser.Get(Page)).Text.ShouldNotContain("Back Office");
    }

    [Fact]
    public async Task What_is_wrong_with_a_client_is_said_beside_the_field()
    {
        var admin = await App.Member("admin");
        var answer = (
            await admin.Browser.Submit(
                Page + "/clients/new",
                Page + "/clients/new",
                ("name", "Back Office"),
                ("uris", "javascript:alert(1)"),
                ("auth", "none")
            )
        ).Should(400);
        answer.Text.ShouldContain("Back Office");
        answer.Text.ShouldContain("uris-wrong");
        var viewer = await App.Member("viewer", admin.Issuer);
        (await viewer.Browser.Get(Page + "/clients/new")).Text.ShouldContain(
            "Only owners and admins"
        );
    }

    /// <summary>The member allows it, and the client has come for its tokens.</summary>
    private async Task Allow(Member member, string id)
    {
        var page = (await member.Browser.Open(Asking.Path(id, Uri))).Should(200);
        var form = WebUtility.HtmlDecode(Consent().Match(page.Text).Groups[1].Value);
        (await member.Browser.Post(form, ("answer", "allow"), ("mode", "live"))).Should(303);
        await App.Execute(
            $"UPDATE access_grants SET used_at = created_at WHERE client_id = '{id}'"
        );
    }

    [GeneratedRegex("action=\"(/portal/assistants/grt_[^\"]+/revoke)\"", RegexOptions.None, 1000)]
    private static partial Regex Revoke();

    [GeneratedRegex(
        "action=\"(/portal/assistants/clients/oac_[^\"]+/rotate)\"",
        RegexOptions.None,
        1000
    )]
    private static partial Regex Rotate();

    [GeneratedRegex("action=\"(/oauth/authorize[^\"]*)\"", RegexOptions.None, 1000)]
    private static partial Regex Consent();

    [GeneratedRegex("oas_[0-9A-Za-z_-]{43}", RegexOptions.None, 1000)]
    private static partial Regex Secret();

    public sealed class Sqlite(UnlimitedOnSqlite shared)
        : ClientPagesTests(shared),
            IClassFixture<UnlimitedOnSqlite>;

    public sealed class Postgres(UnlimitedOnPostgres shared)
        : ClientPagesTests(shared),
            IClassFixture<UnlimitedOnPostgres>;
}
