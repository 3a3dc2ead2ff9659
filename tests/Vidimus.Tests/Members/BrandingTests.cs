using System.Buffers.Binary;
using System.IO.Compression;
using System.Net.Http.Headers;
using System.Text;
using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Members;

/// <summary>How an organization looks to others, and what a stranger's file may not become.</summary>
public abstract class BrandingTests(SharedApp shared) : Scenario(shared)
{
    public sealed class Sqlite(OnSqlite shared) : BrandingTests(shared), IClassFixture<OnSqlite>;

    public sealed class Postgres(OnPostgres shared)
        : BrandingTests(shared),
            IClassFixture<OnPostgres>;

    [Fact]
    public async Task Name_colours_and_website_are_changed_and_cleared_one_by_one()
    {
        var issuer = await App.NewOrganization();
        var changed = (
            await App.Patch(
                "/v1/organization",
                issuer.Live.Secret,
                """{"color":"#1D4F91","accent":"#ffc83d","website":"https://academy.example.org/"}"""
            )
        ).Should(200);
        changed.At("name").ShouldBe(issuer.Name);
        changed.At("color").ShouldBe("#1d4f91");
        var cleared = (
            await App.Patch("/v1/organization", issuer.Live.Secret, """{"accent":null}""")
        ).Should(200);
        cleared.At("accent").ShouldBeNull();
        cleared.At("color").ShouldBe("#1d4f91");
        var shown = (await App.Get("/v1/organization", issuer.Test.Secret)).Should(200);
        shown.At("website").ShouldBe("https://academy.example.org/");
        shown.At("dids", "test").ShouldNotBeNull().ShouldEndWith($":o:{issuer.Id}:test");
        shown.At("dids", "live").ShouldNotBeNull().ShouldEndWith($":o:{issuer.Id}:live");
        foreach (
            var (body, field) in new[]
            {
                ("""{"color":"red"}""", "color"),
                ("""{"color":"#12345g"}""", "color"),
                ("""{"accent":"#1234567"}""", "accent"),
                ("""{"website":"javascript:alert(1)"}""", "website"),
                ("""{"name":null}""", "name"),
            }
        )
            (await App.Patch("/v1/organization", issuer.Live.Secret, body)).ShouldBeProblem(
                400,
                "VALIDATION_ERROR",
                field
            );
    }

