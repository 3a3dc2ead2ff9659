using System.Numerics;
using Shouldly;
using Xunit;

namespace Vidimus.Proofs.Tests;

/// <summary>
/// The edge cases of Ed25519 on every back end: the twelve of Chalkias, Garillot and Nikolaenko, "Taming the Many EdDSAs" (IACR
/// ePrint 2020/1244, table 6c), and the kinds of case of Project Wycheproof (malleability, lengths, special values of R, S and A)
/// built from the vectors of RFC 8032.
/// </summary>
public sealed class Ed25519EdgeTests
{
    private static readonly BigInteger Order =
        BigInteger.Pow(2, 252) + BigInteger.Parse("27742317777372353535851937790883648493");

    private static readonly BigInteger Prime = BigInteger.Pow(2, 255) - 19;

    private static readonly byte[] PublicKey = Hex.Bytes(Rfc8032Vectors.All[2].PublicKey);
    private static readonly byte[] Message = Hex.Bytes(Rfc8032Vectors.All[2].Message);
    private static readonly byte[] Signature = Hex.Bytes(Rfc8032Vectors.All[2].Signature);

    private static byte[] R => Signature[..32];

    private static byte[] S => Signature[32..];

    private static BigInteger Scalar => new(S, isUnsigned: true);

    private static byte[] Bytes(BigInteger number)
    {
        var bytes = new byte[32];
        number.ToByteArray(isUnsigned: true).CopyTo(bytes, 0);
        return bytes;
    }

    private static byte[] Reversed(byte[] bytes) => [.. bytes.Reverse()];

    private static byte[] WithSign(byte[] point) => [.. point[..31], (byte)(point[31] ^ 0x80)];

    private static void RefusedByAll(string why, byte[] key, byte[] message, byte[] signature)
    {
        foreach (var backend in Ed25519.Available)
        {
            Ed25519
                .Verify(backend, key, message, signature)
                .ShouldBeFalse($"{backend.Name}: {why}");
        }
    }

    public static TheoryData<int, string, string, string> Taming =>
        new()
        {
            {
                0,
                "8c93255d71dcab10e8f379c26200f3c7bd5f09d9bc3068d3ef4edeb4853022b6",
                "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
                "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a0000000000000000000000000000000000000000000000000000000000000000"
            },
            {
                1,
                "9bd9f44f4dcc75bd531b56b2cd280b0bb38fc1cd6d1230e14861d861de092e79",
                "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
                "f7badec5b8abeaf699583992219b7b223f1df3fbbea919844e3f7c554a43dd43a5bb704786be79fc476f91d3f3f89b03984d8068dcf1bb7dfc6637b45450ac04"
            },
            {
                2,
                "aebf3f2601a0c8c5d39cc7d8911642f740b78168218da8471772b35f9d35b9ab",
                "f7badec5b8abeaf699583992219b7b223f1df3fbbea919844e3f7c554a43dd43",
                "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa8c4bd45aecaca5b24fb97bc10ac27ac8751a7dfe1baff8b953ec9f5833ca260e"
            },
            {
                3,
                "9bd9f44f4dcc75bd531b56b2cd280b0bb38fc1cd6d1230e14861d861de092e79",
                "cdb267ce40c5cd45306fa5d2f29731459387dbf9eb933b7bd5aed9a765b88d4d",
                "9046a64750444938de19f227bb80485e92b83fdb4b6506c160484c016cc1852f87909e14428a7a1d62e9f22f3d3ad7802db02eb2e688b6c52fcd6648a98bd009"
            },
            {
                4,
                "e47d62c63f830dc7a6851a0b1f33ae4bb2f507fb6cffec4011eaccd55b53f56c",
                "cdb267ce40c5cd45306fa5d2f29731459387dbf9eb933b7bd5aed9a765b88d4d",
                "160a1cb0dc9c0258cd0a7d23e94d8fa878bcb1925f2c64246b2dee1796bed5125ec6bc982a269b723e0668e540911a9a6a58921d6925e434ab10aa7940551a09"
            },
            {
                5,
                "e47d62c63f830dc7a6851a0b1f33ae4bb2f507fb6cffec4011eaccd55b53f56c",
                "cdb267ce40c5cd45306fa5d2f29731459387dbf9eb933b7bd5aed9a765b88d4d",
                "21122a84e0b5fca4052f5b1235c80a537878b38f3142356b2c2384ebad4668b7e40bc836dac0f71076f9abe3a53f9c03c1ceeeddb658d0030494ace586687405"
            },
            {
                6,
                "85e241a07d148b41e47d62c63f830dc7a6851a0b1f33ae4bb2f507fb6cffec40",
                "442aad9f089ad9e14647b1ef9099a1ff4798d78589e66f28eca69c11f582a623",
                "e96f66be976d82e60150baecff9906684aebb1ef181f67a7189ac78ea23b6c0e547f7690a0e2ddcd04d87dbc3490dc19b3b3052f7ff0538cb68afb369ba3a514"
            },
            {
                7,
                "85e241a07d148b41e47d62c63f830dc7a6851a0b1f33ae4bb2f507fb6cffec40",
                "442aad9f089ad9e14647b1ef9099a1ff4798d78589e66f28eca69c11f582a623",
                "8ce5b96c8f26d0ab6c47958c9e68b937104cd36e13c33566acd2fe8d38aa19427e71f98a4734e74f2f13f06f97c20d58cc3f54b8bd0d272f42b695dd7e89a8c2"
            },
            {
                8,
                "9bedc267423725d473888631ebf45988bad3db83851ee85c85e241a07d148b41",
                "f7badec5b8abeaf699583992219b7b223f1df3fbbea919844e3f7c554a43dd43",
                "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff03be9678ac102edcd92b0210bb34d7428d12ffc5df5f37e359941266a4e35f0f"
            },
            {
                9,
                "9bedc267423725d473888631ebf45988bad3db83851ee85c85e241a07d148b41",
                "f7badec5b8abeaf699583992219b7b223f1df3fbbea919844e3f7c554a43dd43",
                "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffca8c5b64cd208982aa38d4936621a4775aa233aa0505711d8fdcfdaa943d4908"
            },
            {
                10,
                "e96b7021eb39c1a163b6da4e3093dcd3f21387da4cc4572be588fafae23c155b",
                "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
                "a9d55260f765261eb9b84e106f665e00b867287a761990d7135963ee0a7d59dca5bb704786be79fc476f91d3f3f89b03984d8068dcf1bb7dfc6637b45450ac04"
            },
            {
                11,
                "39a591f5321bbe07fd5a23dc2f39d025d74526615746727ceefd6e82ae65c06f",
                "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
                "a9d55260f765261eb9b84e106f665e00b867287a761990d7135963ee0a7d59dca5bb704786be79fc476f91d3f3f89b03984d8068dcf1bb7dfc6637b45450ac04"
            },
        };

