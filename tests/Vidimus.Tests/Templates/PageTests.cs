using System.Text;
using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Templates;

public abstract class PageTests(SharedApp shared) : Scenario(shared)
{
    public sealed class Sqlite(OnSqlite shared) : PageTests(shared), IClassFixture<OnSqlite>;

    public sealed class Postgres(OnPostgres shared) : PageTests(shared), IClassFixture<OnPostgres>;

    [Theory]
    [InlineData("tpl_classic")]
    [InlineData("tpl_modern")]
    [InlineData("tpl_academic")]
    [InlineData("tpl_badge")]
    public async Task A_credential_is_drawn_as_a_whole_PDF_that_says_what_was_signed_and_carries_it(
        string template
    )
    {
        var programme = await Programme.Start(App, more: $",\"templateId\":\"{template}\"");
        var issued = await programme.Issue();
        var pdf = (await programme.Get($"/v1/credentials/{issued.Id}/document?form=pdf")).Should(
            200
        );
        pdf.MediaType.ShouldBe("application/pdf");
        (await App.Get($"/verify/{issued.Id}/document?form=pdf"))
            .Should(200)
            .Bytes.ShouldBe(pdf.Bytes);
        await Tools.Qpdf(pdf.Bytes, "--check");
        var text = await Tools.PdfText(pdf.Bytes);
        text.ShouldContain("Ada Example");
        text.ShouldContain("First Aid");

        var signed = (await programme.Get($"/v1/credentials/{issued.Id}/document")).Should(200);
        (await Tools.Qpdf(pdf.Bytes, "--show-attachment=credential.json")).ShouldBe(signed.Text);
        var shown = Encoding.Latin1.GetString(pdf.Bytes);
        shown.ShouldContain("/Lang (en)");
        shown.ShouldContain("/DisplayDocTitle true");
        shown.ShouldContain("/AFRelationship /Data");
        shown.ShouldContain(
            "<rdf:li xml:lang=\"x-default\">First Aid – Ada Example".Utf8AsLatin1()
        );
    }

    [Fact]
    public async Task A_page_is_shown_as_SVG_and_PNG_too_and_a_draft_or_an_erased_one_is_not_drawn()
    {
        var programme = await Programme.Start(App);
        var issued = await programme.Issue();
        var svg = await programme.Get($"/v1/credentials/{issued.Id}/document?form=page-svg");
        svg.Should(200).MediaType.ShouldBe("image/svg+xml");
        svg["Content-Security-Policy"].ShouldNotBeNull().ShouldContain("sandbox");
        svg.Text.ShouldContain("Ada Example");
        var png = await programme.Get($"/v1/credentials/{issued.Id}/document?form=page-png");
        png.Should(200).MediaType.ShouldBe("image/png");
        png.Bytes[..8].ShouldBe((byte[])[0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]);

        var draft = await programme.Draft();
        (await programme.Get($"/v1/credentials/{draft.Id}/document?form=pdf")).ShouldBeProblem(
            409,
            "CREDENTIAL_NOT_ISSUED"
        );
        (await programme.Delete($"/v1/recipients/{issued.RecipientId}")).Should(204);
        (await programme.Get($"/v1/credentials/{issued.Id}/document?form=pdf"))
            .At("error", "code")
            .ShouldBe("RECIPIENT_ERASED");
    }

    [Fact]
    public async Task Members_of_the_groups_own_schema_stand_in_fields_of_their_names()
    {
        var programme = await Programme.Start(App);
        var made = await programme.Post("/v1/templates", TemplateTests.Body(TemplateTests.Small));
        (
            await programme.Patch(
                $"/v1/groups/{programme.GroupId}",
                $$"""{"templateId":"{{made.At("id")}}"}"""
            )
        ).Should(200);
        var issued = await programme.Issue(""","subject":{"hours":"forty-two hours"}""");
        var pdf = await programme.Get($"/v1/credentials/{issued.Id}/document?form=pdf");
        (await Tools.PdfText(pdf.Should(200).Bytes)).ShouldContain("forty-two hours");
    }
}

internal static class Latin
{
    /// <summary>How text in UTF-8 looks among bytes that are read as Latin-1.</summary>
    public static string Utf8AsLatin1(this string text) =>
        Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(text));
}
