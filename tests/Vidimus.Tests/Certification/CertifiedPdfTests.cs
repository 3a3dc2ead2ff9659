using System.Diagnostics;
using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;
using Shouldly;
using Vidimus.Testing;
using Xunit;
using Judge = Vidimus.Tests.Templates.Tools;

namespace Vidimus.Tests.Certification;

/// <summary>What reviewers hand in becomes pages of a certified PDF, and nothing else of it does.</summary>
public abstract class CertifiedPdfTests(CertifiedPdfTests.WithWorkFolder shared) : Scenario(shared)
{
    public sealed class Sqlite(SqliteApp shared)
        : CertifiedPdfTests(shared),
            IClassFixture<SqliteApp>;

    public sealed class Postgres(PostgresApp shared)
        : CertifiedPdfTests(shared),
            IClassFixture<PostgresApp>;

    public sealed class SqliteApp() : WithWorkFolder(Engine.Sqlite);

    public sealed class PostgresApp() : WithWorkFolder(Engine.Postgres);

    /// <summary>A server whose work folder nobody else uses.</summary>
    public abstract class WithWorkFolder(Engine engine) : SharedApp(engine)
    {
        public string Work { get; } =
            Path.Combine(Path.GetTempPath(), $"certifying-{Guid.CreateVersion7():N}");

        protected override AppOptions Options(AppOptions usual) =>
            usual with
            {
                Settings = new Dictionary<string, string>(StringComparer.Ordinal)
                {
                    ["Certification:Certificate:WorkFolder"] = Work,
                },
            };
    }

    /// <summary>Words by which a PDF does something, or holds something else (ISO 32000-2, sections 12.6 and 7.11).</summary>
    private static readonly string[] Active =
    [
        "/JavaScript",
        "/JS",
        "/Launch",
        "/OpenAction",
        "/EmbeddedFile",
        "/EF",
        "/AA",
        "/RichMedia",
        "/XFA",
        "/URI",
        "/SubmitForm",
        "/AF",
        "evil",
    ];

    [Fact]
    public async Task P8_scripts_actions_attachments_and_forms_of_a_result_stay_out_of_the_certified_pdf()
    {
        var (status, pdf) = await Certify(Hostile.Acting);
        status.Should(200);
        await Judge.Qpdf(pdf, "--check");
        (await Judge.PdfSeal(pdf)).ShouldContain("Signature is Valid");
        var text = await Judge.PdfText(pdf);
        text.ShouldContain("Result page");
        // A comment that is seen everywhere is part of the page.
        text.ShouldContain("stamped remark");
        var objects = await Judge.Qpdf(pdf, "--json=2", "--json-key=qpdf");
        foreach (var word in Active)
            Regex
                .IsMatch(objects, $"\"{Regex.Escape(word)}\"|:{Regex.Escape(word)}\\b")
                .ShouldBeFalse(word);
        objects.ShouldNotContain("evil");
    }

    [Fact]
    public async Task P8_a_result_that_is_locked_broken_or_a_circle_is_refused_and_says_what_to_do()
    {
        foreach (
            var (what, file) in new Dictionary<string, byte[]>(StringComparer.Ordinal)
            {
                ["a circle of pages"] = Hostile.Circle,
                ["nested 100,000 deep"] = Hostile.Deep,
                ["no pages"] = Hostile.Empty,
                ["rubbish"] = [.. "%PDF-1.7\n"u8, .. new byte[10_000]],
                ["a password"] = await Hostile.Locked(),
                ["its contents are in another file"] = Hostile.Elsewhere,
            }
        )
        {
            var (answer, _) = await Certify(file);
            answer.ShouldBeProblem(422, "RESULT_NOT_USABLE");
            answer.At("error", "hint").ShouldNotBeNull(what);
        }
        Directory
            .GetFileSystemEntries(shared.Work)
            .ShouldBeEmpty("nothing of strangers stays in the work folder");
    }

