using System.Text;
using Shouldly;
using Xunit;
using static Vidimus.Proofs.Tests.Images.PngSample;

namespace Vidimus.Proofs.Tests.Images;

public sealed class BakedPngTests
{
    private const string Json = """{"id":"urn:uuid:1","name":"Wéaving 織物 ]]> <&>"}""";
    private const string Jws = "eyJhbGciOiJFZERTQSJ9.e30.c2ln";

    private static BakedExtraction Extract(byte[] file) => BakedImage.Extract(file);

    private static byte[] Bake(byte[] image, string credential)
    {
        BakedImage.TryBake(image, credential, out var baked, out var reason).ShouldBeTrue(reason);
        reason.ShouldBeEmpty();
        return baked;
    }

    [Theory]
    [InlineData(Json)]
    [InlineData(Jws)]
    public void What_is_baked_is_an_uncompressed_iTXt_chunk_and_comes_out_again(string credential)
    {
        var baked = Bake(Image, credential);
        baked.ShouldBe(With(Credential(credential)));
        BakedImage.TryExtract(baked, out var found, out var reason).ShouldBeTrue(reason);
        found.ShouldBe(credential);
    }

    [Fact]
    public void An_earlier_badge_of_either_version_is_replaced_and_all_else_is_kept()
    {
        var note = Chunk("tEXt", "Author\0Ada"u8.ToArray());
        var image = With(
            Credential(Jws),
            Credential("https://badges.example/1", "openbadges"),
            Chunk("tEXt", "openbadges\0https://badges.example/1"u8.ToArray()),
            note
        );
        Bake(image, Json).ShouldBe(With(Credential(Json), note));
        Bake(Bake(image, Jws), Json).ShouldBe(With(Credential(Json), note));
    }

    [Fact]
    public void An_image_without_a_credential_says_so()
    {
        var extraction = Extract(Image);
        extraction.Outcome.ShouldBe(BakedOutcome.NothingBaked);
        extraction.Credential.ShouldBeEmpty();
        extraction.Reason.ShouldBe("The image holds no credential.");
        BakedImage.TryExtract(Image, out _, out var reason).ShouldBeFalse();
        reason.ShouldBe(extraction.Reason);
    }

    [Fact]
    public void An_Open_Badges_2_assertion_is_named_as_what_it_is()
    {
        Extract(With(Credential("{}", "openbadges"))).Outcome.ShouldBe(BakedOutcome.OpenBadges2);
        Extract(With(Chunk("tEXt", "openbadges\0https://badges.example/1"u8.ToArray())))
            .Outcome.ShouldBe(BakedOutcome.OpenBadges2);
        Extract(With(Credential("{}", "openbadges"), Credential(Json))).Credential.ShouldBe(Json);
    }

