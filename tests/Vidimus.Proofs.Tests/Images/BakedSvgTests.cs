using System.Text;
using System.Xml.Linq;
using Shouldly;
using Xunit;

namespace Vidimus.Proofs.Tests.Images;

public sealed class BakedSvgTests
{
    private const string Json = """{"id":"urn:uuid:1","name":"Wéaving 織物 <&> \" '"}""";
    private const string Jws = "eyJhbGciOiJFZERTQSJ9.e30.c2ln";
    private const string Ob3 = "xmlns:openbadges=\"https://purl.imsglobal.org/ob/v3p0\"";
    private const string Image =
        """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><title>A &amp; B</title><path d="M0 0h9"/></svg>""";

    private static readonly XNamespace Badges = "https://purl.imsglobal.org/ob/v3p0";

    private static BakedExtraction Extract(string svg) =>
        BakedImage.Extract(Encoding.UTF8.GetBytes(svg));

    private static string Bake(string svg, string credential)
    {
        BakedImage
            .TryBake(Encoding.UTF8.GetBytes(svg), credential, out var baked, out var reason)
            .ShouldBeTrue(reason);
        return Encoding.UTF8.GetString(baked);
    }

    private static string Refused(string svg)
    {
        BakedImage
            .TryBake(Encoding.UTF8.GetBytes(svg), Json, out var baked, out var reason)
            .ShouldBeFalse(svg);
        baked.ShouldBeEmpty();
        reason.ShouldNotBeEmpty();
        return reason;
    }

    private static string Root(string content) =>
        $"""<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" {Ob3}>{content}</svg>""";

    [Fact]
    public void JSON_is_baked_as_the_first_child_in_a_CDATA_section()
    {
        var baked = Bake(Image, Json);
        baked.ShouldContain($"<openbadges:credential><![CDATA[{Json}]]></openbadges:credential>");
        var root = XDocument.Parse(baked).Root!;
        root.Attribute(XNamespace.Xmlns + "openbadges")!.Value.ShouldBe(Badges.NamespaceName);
        root.Elements().First().Name.ShouldBe(Badges + "credential");
        root.Elements().Count().ShouldBe(3);
        Extract(baked).Credential.ShouldBe(Json);
    }

    [Fact]
    public void A_JWS_is_baked_in_the_verify_attribute()
    {
        var baked = Bake(Image, Jws);
        baked.ShouldContain($"""<openbadges:credential verify="{Jws}"></openbadges:credential>""");
        Extract(baked).Credential.ShouldBe(Jws);
    }

    [Theory]
    [InlineData("""{"a":"]]>","b":["]]>"]}""")]
    [InlineData("{\"a\":\"\uffff\ufffe\"}")]
    [InlineData("""{"a":"\u0000\b]]&gt;"}""")]
    [InlineData("{\r\n\t\"a\": \"\u007f\u0085\u2028\"\r\n}")]
    public void JSON_that_XML_cannot_hold_as_it_is_comes_out_meaning_the_same(string json)
    {
        var found = Extract(Bake(Image, json)).Credential;
        Jcs.Canonicalize(Encoding.UTF8.GetBytes(found))
            .ShouldBe(Jcs.Canonicalize(Encoding.UTF8.GetBytes(json)));
    }

    [Fact]
    public void The_sample_of_the_standard_is_read()
    {
        var svg = $"""
            <?xml version="1.0" encoding="UTF-8"?>
            <svg xmlns="http://www.w3.org/2000/svg"
              {Ob3}
              viewBox="0 0 512 512">
              <openbadges:credential>
                <![CDATA[
                  {Json}
                ]]>
              </openbadges:credential>

              <!-- rest-of-image -->
            </svg>
            """;
        Extract(svg).Credential.ShouldBe(Json);
        Extract(Root($"""<openbadges:credential verify="{Jws}"></openbadges:credential>"""))
            .Credential.ShouldBe(Jws);
        Extract("\ufeff" + Root($"""<g><b:credential xmlns:b="{Badges}" verify="{Jws}"/></g>"""))
            .Credential.ShouldBe(Jws);
    }

