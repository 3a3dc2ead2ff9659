using System.Text;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Vidimus.Proofs.Tests.Images;
using Xunit;

namespace Vidimus.Proofs.Tests.Properties;

/// <summary>Whatever is baked comes out meaning the same, once.</summary>
public sealed class ImageProperties
{
    private static readonly Gen<string> Credential = Gen.OneOf(
        JsonGenerator.Objects.Select(json => json.ToJsonString(PlainJson.Options)),
        JsonGenerator.Objects.Select(json => json.ToJsonString()),
        from parts in ArbMap.Default.GeneratorFor<byte[]>().ArrayOf(3)
        select string.Join('.', parts.Select(part => StrictBase64Url.Encode([.. part, 1])))
    );

    private static readonly Gen<byte[]> Png =
        from texts in ArbMap.Default.GeneratorFor<byte[]>().ArrayOf(3)
        select PngSample.With([.. texts.Select(text => PngSample.Chunk("raNd", text))]);

    private static readonly Gen<byte[]> Svg =
        from texts in JsonGenerator.Text.ArrayOf(3)
        let drawn = texts.Select(text => new XElement(
            XName.Get("text", "http://www.w3.org/2000/svg"),
            new XAttribute("id", Printable(text)),
            Printable(text)
        ))
        select Encoding.UTF8.GetBytes(
            new XElement(XName.Get("svg", "http://www.w3.org/2000/svg"), drawn).ToString()
        );

    [Fact]
    public void A_credential_comes_out_of_any_image_as_it_went_in_and_the_next_takes_its_place() =>
        Prop.ForAll(
                Arb.From(Gen.OneOf(Png, Svg)),
                Arb.From(Credential),
                Arb.From(Credential),
                (image, first, second) =>
                {
                    var once = Bake(image, first);
                    Same(BakedImage.Extract(once).Credential, first);
                    var twice = Bake(once, second);
                    Same(BakedImage.Extract(twice).Credential, second);
                    Bake(image, second).ShouldBe(twice);
                }
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    private static byte[] Bake(byte[] image, string credential)
    {
        BakedImage.TryBake(image, credential, out var baked, out var reason).ShouldBeTrue(reason);
        return baked;
    }

    private static void Same(string found, string baked)
    {
        if (baked.StartsWith('{'))
        {
            JsonNode.DeepEquals(JsonNode.Parse(found), JsonNode.Parse(baked)).ShouldBeTrue(found);
        }
        else
        {
            found.ShouldBe(baked);
        }
    }

    private static string Printable(string text) =>
        string.Concat(
            text.EnumerateRunes().Where(rune => rune.Value is > 0x20 and < 0xFFFE or > 0xFFFF)
        );
}
