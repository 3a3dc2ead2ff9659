using System.Text;
using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Certification;

/// <summary>Uploaded documents: what is taken, how it is given back, and to whom.</summary>
public abstract class UploadTests(SharedApp shared) : Scenario(shared)
{
    public sealed class Sqlite(SmallFiles.OnSqlite shared)
        : UploadTests(shared),
            IClassFixture<SmallFiles.OnSqlite>;

    public sealed class Postgres(SmallFiles.OnPostgres shared)
        : UploadTests(shared),
            IClassFixture<SmallFiles.OnPostgres>;

    [Fact]
    public async Task C8_each_of_the_seven_types_is_taken_and_comes_back_byte_for_byte()
    {
        var key = (await App.NewOrganization()).Live.Secret;
        foreach (var type in Files.Types)
        {
            var bytes = Files.Of(type);
            var document = (await App.Upload(key, bytes, type, "scan one")).Should(201);
            document.At("mediaType").ShouldBe(type);
            document.At("size").ShouldBe($"{bytes.Length}");
            document.At("sha256").ShouldBe(Files.Sha256(bytes));
            document.At("name").ShouldBe("scan one");
            document.At("orderId").ShouldBeNull();
            document.At("removeAt").ShouldNotBeNull();
            var path = $"/v1/documents/{document.At("id")}";
            (await App.Get(path, key)).Should(200).Text.ShouldBe(document.Text);
            var content = (await App.Get($"{path}/content", key)).Should(200);
            content.Bytes.ShouldBe(bytes);
            content.MediaType.ShouldBe(type);
        }
    }

    // Sizes around whole frames of 64 KiB, of which the last is never full.
    [Theory]
    [InlineData(65_535)]
    [InlineData(65_536)]
    [InlineData(65_537)]
    [InlineData(131_072)]
    [InlineData(200_000)]
    public async Task Files_of_every_length_come_back_whole(int size)
    {
        var key = (await App.NewOrganization()).Live.Secret;
        var bytes = Files.Random(size);
        var id = await App.Uploaded(key, bytes);
        var content = (await App.Get($"/v1/documents/{id}/content", key)).Should(200);
        content.Bytes.ShouldBe(bytes);
        content["Content-Length"].ShouldBe($"{size}");
    }

    [Fact]
    public async Task C8_a_file_of_the_largest_size_is_refused_whether_it_says_so_or_not()
    {
        var key = (await App.NewOrganization()).Live.Secret;
        var before = App.Stored().Length;
        (await App.Upload(key, Files.Random(SmallFiles.Largest - 1))).Should(201);
        (await App.Upload(key, Files.Random(SmallFiles.Largest))).ShouldBeProblem(
            413,
            "DOCUMENT_TOO_LARGE",
            "file"
        );
        (await App.Upload(key, Files.Random(SmallFiles.Largest * 2))).ShouldBeProblem(
            413,
            "DOCUMENT_TOO_LARGE",
            "file"
        );
        (await Chunked(SmallFiles.Largest - 1)).Should(201);
        (await Chunked(SmallFiles.Largest)).ShouldBeProblem(413, "DOCUMENT_TOO_LARGE", "file");
        (await Chunked(SmallFiles.Largest + 1000)).ShouldBeProblem(
            413,
            "DOCUMENT_TOO_LARGE",
            "file"
        );
        App.Stored().Length.ShouldBe(before + 2, "what was refused leaves nothing behind");

        async Task<Answer> Chunked(int size)
        {
            var request = new HttpRequestMessage(HttpMethod.Post, "/v1/documents")
            {
                Content = Files.Content(Files.Random(size)),
            };
            request.Headers.TransferEncodingChunked = true;
            request.Headers.Authorization = new("Bearer", key);
            return await App.Send(request);
        }
    }

