using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Xunit;

namespace Vidimus.Proofs.Tests.Properties;

/// <summary>One text for one value: what decodes is what encoding it again gives.</summary>
public sealed class EncodingProperties
{
    private const string Base58Letters =
        "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
    private const string Base64Letters =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

    private static Gen<string> TextOf(string letters, int longest) =>
        from length in Gen.Choose(0, longest)
        from text in Gen.Elements(letters.ToCharArray()).ArrayOf(length)
        select new string(text);

    [Fact]
    public void Every_base58_text_is_the_one_spelling_of_its_value() =>
        Prop.ForAll(
                Arb.From(TextOf(Base58Letters, 100)),
                text =>
                {
                    Multibase.TryDecode("z" + text, out var bytes).ShouldBe(text.Length > 0);
                    if (bytes is not null)
                    {
                        Multibase.EncodeBase58(bytes).ShouldBe("z" + text);
                    }
                }
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(1000));

    [Fact]
    public void Every_base64url_text_that_is_read_is_the_one_spelling_of_its_value() =>
        Prop.ForAll(
                Arb.From(TextOf(Base64Letters, 100)),
                text =>
                {
                    if (StrictBase64Url.TryDecode(text, out var bytes))
                    {
                        StrictBase64Url.Encode(bytes).ShouldBe(text);
                    }
                }
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(1000));

    [Fact]
    public void Any_bytes_read_back_from_base64url() =>
        Prop.ForAll(
                ArbMap.Default.ArbFor<byte[]>(),
                bytes =>
                    StrictBase64Url.TryDecode(StrictBase64Url.Encode(bytes), out var read)
                    && read.AsSpan().SequenceEqual(bytes)
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void A_DID_URL_that_is_read_is_written_as_it_was() =>
        Prop.ForAll(
                Arb.From(
                    from method in Gen.Elements("key", "web", "example", "x1")
                    from id in TextOf("abcXYZ019.-_:%2F", 20)
                    from path in Gen.Elements(
                        "",
                        "/",
                        "/a/b",
                        "?",
                        "?a=b&c",
                        "/a?versionId=1",
                        "/%20",
                        "/ ",
                        "?[",
                        "//"
                    )
                    from fragment in Gen.Elements(
                        "",
                        "#",
                        "#key-1",
                        "#z6Mk",
                        "#a/b?c",
                        "#a#b",
                        "#%4",
                        "#ä"
                    )
                    select $"did:{method}:{id}{path}{fragment}"
                ),
                text =>
                {
                    if (DidUrl.TryParse(text, out var url))
                    {
                        url.ToString().ShouldBe(text);
                        DidUrl.TryParse(url.ToString(), out var again).ShouldBeTrue();
                        again.ShouldBe(url);
                        Did.TryParse(url.Did.ToString(), out var did).ShouldBeTrue();
                        did.ShouldBe(url.Did);
                    }
                }
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(1000));

    [Fact]
    public void A_did_web_of_a_URL_leads_back_to_it() =>
        Prop.ForAll(
                Arb.From(
                    from host in Gen.Elements(
                        "school.example",
                        "a.b.example",
                        "xn--bcher-kva.example",
                        "school.example:8443"
                    )
                    from segments in Gen.Elements("issuers", "1", "a-b_c.d", "~", "k1").ArrayOf(2)
                    select (host, segments)
                ),
                place =>
                {
                    var did = DidWeb.FromUrl(new Uri($"https://{place.host}/"), place.segments);
                    DidWeb.TryToUrl(did, out var url, out var reason).ShouldBeTrue(reason);
                    var expected = string.Join('/', place.segments.Select(Uri.EscapeDataString));
                    url!.AbsoluteUri.ShouldBe($"https://{place.host}/{expected}/did.json");
                }
            )
            .QuickCheckThrowOnFailure();
}