    [Fact]
    public void An_earlier_badge_of_either_version_is_replaced()
    {
        var svg = $"""
            <svg xmlns="http://www.w3.org/2000/svg" xmlns:openbadges="http://openbadges.org"><openbadges:assertion verify="https://badges.example/1"><![CDATA[<x>]]></openbadges:assertion><g/></svg>
            """;
        Extract(svg.Trim()).Outcome.ShouldBe(BakedOutcome.OpenBadges2);
        var once = Bake(svg.Trim(), Jws);
        once.ShouldNotContain("assertion");
        once.ShouldNotContain("http://openbadges.org");
        var twice = Bake(once, Json);
        twice.ShouldNotContain(Jws);
        Extract(twice).Credential.ShouldBe(Json);
        Bake(twice, Json).ShouldBe(twice);
    }

    [Fact]
    public void An_empty_root_and_no_declaration_are_enough()
    {
        const string svg = """<svg xmlns="http://www.w3.org/2000/svg"/>""";
        Extract(svg).Outcome.ShouldBe(BakedOutcome.NothingBaked);
        Extract(Bake(svg, Json)).Credential.ShouldBe(Json);
    }

    [Fact]
    public void A_drawing_keeps_what_was_drawn()
    {
        var svg = """
            <?xml version="1.0" encoding="utf-8" standalone="no"?>
            <!-- made by hand -->
            <svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:i="urn:editor" i:kept="1&#10;2">
              <style>.a { fill: url(#g) } <![CDATA[ .b > .c { stroke: #000 } ]]></style>
              <defs><linearGradient id="g"><stop offset="0"/></linearGradient></defs>
              <image href="data:image/png;base64,AAAA" xlink:href="#g"/>
              <use xlink:href="#g" fill="url('#g')"/><i:view zoom="1"/><text>A&#13; &lt; B</text>
            </svg>
            """;
        var baked = XDocument.Parse(Bake(svg, Json), LoadOptions.PreserveWhitespace);
        var credential = baked.Root!.Element(Badges + "credential")!;
        credential.Remove();
        baked.Root.Attribute(XNamespace.Xmlns + "openbadges")!.Remove();
        XNode
            .DeepEquals(baked.Root, XDocument.Parse(svg, LoadOptions.PreserveWhitespace).Root)
            .ShouldBeTrue(baked.ToString());
    }

    [Theory]
    [InlineData("""<openbadges:credential/>""")]
    [InlineData("""<openbadges:credential>hello</openbadges:credential>""")]
    [InlineData("""<openbadges:credential verify=""/>""")]
    [InlineData("""<openbadges:credential verify="{}"/>""")]
    [InlineData("""<openbadges:credential verify="https://badges.example/1"/>""")]
    [InlineData("""<openbadges:credential verify="a.b.c">{}</openbadges:credential>""")]
    [InlineData("""<openbadges:credential>{<b/>}</openbadges:credential>""")]
    [InlineData("""<openbadges:credential>{<!-- x -->}</openbadges:credential>""")]
    [InlineData("""<openbadges:credential>{<?x y?>}</openbadges:credential>""")]
    [InlineData(
        """<openbadges:credential>{}</openbadges:credential><openbadges:credential>{}</openbadges:credential>"""
    )]
    [InlineData(
        """<openbadges:credential>{}</openbadges:credential><g><openbadges:credential verify="a.b.c"/></g>"""
    )]
    public void P9_an_element_that_two_readers_could_see_differently_is_refused(string content) =>
        Extract(Root(content)).Outcome.ShouldBe(BakedOutcome.Refused);

    [Fact]
    public void The_credential_of_another_namespace_is_none() =>
        Extract(
            """<svg xmlns="http://www.w3.org/2000/svg" xmlns:openbadges="urn:x"><openbadges:credential>{}</openbadges:credential></svg>"""
        )
            .Outcome.ShouldBe(BakedOutcome.NothingBaked);