    [Fact]
    public async Task P3_what_is_none_of_the_seven_types_or_says_to_be_another_is_refused()
    {
        var key = (await App.NewOrganization()).Live.Secret;
        var before = App.Stored().Length;
        (string What, byte[] Bytes, string? Claim)[] wrong =
        [
            ("nothing", [], null),
            ("a zip", [.. "PK\u0003\u0004"u8, .. new byte[100]], null),
            ("a page", Bytes("<!doctype html><script>alert(1)</script>"), null),
            ("a drawing", Bytes("<svg xmlns='http://www.w3.org/2000/svg'/>"), "image/svg+xml"),
            ("a program", [.. "MZ"u8, .. new byte[100]], "application/pdf"),
            ("another program", [0x7F, .. "ELF"u8, .. new byte[100]], null),
            ("a GIF", Bytes("GIF89a0000"), "image/gif"),
            ("a PDF behind something else", [.. "GIF89a"u8, .. Files.Pdf()], "application/pdf"),
            ("a PDF of no version", Bytes("%PDF-x.y\n"), "application/pdf"),
            ("a picture of another codec", Files.Heif("mif1", "avif", 9, 9), "image/heif"),
            ("that codec itself", Files.Heif("avif", "mif1", 9, 9), null),
            ("a PDF as a picture", Files.Pdf(), "image/png"),
            ("a PDF as a page", Files.Pdf(), "text/html"),
            ("a picture as a PDF", Files.Png(9, 9), "application/pdf"),
            ("a JPEG as a PNG", Files.Jpeg(9, 9), "image/png"),
            ("a form", Files.Pdf(), "multipart/form-data; boundary=x"),
        ];
        foreach (var (what, bytes, claim) in wrong)
        {
            var refused = (await App.Upload(key, bytes, claim)).Should(422);
            refused.At("error", "code").ShouldBe("DOCUMENT_UNREADABLE", what);
            refused.At("error", "hint").ShouldNotBeNull().ShouldNotContain("https");
        }
        App.Stored().Length.ShouldBe(before, "what was refused leaves nothing behind");
    }

    [Fact]
    public async Task P3_a_file_that_is_two_things_or_is_named_as_another_is_a_download_of_what_it_is()
    {
        var key = (await App.NewOrganization()).Live.Secret;
        byte[] both = [.. Files.Pdf("<script>alert(1)</script>"), .. "PK\u0003\u0004"u8];
        await IsOnlyADownload(key, both, "invoice.html", "invoice.html.pdf");
        await IsOnlyADownload(key, Files.Jpeg(9, 9), "page.svg", "page.svg.jpg");
        await IsOnlyADownload(key, Files.Pdf(), "Scan.PDF", "Scan.PDF");
    }

    [Fact]
    public async Task P8_a_PDF_with_script_and_actions_is_kept_as_it_is_and_never_shown_by_us()
    {
        var key = (await App.NewOrganization()).Live.Secret;
        var bytes = Files.Pdf(
            "1 0 obj<</OpenAction<</S/JavaScript/JS(app.alert(1))>>/AA<</O<</S/Launch/F(x.exe)>>>>>>endobj"
        );
        await IsOnlyADownload(key, bytes, "with actions.pdf", "with actions.pdf");
    }

    [Fact]
    public async Task P9_pictures_that_are_bombs_or_say_not_how_large_they_are_are_refused()
    {
        var key = (await App.NewOrganization()).Live.Secret;
        (string What, byte[] Bytes)[] wrong =
        [
            ("50,000 by 50,000", Files.Png(50_000, 50_000)),
            ("four billion by four billion", Files.Png(0xFFFFFFFF, 0xFFFFFFFF)),
            ("a large JPEG", Files.Jpeg(65_535, 65_535)),
            ("a large TIFF", Files.Tiff(100_000, 100_000)),
            ("a large TIFF, far behind", Files.Tiff(100_000, 100_000, 150_000)),
            ("a large HEIC", Files.Heif("heic", "mif1", 40_000, 40_000)),
            ("a large WebP", Files.Webp(16_777_215, 16_777_215)),
            ("no width", Files.Png(0, 100)),
            ("no height", Files.Jpeg(100, 0)),
            ("half a PNG", Files.Png(9, 9)[..20]),
            ("half a JPEG", Files.Jpeg(9, 9)[..20]),
            ("a JPEG of one segment of no length", [0xFF, 0xD8, 0xFF, 0xE0, 0, 0, 0, 0]),
            ("a JPEG of fill bytes", [0xFF, 0xD8, .. Enumerable.Repeat((byte)0xFF, 200_000)]),
            ("a TIFF that points behind its end", [.. "II*\0"u8, 0xFF, 0xFF, 0xFF, 0x7F]),
            ("a TIFF that points to itself", [.. "II*\0"u8, 0, 0, 0, 0]),
            ("a HEIC without its boxes", Files.Heif("heic", "mif1", 9, 9)[..30]),
        ];
        foreach (var (what, bytes) in wrong)
            (await App.Upload(key, bytes))
                .Should(422)
                .At("error", "code")
                .ShouldBe("DOCUMENT_UNREADABLE", what);
        (await App.Upload(key, Files.Tiff(5_000, 7_000, 150_000))).Should(201);
    }

