using System.IO.Compression;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Xunit;

namespace Vidimus.Proofs.Tests;

public sealed class BitstringStatusListTests
{
    // Bitstring Status List 1.0, the list of its examples: 131,072 entries, none set.
    internal const string Published =
        "uH4sIAAAAAAAAA-3BMQEAAADCoPVPbQwfoAAAAAAAAAAAAAAAAAAAAIC3AYbSVKsAQAAA";

    internal static string Gzip(byte[] bytes)
    {
        using var target = new MemoryStream();
        using (var gzip = new GZipStream(target, CompressionLevel.Optimal, true))
        {
            gzip.Write(bytes);
        }
        return "u" + StrictBase64Url.Encode(target.ToArray());
    }

    private static StatusListError Decode(
        string? encoded,
        out BitstringStatusList? list,
        int size = 1
    ) => BitstringStatusList.TryDecode(encoded, size, out list);

    [Fact]
    public void The_published_list_is_read_as_131072_entries_that_are_not_set()
    {
        Decode(Published, out var list).ShouldBe(StatusListError.None);
        list!.Length.ShouldBe(131_072);
        list.Bits.Length.ShouldBe(16_384);
        list.Bits.Span.ContainsAnyExcept((byte)0).ShouldBeFalse();
        new BitstringStatusList().Bits.Span.SequenceEqual(list.Bits.Span).ShouldBeTrue();
    }

