namespace Vidimus.Cli;

/// <summary>
/// What comes out of a compressed file, counted: more than <paramref name="most"/> bytes, or far more than any table gives,
/// is a bomb and no table; and a length other than <paramref name="said"/>, of which the lowest 32 bits are known, is a file
/// that broke off, which the unpacking itself lets pass.
/// </summary>
internal sealed class BoundedStream(Stream inner, string name, long packed, long most, uint said)
    : Stream
{
    /// <summary>Tables of text are packed to a tenth; thousands of the same letter to a thousandth.</summary>
    private const int MostRatio = 150;
    private const long Harmless = 64L * 1024 * 1024;
    private long read;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => read;
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        int got;
        try
        {
            got = inner.Read(buffer);
        }
        catch (InvalidDataException)
        {
            throw new MistakeException($"{name} is damaged.", "Fetch it again.");
        }
        read += got;
        if (got == 0 && buffer.Length > 0 && (uint)read != said)
            throw new MistakeException(
                $"{name} is damaged or breaks off.",
                "Fetch it again. If it is several compressed files in one, unpack it and give its tables."
            );
        if (read > most)
            throw new MistakeException(
                $"{name} holds more than {most / 1024 / 1024:#,0} MB.",
                "Split it, or give its tables unpacked."
            );
        if (read > Harmless && read > packed * MostRatio)
            throw new MistakeException(
                $"{name} unpacks to more than {MostRatio} times its size, as no table does.",
                "If it is what you mean, unpack it and give its tables."
            );
        return got;
    }

    public override int Read(byte[] buffer, int offset, int count) =>
        Read(buffer.AsSpan(offset, count));

    public override void Flush() { }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

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