    [Fact]
    public async Task P3_names_with_folders_control_characters_or_marks_that_reorder_text_are_refused()
    {
        var key = (await App.NewOrganization()).Live.Secret;
        string[] wrong =
        [
            "../../etc/passwd",
            "..\\windows\\system.ini",
            "/absolute.pdf",
            "..",
            "line\nbreak.pdf",
            "esc\u001b[31m.pdf",
            "fdp.\u202Egnp.exe",
            "iso\u2066late.pdf",
            "zero\u200Bwidth.pdf",
            " space.pdf",
            new string('n', 201),
            "",
        ];
        foreach (var name in wrong)
            (await App.Upload(key, Files.Pdf(), null, name)).ShouldBeProblem(
                400,
                "VALIDATION_ERROR",
                "name"
            );
        // Persian is written with a joiner of no width.
        const string persian = "شناسنامه\u200Cام \"1\"; x=.pdf";
        var id = await App.Uploaded(key, Files.Pdf(), persian);
        var content = (await App.Get($"/v1/documents/{id}/content", key)).Should(200);
        var disposition = content["Content-Disposition"].ShouldNotBeNull();
        disposition.ShouldStartWith("attachment; filename=\"");
        disposition.ShouldEndWith($"\"; filename*=UTF-8''{Uri.EscapeDataString(persian)}");
        disposition.ShouldAllBe(c => c >= ' ' && c <= '~');
    }

    [Fact]
    public async Task A_document_is_its_own_organizations_and_modes_alone()
    {
        var (one, other) = (await App.NewOrganization(), await App.NewOrganization());
        var id = await App.Uploaded(one.Live.Secret, Files.Pdf());
        foreach (var stranger in new[] { other.Live.Secret, one.Test.Secret })
        foreach (var path in new[] { $"/v1/documents/{id}", $"/v1/documents/{id}/content" })
        {
            (await App.Get(path, stranger)).ShouldBeProblem(404, "DOCUMENT_NOT_FOUND");
            if (!path.EndsWith("content", StringComparison.Ordinal))
                (await App.Delete(path, stranger)).ShouldBeProblem(404, "DOCUMENT_NOT_FOUND");
        }
        var reader = (await one.KeyWith("orders:quote")).Secret;
        (await App.Get($"/v1/documents/{id}", reader)).Should(403);
        (await App.Upload(reader, Files.Pdf())).Should(403);
        (await App.Get($"/v1/documents/{id}")).Should(401);
        (await App.Get("/v1/documents/doc_nothing", one.Live.Secret)).ShouldBeProblem(
            404,
            "DOCUMENT_NOT_FOUND"
        );
        (await App.Get($"/v1/documents/{id}/content", one.Live.Secret)).Should(200);
    }

