using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Xunit;

namespace Vidimus.Proofs.Tests;

public sealed class MultibaseTests
{
    [Theory]
    // draft-msporny-base58-03, section 5.
    [InlineData("48656c6c6f20576f726c6421", "z2NEpo7TZRRrLZSi2U")]
    [InlineData("0000287fb4cd", "z11233QC4")]
    [InlineData("00", "z1")]
    [InlineData("0000", "z11")]
    [InlineData("ff", "z5Q")]
    public void Base58_is_written_and_read_as_published(string hex, string text)
    {
        Multibase.EncodeBase58(Hex.Bytes(hex)).ShouldBe(text);
        Multibase.TryDecode(text, out var bytes).ShouldBeTrue();
        bytes.ShouldBe(Hex.Bytes(hex));
    }

    [Fact]
    public void Every_value_reads_back_in_both_bases()
    {
        Prop.ForAll(
                ArbMap.Default.ArbFor<byte[]>(),
                ArbMap.Default.ArbFor<byte>(),
                (tail, zeros) =>
                {
                    byte[] value = [.. new byte[zeros % 5], .. tail, 1];
                    return Multibase.TryDecode(Multibase.EncodeBase58(value), out var fromBase58)
                        && fromBase58.AsSpan().SequenceEqual(value)
                        && Multibase.TryDecode(Multibase.EncodeBase64Url(value), out var fromBase64)
                        && fromBase64.AsSpan().SequenceEqual(value);
                }
            )
            .QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Signatures_and_keys_read_back_at_the_edges()
    {
        foreach (var length in new[] { 1, 3, 4, 5, 31, 32, 33, 34, 63, 64, 65 })
        {
            foreach (var fill in new byte[] { 0, 1, 0x7F, 0x80, 0xFF })
            {
                var value = new byte[length];
                Array.Fill(value, fill);
                Multibase.TryDecode(Multibase.EncodeBase58(value), out var read).ShouldBeTrue();
                read.ShouldBe(value);
            }
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("z")]
    [InlineData("u")]
    [InlineData("m4E")]
    [InlineData("z0")]
    [InlineData("zO")]
    [InlineData("zI")]
    [InlineData("zl")]
    [InlineData("z2NE po7")]
    [InlineData("z€")]
    [InlineData("uAA==")]
    [InlineData("uA")]
    [InlineData("uAB")]
    [InlineData("uAAB")]
    [InlineData("uA+A")]
    [InlineData("uAA AA")]
    public void T8_text_that_is_not_canonical_is_refused(string text) =>
        Multibase.TryDecode(text, out _).ShouldBeFalse();

    [Fact]
    public void Very_long_base58_is_refused_before_any_work()
    {
        Multibase.TryDecode("z" + new string('2', 513), out _).ShouldBeFalse();
        Multibase.TryDecode("z" + new string('z', 512), out _).ShouldBeTrue();
    }

    [Fact]
    public void A_Multikey_of_another_kind_or_length_is_refused()
    {
        Multikey.TryReadEd25519(Samples.Multikey, out var key).ShouldBeTrue();
        Multikey.FromEd25519(key).ShouldBe(Samples.Multikey);
        Multikey.TryReadEd25519(Samples.SecretMultikey, out _).ShouldBeFalse();
        Multikey.TryReadEd25519(Samples.Multikey.AsSpan(..^1), out _).ShouldBeFalse();
        Multikey.TryReadEd25519(Samples.Multikey + "1", out _).ShouldBeFalse();
        Multikey.TryReadEd25519(Samples.Multikey.Insert(1, "1"), out _).ShouldBeFalse();
        Multikey.TryReadEd25519("", out _).ShouldBeFalse();
        Multikey
            .TryReadEd25519(Multibase.EncodeBase58([0xed, 0x01, 1, .. new byte[31]]), out _)
            .ShouldBeFalse();
    }
}