    [Theory]
    [InlineData(
        """<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://127.0.0.1:1/svg11.dtd">"""
    )]
    [InlineData("""<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>""")]
    [InlineData(
        """<!DOCTYPE svg [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]>"""
    )]
    [InlineData("""<!DOCTYPE svg [<!ENTITY % p SYSTEM "http://127.0.0.1:1/p"> %p;]>""")]
    public void P9_a_document_type_is_refused_and_nothing_it_names_is_fetched(string doctype)
    {
        var svg =
            doctype + Root("<text>&c;&x;</text><openbadges:credential>{}</openbadges:credential>");
        Extract(svg).Outcome.ShouldBe(BakedOutcome.Refused);
        Extract(svg).Reason.ShouldContain("document type");
        Refused(svg).ShouldContain("document type");
    }

    [Theory]
    [InlineData("")]
    [InlineData("<")]
    [InlineData("<svg")]
    [InlineData("<html/>")]
    [InlineData("<svg/>")]
    [InlineData("""<svg xmlns="http://www.w3.org/2000/svg">""")]
    [InlineData(
        """<svg xmlns="http://www.w3.org/2000/svg"/><svg xmlns="http://www.w3.org/2000/svg"/>"""
    )]
    [InlineData("""<svg xmlns="http://www.w3.org/2000/svg"/>PK""")]
    [InlineData("""<svg xmlns="http://www.w3.org/2000/svg">&undefined;</svg>""")]
    [InlineData("""<svg xmlns="http://www.w3.org/2000/svg" a="1" a="2"/>""")]
    [InlineData("""<svg xmlns="http://www.w3.org/2000/svg"><x:y/></svg>""")]
    [InlineData("""<svg xmlns="http://www.w3.org/2000/svg">&#0;</svg>""")]
    [InlineData(
        """<?xml version="1.0" encoding="UTF-16"?><svg xmlns="http://www.w3.org/2000/svg"/>"""
    )]
    [InlineData(
        """<?xml version="1.0" encoding="IBM037"?><svg xmlns="http://www.w3.org/2000/svg"/>"""
    )]
    [InlineData("""<?xml version="2.0"?><svg xmlns="http://www.w3.org/2000/svg"/>""")]
    public void P9_what_is_not_one_well_formed_SVG_in_UTF_8_is_refused(string svg)
    {
        Extract(svg).Outcome.ShouldBeOneOf(BakedOutcome.Refused, BakedOutcome.NotAnImage);
        Refused(svg);
    }

    [Fact]
    public void P9_bytes_that_are_not_UTF_8_are_refused()
    {
        var svg = Encoding.Latin1.GetBytes(Root("<text>\u00ff</text>"));
        BakedImage.Extract(svg).Reason.ShouldContain("UTF-8");
        BakedImage
            .Extract([0xFF, 0xFE, .. Encoding.Unicode.GetBytes(Image)])
            .Outcome.ShouldBe(BakedOutcome.NotAnImage);
    }