    [Fact]
    public async Task P8_labels_of_pages_of_a_result_never_reach_the_catalogue_that_is_sealed()
    {
        foreach (
            var label in (string[])
                [
                    "<< /P (x /Pages 9 0 R) >>",
                    "<< /P (>> endobj) >>",
                    "<< /P (/Pages 2 0 R >> endobj) >>",
                    "<< /S << /OpenAction << /S /JavaScript /JS (evil) >> >> >>",
                ]
        )
        {
            var (answer, pdf) = await Certify(Hostile.Labelled(label));
            answer.Should(200);
            await Judge.Qpdf(pdf, "--check");
            (await Judge.PdfSeal(pdf)).ShouldContain("Signature is Valid");
            (await Judge.PdfText(pdf)).ShouldContain("Result page");
            var objects = await Judge.Qpdf(pdf, "--json=2", "--json-key=qpdf");
            foreach (var word in (string[])["/PageLabels", "/OpenAction", "evil", "endobj"])
                objects.ShouldNotContain(word);
        }
    }

    [Fact]
    public async Task P8_a_result_that_not_everybody_sees_alike_is_refused_and_says_what_to_do()
    {
        foreach (
            var (what, file) in new Dictionary<string, byte[]>(StringComparer.Ordinal)
            {
                ["a layer that is off"] = Hostile.Layered,
                ["on paper alone"] = Hostile.Annotated("/Subtype /Stamp /F 36"),
                ["on the screen alone"] = Hostile.Annotated("/Subtype /Stamp"),
                ["where the mouse is"] = Hostile.Annotated("/Subtype /Stamp /F 260"),
                ["a link that is drawn"] = Hostile.Annotated("/Subtype /Link /F 36"),
                ["a field"] = Hostile.Annotated("/Subtype /Widget /FT /Tx /T (f) /V (x) /F 4"),
                ["a film"] = Hostile.Annotated("/Subtype /RichMedia /F 4", look: ""),
                ["in a state"] = Hostile.Annotated("/Subtype /Stamp /F 4", "/AP << /N << >> >>"),
                ["an XFA form"] = Hostile.Form("/XFA (x)"),
                ["a form drawn by its reader"] = Hostile.Form("/NeedAppearances true"),
            }
        )
        {
            var (answer, _) = await Certify(file);
            answer.ShouldBeProblem(422, "RESULT_NOT_USABLE");
            answer
                .At("error", "message")
                .ShouldNotBeNull()
                .ShouldContain("Print it to a new PDF", customMessage: what);
        }
        // What is hidden from everybody is no obstacle, and does not appear.
        var (fine, pdf) = await Certify(Hostile.Annotated("/Subtype /Stamp /F 38"));
        fine.Should(200);
        (await Judge.PdfText(pdf)).ShouldNotContain("stamped remark");
    }

    [Fact]
    public async Task P8_a_bomb_in_a_result_costs_neither_memory_nor_time()
    {
        // A gigabyte of zeros, packed into one page's content: passed on as it is.
        var (answer, pdf) = await Certify(Hostile.Bomb);
        answer.Should(200);
        pdf.Length.ShouldBeLessThan(4 << 20);
        // The same where it has to be unpacked to find the objects: the process may not have that much.
        (await Certify(Hostile.ObjectBomb)).Status.ShouldBeProblem(422, "RESULT_NOT_USABLE");
    }

    [Fact]
    public async Task Names_and_texts_of_every_script_fit_and_texts_from_the_desk_become_pages()
    {
        var desk = await Desk.Of(App);
        var reviewer = await desk.Reviewer();
        await reviewer.Member.Look("live");
        var name =
            string.Join(' ', Enumerable.Repeat("Maximiliana-Konstanze", 6)) + " von Beispiel";
        (
            await App.Send(
                HttpMethod.Put,
                $"/v1/reviewers/{reviewer.Member.Id}",
                desk.Agency.Live.Secret,
                new
                {
                    name,
                    credentials = "Sworn translator, \u0645\u062A\u0631\u062C\u0645 \u0631\u0633\u0645\u06CC, no. 1",
                    languages = Array.Empty<string>(),
                }
            )
        ).Should(200);
        var order = await desk.Order(language: "fa");
        (await reviewer.Step(order, "claim")).Should(200);
        var lines = Enumerable.Range(1, 120).Select(i => $"Line {i} of a long translation.");
        (
            await reviewer.Write(
                order,
                $"# Birth certificate\n\nName: Ada Example\n\u0634\u0646\u0627\u0633\u0646\u0627\u0645\u0647\n{string.Join('\n', lines)}\n"
            )
        ).Should(200);
        (await reviewer.Step(order, "submit")).Should(200);
        (await reviewer.Step(order, "sign-off")).Should(200).At("state").ShouldBe("ready");
        var pdf = (
            await App.Get($"/v1/orders/{order}/certificate.pdf", desk.Customer.Live.Secret)
        ).Should(200);
        await Judge.Qpdf(pdf.Bytes, "--check");
        var text = Regex.Replace(await Judge.PdfText(pdf.Bytes), @"\s+", " ");
        text.ShouldContain("Birth certificate");
        text.ShouldNotContain("# Birth");
        text.ShouldContain("Line 120 of a long translation.");
        text.ShouldContain("von Beispiel");
        text.ShouldContain("this page and 3 that follow");
        text.ShouldNotContain("TEST");
    }

