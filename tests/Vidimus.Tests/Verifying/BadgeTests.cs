using System.Xml.Linq;
using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Verifying;

/// <summary>The badge that other sites show of a credential: how it stands now, and never whose it is.</summary>
public abstract class BadgeTests(SharedApp shared) : Scenario(shared)
{
    public sealed class Sqlite(OnSqlite shared) : BadgeTests(shared), IClassFixture<OnSqlite>;

    public sealed class Postgres(OnPostgres shared) : BadgeTests(shared), IClassFixture<OnPostgres>;

    [Fact]
    public async Task A_badge_says_how_the_credential_stands_now()
    {
        var programme = await Programme.Start(App);
        var issued = await programme.Issue(""","validUntil":"2027-01-01T00:00:00Z" """);
        await Says(issued.Id, "valid", "Valid");
        (
            await programme.Post($"/v1/credentials/{issued.Id}/suspend", """{"reason":"Lost"}""")
        ).Should(200);
        await Says(issued.Id, "suspended", "Suspended");
        (await programme.Post($"/v1/credentials/{issued.Id}/reinstate")).Should(200);
        await Says(issued.Uuid, "valid", "Valid");
        (
            await programme.Post($"/v1/credentials/{issued.Id}/revoke", """{"reason":"Wrong"}""")
        ).Should(200);
        await Says(issued.Id, "revoked", "Revoked");
        var later = await programme.Issue(""","validFrom":"2100-01-01T00:00:00Z" """);
        await Says(later.Id, "not_yet_valid", "Not yet valid");
        var ended = await programme.Issue(
            ""","validUntil":"2020-01-01T00:00:00Z","validFrom":"2019-01-01T00:00:00Z" """
        );
        await Says(ended.Id, "expired", "Expired");
        var test = await (await Programme.Start(App, test: true)).Issue();
        await Says(test.Id, "test", "Test");
        var german = await App.Get($"/badge/{later.Id}.svg", null, ("Accept-Language", "de"));
        german.Text.ShouldContain("Noch nicht gültig");
        german["Content-Language"].ShouldBe("de");
    }

    [Fact]
    public async Task A_badge_never_tells_the_recipients_name_and_none_is_left_when_it_is_erased()
    {
        var programme = await Programme.Start(App);
        var issued = await programme.Issue(
            recipient: """{"name":"Ada Unmistakable","email":"ada@example.org"}"""
        );
        foreach (var badge in await Both(issued.Id))
        {
            badge.Should(200).Text.ShouldNotContain("Unmistakable");
            badge.Text.ShouldNotContain("example.org");
            badge.Text.ShouldContain("First Aid");
        }
        (await programme.Delete($"/v1/recipients/{issued.RecipientId}")).Status.ShouldBeInRange(
            200,
            204
        );
        await Says(issued.Id, "erased", "Erased");
    }

    [Theory]
    [InlineData("cred_00000000000000000000000000")]
    [InlineData("nonsense")]
    [InlineData("javascript:alert(1)")]
    [InlineData("..%2F..%2Fetc%2Fpasswd")]
    [InlineData("%3Csvg%20onload=alarm(1)%3E")]
    [InlineData("x*2000")]
    public async Task P16_a_badge_of_nothing_is_one_plain_picture_whatever_was_asked(string id)
    {
        if (id == "x*2000")
            id = new string('x', 2000);
        var other = await Both("cred_00000000000000000000000001");
        var badges = await Both(id);
        for (var i = 0; i < 2; i++)
        {
            badges[i].Should(404).Text.ShouldBe(other[i].Text);
            badges[i].Text.ShouldContain("No such credential");
            badges[i].Text.ShouldNotContain("<a ");
        }
    }

    [Fact]
    public async Task X1_what_issuer_and_achievement_are_called_is_text_in_the_badge_and_bounded()
    {
        const string evil = "<script>alarm(1)</script>\"'><image href=x onerror=alarm(1)>";
        var issuer = await App.NewOrganization($"Evil {evil}");
        foreach (
            var name in (string[])
                [
                    evil,
                    new string('W', 200),
                    "e" + new string('\u0301', 199),
                    "\u202egnp.exe\u2066",
                    "كلية الإسعافات الأولية التابعة للمدرسة الكبيرة",
                    "救急救命講習修了証明書救急救命講習修了証明書",
                ]
        )
        {
            var text = System.Text.Json.JsonSerializer.Serialize(name);
            var programme = await Programme.In(issuer);
            var issued = await programme.Issue($""","name":{text}""");
            var picture = (await App.Get($"/badge/{issued.Id}.svg")).Should(200);
            var svg = XDocument.Parse(picture.Text).Root.ShouldNotBeNull();
            svg.Descendants()
                .Select(e => e.Name.LocalName)
                .Distinct()
                .Where(n => n is "script" or "image" or "foreignObject" or "a" or "use")
                .ShouldBeEmpty();
            svg.DescendantsAndSelf()
                .Attributes()
                .Where(a => a.Name.LocalName.StartsWith("on", StringComparison.Ordinal))
                .ShouldBeEmpty();
            svg.Descendants()
                .Where(e => e.Name.LocalName == "text")
                .ShouldAllBe(t => t.Value.Length <= 130);
            picture.Text.ShouldNotContain("\u202e");
            var card = (await App.Get($"/badge/{issued.Id}")).Should(200);
            card.Text.ShouldNotContain("<script");
            card.Text.ShouldNotContain("<image");
            card.Text.ShouldNotContain("\u202e");
        }
    }

    [Fact]
    public async Task X2_a_badge_may_be_kept_for_a_minute_and_knows_no_cookie()
    {
        var issued = await (await Programme.Start(App)).Issue();
        foreach (var path in (string[])[$"/badge/{issued.Id}.svg", $"/badge/{issued.Id}"])
        {
            var plain = (await App.Get(path)).Should(200);
            plain["Cache-Control"].ShouldBe("public, max-age=60");
            plain["Vary"].ShouldBe("Accept-Language");
            plain["Set-Cookie"].ShouldBeNull();
            plain["Cross-Origin-Resource-Policy"].ShouldBe("cross-origin");
            plain["X-Frame-Options"].ShouldBeNull();
            plain.Text.ShouldNotContain("<form");
            plain.Text.ShouldNotContain("<script");
            var signedIn = await App.Get(
                path,
                null,
                ("Cookie", "vidimus-session=x; vidimus-form=y; __Host-vidimus-session=z")
            );
            signedIn.Should(200).Text.ShouldBe(plain.Text);
            signedIn["Set-Cookie"].ShouldBeNull();
            signedIn["Cache-Control"].ShouldBe("public, max-age=60");
        }
    }

    private async Task<Answer[]> Both(string id) =>
        [await App.Get($"/badge/{id}.svg"), await App.Get($"/badge/{id}")];

    private async Task Says(string id, string state, string words)
    {
        var picture = (await App.Get($"/badge/{id}.svg")).Should(200);
        picture.MediaType.ShouldBe("image/svg+xml");
        XDocument
            .Parse(picture.Text)
            .Root!.Descendants()
            .Single(e => e.Attribute("class")?.Value == "state")
            .Value.ShouldBe(words);
        var card = (await App.Get($"/badge/{id}")).Should(200);
        card.MediaType.ShouldBe("text/html");
        card.Text.ShouldContain($"data-state=\"{state}\"");
        card.Text.ShouldContain($"<span class=\"state\">{words}</span>");
        card.Text.ShouldContain("href=\"/verify/cred_");
    }
}
