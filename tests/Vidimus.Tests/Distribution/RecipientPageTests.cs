using Shouldly;
using Vidimus.Testing;
using Xunit;
using static Vidimus.Tests.Members.BrandingTests;

namespace Vidimus.Tests.Distribution;

/// <summary>The page behind a recipient's link.</summary>
public abstract class RecipientPageTests(MailApp shared) : Scenario(shared)
{
    public sealed class Sqlite(MailOnSqlite shared)
        : RecipientPageTests(shared),
            IClassFixture<MailOnSqlite>;

    public sealed class Postgres(MailOnPostgres shared)
        : RecipientPageTests(shared),
            IClassFixture<MailOnPostgres>;

    private string Folder => shared.Folder;

    [Fact]
    public async Task The_link_shows_the_credential_and_gives_its_signed_forms()
    {
        var programme = await Programme.Start(App);
        var (ada, issued, mail) = await Visitor.Mailed(programme, Folder, "ada.page@example.org");
        var page = (await ada.Open()).Should(200);
        page.Text.ShouldContain("data-verdict=\"valid\"");
        page.Text.ShouldContain("Ada Example");
        page.Text.ShouldContain(issued.VerifyUrl!);
        page.Text.ShouldContain(
            "https://www.linkedin.com/profile/add?startTask=CERTIFICATION_NAME&amp;name=First%20Aid"
        );
        (await ada.Open("/files/json")).Should(200).Text.ShouldContain("DataIntegrityProof");
        (await ada.Open("/files/jwt")).Should(200)["Content-Type"].ShouldBe("application/vc+jwt");
        (await ada.Open("/files/png")).Should(200)["Content-Type"].ShouldBe("image/png");
        (await ada.Open("/files/input")).Should(404);
        (await ada.Open(language: "de-AT")).Text.ShouldContain("ffentlich verbergen");
        mail.Html!.ShouldContain(mail.Claim);
        mail["Auto-Submitted"].ShouldBe("auto-generated");
    }

