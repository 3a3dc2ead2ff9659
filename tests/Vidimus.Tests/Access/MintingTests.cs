using System.Numerics;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Shouldly;
using Vidimus.Access;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Access;

/// <summary>
/// The text of keys. A key has about 256 random bits: too many to be told apart by asking a server for two million of
/// them, so the one method that makes the text is called by itself.
/// </summary>
public sealed class MintingTests
{
    private const string Base62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private const string Base32 = "abcdefghijklmnopqrstuvwxyz234567";

    private static readonly Func<string, string, string> Mint = typeof(AccessModule)
        .Assembly.GetType("Vidimus.Access.Keys.KeyFormat", throwOnError: true)!
        .GetMethod("Mint", BindingFlags.Public | BindingFlags.Static)!
        .CreateDelegate<Func<string, string, string>>();

    private static int Count => Long.Wanted ? 2_000_000 : 100_000;

    [Theory]
    [InlineData("vdm", 43, Base62)]
    [InlineData("vc", 52, Base32)]
    public void K16_minted_keys_never_repeat_and_every_character_and_bit_comes_as_often_as_chance_has_it(
        string family,
        int length,
        string alphabet
    )
    {
        var seen = new HashSet<UInt128>();
        var characters = new int[length, alphabet.Length];
        var ones = new int[256];
        var index = new int[128];
        for (var i = 0; i < alphabet.Length; i++)
            index[alphabet[i]] = i;
        for (var n = 0; n < Count; n++)
        {
            var text = Mint(family, "live").Split('_')[2];
            text.Length.ShouldBe(length);
            seen.Add(BitConverter.ToUInt128(SHA256.HashData(Encoding.ASCII.GetBytes(text))));
            var value = BigInteger.Zero;
            for (var i = 0; i < length; i++)
            {
                characters[i, index[text[i]]]++;
                value = value * alphabet.Length + index[text[i]];
            }
            // 52 characters of base32 hold 260 bits, the last four of them nothing.
            if (alphabet.Length == 32)
                value >>= 4;
            for (var bit = 0; bit < 256; bit++, value >>= 1)
                ones[bit] += value.IsEven ? 0 : 1;
        }
        seen.Count.ShouldBe(Count);
        // Six standard deviations: by chance once in two thousand million looks.
        foreach (var count in ones)
            Math.Abs(count - Count / 2.0).ShouldBeLessThan(6 * Math.Sqrt(Count) / 2);
        for (var i = 0; i < length; i++)
        {
            var expected = Enumerable
                .Range(0, alphabet.Length)
                .Select(c => Chance(i, c, length, alphabet.Length) * Count)
                .ToArray();
            Square(characters, i, expected)
                .ShouldBeLessThan(Bound(expected.Count(e => e > 0) - 1), $"place {i}");
        }
    }

    /// <summary>How likely a character is at a place, exactly: 256 bits fill the characters of either alphabet unevenly.</summary>
    private static double Chance(int place, int character, int length, int letters)
    {
        if (letters == 32)
            return place < length - 1 ? 1.0 / 32
                : character % 16 == 0 ? 0.5
                : 0;
        // A digit of a number below 2^256: its whole turns, and what is left of the last one.
        var (all, each) = (BigInteger.Pow(2, 256), BigInteger.Pow(62, length - 1 - place));
        var turns = BigInteger.DivRem(all, each * 62, out var rest);
        var share = turns * each + BigInteger.Max(0, BigInteger.Min(each, rest - each * character));
        return (double)share / (double)all;
    }

    private static double Square(int[,] counts, int place, double[] expected)
    {
        var sum = 0.0;
        for (var c = 0; c < expected.Length; c++)
        {
            if (expected[c] > 0)
                sum += Math.Pow(counts[place, c] - expected[c], 2) / expected[c];
            else
                counts[place, c].ShouldBe(0);
        }
        return sum;
    }

    // Wilson and Hilferty's approximation of the chi-square distribution, at five standard deviations.
    private static double Bound(int freedom) =>
        freedom * Math.Pow(1 - 2.0 / (9 * freedom) + 5 * Math.Sqrt(2.0 / (9 * freedom)), 3);
}
