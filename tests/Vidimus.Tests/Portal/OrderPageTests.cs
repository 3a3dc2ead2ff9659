using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Portal;

/// <summary>Pages of orders and of the review desk: who sees and does what, and what strangers' files and words can do there.</summary>
public abstract class OrderPageTests(SharedApp shared) : Scenario(shared)
{
    // What a file can be called: anything but a path.
    private static readonly string FileName =
        PageText.Script.Replace("/", "", StringComparison.Ordinal) + ".pdf";

    private const string Secret = "Copied from the register by hand";

    public sealed class Sqlite(OnSqlite shared) : OrderPageTests(shared), IClassFixture<OnSqlite>;

    public sealed class Postgres(OnPostgres shared)
        : OrderPageTests(shared),
            IClassFixture<OnPostgres>;

    [Fact]
    public async Task A_viewer_sees_orders_and_can_neither_order_nor_call_off_nor_sit_at_the_desk()
    {
        var viewer = await Someone("viewer");
        var order = await Order(viewer.Issuer.Live);
        var list = (await viewer.Browser.Open("/portal/orders")).ShouldBePage().Text;
        list.ShouldContain(order);
        list.ShouldNotContain("New order");
        list.ShouldNotContain("/portal/desk");
        list.ShouldNotContain("/portal/reviewers");
        var page = (await viewer.Browser.Open($"/portal/orders/{order}")).ShouldBePage().Text;
        page.ShouldNotContain("Cancel this order");
        foreach (
            var path in (string[])
                ["/portal/orders/new", "/portal/desk", $"/portal/desk/{order}", "/portal/reviewers"]
        )
            (await viewer.Browser.Get(path)).ShouldBePage(403);
        await viewer.Browser.Open("/portal/orders");
        (string Path, (string, string)[] Fields)[] forms =
        [
            ($"/portal/orders/{order}/cancel", []),
            ($"/portal/orders/{order}/refund", []),
            ($"/portal/desk/{order}/claim", [("version", "1")]),
            ($"/portal/desk/{order}/comments", [("comment", "Mine")]),
            ($"/portal/desk/{order}/sign-off", [("version", "1"), ("sure", "yes")]),
            ($"/portal/reviewers/{viewer.Id}", [("name", "Mallory"), ("credentials", "None")]),
        ];
        foreach (var (path, fields) in forms)
            (await viewer.Browser.Post(path, fields))
                .ShouldBePage(403)
                .Text.ShouldContain("role in this organization does not allow that");
        (await State(viewer.Issuer, order)).ShouldBe("paid");
    }

    [Fact]
    public async Task Orders_files_and_the_desk_of_another_organization_are_not_there()
    {
        var theirs = await App.NewOrganization();
        var order = await Order(theirs.Live);
        var document = await DocumentOf(theirs, order);
        var owner = await Someone("owner");
        (await owner.Browser.Open("/portal/orders")).ShouldBePage().Text.ShouldNotContain(order);
        (await owner.Browser.Open("/portal/desk")).ShouldBePage().Text.ShouldNotContain(order);
        foreach (
            var path in (string[])
                [
                    $"/portal/orders/{order}",
                    $"/portal/orders/{order}/certified.pdf",
                    $"/portal/orders/{order}/documents/{document}",
                    $"/portal/desk/{order}",
                    $"/portal/desk/{order}/documents/{document}",
                    $"/portal/desk/{order}/sign-off",
                ]
        )
            (await owner.Browser.Get(path)).ShouldBePage(404);
        await owner.Browser.Open("/portal/orders");
        foreach (var step in (string[])["orders/{0}/cancel", "desk/{0}/claim", "desk/{0}/sign-off"])
            (
                await owner.Browser.Post(
                    "/portal/" + string.Format(CultureInfo.InvariantCulture, step, order),
                    ("version", "1"),
                    ("sure", "yes")
                )
            ).ShouldBePage(404);
        // An upload of others cannot be slipped into an order, nor looked at by its id.
        var mine = await Quote(owner.Issuer.Live);
        (await owner.Browser.Open($"/portal/orders/new/{mine}?document={document}"))
            .ShouldBePage()
            .Text.ShouldNotContain("source.pdf");
        (
            await owner.Browser.Post($"/portal/orders/new/{mine}/submit", ("document", document))
        ).ShouldBePage(400);
        (await State(theirs, order)).ShouldBe("paid");
    }