    [Fact]
    public async Task C16_a_live_certificate_is_valid_and_its_agency_alone_may_revoke_it()
    {
        var desk = await Desk.Of(App);
        var reviewer = await desk.Reviewer();
        await reviewer.Member.Look("live");
        var order = await desk.Order();
        await reviewer.Translate(order);
        (await reviewer.Step(order, "sign-off")).Should(200);
        var result = (
            await App.Get($"/v1/orders/{order}/result", desk.Customer.Live.Secret)
        ).Should(200);
        var id = result.At("certificate", "certificateId")!;
        var valid = (await App.Get($"/api/v1/verify/{id}")).Should(200);
        valid.At("valid").ShouldBe("true");
        valid.At("isSandbox").ShouldBe("false");
        valid.At("translatorName").ShouldBe("Grace Sample");
        valid.At("agency").ShouldBe(desk.Agency.Name);
        // Whatever the agency is called later, the certificate says what its PDF says.
        (
            await App.Patch("/v1/organization", desk.Agency.Live.Secret, new { name = "Renamed" })
        ).Should(200);
        (await App.Get($"/api/v1/verify/{id}")).At("agency").ShouldBe(desk.Agency.Name);
        valid.Text.ShouldNotContain(desk.Customer.Name);
        var page = await App.Get($"/verify/{id}", headers: ("Accept", "text/html"));
        page.Text.ShouldContain("data-verdict=\"valid\"");
        page.Text.ShouldContain("Grace Sample");

        var path = $"/v1/certificates/{id}/revoke";
        object why = new { reason = "The source was another one." };
        (await App.Post(path, desk.Customer.Live.Secret, why)).ShouldBeProblem(
            403,
            "CERTIFICATE_NOT_YOURS"
        );
        (await App.Post(path, await reviewer.Member.Token(), why)).ShouldBeProblem(
            403,
            "AUTH_SCOPE_INSUFFICIENT"
        );
        (await App.Post(path, desk.Agency.Live.Secret, why)).Should(200);
        (await App.Get($"/api/v1/verify/{id}")).At("status").ShouldBe("revoked");
        // The customer is told, and sees why.
        (await App.Get($"/v1/certificates/{id}", desk.Customer.Live.Secret))
            .Should(200)
            .At("revocationReason")
            .ShouldBe("The source was another one.");
        (await desk.Facts(desk.Customer, id)).ShouldBe(
            ["certificate.issued", "certificate.revoked"],
            ignoreOrder: true
        );
        (await desk.Facts(desk.Agency, id)).ShouldBe(["certificate.revoked"]);
    }

    /// <summary>Hands in a result and signs it off; the answer, and the certified PDF where there is one.</summary>
    private async Task<(Answer Status, byte[] Pdf)> Certify(byte[] result)
    {
        var desk = await Desk.Of(App);
        var reviewer = await desk.Reviewer();
        await reviewer.Member.Look("live");
        var order = await desk.Order();
        (await reviewer.Step(order, "claim")).Should(200);
        var uploaded = await reviewer.Upload(order, result);
        if (uploaded.Status != 201)
            return (uploaded, []);
        (await reviewer.Step(order, "submit")).Should(200);
        var signed = await reviewer.Step(order, "sign-off");
        if (signed.Status != 200)
            return (signed, []);
        var pdf = await App.Get($"/v1/orders/{order}/certificate.pdf", desk.Customer.Live.Secret);
        return (signed, pdf.Should(200).Bytes);
    }
}