    [Theory]
    [InlineData("#ffc83d", "#000000")]
    [InlineData("#1d3557", "#ffffff")]
    public async Task The_page_and_the_mail_have_the_organizations_look(string color, string ink)
    {
        var programme = await Programme.Start(App);
        var (key, address) = (programme.Issuer.Live.Secret, $"look{color[1..]}@example.org");
        (
            await App.Patch(
                "/v1/organization",
                key,
                $$"""{"color":"{{color}}","name":"Academy of <b>Care</b>"}"""
            )
        ).Should(200);
        var (ada, _, mail) = await Visitor.Mailed(programme, Folder, address);
        var page = (await ada.Open()).Should(200);
        page.Text.ShouldContain("Academy of &lt;b&gt;Care&lt;/b&gt;");
        var sheet = Links(page.Text)
            .Single(l => l.Contains("/brand.css?", StringComparison.Ordinal));
        page.Text.ShouldContain("class=\"top branded\"");
        page["Content-Security-Policy"]!.ShouldContain("style-src 'self'");
        var css = (await App.Get(sheet)).Should(200);
        css.MediaType.ShouldBe("text/css");
        css["Cache-Control"].ShouldBe("public, max-age=3600");
        css.Text.ShouldBe(
            $":root {{ --brand: {color}; --on-brand: {ink}; --brand-accent: {color}; }}\n"
        );
        mail.Html!.ShouldContain($"background:{color};color:{ink}");
        // S12: a mail loads nothing.
        mail.Html!.ShouldNotContain("<img");
        mail.Html!.ShouldNotContain("<link");

        using var logo = new ByteArrayContent([
            .. Png.Signature,
            .. Png.Chunk("IHDR", Png.Header(3, 2)),
            .. Png.Chunk(
                "IDAT",
                Png.Pack([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
            ),
            .. Png.Chunk("IEND", []),
        ]);
        logo.Headers.ContentType = new("image/png");
        (await App.Send(HttpMethod.Put, "/v1/organization/logo", key, logo)).Should(200);
        (await ada.Open()).Text.ShouldContain("<img class=\"logo\" src=\"/o/");
        var plain = await Programme.Start(App);
        var (bo, _, _) = await Visitor.Mailed(plain, Folder, "bo" + address, name: "Bo Example");
        (await bo.Open()).Text.ShouldNotContain("brand.css");
        (await App.Get("/o/org_00000000000000000000000000/brand.css")).Should(404);
    }

    [Fact]
    public async Task X7_X9_nobody_keeps_the_page_and_no_page_it_leads_to_hears_of_its_address()
    {
        var programme = await Programme.Start(App);
        var (ada, _, mail) = await Visitor.Mailed(programme, Folder, "ada.x9@example.org");
        foreach (var more in new[] { "", "/erase", "/files/json" })
        {
            var page = (await ada.Open(more)).Should(200);
            page["Referrer-Policy"].ShouldBeOneOf("no-referrer", "strict-origin");
            page["Cache-Control"]!.ShouldContain("no-store");
            page["X-Robots-Tag"]!.ShouldContain("noindex");
        }
        var shown = await ada.Open();
        shown["Content-Security-Policy"]!.ShouldContain("default-src 'none'");
        shown["Content-Security-Policy"]!.ShouldNotContain("unsafe");
        var secret = mail.Claim[3..];
        foreach (
            var link in Links(shown.Text).Where(l => l.StartsWith("http", StringComparison.Ordinal))
        )
            link.ShouldNotContain(secret);
        (await ada.Open("/x.css")).Status.ShouldBe(404);
        // Nor does what staff and receivers of events see.
        (await programme.Get($"/v1/credentials?limit=5")).Text.ShouldNotContain(secret);
        (await App.Get("/v1/audit/events", programme.Issuer.Live.Secret)).Text.ShouldNotContain(
            secret
        );
    }

    [Fact]
    public async Task P16_a_link_that_was_changed_or_ended_leads_to_the_one_page_that_says_so()
    {
        var programme = await Programme.Start(App);
        var (ada, issued, mail) = await Visitor.Mailed(programme, Folder, "ada.p16@example.org");
        var secret = mail.Claim[3..];
        var neutral = (await new Visitor(App, "/c/" + new string('A', 43)).Open()).Should(404).Text;
        foreach (
            var odd in new[]
            {
                secret[..^1] + (secret[^1] == 'A' ? 'B' : 'A'),
                secret.ToUpperInvariant(),
                secret + "A",
                "javascript:alert(1)",
                "%2e%2e%2fverify",
                issued.Id,
                new string('x', 3000),
            }
        )
        {
            var page = await new Visitor(App, "/c/" + odd).Open();
            page.Should(404);
            page.Text.ShouldBe(neutral, odd);
        }
        var fresh = (await programme.Post($"/v1/credentials/{issued.Id}/claim")).Should(201);
        fresh.At("ended").ShouldBe("1");
        (await ada.Open()).Should(404).Text.ShouldBe(neutral);
        var link = new Uri(fresh.At("link")!).AbsolutePath;
        (await new Visitor(App, link).Open()).Should(200);
        (await programme.Delete($"/v1/credentials/{issued.Id}/claim")).Should(204);
        (await new Visitor(App, link).Open()).Should(404);
    }

    [Fact]
    public async Task A_hidden_credential_is_unknown_in_public_and_its_bytes_still_verify()
    {
        var programme = await Programme.Start(App);
        var (ada, issued, _) = await Visitor.Mailed(programme, Folder, "ada.hide@example.org");
        var json = (await ada.Open("/files/json")).Text;
        (await ada.Send(await ada.Open(), $"{ada.Path}/hide"))
            .Should(303)["Location"]
            .ShouldBe($"{ada.Path}?said=hidden");
        (await App.Get($"/verify/{issued.Id}", null, ("Accept", "text/html"))).Should(404);
        (await App.Get($"/verify/{issued.Id}/document")).Should(404);
        (await App.Get($"/verify/{issued.Id}", null, ("Accept", "application/vc"))).Should(404);
        (await App.VerifyId(issued.Id)).ShouldSay("invalid", "not_found");
        (await App.Verify($$"""{"link":"{{issued.VerifyUrl}}"}""")).ShouldSay(
            "invalid",
            "not_found"
        );
        (await App.Verify($$"""{"credential":{{json}}}""")).At("verdict").ShouldBe("valid");
        (await programme.Credential(issued.Id)).TryGetProperty("hiddenAt", out _).ShouldBeTrue();
        (await ada.Open()).Should(200).Text.ShouldContain("Ada Example");

        (await ada.Send(await ada.Open(), $"{ada.Path}/show")).Should(303);
        (await App.VerifyId(issued.Id)).At("verdict").ShouldBe("valid");
    }

    [Fact]
    public async Task X3_only_a_form_of_the_page_itself_changes_anything()
    {
        var programme = await Programme.Start(App);
        var (ada, issued, _) = await Visitor.Mailed(programme, Folder, "ada.x3@example.org");
        var page = await ada.Open();
        (await App.Post($"{ada.Path}/hide", null, VidimusApp.Form(("_form", "x")))).Should(403);
        (await new Visitor(App, ada.Path).Send(page, $"{ada.Path}/hide")).Should(403);
        (await App.Get($"{ada.Path}/hide")).Status.ShouldBeOneOf(404, 405);
        (await App.VerifyId(issued.Id)).At("verdict").ShouldBe("valid");
    }

    [Fact]
    public async Task X4_the_page_sends_nobody_elsewhere()
    {
        var programme = await Programme.Start(App);
        var (ada, _, _) = await Visitor.Mailed(programme, Folder, "ada.x4@example.org");
        var page = await ada.Open("?said=//evil.example&return=https://evil.example");
        page.Should(200).Text.ShouldNotContain("evil.example");
        (await ada.Send(page, $"{ada.Path}/hide?said=//evil.example", ("return", "//evil.example")))
            .Should(303)["Location"]
            .ShouldBe($"{ada.Path}?said=hidden");
    }

    [Fact]
    public async Task Everything_held_is_exported_and_erasure_is_asked_for_and_fulfilled_by_staff()
    {
        var programme = await Programme.Start(App);
        var (ada, issued, _) = await Visitor.Mailed(programme, Folder, "ada.erase@example.org");
        var export = (await ada.Send(await ada.Open(), $"{ada.Path}/export")).Should(200);
        export.At("recipient", "email").ShouldBe("ada.erase@example.org");

        var ask = await ada.Open("/erase");
        (await ada.Send(ask, $"{ada.Path}/erase")).Should(400);
        (await ada.Send(ask, $"{ada.Path}/erase", ("confirm", "yes"))).Should(303);
        (await ada.Send(ask, $"{ada.Path}/erase", ("confirm", "yes"))).Should(303);
        var asked = (await programme.Get("/v1/erasure-requests"))
            .Should(200)
            .Json.GetProperty("data");
        asked.GetArrayLength().ShouldBe(1);
        var owner = await App.Member("owner", programme.Issuer);
        await owner.Look("live");
        (await owner.Browser.Get("/portal"))
            .Should(200)
            .Text.ShouldContain("href=\"/portal/mail/erasures\"");
        (await owner.Browser.Get($"/portal/credentials/{issued.Id}"))
            .Should(200)
            .Text.ShouldContain("href=\"/portal/mail\"");
        var recipient = asked[0].GetProperty("recipientId").GetString();
        (await programme.Delete($"/v1/recipients/{recipient}")).Should(204);
        (await programme.Get("/v1/erasure-requests"))
            .Json.GetProperty("data")
            .GetArrayLength()
            .ShouldBe(0);
        (await owner.Browser.Get("/portal"))
            .Should(200)
            .Text.ShouldNotContain("/portal/mail/erasures");
        (await ada.Open()).Should(404);
        (await App.VerifyId(issued.Id)).ShouldSay("invalid", "erased");
    }

    [Fact]
    public async Task Where_the_organization_says_so_erasure_is_done_at_once()
    {
        var programme = await Programme.Start(App);
        (
            await App.Put(
                "/v1/organization/recipient-page",
                programme.Issuer.Live.Secret,
                """{"erasesAtOnce":true}"""
            )
        ).Should(200);
        var (ada, issued, _) = await Visitor.Mailed(programme, Folder, "ada.once@example.org");
        (await ada.Send(await ada.Open("/erase"), $"{ada.Path}/erase", ("confirm", "yes")))
            .Should(200)
            .Text.ShouldContain("erased");
        (await ada.Open()).Should(404);
        (await App.VerifyId(issued.Id)).ShouldSay("invalid", "erased");
        (await programme.Get($"/v1/recipients/{issued.RecipientId}")).Should(404);
    }

    [Fact]
    public async Task A_link_that_staff_handed_over_opens_one_credential_and_no_more()
    {
        var programme = await Programme.Start(App);
        const string recipient =
            """{"name":"Ada Example","email":"ada.staff@example.org","externalId":"staff-1"}""";
        var first = await programme.Issue(recipient: recipient);
        var second = await programme.Issue(""","name":"Second Course" """, recipient);
        var made = (await programme.Post($"/v1/credentials/{first.Id}/claim")).Should(201);
        var ada = new Visitor(App, new Uri(made.At("link")!).AbsolutePath);
        var page = (await ada.Open()).Should(200);
        page.Text.ShouldNotContain("Second Course");
        (await ada.Send(page, $"{ada.Path}/export")).Should(404);
        (await ada.Send(page, $"{ada.Path}/erase", ("confirm", "yes"))).Should(404);

        (await programme.Post($"/v1/credentials/{first.Id}/distribute")).Should(202);
        var mail = await App.MailTo(Folder, "ada.staff@example.org");
        (await new Visitor(App, mail.Claim).Open()).Text.ShouldContain("Second Course");
        second.Id.ShouldNotBe(first.Id);
    }

    [Fact]
    public async Task Whoever_lost_a_link_gets_one_by_mail_and_nobody_learns_whether_there_is_any()
    {
        var programme = await Programme.Start(App);
        await programme.Issue(
            recipient: """{"name":"Ada Example","email":"Ada.Lost@example.org"}"""
        );
        var form = new Visitor(App, "/c");
        var page = (await form.Open()).Should(200);
        var known = (await form.Send(page, "/c", ("email", "ada.lost@EXAMPLE.org"))).Should(200);
        var unknown = (await form.Send(page, "/c", ("email", "nobody@example.org"))).Should(200);
        known.Text.ShouldBe(unknown.Text);
        var mail = await App.MailTo(Folder, "Ada.Lost@example.org");
        (await new Visitor(App, mail.Claim).Open()).Should(200).Text.ShouldContain("Ada Example");
        (await form.Send(page, "/c", ("email", "ada@example.org\r\nBcc: eve@example.org"))).Should(
            400
        );
        await form.Send(page, "/c", ("email", "ada.lost@example.org"));
        await Task.Delay(200);
        Directory
            .GetFiles(Folder, "*.eml")
            .Count(f =>
                File.ReadAllText(f).Contains("Ada.Lost@example.org", StringComparison.Ordinal)
            )
            .ShouldBe(1);
    }

    [Fact]
    public async Task Lost_links_end_no_links_of_another_sort_and_each_waits_longer_than_the_one_before()
    {
        const string address = "ada.pause@example.org";
        var programme = await Programme.Start(App);
        var (first, issued, _) = await Visitor.Mailed(programme, Folder, address);
        var links = 1L;
        async Task Ask(double hours, bool comes)
        {
            // So much later: the links are older by it.
            await App.Execute(
                "UPDATE credentials_claims SET created_at = created_at - @ms WHERE credential_id = @id",
                ("@ms", (long)TimeSpan.FromHours(hours).TotalMilliseconds),
                ("@id", issued.Id)
            );
            await AskForLinks(address);
            if (comes)
                links++;
            else
                await Task.Delay(200);
            await App.Until(() => LinksOf(issued.Id), n => n >= links);
            (await LinksOf(issued.Id)).ShouldBe(links);
        }
        await Ask(0.3, comes: true);
        await Ask(0.3, comes: true);
        await Ask(0.3, comes: false);
        await Ask(0.8, comes: true);
        await Ask(2, comes: false);
        await Ask(23, comes: true);
        await Ask(25, comes: true);
        (await LinksOf(issued.Id, " AND ended_at IS NULL")).ShouldBe(1 + 3);
        (await first.Open()).Should(200).Text.ShouldContain("Ada Example");
    }

    [Fact]
    public async Task Nobody_crowds_out_the_recipients_of_another_organization()
    {
        const string address = "ada.crowd@example.org";
        var programme = await Programme.Start(App);
        var issued = await programme.Issue(
            recipient: $$"""{"name":"Ada Example","email":"{{address}}"}"""
        );
        var other = await Programme.Start(App);
        var rows = string.Join(
            ',',
            Enumerable
                .Range(0, 55)
                .Select(i =>
                    $$$"""{"recipient":{"name":"Ada {{{i}}} Example","email":"{{{address}}}"}}"""
                )
        );
        (
            await other.Post(
                "/v1/credentials/batch",
                $$"""{"groupId":"{{other.GroupId}}","rows":[{{rows}}]}"""
            )
        ).Should(200);
        await AskForLinks(address);
        (await App.Until(() => LinksOf(issued.Id), n => n > 0)).ShouldBe(1);
    }

    [Fact]
    public async Task Links_that_ended_long_ago_are_removed()
    {
        var programme = await Programme.Start(App);
        var issued = await programme.Issue(
            recipient: """{"name":"Ada Example","email":"ada.ended@example.org"}"""
        );
        for (var i = 0; i < 3; i++)
            (await programme.Post($"/v1/credentials/{issued.Id}/claim")).Should(201);
        (await LinksOf(issued.Id)).ShouldBe(3);
        await App.Execute(
            "UPDATE credentials_claims SET ended_at = 1 WHERE ended_at IS NOT NULL AND credential_id = @id",
            ("@id", issued.Id)
        );
        await App.Until(
            () =>
            {
                App.Advance(TimeSpan.FromMinutes(20));
                return LinksOf(issued.Id);
            },
            n => n == 1
        );
    }

    private async Task AskForLinks(string address)
    {
        var form = new Visitor(App, "/c");
        (await form.Send(await form.Open(), "/c", ("email", address))).Should(200);
    }

    private async Task<long> LinksOf(string credentialId, string more = "") =>
        Convert.ToInt64(
            (
                await App.Query(
                    $"SELECT count(*) FROM credentials_claims WHERE credential_id = @id{more}",
                    ("@id", credentialId)
                )
            )[0][0],
            System.Globalization.CultureInfo.InvariantCulture
        );

    [Fact]
    public async Task X1_P14_what_a_name_holds_is_shown_as_the_text_it_is()
    {
        var programme = await Programme.Start(App);
        const string hostile = "<img src=x onerror=alert(1)>\\\"'`{{7*7}}@(7*7) ‮evil";
        var (ada, _, mail) = await Visitor.Mailed(
            programme,
            Folder,
            "ada.x1@example.org",
            $$""","name":"{{hostile}}" """,
            hostile
        );
        var page = (await ada.Open()).Should(200);
        page.Text.ShouldNotContain("<img src=x");
        page.Text.ShouldContain("&lt;img src=x onerror=alert(1)&gt;");
        mail.Html!.ShouldNotContain("<img");
        mail.Html!.ShouldContain("<bdi>&lt;img src=x");
        mail.Text.ShouldContain("<img src=x onerror=alert(1)>");
        mail.Text.ShouldContain("{{7*7}}");
    }

    private static IEnumerable<string> Links(string page) =>
        System
            .Text.RegularExpressions.Regex.Matches(
                page,
                "(?:href|src|action|value|content)=\"([^\"]*)\""
            )
            .Select(m => m.Groups[1].Value);
}

/// <summary>Guessing links.</summary>
public sealed class ClaimGuessingTests
{
    [Fact]
    public async Task Whoever_guesses_links_is_told_to_wait_and_a_right_one_is_not_told_from_a_wrong_one()
    {
        var folder = Directory.CreateTempSubdirectory("vidimus-mail-").FullName;
        await using var app = await VidimusApp.Start(
            new(Engine.Sqlite)
            {
                Settings = new Dictionary<string, string>
                {
                    ["Mail:Folder"] = folder,
                    ["Limits:FailuresPerAddress"] = "5",
                },
            }
        );
        var programme = await Programme.Start(app);
        var (ada, _, _) = await Visitor.Mailed(programme, folder, "ada@example.org");
        for (var i = 0; i < 5; i++)
            (
                await new Visitor(app, $"/c/{new string((char)('a' + i), 43)}").Open()
            ).Status.ShouldBeOneOf(404, 429);
        (await ada.Open()).Should(429)["Retry-After"].ShouldNotBeNull();
        app.Advance(TimeSpan.FromMinutes(2));
        (await ada.Open()).Should(200);
    }
}