    [Fact]
    public async Task What_a_customer_sent_is_shown_at_the_desk_where_nothing_of_it_runs()
    {
        var reviewer = await Someone("reviewer");
        var order = await Order(reviewer.Issuer.Live, FileName);
        var document = await DocumentOf(reviewer.Issuer, order);
        var path = $"/portal/desk/{order}/documents/{document}";
        var bench = (await reviewer.Browser.Open($"/portal/desk/{order}")).ShouldBePage();
        bench.Text.ShouldContain($"<iframe class=\"leaf\" src=\"{path}\"");
        bench["Content-Security-Policy"].ShouldNotBeNull().ShouldContain("frame-src 'self'");
        var shown = (await reviewer.Browser.Get(path)).Should(200);
        shown.MediaType.ShouldBe("application/pdf");
        shown["Content-Security-Policy"]
            .ShouldBe("default-src 'none'; sandbox; frame-ancestors 'self'");
        shown["X-Content-Type-Options"].ShouldBe("nosniff");
        shown["Cache-Control"].ShouldBe("no-store");
        shown["Content-Disposition"].ShouldBe($"inline; filename=\"{document}.pdf\"");
        foreach (
            var saved in (string[])[$"{path}?save", $"/portal/orders/{order}/documents/{document}"]
        )
            (await reviewer.Browser.Get(saved))
                .Should(200)["Content-Disposition"]
                .ShouldBe($"attachment; filename=\"{document}.pdf\"");
    }

    [Fact]
    public async Task X1_words_of_customers_and_reviewers_are_text_on_every_page()
    {
        var owner = await Someone("owner");
        var order = await Order(owner.Issuer.Live, FileName);
        var bench = $"/portal/desk/{order}";
        await Step(owner, order, "claim");
        await Step(owner, order, "comments", ("comment", PageText.Script));
        await Step(owner, order, "text", ("text", PageText.Script));
        await Step(owner, order, "submit");
        (
            await owner.Browser.Submit(
                $"/portal/reviewers/{owner.Id}",
                $"/portal/reviewers/{owner.Id}",
                ("name", PageText.Script),
                ("credentials", PageText.Script),
                ("active", "yes")
            )
        ).Should(303);
        foreach (
            var path in (string[])
                [
                    bench,
                    $"{bench}/sign-off",
                    "/portal/desk",
                    "/portal/reviewers",
                    $"/portal/reviewers/{owner.Id}",
                    "/portal/orders",
                    $"/portal/orders/{order}",
                ]
        )
            (await owner.Browser.Open(path)).ShouldBePage();
        await Step(owner, order, "fail", ("failReason", PageText.Script));
        (await owner.Browser.Open($"/portal/orders/{order}"))
            .ShouldBePage()
            .Text.ShouldContain("{{7*7}}");
    }

    [Fact]
    public async Task What_a_reviewer_wrote_stays_in_the_form_when_the_order_was_taken_away_or_changed_meanwhile()
    {
        var issuer = await App.NewOrganization();
        var (reviewer, owner) = (await Someone("reviewer", issuer), await Someone("owner", issuer));
        var order = await Order(issuer.Live);
        await Step(reviewer, order, "claim");
        var bench = await reviewer.Browser.Open($"/portal/desk/{order}");
        var version = Version(bench);
        await Step(owner, order, "release");
        var lost = await reviewer.Browser.Post(
            $"/portal/desk/{order}/text",
            ("version", version),
            ("text", Secret)
        );
        lost.ShouldBePage(409).Text.ShouldContain("Your text, which was not saved");
        Unsaved(lost, "unsaved-text").ShouldBe(Secret);

        await Step(reviewer, order, "claim");
        await Step(reviewer, order, "text", ("text", "In one tab"));
        var late = await reviewer.Browser.Post(
            $"/portal/desk/{order}/text",
            ("version", version),
            ("text", Secret)
        );
        late.ShouldBePage(409).Text.ShouldContain("was changed since you looked at it");
        Unsaved(late, "text").ShouldBe(Secret);
        // The text that stands is what was saved, until the reviewer saves again.
        Unsaved(await reviewer.Browser.Open($"/portal/desk/{order}"), "text")
            .ShouldBe("In one tab");
        (
            await reviewer.Browser.Post(
                $"/portal/desk/{order}/text",
                ("version", Version(late)),
                ("text", Secret)
            )
        ).Should(303);
    }