    [Fact]
    public async Task L7_a_repeated_upload_is_given_the_first_answer_and_stores_nothing_twice()
    {
        var key = (await App.NewOrganization()).Live.Secret;
        var before = App.Stored().Length;
        var bytes = Files.Random(100_000);
        var repeat = ("Idempotency-Key", "upload-1");
        var first = (await App.Upload(key, bytes, null, null, repeat)).Should(201);
        var again = (await App.Upload(key, bytes, null, null, repeat)).Should(201);
        again["Idempotency-Replayed"].ShouldBe("true");
        again.Text.ShouldBe(first.Text);
        (await App.Upload(key, Files.Random(100_000), null, null, repeat)).ShouldBeProblem(
            422,
            "IDEMPOTENCY_CONFLICT"
        );
        (await App.Upload(key, Files.Random(SmallFiles.Largest * 2), null, null, repeat)).Should(
            413
        );
        var twins = await Task.WhenAll(
            Enumerable
                .Range(0, 8)
                .Select(_ => App.Upload(key, bytes, null, null, ("Idempotency-Key", "upload-2")))
        );
        twins.Where(t => t.Status == 201).Select(t => t.At("id")).Distinct().Count().ShouldBe(1);
        twins
            .Where(t => t.Status != 201)
            .ShouldAllBe(t => t.At("error", "code") == "IDEMPOTENCY_IN_PROGRESS");
        App.Stored().Length.ShouldBe(before + 2);
    }

    [Fact]
    public async Task An_organization_has_a_bounded_number_of_uploads_waiting()
    {
        var (one, other) = (await App.NewOrganization(), await App.NewOrganization());
        var ids = new List<string>();
        for (var i = 0; i < SmallFiles.Waiting; i++)
            ids.Add(await App.Uploaded(one.Live.Secret, Files.Pdf()));
        (await App.Upload(one.Live.Secret, Files.Pdf())).ShouldBeProblem(409, "TOO_MANY_DOCUMENTS");
        await App.Uploaded(other.Live.Secret, Files.Pdf());
        await App.Uploaded(one.Test.Secret, Files.Pdf());
        (await App.Delete($"/v1/documents/{ids[0]}", one.Live.Secret)).Should(204);
        await App.Uploaded(one.Live.Secret, Files.Pdf());
    }

    [Fact]
    public async Task A_deleted_upload_is_gone_and_says_so()
    {
        var key = (await App.NewOrganization()).Live.Secret;
        var id = await App.Uploaded(key, Files.Pdf(), "mine.pdf");
        var path = App.PathOf(id);
        (await App.Delete($"/v1/documents/{id}", key)).Should(204);
        File.Exists(path).ShouldBeFalse();
        var shown = (await App.Get($"/v1/documents/{id}", key)).Should(200);
        shown.At("removedAt").ShouldNotBeNull();
        shown.At("name").ShouldBeNull();
        (await App.Get($"/v1/documents/{id}/content", key)).ShouldBeProblem(
            410,
            "DOCUMENT_REMOVED"
        );
        (await App.Delete($"/v1/documents/{id}", key)).ShouldBeProblem(410, "DOCUMENT_REMOVED");
    }

    private async Task IsOnlyADownload(string key, byte[] bytes, string name, string saved)
    {
        var id = await App.Uploaded(key, bytes, name);
        var content = (await App.Get($"/v1/documents/{id}/content", key)).Should(200);
        content.Bytes.ShouldBe(bytes);
        content["X-Content-Type-Options"].ShouldBe("nosniff");
        content["Content-Security-Policy"].ShouldNotBeNull().ShouldContain("sandbox");
        content["Content-Disposition"]
            .ShouldNotBeNull()
            .ShouldStartWith($"attachment; filename=\"{saved}\"");
        content["Cache-Control"].ShouldNotBeNull().ShouldContain("no-store");
        Files.Types.ShouldContain(content.MediaType);
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}

/// <summary>Servers that take small documents and few, so that bounds are met quickly.</summary>
public static class SmallFiles
{
    public const int Largest = 300_000;
    public const int Waiting = 12;

    public sealed class OnSqlite() : SharedApp(Engine.Sqlite)
    {
        protected override AppOptions Options(AppOptions usual) => Small(usual);
    }

    public sealed class OnPostgres() : SharedApp(Engine.Postgres)
    {
        protected override AppOptions Options(AppOptions usual) => Small(usual);
    }

    internal static AppOptions Small(AppOptions usual) =>
        usual with
        {
            Settings = new Dictionary<string, string>
            {
                ["Certification:Documents:LargestBytes"] = $"{Largest}",
                ["Certification:Documents:UnattachedUploads"] = $"{Waiting}",
            },
        };
}
