using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Xunit;

namespace Vidimus.Proofs.Tests;

public sealed class Ed25519Tests
{
    // RFC 8032 section 5.1: the order of the base point.
    private static readonly BigInteger Order =
        BigInteger.Pow(2, 252) + BigInteger.Parse("27742317777372353535851937790883648493");

    public static TheoryData<string> Backends =>
        [.. Ed25519.Available.Select(backend => backend.Name)];

    private static IEd25519Backend Backend(string name) =>
        Ed25519.Available.Single(backend => backend.Name == name);

    [Fact]
    public void A_native_library_is_chosen_before_the_managed_one()
    {
        Ed25519.Backend.ShouldBe(Ed25519.Available[0].Name);
        Ed25519.Available[^1].Name.ShouldBe("BouncyCastle");
        if (OperatingSystem.IsLinux())
        {
            Ed25519.Backend.ShouldBeOneOf("libsodium", "OpenSSL");
        }
    }

    [Theory]
    [MemberData(nameof(Backends))]
    public void The_vectors_of_RFC_8032_are_signed_and_verified(string name)
    {
        foreach (var (seed, publicKey, message, signature) in Rfc8032Vectors.All)
        {
            using var key = Ed25519PrivateKey.FromSeed(Backend(name), Hex.Bytes(seed));
            key.PublicKey.ToArray().ShouldBe(Hex.Bytes(publicKey));
            key.Sign(Hex.Bytes(message)).ShouldBe(Hex.Bytes(signature));
            key.ExportSeed().ShouldBe(Hex.Bytes(seed));
            Ed25519
                .Verify(
                    Backend(name),
                    Hex.Bytes(publicKey),
                    Hex.Bytes(message),
                    Hex.Bytes(signature)
                )
                .ShouldBeTrue();
        }
    }

    [Theory]
    [MemberData(nameof(Backends))]
    public void A_changed_bit_anywhere_is_refused(string name)
    {
        var (_, publicKey, message, signature) = Rfc8032Vectors.All[4];
        var parts = new[] { Hex.Bytes(publicKey), Hex.Bytes(message), Hex.Bytes(signature) };
        foreach (var part in parts)
        {
            for (var bit = 0; bit < part.Length * 8; bit++)
            {
                part[bit / 8] ^= (byte)(1 << (bit % 8));
                Ed25519.Verify(Backend(name), parts[0], parts[1], parts[2]).ShouldBeFalse();
                part[bit / 8] ^= (byte)(1 << (bit % 8));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Backends))]
    public void T8_a_malleable_signature_with_the_order_added_is_refused(string name)
    {
        var (_, publicKey, message, signature) = Rfc8032Vectors.All[1];
        var scalar = new BigInteger(Hex.Bytes(signature).AsSpan(32), isUnsigned: true);
        for (var times = 1; times <= 7; times++)
        {
            var larger = (scalar + (times * Order)).ToByteArray(isUnsigned: true);
            var forged = new byte[64];
            Hex.Bytes(signature).AsSpan(0, 32).CopyTo(forged);
            larger.CopyTo(forged.AsSpan(32));
            Ed25519
                .Verify(Backend(name), Hex.Bytes(publicKey), Hex.Bytes(message), forged)
                .ShouldBeFalse();
        }
    }