    [Fact]
    public void White_space_around_a_credential_does_not_matter() =>
        Extract(With(Credential($" \r\n\t{Json}\n"))).Credential.ShouldBe(Json);

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("\"a\"")]
    [InlineData("hello")]
    [InlineData("a.b")]
    [InlineData("a.b.c.d")]
    [InlineData("a.b.c=")]
    [InlineData("https://badges.example/1")]
    [InlineData("\ufeff{}")]
    public void Text_that_is_no_credential_is_neither_baked_nor_taken_out(string text)
    {
        BakedImage.TryBake(Image, text, out var baked, out var reason).ShouldBeFalse();
        baked.ShouldBeEmpty();
        reason.ShouldContain("neither a JSON object nor a compact JWS");
        Extract(With(Credential(text))).Outcome.ShouldBe(BakedOutcome.Refused);
    }

    [Theory]
    [InlineData("""{"a":1,"a":2}""")]
    [InlineData("""{"a":1}{"b":2}""")]
    [InlineData("""{"a":NaN}""")]
    public void P2_JSON_that_two_readers_could_see_differently_is_not_baked(string json) =>
        BakedImage.TryBake(Image, json, out _, out _).ShouldBeFalse();

    [Fact]
    public void P9_two_credentials_in_one_image_are_refused()
    {
        Extract(With(Credential(Json), Credential(Jws))).Outcome.ShouldBe(BakedOutcome.Refused);
        Extract(With(Credential(Json), Compressed("{}"u8.ToArray())))
            .Reason.ShouldContain("more than one");
        Extract(File(Header(), Credential(Json), Pixels, Credential(Jws), End))
            .Outcome.ShouldBe(BakedOutcome.Refused);
        Extract(With(Credential(Json), Chunk("tEXt", [.. "openbadgecredential\0"u8, .. "{}"u8])))
            .Outcome.ShouldBe(BakedOutcome.Refused);
    }

    [Fact]
    public void A_credential_that_a_tool_has_compressed_is_read() =>
        Extract(With(Compressed(Encoding.UTF8.GetBytes(Json)))).Credential.ShouldBe(Json);

    [Fact]
    public void P3_a_compressed_bomb_is_expanded_no_further_than_a_credential_may_be_long()
    {
        var bomb = With(Compressed(new byte[256 << 20]));
        bomb.Length.ShouldBeLessThan(1 << 20);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var extraction = Extract(bomb);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        extraction.Outcome.ShouldBe(BakedOutcome.Refused);
        extraction.Reason.ShouldContain("longer than");
        allocated.ShouldBeLessThan(8 << 20);

        var many = With([.. Enumerable.Repeat(Compressed(new byte[1 << 20]), 1000)]);
        var started = ThreadTime.Now;
        Extract(many).Outcome.ShouldBe(BakedOutcome.Refused);
        (ThreadTime.Now - started).ShouldBeLessThan(TimeSpan.FromSeconds(2));
    }

    [Fact]
    public void P3_a_compressed_text_under_another_keyword_is_never_expanded()
    {
        byte[] data = [.. "Comment\0\0"u8, .. Deflate(new byte[64 << 20])];
        var before = GC.GetAllocatedBytesForCurrentThread();
        Extract(With(Chunk("zTXt", data))).Outcome.ShouldBe(BakedOutcome.NothingBaked);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(1 << 20);
    }

    [Theory]
    [InlineData("zip", new byte[] { 0x50, 0x4B, 3, 4 })]
    [InlineData("gzip, an SVGZ", new byte[] { 0x1F, 0x8B, 8, 0 })]
    [InlineData("JPEG", new byte[] { 0xFF, 0xD8, 0xFF, 0xE0 })]
    [InlineData("GIF", new byte[] { 0x47, 0x49, 0x46, 0x38 })]
    [InlineData("PDF", new byte[] { 0x25, 0x50, 0x44, 0x46 })]
    [InlineData("nothing", new byte[0])]
    [InlineData("half a PNG signature", new byte[] { 0x89, 0x50, 0x4E, 0x47 })]
    public void P3_what_is_no_image_of_ours_is_not_unpacked(string what, byte[] begin)
    {
        Extract(begin).Outcome.ShouldBe(BakedOutcome.NotAnImage, what);
        BakedImage.TryBake(begin, Json, out _, out var reason).ShouldBeFalse(what);
        reason.ShouldContain("neither a PNG nor an SVG");
    }

    [Fact]
    public void P9_a_file_that_is_an_image_and_something_else_is_refused()
    {
        byte[] archive = [.. With(Credential(Json)), .. "PK\u0003\u0004"u8];
        Extract(archive).Reason.ShouldContain("goes on after the end");
        BakedImage.TryBake(archive, Json, out _, out _).ShouldBeFalse();
        Extract([.. With(Credential(Json)), 0]).Outcome.ShouldBe(BakedOutcome.Refused);
        Extract([.. "<script>"u8, .. Image]).Outcome.ShouldNotBe(BakedOutcome.Found);
    }

    [Fact]
    public void P9_an_image_of_50000_by_50000_pixels_costs_nothing_and_is_not_baked()
    {
        var huge = File(Header(50_000, 50_000), Credential(Json), Pixels, End);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Extract(huge).Credential.ShouldBe(Json);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(64 << 10);
        BakedImage.TryBake(huge, Json, out _, out var reason).ShouldBeFalse();
        reason.ShouldContain("wider or higher");
    }

    [Fact]
    public void P1_a_file_of_100_MB_is_refused_by_its_length()
    {
        byte[] file = [.. Image, .. new byte[100 << 20]];
        var started = ThreadTime.Now;
        Extract(file).Reason.ShouldContain("larger than");
        BakedImage.TryBake(file, Json, out _, out _).ShouldBeFalse();
        (ThreadTime.Now - started).ShouldBeLessThan(TimeSpan.FromSeconds(1));
    }

    [Fact]
    public void The_largest_image_is_read_and_what_would_grow_beyond_it_is_not_baked()
    {
        var filler = BakedImage.MaxLength - Image.Length - 12;
        var largest = With(Chunk("raNd", new byte[filler]));
        largest.Length.ShouldBe(BakedImage.MaxLength);
        Extract(largest).Outcome.ShouldBe(BakedOutcome.NothingBaked);
        BakedImage.TryBake(largest, Json, out _, out var reason).ShouldBeFalse();
        reason.ShouldContain("would be larger");
    }

    [Fact]
    public void P1_a_credential_longer_than_a_megabyte_is_neither_baked_nor_taken_out()
    {
        var json = $$"""{"a":"{{new string('x', BakedImage.MaxCredentialLength)}}"}""";
        BakedImage.TryBake(Image, json, out _, out var reason).ShouldBeFalse();
        reason.ShouldContain("longer than");
        Extract(With(Credential(json))).Reason.ShouldContain("longer than");
    }

    [Fact]
    public void P9_a_file_cut_off_anywhere_gives_no_credential()
    {
        var baked = With(Credential(Json));
        for (var length = 0; length < baked.Length; length++)
        {
            Extract(baked[..length]).Outcome.ShouldNotBe(BakedOutcome.Found);
        }
    }

    [Fact]
    public void P9_each_bit_of_a_baked_file_may_be_turned_without_another_credential_coming_out()
    {
        var baked = With(Credential(Json));
        for (var bit = 0; bit < baked.Length * 8; bit++)
        {
            byte[] turned = [.. baked];
            turned[bit / 8] ^= (byte)(1 << (bit % 8));
            Extract(turned).Outcome.ShouldNotBe(BakedOutcome.Found);
        }
    }

    public static TheoryData<string, byte[]> Malformed =>
        new()
        {
            {
                "length beyond the file",
                File(Header(), [0x7F, 0xFF, 0xFF, 0xFF, .. "iTXt"u8, 0, 0, 0, 0])
            },
            {
                "length beyond 31 bits",
                File(Header(), [0xFF, 0xFF, 0xFF, 0xFF, .. "iTXt"u8, 0, 0, 0, 0])
            },
            {
                "length that wraps",
                File(Header(), [0xFF, 0xFF, 0xFF, 0xF4, .. "iTXt"u8, 0, 0, 0, 0])
            },
            { "signature alone", Signature },
            { "no header", File(Pixels, End) },
            { "credential before the header", File(Credential(Json), Header(), Pixels, End) },
            { "two headers", File(Header(), Header(), Pixels, End) },
            { "no pixels", File(Header(), Credential(Json), End) },
            { "no end", File(Header(), Credential(Json), Pixels) },
            { "two ends", File(Header(), Pixels, End, End) },
            { "end with data", File(Header(), Pixels, Chunk("IEND", [1])) },
            { "pixels in two places", File(Header(), Pixels, Credential(Json), Pixels, End) },
            { "palette behind pixels", File(Header(), Pixels, Chunk("PLTE", [1, 2, 3]), End) },
            { "two palettes", With(Chunk("PLTE", [1, 2, 3]), Chunk("PLTE", [1, 2, 3])) },
            {
                "palette of a gray image",
                File(Header(color: 0), Chunk("PLTE", [1, 2, 3]), Pixels, End)
            },
            { "half a palette colour", With(Chunk("PLTE", [1, 2])) },
            { "indexed without palette", File(Header(color: 3), Pixels, End) },
            { "no width", File(Header(0), Pixels, End) },
            { "negative height", File(Header(1, -1), Pixels, End) },
            { "colour type 5", File(Header(color: 5), Pixels, End) },
            { "3 bits", File(Header(depth: 3), Pixels, End) },
            { "short header", File(Chunk("IHDR", new byte[12]), Pixels, End) },
            { "unknown critical chunk", With(Chunk("CgBI", [])) },
            { "reserved name", With(Chunk("abcd", [])) },
            { "name without letters", With(Chunk("a\0Cd", [])) },
        };

    [Theory]
    [MemberData(nameof(Malformed))]
    public void P9_chunks_that_are_not_as_the_standard_has_them_are_refused(
        string what,
        byte[] file
    )
    {
        var extraction = Extract(file);
        extraction.Outcome.ShouldBe(BakedOutcome.Refused, what);
        extraction.Reason.ShouldNotBeEmpty();
        BakedImage.TryBake(file, Json, out var baked, out var reason).ShouldBeFalse();
        baked.ShouldBeEmpty();
        reason.ShouldNotBeEmpty();
    }

    [Theory]
    [InlineData("openbadgecredential\0")]
    [InlineData("openbadgecredential\0\0")]
    [InlineData("openbadgecredential\0\0\0")]
    [InlineData("openbadgecredential\0\0\0en")]
    [InlineData("openbadgecredential\0\0\0\0")]
    [InlineData("openbadgecredential\0\u0002\0\0\0{}")]
    [InlineData("openbadgecredential\0\u0001\u0001\0\0{}")]
    [InlineData("openbadgecredential\0\u0001\0\0\0{}")]
    [InlineData("openbadgecredential\0\u0001\0\0\0")]
    [InlineData("openbadgecredential\0\0\0\0\0{\"a\":\"\0\"}")]
    [InlineData("openbadgecredential\0\0\0\0\0{\"a\":\"\u00ff\"}")]
    public void P9_a_malformed_text_chunk_is_refused(string data) =>
        Extract(With(Chunk("iTXt", Encoding.Latin1.GetBytes(data))))
            .Outcome.ShouldBe(BakedOutcome.Refused);
}
