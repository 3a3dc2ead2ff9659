namespace Vidimus.Platform.Outgoing;

/// <summary>
/// A body that ends at its limit and at the deadline. What goes wrong with it is thrown as one kind, so that a full disk of whoever takes
/// it is not mistaken for a fault of the network.
/// </summary>
internal sealed class ArrivingBody(Stream inner, long limit, CancellationToken deadline) : Stream
{
    private long _left = limit;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(
        Memory<byte> buffer,
        CancellationToken cancellationToken = default
    )
    {
        try
        {
            var count = await inner.ReadAsync(buffer, deadline);
            _left -= count;
            return _left >= 0 ? count : throw new AnswerTooLargeException();
        }
        catch (Exception e) when (OutgoingFailure.IsOfNetwork(e))
        {
            throw new ArrivalFailedException(e);
        }
    }

    public override Task<int> ReadAsync(
        byte[] buffer,
        int offset,
        int count,
        CancellationToken cancellationToken
    ) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) =>
        throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) =>
        throw new NotSupportedException();

    public override void Flush() { }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}

internal sealed class ArrivalFailedException(Exception cause)
    : Exception("The answer did not come whole.", cause);
