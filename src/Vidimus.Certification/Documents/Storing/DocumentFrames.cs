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

/// <summary>Seals a document's frames, one after the other.</summary>
internal sealed class FrameSealing : IDisposable
{
    private readonly AesGcm _aes;
    private readonly byte[] _associated;
    private readonly byte[] _sealed = ArrayPool<byte>.Shared.Rent(
        DocumentFrames.Plain + DocumentFrames.Tag
    );
    private long _frame;

    public FrameSealing(ReadOnlySpan<byte> key, string id)
    {
        _aes = new(key, DocumentFrames.Tag);
        _associated = DocumentFrames.Associated(id);
    }

    /// <summary>The next frame as it is stored; good until the one after it. All but the last are full.</summary>
    public ReadOnlySpan<byte> Seal(ReadOnlySpan<byte> plain, bool last)
    {
        Span<byte> nonce = stackalloc byte[12];
        DocumentFrames.Nonce(_frame++, last, nonce);
        _aes.Encrypt(
            nonce,
            plain,
            _sealed.AsSpan(0, plain.Length),
            _sealed.AsSpan(plain.Length, DocumentFrames.Tag),
            _associated
        );
        return _sealed.AsSpan(0, plain.Length + DocumentFrames.Tag);
    }

    public void Dispose()
    {
        _aes.Dispose();
        ArrayPool<byte>.Shared.Return(_sealed);
    }
}
