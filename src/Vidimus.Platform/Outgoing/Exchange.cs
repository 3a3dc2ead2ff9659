using System.Net;

namespace Vidimus.Platform.Outgoing;

/// <summary>
/// What is known about one request while it runs. Connections are shared between requests, so the connection's stream finds the exchange
/// it works for in the asynchronous context: HTTP/1.1 reads and writes in the flow of the request itself.
/// </summary>
internal sealed class Exchange(long bytesAllowed)
{
    private static readonly AsyncLocal<Exchange?> Flow = new();

    private long _bytesLeft = bytesAllowed;

    public static Exchange? Current
    {
        get => Flow.Value;
        set => Flow.Value = value;
    }

    public OutgoingPhase Phase { get; set; } = OutgoingPhase.Connecting;

    public CheckedAddress? Remote { get; private set; }

    public IPAddress? RemoteAddress => Remote?.Address;

    public void Sending(CheckedAddress remote)
    {
        Remote = remote;
        if (Phase == OutgoingPhase.Connecting)
        {
            Phase = OutgoingPhase.WaitingForAnswer;
        }
    }

    /// <summary>Counts what the wire brought: interim answers, chunk extensions and trailers have no other limit than the deadline.</summary>
    /// <exception cref="AnswerTooLargeException">More came than any answer within the limits needs.</exception>
    public void Received(int bytes)
    {
        if (Interlocked.Add(ref _bytesLeft, -bytes) < 0)
        {
            throw new AnswerTooLargeException();
        }
    }
}

internal sealed class AnswerTooLargeException() : IOException("The answer is larger than allowed.");