    [Theory]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("""<script href="https://evil.example/x.js"/>""")]
    [InlineData("<foreignObject/>")]
    [InlineData("""<foreignObject><b xmlns="http://www.w3.org/1999/xhtml">x</b></foreignObject>""")]
    [InlineData("""<g><iframe xmlns="http://www.w3.org/1999/xhtml" src="x"/></g>""")]
    [InlineData("""<a xlink:href="javascript:alert(1)"><text>x</text></a>""")]
    [InlineData("""<set attributeName="href" to="javascript:alert(1)"/>""")]
    [InlineData("""<animate attributeName="href" values="javascript:alert(1)"/>""")]
    [InlineData("""<path onload="alert(1)"/>""")]
    [InlineData("""<path ONCLICK="alert(1)"/>""")]
    [InlineData("""<image href="https://evil.example/x.png"/>""")]
    [InlineData("""<image xlink:href="//evil.example/x.png"/>""")]
    [InlineData("""<image href="data:image/svg+xml;base64,AAAA"/>""")]
    [InlineData("""<image href="data:text/html;base64,AAAA"/>""")]
    [InlineData("""<use href="other.svg#a"/>""")]
    [InlineData("""<use href=" javascript:alert(1)"/>""")]
    [InlineData("""<feImage href="https://evil.example/x.png"/>""")]
    [InlineData("""<g xml:base="https://evil.example/"/>""")]
    [InlineData("""<path fill="url(https://evil.example/x.svg#a)"/>""")]
    [InlineData("""<path fill="URL( 'https://evil.example/x.svg#a')"/>""")]
    [InlineData("""<path fill="\75rl(https://evil.example/x.svg#a)"/>""")]
    [InlineData("""<path style="filter:url(https://evil.example/x.svg#a)"/>""")]
    [InlineData("""<path style="background:image-set('https://evil.example/x.png' 1x)"/>""")]
    [InlineData("<style>@import 'https://evil.example/x.css';</style>")]
    [InlineData("<style>@imp<![CDATA[ort 'https://evil.example/x.css';]]></style>")]
    [InlineData("<style>@imp<!-- -->ort 'https://evil.example/x.css';</style>")]
    [InlineData("<style>*{fill:url(https://evil.example/)}</style>")]
    [InlineData("""<style>@\69mport 'https://evil.example/x.css';</style>""")]
    [InlineData("""<?xml-stylesheet href="https://evil.example/x.css"?>""")]
    public void P9_an_image_that_acts_or_reaches_out_is_not_baked_but_its_credential_can_be_read(
        string content
    )
    {
        Refused(Root(content));
        Extract(Root(content + $"""<openbadges:credential verify="{Jws}"/>"""))
            .Credential.ShouldBe(Jws);
    }

    [Fact]
    public void A_prefix_of_ours_that_stands_for_something_else_is_kept_or_refused()
    {
        var inside =
            """<svg xmlns="http://www.w3.org/2000/svg" xmlns:openbadges="urn:x"><openbadges:y/></svg>""";
        XDocument
            .Parse(Bake(inside, Json))
            .Descendants(XName.Get("y", "urn:x"))
            .Count()
            .ShouldBe(1);
        Refused("""<openbadges:svg xmlns:openbadges="http://www.w3.org/2000/svg"/>""")
            .ShouldContain("prefix");
    }

    [Fact]
    public void P1_depth_size_and_number_of_tags_are_bounded()
    {
        static string Nested(int depth) =>
            string.Concat(Enumerable.Repeat("<g>", depth))
            + string.Concat(Enumerable.Repeat("</g>", depth));

        Extract(Root(Nested(100))).Outcome.ShouldBe(BakedOutcome.NothingBaked);
        Refused(Root(Nested(500))).ShouldContain("deeply");
        Extract(Root(string.Concat(Enumerable.Repeat("<g>", 150_000))))
            .Reason.ShouldContain("deeply");
        Extract(Root(new string(' ', BakedSvg.MaxLength))).Reason.ShouldContain("larger");
        Extract(Root(string.Concat(Enumerable.Range(0, 250_000).Select(i => $"<a{i}/>"))))
            .Reason.ShouldContain("too many");
        Extract(Root($"<g {Attributes(1_001)}/>")).Reason.ShouldContain("too many");
        Extract(Root($"<g {Attributes(1_000)}/>")).Outcome.ShouldBe(BakedOutcome.NothingBaked);
        Extract(Root($"<!-- <' --><![CDATA[ <\" ]]><g {Attributes(1_001)}/>"))
            .Outcome.ShouldBe(BakedOutcome.Refused);

        static string Attributes(int count) =>
            string.Join(' ', Enumerable.Range(0, count).Select(i => $"a{i}='\">'"));
    }

    [Theory]
    [InlineData("<a b='")]
    [InlineData("<a b=\"x\" ")]
    [InlineData("<!-- ")]
    [InlineData("<![CDATA[")]
    [InlineData("<a></a>")]
    [InlineData("&#x41;")]
    [InlineData("<?x ?>")]
    public void P1_four_megabytes_of_anything_are_read_in_bounded_time_and_memory(string piece)
    {
        var svg = Encoding.UTF8.GetBytes(
            Root(
                string.Concat(Enumerable.Repeat(piece, (BakedSvg.MaxLength - 1000) / piece.Length))
            )
        );
        var before = GC.GetAllocatedBytesForCurrentThread();
        var started = ThreadTime.Now;
        BakedImage.Extract(svg).Outcome.ShouldNotBe(BakedOutcome.Found);
        (ThreadTime.Now - started).ShouldBeLessThan(TimeSpan.FromSeconds(5));
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(128 << 20);
    }
}
