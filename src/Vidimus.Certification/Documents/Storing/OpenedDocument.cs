using System.Buffers;
using System.Security.Cryptography;

namespace Vidimus.Certification.Documents.Storing;

/// <summary>The plain bytes of a stored document, opened frame by frame; nothing that is not authentic is given out.</summary>
internal sealed class OpenedDocument : Stream
{
    private readonly Stream _stored;
    private readonly DocumentRow _row;
    private readonly AesGcm _aes;
    private readonly byte[] _associated;
    private readonly byte[] _sealed = ArrayPool<byte>.Shared.Rent(
        DocumentFrames.Plain + DocumentFrames.Tag
    );
    private readonly byte[] _plain = ArrayPool<byte>.Shared.Rent(DocumentFrames.Plain);
    private long _frame;
    private int _from;
    private int _to;
    private bool _ended;
    private bool _closed;

    private OpenedDocument(Stream stored, DocumentRow row, byte[] key)
    {
        _stored = stored;
        _row = row;
        _aes = new(key, DocumentFrames.Tag);
        _associated = DocumentFrames.Associated(row.Id);
    }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => _row.Size;

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Opens the first frame, so that a document that is damaged at its beginning is told before anything of it is sent.</summary>
    public static async Task<OpenedDocument> Begin(
        Stream stored,
        DocumentRow row,
        byte[] key,
        CancellationToken cancellation
    )
    {
        var opened = new OpenedDocument(stored, row, key);
        try
        {
            var form = new byte[DocumentFrames.Form.Length];
            await opened.Whole(form, cancellation);
            if (!DocumentFrames.Form.SequenceEqual(form))
                throw new DocumentDamagedException(row.Id);
            await opened.Next(cancellation);
            return opened;
        }
        catch
        {
            await opened.DisposeAsync();
            throw;
        }
    }

    public override async ValueTask<int> ReadAsync(
        Memory<byte> buffer,
        CancellationToken cancellationToken = default
    )
    {
        if (_from == _to && !_ended)
            await Next(cancellationToken);
        var count = Math.Min(buffer.Length, _to - _from);
        _plain.AsMemory(_from, count).CopyTo(buffer);
        _from += count;
        return count;
    }

    public override Task<int> ReadAsync(
        byte[] buffer,
        int offset,
        int count,
        CancellationToken cancellationToken
    ) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) =>
        throw new NotSupportedException();

    public override void Flush() { }

    public override void Write(byte[] buffer, int offset, int count) =>
        throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing && !_closed)
        {
            _closed = true;
            _stored.Dispose();
            _aes.Dispose();
            ArrayPool<byte>.Shared.Return(_sealed);
            ArrayPool<byte>.Shared.Return(_plain, clearArray: true);
        }
        base.Dispose(disposing);
    }

    private async Task Next(CancellationToken cancellation)
    {
        var count = DocumentFrames.PlainOf(_frame, _row.Size);
        var last = DocumentFrames.IsLast(_frame, _row.Size);
        await Whole(_sealed.AsMemory(0, count + DocumentFrames.Tag), cancellation);
        Open(count, last);
        _frame++;
        (_from, _to, _ended) = (0, count, last);
        if (last && await _stored.ReadAsync(_sealed.AsMemory(0, 1), cancellation) > 0)
            throw new DocumentDamagedException(_row.Id);
    }

    private void Open(int count, bool last)
    {
        Span<byte> nonce = stackalloc byte[12];
        DocumentFrames.Nonce(_frame, last, nonce);
        try
        {
            _aes.Decrypt(
                nonce,
                _sealed.AsSpan(0, count),
                _sealed.AsSpan(count, DocumentFrames.Tag),
                _plain.AsSpan(0, count),
                _associated
            );
        }
        catch (AuthenticationTagMismatchException e)
        {
            throw new DocumentDamagedException(_row.Id, e);
        }
    }

    private async Task Whole(Memory<byte> bytes, CancellationToken cancellation)
    {
        var read = await _stored.ReadAtLeastAsync(
            bytes,
            bytes.Length,
            throwOnEndOfStream: false,
            cancellation
        );
        if (read < bytes.Length)
            throw new DocumentDamagedException(_row.Id);
    }
}
