using System.Numerics;
using System.Text;
using Shouldly;
using Xunit;

namespace Vidimus.Client.Tests.Orders;

/// <summary>Receipts checked without a server, and the signatures under them.</summary>
public sealed class Receipts
{
    private static readonly ReceiptVerifier Verifier = new(SignedReceipts.KeySet);

    // RFC 8032, section 7.1: tests 1, 2, 3, SHA(abc).
    [Theory]
    [InlineData(
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"
    )]
    [InlineData(
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
    )]
    [InlineData(
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"
    )]
    [InlineData(
        "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
        "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
        "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b58909351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad9bef1177331a704"
    )]
    public void Signatures_of_the_standard_hold_and_no_others(
        string key,
        string message,
        string signature
    )
    {
        var (k, m, s) = (Bytes(key), Bytes(message), Bytes(signature));
        Ed25519.Verifies(k, m, s).ShouldBeTrue();
        for (var bit = 0; bit < 512; bit += 37)
        {
            var spoilt = (byte[])s.Clone();
            spoilt[bit / 8] ^= (byte)(1 << (bit % 8));
            Ed25519.Verifies(k, m, spoilt).ShouldBeFalse($"{bit}");
        }
        Ed25519.Verifies(k, [.. m, 0], s).ShouldBeFalse();
        Ed25519.Verifies(k, m, s[..63]).ShouldBeFalse();
        Ed25519.Verifies(k[..31], m, s).ShouldBeFalse();
        // The same number written larger by the group's order is another text of the same signature (RFC 8032, section 8.4).
        var order =
            BigInteger.Pow(2, 252) + BigInteger.Parse("27742317777372353535851937790883648493");
        var larger = new BigInteger(s.AsSpan(32), isUnsigned: true) + order;
        var written = new byte[32];
        larger.TryWriteBytes(written, out _, isUnsigned: true).ShouldBeTrue();
        Ed25519.Verifies(k, m, [.. s[..32], .. written]).ShouldBeFalse();
    }

    [Theory]
    // y is not below p; x is 0 and odd; no point has this y.
    [InlineData("edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f")]
    [InlineData("0100000000000000000000000000000000000000000000000000000000000080")]
    [InlineData("0200000000000000000000000000000000000000000000000000000000000000")]
    public void What_is_no_public_key_verifies_nothing(string key) =>
        Ed25519.Verifies(Bytes(key), [], new byte[64]).ShouldBeFalse();

    [Fact]
    public async Task A_receipt_says_what_was_signed_and_of_which_document()
    {
        var verdict = Verifier.Verify(SignedReceipts.Live);

        verdict.Why.ShouldBeNull();
        verdict.Valid.ShouldBeTrue();
        var receipt = verdict.Receipt!;
        receipt.CertificateId.ShouldBe(Samples.CertificateId);
        receipt.OrderId.ShouldBe(Samples.Id("ord_"));
        receipt.TranslatorName.ShouldBe("Ada Example");
        receipt.IssuedAt.ShouldBe(new(2026, 11, 22, 10, 0, 0, TimeSpan.Zero));
        receipt.IsSandbox.ShouldBeFalse();
        Verifier.Verify(SignedReceipts.Sandbox).Receipt!.IsSandbox.ShouldBeTrue();
        (
            await Verifier.Verify(SignedReceipts.Live, Content(SignedReceipts.Pdf))
        ).Valid.ShouldBeTrue();
        var other = await Verifier.Verify(SignedReceipts.Live, Content("another"));
        other.Valid.ShouldBeFalse();
        other.Why.ShouldBe("it is of another document");
    }

    [Fact]
    public void A_receipt_that_was_changed_or_signed_otherwise_does_not_hold()
    {
        var (live, sandbox) = (SignedReceipts.Live.Split('.'), SignedReceipts.Sandbox.Split('.'));
        foreach (
            var (jws, why) in new[]
            {
                ($"{live[0]}.{sandbox[1]}.{live[2]}", "its signature is wrong"),
                ($"{live[0]}.{live[1]}.{sandbox[2]}", "its signature is wrong"),
                ($"{live[0]}.{live[1]}.{live[2]}A", "its signature is wrong"),
                ($"{live[0]}.{live[1]}.", "its signature is wrong"),
                // The last character holds bits that decode to nothing: one form only.
                ($"{live[0]}.{live[1]}.{live[2][..^1]}h", "its signature is wrong"),
                (SignedReceipts.WithAnotherMember, "it is signed, and is no certificate's receipt"),
                (SignedReceipts.WithoutAlgorithm, "it is not signed with EdDSA alone"),
                (SignedReceipts.Critical, "it is not signed with EdDSA alone"),
                ("a.b", "it is not a compact JWS"),
                ("a.b.c", "it is not a compact JWS of JSON"),
                ("", "it is not a compact JWS"),
                (new string('a', 20_000) + ".b.c", "it is not a compact JWS"),
            }
        )
        {
            var verdict = Verifier.Verify(jws);
            verdict.Valid.ShouldBeFalse(jws);
            verdict.Receipt.ShouldBeNull(jws);
            verdict.Why.ShouldBe(why, jws);
            verdict.IsKeyUnknown.ShouldBeFalse();
        }
        Verifier.Verify(SignedReceipts.OfAnotherKey).IsKeyUnknown.ShouldBeTrue();
    }

    [Fact]
    public void Only_a_key_set_is_one_and_keys_of_other_kinds_are_left_aside()
    {
        Verifier.KeyIds.ShouldBe(["ku1"]);
        foreach (var wrong in new[] { "", "[]", "{}", "{\"keys\":1}", "<html>" })
            Should.Throw<ArgumentException>(() => new ReceiptVerifier(wrong));
    }

    [Fact]
    public async Task The_key_set_is_fetched_once_without_showing_the_key()
    {
        using var bench = new Bench();
        bench.Server.On(
            "GET /.well-known/jwks.json",
            () => Stub.Json(SignedReceipts.KeySet, type: "application/jwk-set+json")
        );

        var verifier = await bench.Client.Certificates.ReceiptVerifier();

        verifier.Verify(SignedReceipts.Live).Valid.ShouldBeTrue();
        verifier.Verify(SignedReceipts.Sandbox).Valid.ShouldBeTrue();
        bench.Server.Requests.ShouldHaveSingleItem().Header("Authorization").ShouldBeNull();
        bench.Server.On("GET /.well-known/jwks.json", "<html>");
        (
            await Should.ThrowAsync<VidimusPermanentException>(
                bench.Client.Certificates.ReceiptVerifier()
            )
        ).Code.ShouldBe(ErrorCodes.UnexpectedAnswer);
    }

    private static MemoryStream Content(string text) => new(Encoding.UTF8.GetBytes(text));

    private static byte[] Bytes(string hex) => Convert.FromHexString(hex);
}