    [Theory]
    [MemberData(nameof(Taming))]
    public void T8_the_twelve_cases_on_which_libraries_differ_have_one_answer(
        int number,
        string message,
        string publicKey,
        string signature
    )
    {
        foreach (var backend in Ed25519.Available)
        {
            // RFC 8032 section 5.1.7 allows both answers for these two, which only the key's holder can make: they satisfy the
            // equation with the cofactor alone. Later versions of libsodium accept them.
            if (number is 4 or 5 && backend.Name == "libsodium")
            {
                continue;
            }
            Ed25519
                .Verify(backend, Hex.Bytes(publicKey), Hex.Bytes(message), Hex.Bytes(signature))
                .ShouldBe(number == 3, $"{backend.Name}: {number}");
        }
    }

    [Fact]
    public void The_signature_that_the_cases_are_built_from_is_right()
    {
        foreach (var backend in Ed25519.Available)
        {
            Ed25519.Verify(backend, PublicKey, Message, Signature).ShouldBeTrue();
        }
    }

    [Fact]
    public void T8_special_values_of_S_are_refused()
    {
        BigInteger[] values =
        [
            0,
            1,
            2,
            Order - 1,
            Order,
            Order + 1,
            Order - Scalar,
            Scalar + Order,
            Scalar + (2 * Order),
            BigInteger.Pow(2, 252),
            BigInteger.Pow(2, 253),
            BigInteger.Pow(2, 255),
            BigInteger.Pow(2, 256) - 1,
            Prime,
            Prime - 1,
        ];
        foreach (var value in values)
        {
            RefusedByAll($"S = {value}", PublicKey, Message, [.. R, .. Bytes(value)]);
        }
        RefusedByAll("S in the other byte order", PublicKey, Message, [.. R, .. Reversed(S)]);
    }