/// <summary>PDFs that want to do something to whoever opens them.</summary>
internal static class Hostile
{
    private const string Pages =
        "<< /Type /Pages /Kids [3 0 R] /Count 1 /MediaBox [0 0 595 842] /Resources << /Font << /F1 5 0 R >> >> >>";
    private const string Page = "<< /Type /Page /Parent 2 0 R /Contents 4 0 R >>";
    private const string Font = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>";
    private const string Script = "<< /S /JavaScript /JS (app.alert\\(1\\)) >>";
    private static readonly Lazy<byte[]> Gigabyte = new(Packed);

    /// <summary>Every kind of action, an attachment, a hidden field, and a remark.</summary>
    public static byte[] Acting =>
        SmallPdf.Objects(
            $"<< /Type /Catalog /Pages 2 0 R /OpenAction {Script} /Names << /JavaScript << /Names [(a) {Script}] >> /EmbeddedFiles << /Names [(evil.exe) 9 0 R] >> >> /AcroForm << /Fields [11 0 R] >> >>",
            "<< /Type /Pages /Kids [3 0 R] /Count 1 /MediaBox [0 0 595 842] /Resources << /Font << /F1 5 0 R >> >> >>",
            $"<< /Type /Page /Parent 2 0 R /Contents 4 0 R /AA << /O {Script} >> /Annots [6 0 R 7 0 R 8 0 R 11 0 R 13 0 R] /AF [9 0 R] >>",
            SmallPdf.Stream("", "BT /F1 24 Tf 72 700 Td (Result page) Tj ET"),
            "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
            $"<< /Type /Annot /Subtype /Stamp /Rect [72 600 200 620] /F 4 /AP << /N 12 0 R >> /A {Script} >>",
            "<< /Type /Annot /Subtype /Link /Rect [0 0 100 100] /A << /S /Launch /F (evil.exe) >> >>",
            "<< /Type /Annot /Subtype /RichMedia /F 2 /Rect [0 0 100 100] >>",
            "<< /Type /Filespec /F (evil.exe) /EF << /F 10 0 R >> >>",
            SmallPdf.Stream("/Type /EmbeddedFile", "MZ evil"),
            $"<< /Type /Annot /Subtype /Widget /FT /Tx /T (f) /V (evil) /DA (/F1 12 Tf 0 g) /Rect [72 500 200 520] /F 2 /AP << /N 12 0 R >> /AA << /K {Script} >> >>",
            Remark,
            "<< /Type /Annot /Subtype /Link /Rect [0 0 100 100] /A << /S /URI /URI (https://evil.example/) >> >>"
        );

    /// <summary>One page, and this label for it.</summary>
    public static byte[] Labelled(string label) =>
        SmallPdf.Objects(
            $"<< /Type /Catalog /Pages 2 0 R /PageLabels << /Nums [0 {label}] >> >>",
            Pages,
            Page,
            Text("Result page"),
            Font
        );

    /// <summary>One page, and a form with this entry.</summary>
    public static byte[] Form(string entry) =>
        SmallPdf.Objects(
            $"<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [] {entry} >> >>",
            Pages,
            Page,
            Text("Result page"),
            Font
        );

    /// <summary>One page with an annotation, which looks so.</summary>
    public static byte[] Annotated(string annotation, string look = "/AP << /N 7 0 R >>") =>
        SmallPdf.Objects(
            "<< /Type /Catalog /Pages 2 0 R >>",
            Pages,
            "<< /Type /Page /Parent 2 0 R /Contents 4 0 R /Annots [6 0 R] >>",
            Text("Result page"),
            Font,
            $"<< /Type /Annot {annotation} /Rect [72 600 200 620] {look} >>",
            Remark
        );

    /// <summary>A layer that its reader does not see, until it is one of another file.</summary>
    public static byte[] Layered =>
        SmallPdf.Objects(
            "<< /Type /Catalog /Pages 2 0 R /OCProperties << /OCGs [6 0 R] /D << /OFF [6 0 R] /Order [6 0 R] >> >> >>",
            Pages,
            "<< /Type /Page /Parent 2 0 R /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> /Properties << /oc1 6 0 R >> >> >>",
            SmallPdf.Stream(
                "",
                "BT /F1 24 Tf 50 700 Td (Grade C) Tj ET /OC /oc1 BDC BT /F1 24 Tf 50 600 Td (Grade A) Tj ET EMC"
            ),
            Font,
            "<< /Type /OCG /Name (hidden) >>"
        );

