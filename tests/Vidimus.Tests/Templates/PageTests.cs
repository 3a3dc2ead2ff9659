using System.Buffers.Binary;
using System.IO.Compression;
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

    [Theory]
    [InlineData("en", "TEST — attests nothing")]
    [InlineData("de", "TEST — bescheinigt nichts")]
    public async Task Every_page_of_a_test_credential_says_so_whoever_designed_it_and_no_live_one_does(
        string language,
        string words
    )
    {
        var issuer = await App.NewOrganization();
        var design = TemplateTests.Small.Replace(
            "<svg ",
            $"<svg xml:lang=\"{language}\" ",
            StringComparison.Ordinal
        );
        foreach (var own in (bool[])[true, false])
        {
            var said = own ? words : "TEST — attests nothing";
            var test = await Drawn(await In(test: true));
            var live = await Drawn(await In(test: false));
            test.Text.ShouldContain(said);
            test.Svg.Split(said).Length.ShouldBe(3);
            live.Text.ShouldNotContain("TEST");
            live.Svg.ShouldNotContain("TEST");
            // The first pixels of the page are those of the band, and of nothing on a live one.
            IsOfBand(Corner(test.Png)).ShouldBeTrue();
            IsOfBand(Corner(live.Png)).ShouldBeFalse();

            async Task<Programme> In(bool test)
            {
                var key = (test ? issuer.Test : issuer.Live).Secret;
                var made = await App.Post("/v1/templates", key, TemplateTests.Body(design));
                var template = own ? made.Should(201).At("id") : "tpl_classic";
                return await Programme.In(issuer, test, $",\"templateId\":\"{template}\"");
            }
        }
    }

    private static async Task<(string Text, string Svg, byte[] Png)> Drawn(Programme programme)
    {
        var issued = await programme.Issue();
        async Task<Answer> Form(string form) =>
            (await programme.Get($"/v1/credentials/{issued.Id}/document?form={form}")).Should(200);
        return (
            await Tools.PdfText((await Form("pdf")).Bytes),
            (await Form("page-svg")).Text,
            (await Form("page-png")).Bytes
        );
    }

    // The edge of the page may lie within the first pixel.
    private static bool IsOfBand((int Red, int Green, int Blue) pixel) =>
        pixel is { Red: > 0xF0, Green: > 0xB0 and < 0xF0, Blue: < 0xA0 };

    /// <summary>The pixel in the upper left corner: PNG's filters leave the first one of the first row as it is.</summary>
    private static (int Red, int Green, int Blue) Corner(byte[] png) =>
        Rows(png, 1) is [_, var red, var green, var blue, ..] ? (red, green, blue) : default;

    /// <summary>The first rows of pixels, filtered as they are kept: rows that are the same are kept the same (PNG, section 9).</summary>
    private static byte[] Rows(byte[] png, int count)
    {
        using var packed = new MemoryStream();
        for (var at = 8; at < png.Length; )
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(at));
            if (Encoding.ASCII.GetString(png, at + 4, 4) == "IDAT")
                packed.Write(png, at + 8, length);
            at += length + 12;
        }
        packed.Position = 0;
        using var unpacked = new ZLibStream(packed, CompressionMode.Decompress);
        // Colour with an alpha channel is of type 6, without of type 2.
        var width =
            1 + BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(16)) * (png[25] == 6 ? 4 : 3);
        var rows = new byte[count * width];
        unpacked.ReadExactly(rows);
        return rows;
    }

    [Fact]
    public async Task A_credential_is_baked_into_a_badge_that_shows_what_was_achieved_and_not_by_whom()
    {
        var programme = await Programme.Start(App);
        var issued = await programme.Issue();
        var path = $"/verify/{issued.Id}/document?form=png";
        var badge = (await App.Get(path)).Should(200);
        badge.MediaType.ShouldBe("image/png");
        // Width and height (PNG, section 11.2.2): the badge, where a code alone would be 300 or so.
        badge.Bytes[16..24].ShouldBe((byte[])[0, 0, 0x03, 0xE8, 0, 0, 0x03, 0xE8]);
        badge.Bytes.Length.ShouldBeLessThan(500_000);
        (await App.Get(path)).Bytes.ShouldBe(badge.Bytes);
        // Another name alone makes another credential and the same picture: no name is in it.
        var same = await programme.Issue(recipient: """{"name":"Bo Example"}""");
        var other = (await App.Get($"/verify/{same.Id}/document?form=png")).Should(200);
        // All of it above the code, which leads to another credential.
        Rows(other.Bytes, 640).ShouldBe(Rows(badge.Bytes, 640));
        var test = await Programme.In(programme.Issuer, test: true);
        var tried = await test.Issue();
        IsOfBand(Corner((await test.Get($"/v1/credentials/{tried.Id}/document?form=png")).Bytes))
            .ShouldBeTrue();
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