    [Fact]
    public void T8_special_values_of_R_are_refused()
    {
        BigInteger[] values =
        [
            0,
            1,
            2,
            Prime - 1,
            Prime,
            Prime + 1,
            BigInteger.Pow(2, 255) - 1,
            BigInteger.Pow(2, 255),
            BigInteger.Pow(2, 255) + 1,
            BigInteger.Pow(2, 256) - 1,
            new BigInteger(R, isUnsigned: true) ^ 1,
        ];
        foreach (var value in values)
        {
            RefusedByAll($"R = {value}", PublicKey, Message, [.. Bytes(value), .. S]);
            RefusedByAll(
                $"R = {value}, S = 0",
                PublicKey,
                Message,
                [.. Bytes(value), .. new byte[32]]
            );
        }
        RefusedByAll("-R", PublicKey, Message, [.. WithSign(R), .. S]);
        RefusedByAll("-R and -S", PublicKey, Message, [.. WithSign(R), .. Bytes(Order - Scalar)]);
        RefusedByAll("R in the other byte order", PublicKey, Message, [.. Reversed(R), .. S]);
        RefusedByAll("R and S exchanged", PublicKey, Message, [.. S, .. R]);
        RefusedByAll("R is the key", PublicKey, Message, [.. PublicKey, .. S]);
    }

    [Fact]
    public void T8_special_values_of_the_key_are_refused()
    {
        byte[][] keys =
        [
            Bytes(0),
            Bytes(1),
            Bytes(Prime - 1),
            Bytes(Prime),
            Bytes(Prime + 1),
            Bytes(BigInteger.Pow(2, 256) - 1),
            // y = 2 is on no point: (y^2 - 1) / (d y^2 + 1) has no square root.
            Bytes(2),
            WithSign(PublicKey),
            Reversed(PublicKey),
            R,
        ];
        foreach (var key in keys)
        {
            RefusedByAll(Convert.ToHexString(key), key, Message, Signature);
            RefusedByAll(Convert.ToHexString(key), key, Message, new byte[64]);
            RefusedByAll(Convert.ToHexString(key), key, [], [.. key, .. new byte[32]]);
        }
    }

    [Fact]
    public void T8_signatures_and_keys_of_every_other_length_or_wrapping_are_refused()
    {
        for (var length = 0; length <= 130; length++)
        {
            if (length != 64)
            {
                var other = new byte[length];
                Signature.AsSpan(0, Math.Min(length, 64)).CopyTo(other);
                RefusedByAll($"signature of {length} bytes", PublicKey, Message, other);
            }
            if (length != 32)
            {
                var key = new byte[length];
                PublicKey.AsSpan(0, Math.Min(length, 32)).CopyTo(key);
                RefusedByAll($"key of {length} bytes", key, Message, Signature);
            }
        }
        byte[][] wrapped =
        [
            [0x30, 0x44, 0x02, 0x20, .. R, 0x02, 0x20, .. S],
            [0x04, 0x40, .. Signature],
            System.Text.Encoding.ASCII.GetBytes(Convert.ToHexString(Signature)),
            [0, .. Signature],
            [.. R, 0, .. S],
            [.. Signature, .. Signature],
        ];
        foreach (var signature in wrapped)
        {
            RefusedByAll(Convert.ToHexString(signature), PublicKey, Message, signature);
        }
        // The key in a SubjectPublicKeyInfo (RFC 8410 section 4) and as a Multikey.
        byte[] info = [0x30, 0x2A, 0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x70, 0x03, 0x21, 0x00];
        RefusedByAll("SPKI", [.. info, .. PublicKey], Message, Signature);
        RefusedByAll("Multikey", [0xED, 0x01, .. PublicKey], Message, Signature);
    }

    [Fact]
    public void T8_a_signature_is_for_its_message_and_variant_only()
    {
        byte[][] messages =
        [
            [],
            [0],
            [.. Message, 0],
            [0, .. Message],
            Message[..^1],
            Reversed(Message),
            System.Security.Cryptography.SHA512.HashData(Message),
            // The prefix of Ed25519ctx and Ed25519ph (RFC 8032 section 2, dom2).
            [.. "SigEd25519 no Ed25519 collisions"u8, 0, 0, .. Message],
            [.. "SigEd25519 no Ed25519 collisions"u8, 1, 0, .. Message],
        ];
        foreach (var message in messages)
        {
            RefusedByAll(Convert.ToHexString(message), PublicKey, message, Signature);
        }
        // RFC 8032 section 7.3: the signature of Ed25519ph over "abc" is none of Ed25519.
        RefusedByAll(
            "Ed25519ph",
            Hex.Bytes("ec172b93ad5e563f4932c70e1245034c35467ef2efd4d64ebf819683467e2bf2"),
            "abc"u8.ToArray(),
            Hex.Bytes(
                "98a70222f0b8121aa9d30f813d683f809e462b469c7ff87639499bb94e6dae4131f85042463c2a355a2003d062adf5aaa10b8c61e636062aaad11c2a26083406"
            )
        );
    }
}
