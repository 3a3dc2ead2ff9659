using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Vidimus.Certification.Documents.Storing;

/// <summary>
/// How a document lies in the store: five bytes that name this form, then frames of 64 KiB, each sealed with AES-256-GCM (NIST SP 800-38D)
/// under the document's own key. A frame's nonce is its number and whether it is the last, and the last is the only one that is not full
/// (it may be empty): a frame left out, moved, cut off or added opens nowhere. The associated data is the form and the document's id.
/// A key seals one document once, so that no nonce is used twice.
/// </summary>
internal static class DocumentFrames
{
    public const int Plain = 64 * 1024;
    public const int Tag = 16;
    public const int KeyBytes = 32;

    public static ReadOnlySpan<byte> Form => "VDOC1"u8;

    /// <summary>How many plain bytes the frame has, of a document of this size.</summary>
    public static int PlainOf(long frame, long size) =>
        (int)Math.Clamp(size - (frame * Plain), 0, Plain);

    public static bool IsLast(long frame, long size) => frame == size / Plain;

    public static byte[] Associated(string id) => [.. Form, .. Encoding.UTF8.GetBytes(id)];

    /// <summary>Seven zero bytes, the number, and 1 for the last frame.</summary>
    public static void Nonce(long frame, bool last, Span<byte> nonce)
    {
        nonce.Clear();
        BinaryPrimitives.WriteUInt32BigEndian(nonce[7..], checked((uint)frame));
        nonce[11] = last ? (byte)1 : (byte)0;
    }
}

/// <summary>Seals a document's frames, one after the other, and hands over a few at a time: the system takes large pieces for less.</summary>
internal sealed class FrameSealing : IDisposable
{
    private const int Together = 3;
    private const int Whole = DocumentFrames.Plain + DocumentFrames.Tag;

    private readonly AesGcm _aes;
    private readonly byte[] _associated;
    private readonly byte[] _sealed = ArrayPool<byte>.Shared.Rent(
        DocumentFrames.Form.Length + (Together * Whole)
    );
    private long _frame;
    private int _count;

    public FrameSealing(ReadOnlySpan<byte> key, string id)
    {
        _aes = new(key, DocumentFrames.Tag);
        _associated = DocumentFrames.Associated(id);
        DocumentFrames.Form.CopyTo(_sealed);
        _count = DocumentFrames.Form.Length;
    }

    /// <summary>True when another frame may not fit: what is there is to be taken first.</summary>
    public bool IsFull => _count + Whole > _sealed.Length;

    /// <summary>Seals the next frame. All but the last are full.</summary>
    public void Seal(ReadOnlySpan<byte> plain, bool last)
    {
        Span<byte> nonce = stackalloc byte[12];
        DocumentFrames.Nonce(_frame++, last, nonce);
        _aes.Encrypt(
            nonce,
            plain,
            _sealed.AsSpan(_count, plain.Length),
            _sealed.AsSpan(_count + plain.Length, DocumentFrames.Tag),
            _associated
        );
        _count += plain.Length + DocumentFrames.Tag;
    }

    /// <summary>What was sealed since the last time, as it is stored; good until the next frame is sealed.</summary>
    public ReadOnlySpan<byte> Take()
    {
        var count = _count;
        _count = 0;
        return _sealed.AsSpan(0, count);
    }

    public void Dispose()
    {
        _aes.Dispose();
        ArrayPool<byte>.Shared.Return(_sealed);
    }
}
