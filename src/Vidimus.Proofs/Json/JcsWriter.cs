using System.Text;
using System.Text.Json;

namespace Vidimus.Proofs;

/// <summary>
/// Builds canonical JSON in one pass: members are written as they come, and an object whose names did not come in order is
/// rearranged when it ends. One per thread, reused.
/// </summary>
internal sealed class JcsWriter : IComparer<JcsWriter.Member>
{
    // A document larger than this must not pin its buffers to the thread for ever.
    private const int KeptCapacity = 1 << 20;

    [ThreadStatic]
    private static JcsWriter? cached;

    private byte[] output = new byte[4096];
    private byte[] names = new byte[1024];
    private byte[] scratch = new byte[1024];
    private Member[] members = new Member[64];
    private int written;
    private int namesUsed;
    private int memberCount;

    /// <summary>A member of an object under construction; its name is kept unescaped, because names are ordered by value.</summary>
    internal readonly record struct Member(int NameStart, int NameLength, int Start, int End);

    internal ReadOnlySpan<byte> Written => output.AsSpan(0, written);

    internal static JcsWriter Rent()
    {
        var writer = cached ?? new JcsWriter();
        cached = null;
        writer.written = writer.namesUsed = writer.memberCount = 0;
        return writer;
    }

    internal void Return()
    {
        if (output.Length <= KeptCapacity)
        {
            cached = this;
        }
    }

    /// <summary>Opens an object; the answer goes back into <see cref="EndObject"/>.</summary>
    internal ObjectStart BeginObject()
    {
        Put((byte)'{');
        return new ObjectStart(memberCount, namesUsed);
    }

    internal readonly record struct ObjectStart(int FirstMember, int NamesUsed);

    /// <summary>Writes a member's name and colon; the answer goes back into <see cref="EndMember"/>.</summary>
    internal Member BeginMember(in ObjectStart opened, scoped ReadOnlySpan<byte> name)
    {
        if (memberCount > opened.FirstMember)
        {
            Put((byte)',');
        }
        Grow(ref names, namesUsed, name.Length);
        name.CopyTo(names.AsSpan(namesUsed));
        var member = new Member(namesUsed, name.Length, written, 0);
        namesUsed += name.Length;
        WriteString(name);
        Put((byte)':');
        return member;
    }

    internal void EndMember(in Member member)
    {
        if (memberCount == members.Length)
        {
            Array.Resize(ref members, memberCount * 2);
        }
        members[memberCount++] = member with { End = written };
    }

    internal void EndObject(in ObjectStart opened)
    {
        var all = members.AsSpan(opened.FirstMember, memberCount - opened.FirstMember);
        if (!IsOrdered(all))
        {
            Rearrange(all);
        }
        memberCount = opened.FirstMember;
        namesUsed = opened.NamesUsed;
        Put((byte)'}');
    }

    internal void Put(byte value)
    {
        Grow(ref output, written, 1);
        output[written++] = value;
    }

    internal void Write(scoped ReadOnlySpan<byte> bytes)
    {
        Grow(ref output, written, bytes.Length);
        bytes.CopyTo(output.AsSpan(written));
        written += bytes.Length;
    }

    internal void WriteNumber(double value)
    {
        Grow(ref output, written, JcsNumber.MaxLength);
        written += JcsNumber.Write(value, output.AsSpan(written));
    }

    /// <summary>Writes valid UTF-8 with only the escapes of RFC 8785 section 3.2.2.2.</summary>
    internal void WriteString(scoped ReadOnlySpan<byte> text)
    {
        Grow(ref output, written, (text.Length * 6) + 2);
        output[written++] = (byte)'"';
        written += JcsString.Escape(text, output.AsSpan(written));
        output[written++] = (byte)'"';
    }

    /// <summary>Turns UTF-16 into UTF-8 in the scratch space, refusing lone surrogates.</summary>
    internal ReadOnlySpan<byte> ToUtf8(string text)
    {
        var room = Scratch(text.Length * 3);
        var status = System.Text.Unicode.Utf8.FromUtf16(
            text,
            room,
            out _,
            out var length,
            replaceInvalidSequences: false
        );
        return status == System.Buffers.OperationStatus.Done
            ? room[..length]
            : throw new JsonException(
                "A string holds a lone surrogate (RFC 8785 section 3.2.2.2)."
            );
    }

    /// <summary>Takes the escapes out of the reader's string in the scratch space, refusing lone surrogates.</summary>
    internal ReadOnlySpan<byte> Unescape(scoped ref Utf8JsonReader reader)
    {
        var room = Scratch(reader.ValueSpan.Length);
        try
        {
            return room[..reader.CopyString(room)];
        }
        catch (InvalidOperationException)
        {
            throw new JsonException("A string holds a lone surrogate (RFC 8785 section 3.2.2.2).");
        }
    }

    public int Compare(Member x, Member y) => JcsString.Compare(Name(x), Name(y));

    private ReadOnlySpan<byte> Name(in Member member) =>
        names.AsSpan(member.NameStart, member.NameLength);

    private bool IsOrdered(ReadOnlySpan<Member> all)
    {
        for (var i = 1; i < all.Length; i++)
        {
            if (Compare(all[i - 1], all[i]) >= 0)
            {
                return false;
            }
        }
        return true;
    }

    private void Rearrange(Span<Member> all)
    {
        var start = all[0].Start;
        all.Sort(this);
        var room = Scratch(written - start);
        var used = 0;
        for (var i = 0; i < all.Length; i++)
        {
            if (i > 0)
            {
                RefuseDuplicate(all[i - 1], all[i]);
                room[used++] = (byte)',';
            }
            var member = output.AsSpan(all[i].Start, all[i].End - all[i].Start);
            member.CopyTo(room[used..]);
            used += member.Length;
        }
        room[..used].CopyTo(output.AsSpan(start));
    }

    private void RefuseDuplicate(in Member first, in Member second)
    {
        if (Name(first).SequenceEqual(Name(second)))
        {
            var name = Encoding.UTF8.GetString(Name(first)[..Math.Min(first.NameLength, 60)]);
            throw new JsonException(
                $"The member name '{name}' occurs twice in one object (RFC 7493 section 2.3)."
            );
        }
    }

    private Span<byte> Scratch(int length)
    {
        Grow(ref scratch, 0, length);
        return scratch.AsSpan(0, length);
    }

    private static void Grow(ref byte[] buffer, int used, int more)
    {
        if (buffer.Length - used < more)
        {
            Array.Resize(ref buffer, checked(Math.Max(buffer.Length * 2, used + more)));
        }
    }
}