    [Fact]
    public async Task P9_a_logo_is_written_anew_and_shown_so_that_no_browser_takes_it_for_something_else()
    {
        var issuer = await App.NewOrganization();
        var script = "<script>alert(1)</script>"u8.ToArray();
        byte[] file =
        [
            .. Png.Signature,
            .. Png.Chunk("IHDR", Png.Header(3, 2)),
            .. Png.Chunk("tEXt", [.. "Comment\0"u8, .. script]),
            .. Png.Chunk(
                "IDAT",
                Png.Pack([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
            ),
            .. Png.Chunk("IEND", []),
            .. script,
        ];
        (await Put(issuer, file, "image/png")).Should(200).At("logoUrl").ShouldNotBeNull();
        var shown = (await App.Get($"/o/{issuer.Id}/logo")).Should(200);
        shown.MediaType.ShouldBe("image/png");
        shown["X-Content-Type-Options"].ShouldBe("nosniff");
        shown["Content-Security-Policy"].ShouldNotBeNull().ShouldContain("default-src 'none'");
        shown["Cache-Control"].ShouldBe("public, max-age=3600");
        Encoding.Latin1.GetString(shown.Bytes).ShouldNotContain("script");
        Png.Types(shown.Bytes).ShouldBe(["IHDR", "IDAT", "IEND"]);
        (await App.Get($"/o/{issuer.Id}/logo", null, ("If-None-Match", shown["ETag"]!))).Should(
            304
        );
        // What we wrote ourselves is taken again.
        (await Put(issuer, shown.Bytes, "image/png")).Should(200);
        (await App.Delete("/v1/organization/logo", issuer.Live.Secret)).Should(204);
        (await App.Get($"/o/{issuer.Id}/logo")).ShouldBeProblem(404, "NOT_FOUND");
        (await App.Get("/o/org_unknown/logo")).ShouldBeProblem(404, "NOT_FOUND");
    }

    [Fact]
    public async Task P9_a_jpeg_keeps_its_pixels_and_nothing_else()
    {
        var issuer = await App.NewOrganization();
        byte[] file =
        [
            .. Jpeg.Start,
            .. Jpeg.Segment(0xE1, "Exif\0\0 <script>alert(1)</script>"u8),
            .. Jpeg.Segment(0xFE, "<script>alert(1)</script>"u8),
            .. Jpeg.Frame(16, 8),
            .. Jpeg.Scan,
            .. Jpeg.End,
            .. "PK\u0003\u0004<script>alert(1)</script>"u8,
        ];
        (await Put(issuer, file, "image/jpeg")).Should(200);
        var shown = (await App.Get($"/o/{issuer.Id}/logo")).Should(200);
        shown.MediaType.ShouldBe("image/jpeg");
        shown.Bytes.ShouldBe([.. Jpeg.Start, .. Jpeg.Frame(16, 8), .. Jpeg.Scan, .. Jpeg.End]);
    }

    [Fact]
    public async Task P9_a_file_that_is_no_small_image_is_refused()
    {
        var issuer = await App.NewOrganization();
        byte[] Whole(byte[] header, byte[] pixels) =>
            [
                .. Png.Signature,
                .. Png.Chunk("IHDR", header),
                .. Png.Chunk("IDAT", pixels),
                .. Png.Chunk("IEND", []),
            ];
        var right = Whole(Png.Header(1, 1), Png.Pack([0, 1, 2, 3]));
        (string Why, byte[] File, string Type)[] wrong =
        [
            ("SVG", "<svg xmlns='http://www.w3.org/2000/svg'/>"u8.ToArray(), "image/svg+xml"),
            (
                "SVG called PNG",
                "<svg xmlns='http://www.w3.org/2000/svg'/>"u8.ToArray(),
                "image/png"
            ),
            ("GIF", "GIF89a\u0001"u8.ToArray(), "image/gif"),
            ("nothing", [], "image/png"),
            ("PNG called JPEG", right, "image/jpeg"),
            ("50,000 by 50,000", Whole(Png.Header(50_000, 50_000), Png.Pack([0])), "image/png"),
            ("no width", Whole(Png.Header(0, 1), Png.Pack([0])), "image/png"),
            ("too few pixels", Whole(Png.Header(2, 2), Png.Pack([0, 1, 2, 3])), "image/png"),
            ("a bomb", Whole(Png.Header(1, 1), Png.Pack(new byte[40_000_000])), "image/png"),
            ("wrong filter", Whole(Png.Header(1, 1), Png.Pack([9, 1, 2, 3])), "image/png"),
            ("no pixels", Whole(Png.Header(1, 1), []), "image/png"),
            ("cut off", right[..^6], "image/png"),
            ("a wrong checksum", [.. right[..20], 7, .. right[21..]], "image/png"),
            (
                "JPEG without pixels",
                [.. Jpeg.Start, .. Jpeg.Frame(8, 8), .. Jpeg.End],
                "image/jpeg"
            ),
            (
                "a wide JPEG",
                [.. Jpeg.Start, .. Jpeg.Frame(50_000, 8), .. Jpeg.Scan, .. Jpeg.End],
                "image/jpeg"
            ),
            ("JPEG cut off", [.. Jpeg.Start, .. Jpeg.Frame(8, 8), .. Jpeg.Scan], "image/jpeg"),
        ];
        foreach (var (why, file, type) in wrong)
        {
            var answer = await Put(issuer, file, type);
            answer.Status.ShouldBe(400, why);
            answer.At("error", "code").ShouldBe("LOGO_NOT_ACCEPTED", why);
        }
        (await Put(issuer, new byte[600_000], "image/png")).ShouldBeProblem(413, "BODY_TOO_LARGE");
        (
            await App.Send(
                HttpMethod.Put,
                "/v1/organization/logo",
                issuer.Test.Secret,
                Content(right, "image/png")
            )
        ).ShouldBeProblem(403, "AUTH_MODE_FORBIDDEN");
        (await App.Get($"/o/{issuer.Id}/logo")).ShouldBeProblem(404, "NOT_FOUND");
    }

    private Task<Answer> Put(Issuer issuer, byte[] file, string type) =>
        App.Send(HttpMethod.Put, "/v1/organization/logo", issuer.Live.Secret, Content(file, type));

    private static ByteArrayContent Content(byte[] file, string type)
    {
        var content = new ByteArrayContent(file);
        content.Headers.ContentType = new MediaTypeHeaderValue(type);
        return content;
    }

    /// <summary>PNG files piece by piece, right or wrong (ISO/IEC 15948).</summary>
    internal static class Png
    {
        public static readonly byte[] Signature = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A];

        public static byte[] Header(int width, int height)
        {
            var header = new byte[13];
            BinaryPrimitives.WriteInt32BigEndian(header, width);
            BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
            (header[8], header[9]) = (8, 2);
            return header;
        }

        public static byte[] Chunk(string type, byte[] data)
        {
            byte[] whole = [0, 0, 0, 0, .. Encoding.ASCII.GetBytes(type), .. data, 0, 0, 0, 0];
            BinaryPrimitives.WriteInt32BigEndian(whole, data.Length);
            BinaryPrimitives.WriteUInt32BigEndian(whole.AsSpan(^4..), Sum(whole.AsSpan(4..^4)));
            return whole;
        }

        public static byte[] Pack(byte[] rows)
        {
            var packed = new MemoryStream();
            using (var to = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true))
                to.Write(rows);
            return packed.ToArray();
        }

        public static IReadOnlyList<string> Types(byte[] file)
        {
            var types = new List<string>();
            for (var at = 8; at < file.Length; )
            {
                types.Add(Encoding.ASCII.GetString(file, at + 4, 4));
                at += 12 + BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(at));
            }
            return types;
        }

        private static uint Sum(ReadOnlySpan<byte> bytes)
        {
            var sum = uint.MaxValue;
            foreach (var b in bytes)
            {
                sum ^= b;
                for (var bit = 0; bit < 8; bit++)
                    sum = (sum & 1) == 0 ? sum >> 1 : (sum >> 1) ^ 0xEDB88320;
            }
            return ~sum;
        }
    }

    /// <summary>JPEG files piece by piece (ITU-T T.81); what their tables and pixels say does not matter here.</summary>
    private static class Jpeg
    {
        public static readonly byte[] Start = [0xFF, 0xD8];
        public static readonly byte[] End = [0xFF, 0xD9];
        public static readonly byte[] Scan =
        [
            .. Segment(0xDA, [1, 1, 0, 0, 63, 0]),
            0x12,
            0xFF,
            0x00,
            0x34,
            0xFF,
            0xD0,
            0x56,
        ];

        public static byte[] Frame(int width, int height) =>
            Segment(
                0xC0,
                [
                    8,
                    (byte)(height >> 8),
                    (byte)height,
                    (byte)(width >> 8),
                    (byte)width,
                    1,
                    1,
                    0x11,
                    0,
                ]
            );

        public static byte[] Segment(byte marker, ReadOnlySpan<byte> data) =>
            [0xFF, marker, (byte)((data.Length + 2) >> 8), (byte)(data.Length + 2), .. data];
    }
}