    [Theory]
    [MemberData(nameof(Backends))]
    public void T8_keys_and_points_of_small_order_are_refused(string name)
    {
        // S = 0 and R = A = the identity satisfy the equation for every message: the forgery that the check is for.
        string[] smallOrder =
        [
            "0100000000000000000000000000000000000000000000000000000000000000",
            "0100000000000000000000000000000000000000000000000000000000000080",
            "0000000000000000000000000000000000000000000000000000000000000000",
            "0000000000000000000000000000000000000000000000000000000000000080",
            "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
            "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
            "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
            "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
            "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
            "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
            // The same points with y not reduced by p (not canonical).
            "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
            "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
            "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
            "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        ];
        foreach (var point in smallOrder)
        {
            Ed25519.IsAcceptablePublicKey(Hex.Bytes(point)).ShouldBeFalse(point);
            foreach (var commitment in smallOrder)
            {
                byte[] signature = [.. Hex.Bytes(commitment), .. new byte[32]];
                Ed25519
                    .Verify(Backend(name), Hex.Bytes(point), "any message"u8, signature)
                    .ShouldBeFalse();
            }
        }
        Ed25519.IsAcceptablePublicKey(Hex.Bytes(Rfc8032Vectors.All[0].PublicKey)).ShouldBeTrue();
    }

    [Theory]
    [MemberData(nameof(Backends))]
    public void Wrong_lengths_are_refused_without_an_exception(string name)
    {
        var publicKey = Hex.Bytes(Rfc8032Vectors.All[0].PublicKey);
        var signature = Hex.Bytes(Rfc8032Vectors.All[0].Signature);
        foreach (var length in new[] { 0, 1, 31, 33, 63, 65, 128 })
        {
            Ed25519.Verify(Backend(name), new byte[length], [], signature).ShouldBeFalse();
            Ed25519.Verify(Backend(name), publicKey, [], new byte[length]).ShouldBeFalse();
        }
        Ed25519.Verify(Backend(name), [], [], []).ShouldBeFalse();
    }

    [Fact]
    public void All_libraries_make_the_same_signatures_and_accept_each_others()
    {
        Prop.ForAll(
                ArbMap.Default.ArbFor<byte[]>(),
                ArbMap.Default.ArbFor<Guid>(),
                (message, half) =>
                {
                    byte[] seed = [.. half.ToByteArray(), .. half.ToByteArray()];
                    using var first = Ed25519PrivateKey.FromSeed(Ed25519.Available[0], seed);
                    var signature = first.Sign(message);
                    return Ed25519.Available.All(backend =>
                    {
                        using var key = Ed25519PrivateKey.FromSeed(backend, seed);
                        return key.PublicKey.Span.SequenceEqual(first.PublicKey.Span)
                            && key.Sign(message).AsSpan().SequenceEqual(signature)
                            && Ed25519.Verify(backend, key.PublicKey.Span, message, signature)
                            && !Ed25519.Verify(
                                backend,
                                key.PublicKey.Span,
                                [.. message, 0],
                                signature
                            );
                    });
                }
            )
            .QuickCheckThrowOnFailure();
    }

    [Fact]
    public void All_libraries_agree_on_random_keys_and_signatures()
    {
        var random = new Random(20220101);
        var bytes = new byte[96];
        for (var round = 0; round < 300; round++)
        {
            random.NextBytes(bytes);
            bytes[95] &= 0x0F;
            Ed25519
                .Available.Select(backend =>
                    Ed25519.Verify(backend, bytes.AsSpan(0, 32), "m"u8, bytes.AsSpan(32))
                )
                .Distinct()
                .ShouldHaveSingleItem();
        }
    }

    [Theory]
    [MemberData(nameof(Backends))]
    public void One_key_signs_for_many_threads_at_once(string name)
    {
        var (seed, _, message, signature) = Rfc8032Vectors.All[2];
        using var key = Ed25519PrivateKey.FromSeed(Backend(name), Hex.Bytes(seed));
        Parallel.For(0, 200, _ => key.Sign(Hex.Bytes(message)).ShouldBe(Hex.Bytes(signature)));
    }

    [Theory]
    [MemberData(nameof(Backends))]
    public void A_disposed_key_signs_nothing_more(string name)
    {
        var key = Ed25519PrivateKey.FromSeed(Backend(name), new byte[32]);
        key.Dispose();
        key.Dispose();
        Should.Throw<ObjectDisposedException>(() => key.Sign("late"u8));
        Should.Throw<ObjectDisposedException>(() => key.ExportSeed());
    }

    [Fact]
    public void A_generated_key_is_new_every_time_and_its_text_form_hides_it()
    {
        using var one = Ed25519PrivateKey.Generate();
        using var other = Ed25519PrivateKey.Generate();
        one.PublicKey.ToArray().ShouldNotBe(other.PublicKey.ToArray());
        one.ToString().ShouldBe("Ed25519PrivateKey(redacted)");
        Should.Throw<ArgumentException>(() => Ed25519PrivateKey.FromSeed(new byte[31]));
        Should.Throw<ArgumentException>(() => one.Sign("m"u8, new byte[63]));
    }
}
