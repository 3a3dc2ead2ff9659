using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Verifying;

/// <summary>A certificate in PDF is verified by the credential attached to it, and by nothing that its pages show.</summary>
public abstract class PdfTests(SharedApp shared) : Scenario(shared)
{
    public sealed class Sqlite(OnSqlite shared) : PdfTests(shared), IClassFixture<OnSqlite>;

    public sealed class Postgres(OnPostgres shared) : PdfTests(shared), IClassFixture<OnPostgres>;

    [Fact]
    public async Task A_PDF_of_ours_is_verified_wherever_a_file_is_taken()
    {
        var programme = await Programme.Start(App);
        var issued = await programme.Issue();
        var pdf = await Pdf(issued);
        (await App.Post("/v1/verifications", null, Body(pdf))).ShouldSay("valid");
        (await App.Verify($$"""{"file":"{{Convert.ToBase64String(pdf)}}"}""")).ShouldSay("valid");
        var page = await Upload(pdf);
        page.Text.ShouldContain("data-verdict=\"valid\"");
        page.Text.ShouldContain("What counts is the credential inside the PDF");
        page.Text.ShouldContain(Convert.ToHexStringLower(SHA256.HashData(pdf)));
        (
            await programme.Post($"/v1/credentials/{issued.Id}/revoke", """{"reason":"Wrong"}""")
        ).Should(200);
        (await App.Post("/v1/verifications", null, Body(pdf))).ShouldSay("invalid", "revoked");
    }

    [Fact]
    public async Task P8_what_the_page_of_a_PDF_says_is_not_believed()
    {
        var issued = await (await Programme.Start(App)).Issue();
        var pdf = await Pdf(issued);
        // Somebody draws another name: the bytes before the update are the picture.
        var drawn = pdf.ToArray();
        for (var i = 200; i < 400; i++)
            drawn[i] ^= 0x5A;
        var page = await Upload(drawn);
        page.Text.ShouldContain("Ada Example");
        page.Text.ShouldContain("What the PDF’s page shows is not signed");
        // Somebody writes another name into the attachment, where nothing moves.
        var text = Encoding.Latin1.GetString(pdf);
        var forged = Encoding.Latin1.GetBytes(
            text.Replace("\"Ada Example\"", "\"Eve Example\"", StringComparison.Ordinal)
        );
        forged.Length.ShouldBe(pdf.Length);
        forged.ShouldNotBe(pdf);
        (await App.Post("/v1/verifications", null, Body(forged)))
            .Should(200)
            .At("verdict")
            .ShouldBe("invalid");
    }

    [Fact]
    public async Task P8_a_strangers_PDF_is_read_no_further_than_its_end_and_refused_in_words()
    {
        var issued = await (await Programme.Start(App)).Issue();
        var pdf = await Pdf(issued);
        var text = Encoding.Latin1.GetString(pdf);
        var at = text.LastIndexOf("startxref", StringComparison.Ordinal);
        foreach (
            var broken in (string[])
                [
                    "%PDF-",
                    "%PDF-1.7\n%%EOF",
                    "%PDF-1.7\nstartxref\n0\n%%EOF",
                    "%PDF-1.7\nstartxref\n999999999\n%%EOF",
                    "%PDF-1.7\nstartxref\n99999999999999999999\n%%EOF",
                    "%PDF-1.7\nxref\n1 1\n9999999999 00000 n \nstartxref\n9\n%%EOF",
                    "%PDF-1.7\nxref\n1 1\n0000000009 00000 n \nstartxref\n9\n%%EOF",
                    text[..at],
                    text[..(at - 40)],
                    text[..(text.Length / 2)],
                    text + "%%EOF trailing",
                    text[..at] + "startxref\n10\n%%EOF\n",
                    WithStream("/Length 999999999", "x"),
                    WithStream("/Length 0", ""),
                    WithStream("/Length 4", "{}"),
                    WithStream("/Filter /LZWDecode /Length 2", "{}"),
                    WithStream("/Filter [/FlateDecode /FlateDecode] /Length 2", "{}"),
                    WithStream("/Filter /FlateDecode /Length 2", "{}"),
                    Deflated(new byte[40_000_000]),
                ]
        )
        {
            var answer = await App.Post(
                "/v1/verifications",
                null,
                Body(Encoding.Latin1.GetBytes(broken))
            );
            answer.ShouldSay("invalid", "unknown_format");
            answer.Text.ShouldContain("The PDF holds no credential");
        }
        (await Upload(Encoding.Latin1.GetBytes("%PDF-1.7\n"))).Text.ShouldContain(
            "The PDF holds no credential that can be read here."
        );
    }

    [Fact]
    public async Task An_attachment_may_be_compressed()
    {
        using var issuer = new Foreign();
        var json = Encoding.UTF8.GetBytes(issuer.Signed().ToJsonString());
        (await App.Post("/v1/verifications", null, Body(Encoding.Latin1.GetBytes(Deflated(json)))))
            .Should(200)
            .Json.GetProperty("checks")[0]
            .GetProperty("outcome")
            .GetString()
            .ShouldBe("pass");
    }

    private async Task<byte[]> Pdf(Issued issued)
    {
        var answer = (await App.Get($"/verify/{issued.Id}/document?form=pdf")).Should(200);
        answer.MediaType.ShouldBe("application/pdf");
        return answer.Bytes;
    }

    private static string Deflated(byte[] content)
    {
        var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true))
            zlib.Write(content);
        return WithStream(
            $"/Filter /FlateDecode /Length {packed.Length}",
            Encoding.Latin1.GetString(packed.ToArray())
        );
    }

    /// <summary>The least of a PDF that ends in an update with one attached file.</summary>
    private static string WithStream(string members, string content)
    {
        const string start = "%PDF-1.7\n";
        var update =
            $"{start}5 0 obj\n<< /Type /EmbeddedFile {members} >>\nstream\n{content}\nendstream\nendobj\n";
        return $"{update}xref\n5 1\n{start.Length:0000000000} 00000 n \ntrailer\n<< /Size 6 >>\nstartxref\n{update.Length}\n%%EOF\n";
    }

    private static ByteArrayContent Body(byte[] pdf) =>
        new(pdf) { Headers = { ContentType = new("application/pdf") } };

    private async Task<Answer> Upload(byte[] pdf) =>
        (
            await App.Post(
                "/verify",
                null,
                new MultipartFormDataContent
                {
                    { new StringContent(""), "text" },
                    { new ByteArrayContent(pdf), "file", "certificate.pdf" },
                }
            )
        ).Should(200);
}