    private static string Remark =>
        SmallPdf.Stream(
            "/Type /XObject /Subtype /Form /BBox [0 0 128 20] /Resources << /Font << /F1 5 0 R >> >>",
            "BT /F1 12 Tf 2 4 Td (stamped remark) Tj ET"
        );

    private static string Text(string text) =>
        SmallPdf.Stream("", $"BT /F1 24 Tf 72 700 Td ({text}) Tj ET");

    public static byte[] Circle =>
        SmallPdf.Objects(
            "<< /Type /Catalog /Pages 2 0 R >>",
            "<< /Type /Pages /Kids [2 0 R] /Count 1 >>"
        );

    public static byte[] Empty =>
        SmallPdf.Objects(
            "<< /Type /Catalog /Pages 2 0 R >>",
            "<< /Type /Pages /Kids [] /Count 0 >>"
        );

    public static byte[] Deep =>
        SmallPdf.Objects(
            "<< /Type /Catalog /Pages 2 0 R >>",
            "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            $"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 100 100] /Resources << /X {new string('[', 100_000)}{new string(']', 100_000)} >> >>"
        );

    /// <summary>A stream whose bytes are read from the disk of whoever opens it.</summary>
    public static byte[] Elsewhere =>
        SmallPdf.Objects(
            "<< /Type /Catalog /Pages 2 0 R >>",
            "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 100 100] /Contents 4 0 R >>",
            SmallPdf.Stream("/F (/etc/passwd)", "x")
        );

    public static byte[] Bomb =>
        SmallPdf.Objects(
            "<< /Type /Catalog /Pages 2 0 R >>",
            "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 100 100] /Contents 4 0 R >>",
            SmallPdf.Stream("/Filter /FlateDecode", Encoding.Latin1.GetString(Gigabyte.Value))
        );

    /// <summary>Its objects are in a stream that unpacks to a gigabyte.</summary>
    public static byte[] ObjectBomb
    {
        get
        {
            var file = new MemoryStream();
            void Write(string text) => file.Write(Encoding.Latin1.GetBytes(text));
            Write("%PDF-1.7\n1 0 obj\n");
            Write(
                SmallPdf.Stream(
                    "/Type /ObjStm /N 1 /First 4 /Filter /FlateDecode",
                    Encoding.Latin1.GetString(Gigabyte.Value)
                )
            );
            Write("\nendobj\n");
            var at = (int)file.Position;
            byte[] entries =
            [
                0,
                0,
                0,
                0,
                0,
                255,
                1,
                0,
                0,
                0,
                9,
                0,
                2,
                0,
                0,
                0,
                1,
                0,
                2,
                0,
                0,
                0,
                1,
                0,
            ];
            Write("9 0 obj\n");
            Write(
                SmallPdf.Stream(
                    "/Type /XRef /W [1 4 1] /Index [0 4] /Size 10 /Root 2 0 R",
                    Encoding.Latin1.GetString(entries)
                )
            );
            Write($"\nendobj\nstartxref\n{at}\n%%EOF\n");
            return file.ToArray();
        }
    }

    /// <summary>Opened by anybody, changed by its author alone: as readers often get them.</summary>
    public static async Task<byte[]> Locked()
    {
        var (plain, locked) = (Path.GetTempFileName(), Path.GetTempFileName());
        try
        {
            await File.WriteAllBytesAsync(plain, SmallPdf.Of("Locked"));
            using var process = Process.Start(
                "qpdf",
                [plain, "--encrypt", "", "owner", "256", "--", locked]
            );
            await process.WaitForExitAsync();
            return await File.ReadAllBytesAsync(locked);
        }
        finally
        {
            File.Delete(plain);
            File.Delete(locked);
        }
    }

    private static byte[] Packed()
    {
        var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            var zeros = new byte[1 << 20];
            for (var i = 0; i < 1024; i++)
                zlib.Write(zeros);
        }
        return packed.ToArray();
    }
}