    [Fact]
    public void The_first_entry_is_the_left_most_bit_and_the_last_the_right_most()
    {
        var list = new BitstringStatusList();
        list.Set(0, 1).ShouldBeTrue();
        list.Bits.Span[0].ShouldBe((byte)0x80);
        list.Set(131_071, 1).ShouldBeTrue();
        list.Bits.Span[^1].ShouldBe((byte)0x01);
        list.Set(94_567, 1).ShouldBeTrue();
        list.Bits.Span[94_567 / 8].ShouldBe((byte)(0x80 >> (94_567 % 8)));
        list.Set(94_567, 1).ShouldBeFalse();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    [InlineData(7)]
    [InlineData(8)]
    public void Entries_of_each_size_keep_their_values_and_their_neighbours(int size)
    {
        var random = new Random(size);
        var list = new BitstringStatusList(statusSize: size);
        list.Length.ShouldBeGreaterThanOrEqualTo(BitstringStatusList.MinEntries);
        var expected = new Dictionary<int, int>();
        for (var round = 0; round < 4_000; round++)
        {
            // Half of them close together, and the last one.
            var index = (round % 4) switch
            {
                0 => random.Next(40),
                1 => list.Length - 1 - random.Next(40),
                _ => random.Next(list.Length),
            };
            var value = random.Next(1 << size);
            list.Set(index, value);
            expected[index] = value;
        }
        Decode(list.Encode(), out var read, size).ShouldBe(StatusListError.None);
        for (var index = 0; index < list.Length; index++)
        {
            read!.Get(index).ShouldBe(expected.GetValueOrDefault(index));
        }
    }

    [Fact]
    public void An_entry_of_several_bits_is_read_from_the_left()
    {
        // 3 bits: entries 101 110 01|1 ...
        var bits = new byte[49_152];
        bits[0] = 0b1011_1001;
        bits[1] = 0b1000_0000;
        var list = BitstringStatusList.FromBits(bits, 3);
        new[] { list.Get(0), list.Get(1), list.Get(2), list.Get(3) }.ShouldBe([5, 6, 3, 0]);
    }

    [Fact]
    public void Any_set_of_revocations_survives_publication()
    {
        Prop.ForAll(
                ArbMap.Default.ArbFor<int[]>(),
                indices =>
                {
                    var list = new BitstringStatusList();
                    foreach (var index in indices)
                    {
                        list.Set(Math.Abs(index % list.Length), 1);
                    }
                    return Decode(list.Encode(), out var read) == StatusListError.None
                        && read!.Bits.Span.SequenceEqual(list.Bits.Span);
                }
            )
            .QuickCheckThrowOnFailure();
    }

    [Fact]
    public void A_list_is_compressed_once_for_each_publication_however_many_changes_it_has()
    {
        var list = new BitstringStatusList();
        var empty = list.Encode();
        list.Encode().ShouldBeSameAs(empty);
        list.Set(5, 0);
        list.Encode().ShouldBeSameAs(empty);
        for (var index = 0; index < 1_000; index++)
        {
            list.Set(index, 1);
        }
        var changed = list.Encode();
        changed.ShouldNotBe(empty);
        list.Encode().ShouldBeSameAs(changed);
        Decode(Published, out var read);
        read!.Encode().ShouldBe(Published);
    }

    [Fact]
    public void P4_a_list_that_expands_beyond_16_MiB_is_refused_in_bounded_memory()
    {
        Decode(Gzip(new byte[16 << 20]), out _).ShouldBe(StatusListError.None);
        Decode(Gzip(new byte[(16 << 20) + 1]), out _).ShouldBe(StatusListError.TooLong);
        var bomb = Gzip(new byte[400 << 20]);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Decode(bomb, out _).ShouldBe(StatusListError.TooLong);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(80 << 20);
    }

    [Fact]
    public void A_list_with_too_few_entries_is_its_own_error()
    {
        Decode(Gzip(new byte[16_383]), out _).ShouldBe(StatusListError.TooShort);
        Decode(Gzip(new byte[16_384]), out _).ShouldBe(StatusListError.None);
        Decode(Gzip(new byte[16_384]), out _, 2).ShouldBe(StatusListError.TooShort);
        Decode(Gzip(new byte[32_768]), out _, 2).ShouldBe(StatusListError.None);
    }

    [Fact]
    public void What_is_not_gzip_in_base64url_after_the_letter_u_is_malformed()
    {
        string?[] wrong =
        [
            null,
            "",
            "u",
            Published[1..],
            "z" + Published[1..],
            "U" + Published[1..],
            Published + "=",
            Published + " ",
            Published[..^4],
            Published[..^8] + "AAAAAAAA",
            Published.Replace('-', '+'),
            "uAAAA",
            "u" + new string('A', 100),
        ];
        foreach (var text in wrong)
        {
            Decode(text, out var list).ShouldBe(StatusListError.Malformed, text);
            list.ShouldBeNull();
        }
        Decode(Published, out _, 0).ShouldBe(StatusListError.Malformed);
        Decode(Published, out _, 9).ShouldBe(StatusListError.Malformed);
    }

    [Fact]
    public void T16_mutated_lists_are_answered_without_an_exception_and_the_checksum_is_held()
    {
        var random = new Random(1952);
        var source = new BitstringStatusList();
        for (var count = 0; count < 500; count++)
        {
            source.Set(random.Next(source.Length), 1);
        }
        StrictBase64Url.TryDecode(source.Encode().AsSpan(1), out var compressed);
        for (var round = 0; round < 3_000; round++)
        {
            var mutated = compressed!.ToArray();
            for (var times = random.Next(1, 4); times > 0; times--)
            {
                mutated[random.Next(mutated.Length)] ^= (byte)(1 << random.Next(8));
            }
            if (round % 5 == 0)
            {
                mutated = mutated[..random.Next(mutated.Length)];
            }
            var encoded = "u" + StrictBase64Url.Encode(mutated);
            if (Decode(encoded, out var list) == StatusListError.None)
            {
                // Of the header only time, system and flags without consequence mean nothing.
                list!.Bits.Span.SequenceEqual(source.Bits.Span).ShouldBeTrue();
            }
        }
    }

    [Fact]
    public void Our_own_mistakes_are_exceptions()
    {
        var list = new BitstringStatusList();
        Should.Throw<ArgumentOutOfRangeException>(() => list.Get(-1));
        Should.Throw<ArgumentOutOfRangeException>(() => list.Get(131_072));
        Should.Throw<ArgumentOutOfRangeException>(() => list.Set(0, 2));
        Should.Throw<ArgumentOutOfRangeException>(() => new BitstringStatusList(1, 9));
        Should.Throw<ArgumentOutOfRangeException>(() => new BitstringStatusList(int.MaxValue));
        Should.Throw<ArgumentException>(() => BitstringStatusList.FromBits(new byte[16_383]));
        new BitstringStatusList(10).Length.ShouldBe(131_072);
    }
}