    [Fact]
    public async Task A_member_orders_without_a_key_and_files_that_were_uploaded_outlast_a_refusal()
    {
        var owner = await App.Member();
        var browser = owner.Browser;
        (
            await browser.Submit("/portal/orders/new", "/portal/orders/new", ("useCase", "court"))
        ).ShouldBePage(400);
        var quoted = (
            await browser.Post(
                "/portal/orders/new",
                ("productLine", "full_translation"),
                ("sourceLanguage", "fa"),
                ("targetLanguage", "en"),
                ("useCase", "uscis"),
                ("documentType", "other"),
                ("pageCount", "2"),
                ("speedTier", "standard")
            )
        ).Should(303)["Location"]!;
        (await browser.Open(quoted)).ShouldBePage().Text.ShouldContain("49.90 USD");
        var with = (await Upload(browser, quoted, "source.pdf", Pdf)).Should(303)["Location"]!;
        (await browser.Open(with)).ShouldBePage().Text.ShouldContain("source.pdf");
        var refused = (
            await Upload(browser, with, "page.html", "<script>alarm()</script>")
        ).ShouldBePage(400);
        refused.Text.ShouldContain("source.pdf");
        refused.Text.ShouldContain("page.html");
        var document = with[(with.IndexOf('=', StringComparison.Ordinal) + 1)..];
        var once = PageText.Once('a');
        var quote = quoted.Split('/')[^1];
        var submit = $"/portal/orders/new/{quote}/submit";
        var made = (await browser.Post(submit, ("document", document), once)).Should(303);
        var order = made["Location"].ShouldNotBeNull().Split('/', '?')[3];
        // A double click is one order.
        (await browser.Post(submit, ("document", document), once))["Location"]
            .ShouldBe(made["Location"]);
        var page = (await browser.Open($"/portal/orders/{order}")).ShouldBePage().Text;
        page.ShouldContain("nothing is charged");
        page.ShouldContain("of the sandbox moves on by itself");
        App.Clock.Advance(TimeSpan.FromSeconds(121));
        page = (await browser.Open($"/portal/orders/{order}")).ShouldBePage().Text;
        page.ShouldContain("Certified PDF");
        var pdf = (await browser.Get($"/portal/orders/{order}/certified.pdf")).Should(200);
        pdf.MediaType.ShouldBe("application/pdf");
        pdf.Text.ShouldStartWith("%PDF-");
        // In the sandbox the certificate is made when it is fetched first.
        (await browser.Open($"/portal/orders/{order}"))
            .ShouldBePage()
            .Text.ShouldContain("/verify/vcrt_");
    }

    private static string Pdf =>
        "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n";

    /// <summary>A member who looks at live data.</summary>
    private async Task<Member> Someone(string role, Issuer? issuer = null)
    {
        var member = await App.Member(role, issuer);
        await member.Look("live");
        return member;
    }

    private async Task<string> Quote(Key key) =>
        (
            await App.Post(
                "/v1/quotes",
                key.Secret,
                """{"sourceLanguage":"fa","useCase":"uscis","pageCount":1,"speedTier":"standard"}"""
            )
        )
            .Should(201)
            .At("id")!;

    private async Task<string> Order(Key key, string name = "source.pdf")
    {
        var document = await App.Post(
            $"/v1/documents?name={Uri.EscapeDataString(name)}",
            key.Secret,
            new ByteArrayContent(Encoding.Latin1.GetBytes(Pdf))
            {
                Headers = { ContentType = new("application/pdf") },
            }
        );
        var quote = await Quote(key);
        var body = JsonSerializer.Serialize(
            new
            {
                quoteId = quote,
                idempotencyKey = quote,
                documents = new[] { new { documentId = document.Should(201).At("id") } },
            }
        );
        return (await App.Post("/v1/orders", key.Secret, body)).Should(201).At("id")!;
    }

    private async Task<string?> State(Issuer issuer, string order) =>
        (await App.Get($"/v1/orders/{order}", issuer.Live.Secret)).Should(200).At("status");

    private async Task<string> DocumentOf(Issuer issuer, string order) =>
        (await App.Get($"/v1/orders/{order}", issuer.Live.Secret))
            .Should(200)
            .Json.GetProperty("documents")[0]
            .GetProperty("id")
            .GetString()!;

    /// <summary>Takes a step from the workbench as it stands.</summary>
    private static async Task Step(
        Member member,
        string order,
        string step,
        params (string, string)[] fields
    )
    {
        var bench = await member.Browser.Open($"/portal/desk/{order}");
        (
            await member.Browser.Post(
                $"/portal/desk/{order}/{step}",
                [("version", Version(bench)), .. fields]
            )
        ).Should(303);
    }

    private static string Version(Answer page)
    {
        const string field = "name=\"version\" value=\"";
        var at = page.Text.IndexOf(field, StringComparison.Ordinal);
        at.ShouldBeGreaterThan(0, page.Text);
        return page.Text[(at + field.Length)..].Split('"')[0];
    }

    private static string Unsaved(Answer page, string id)
    {
        var at = page.Text.IndexOf($"<textarea id=\"{id}\"", StringComparison.Ordinal);
        at.ShouldBeGreaterThan(0, page.Text);
        var rest = page.Text[(page.Text.IndexOf('>', at) + 1)..];
        // A saved text ends with the end of its last line.
        return WebUtility
            .HtmlDecode(rest[..rest.IndexOf("</textarea>", StringComparison.Ordinal)])
            .TrimEnd('\n');
    }

    private static Task<Answer> Upload(Browser browser, string path, string name, string text)
    {
        var file = new ByteArrayContent(Encoding.Latin1.GetBytes(text));
        return browser.Send(
            new(HttpMethod.Post, path)
            {
                Content = new MultipartFormDataContent
                {
                    { new StringContent(browser.FormToken!), "_form" },
                    { new StringContent("source"), "kind" },
                    { file, "files", name },
                },
            }
        );
    }
}
