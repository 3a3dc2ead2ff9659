using System.Net.Http.Headers;
using System.Text;
using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Templates;

/// <summary>The portal's pages of templates, as a browser without script uses them.</summary>
public abstract class TemplatePageTests(SharedApp shared) : Scenario(shared)
{
    public sealed class Sqlite(OnSqlite shared)
        : TemplatePageTests(shared),
            IClassFixture<OnSqlite>;

    public sealed class Postgres(OnPostgres shared)
        : TemplatePageTests(shared),
            IClassFixture<OnPostgres>;

    private const string Path = "/portal/templates";

    [Fact]
    public async Task A_designers_template_is_uploaded_looked_at_changed_and_deleted()
    {
        var browser = (await App.Member("issuer")).Browser;
        var gallery = (await browser.Open(Path)).Should(200).Text;
        foreach (var shipped in (string[])["classic", "modern", "academic", "badge"])
            gallery.ShouldContain($"src=\"{Path}/tpl_{shipped}/page.svg\"");

        var made = await Upload(browser, Path, TemplateTests.Small, "Our <b>own</b>");
        var own = made.Should(303)["Location"].ShouldNotBeNull().Split('?')[0];
        var page = (await browser.Open(own + "?field-recipient-name=Bo+Example")).Should(200).Text;
        page.ShouldContain("Our &lt;b&gt;own&lt;/b&gt;");
        page.ShouldContain($"src=\"{own}/page.svg?field-recipient-name=Bo%20Example\"");
        var picture = await browser.Get(own + "/page.svg?field-recipient-name=Bo+Example");
        picture.Should(200).MediaType.ShouldBe("image/svg+xml");
        picture["Content-Security-Policy"].ShouldNotBeNull().ShouldContain("sandbox");
        picture.Text.ShouldContain("Bo Example");
        (await browser.Get(own + "/page.pdf")).Should(200).MediaType.ShouldBe("application/pdf");

        await browser.Open(own);
        (await Upload(browser, own, TemplateTests.Small, "Renamed")).Should(303);
        (await browser.Open(own)).Text.ShouldContain("Renamed");
        (await browser.Post(own + "/delete"))
            .Should(303)["Location"]
            .ShouldBe($"{Path}?done=deleted");
        (await browser.Get(own)).Should(404);
    }

    [Fact]
    public async Task A_refused_upload_says_why_in_which_lines_and_a_viewer_is_shown_no_form()
    {
        var browser = (await App.Member("issuer")).Browser;
        await browser.Open(Path);
        var refused = await Upload(
            browser,
            Path,
            TemplateTests.Small.Replace("<rect id=\"qr", "<script>1</script>\n<rect id=\"qr"),
            "Bad"
        );
        refused.Should(400).Text.ShouldContain("line 6: &lt;script&gt; is not taken");
        var viewer = (await App.Member("viewer")).Browser;
        (await viewer.Open(Path)).Should(200).Text.ShouldNotContain("type=\"file\"");
    }

    [Fact]
    public async Task A_group_is_given_a_template_by_its_page()
    {
        var member = await App.Member("issuer");
        var programme = await Programme.In(member.Issuer, test: true);
        await member.Browser.Open(Path + "/tpl_modern");
        (await member.Browser.Post(Path + "/tpl_modern/use", ("group", programme.GroupId))).Should(
            303
        );
        (await programme.Group()).GetProperty("templateId").GetString().ShouldBe("tpl_modern");
    }

    private static Task<Answer> Upload(Browser browser, string path, string svg, string name)
    {
        var file = new ByteArrayContent(Encoding.UTF8.GetBytes(svg));
        file.Headers.ContentType = new MediaTypeHeaderValue("image/svg+xml");
        var form = new MultipartFormDataContent
        {
            { new StringContent(browser.FormToken.ShouldNotBeNull()), "_form" },
            { new StringContent(name), "name" },
            { file, "svg", "page.svg" },
        };
        return browser.Send(new(HttpMethod.Post, path) { Content = form });
    }
}
