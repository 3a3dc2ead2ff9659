namespace Vidimus.Cli;

/// <summary>Tells how far a file was read; where it is sought in, only what goes beyond what was read before.</summary>
internal sealed class CountedStream(FileStream inner, Action<long> tell) : Stream
{
    private long furthest;

    public override bool CanRead => true;
    public override bool CanSeek => true;
    public override bool CanWrite => false;
    public override long Length => inner.Length;

    public override long Position
    {
        get => inner.Position;
        set => inner.Position = value;
    }

    public override int Read(Span<byte> buffer)
    {
        var got = inner.Read(buffer);
        // The directory of an archive is at its end, and says nothing about how far it was read.
        var step = Math.Min(got, inner.Length - furthest);
        furthest += step;
        tell(step);
        return got;
    }

    public override int Read(byte[] buffer, int offset, int count) =>
        Read(buffer.AsSpan(offset, count));

    public override void Flush() { }

    public override long Seek(long offset, SeekOrigin origin) => inner.Seek(offset, origin);

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) =>
        throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            inner.Dispose();
        base.Dispose(disposing);
    }
}
