using System.Net;

namespace Vidimus.Platform.Outgoing;

/// <summary>How a request ended. A closed set: match on the nested records.</summary>
public abstract record OutgoingResult
{
    private OutgoingResult() { }

    /// <summary>Time from the call to its end.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>The server answered. Redirects are answers: they are never followed.</summary>
    /// <param name="Status">The status code, 200 to 999.</param>
    /// <param name="Headers">All headers by name, in any case; repeated ones joined with a comma.</param>
    /// <param name="Body">The body as sent (never decompressed), up to the wanted size.</param>
    /// <param name="Truncated">Whether there was more of the body.</param>
    /// <param name="RemoteAddress">The address that answered.</param>
    /// <param name="FromAllowedNetwork">Whether it was reached since an opened private network holds it.</param>
    public sealed record Answered(
        int Status,
        IReadOnlyDictionary<string, string> Headers,
        ReadOnlyMemory<byte> Body,
        bool Truncated,
        IPAddress? RemoteAddress,
        bool FromAllowedNetwork = false
    ) : OutgoingResult;

    /// <summary>The target is not one to call; nothing was sent. Always the same, whatever the reason.</summary>
    public sealed record Blocked : OutgoingResult
    {
        /// <summary>A sentence for the user, equal for all refused targets.</summary>
        public string Reason => OutgoingTarget.BlockedReason;
    }

    /// <summary>No complete answer came, for a reason of the network or the other side.</summary>
    /// <param name="Reason">Why.</param>
    public sealed record Unreachable(UnreachableReason Reason) : OutgoingResult;

    /// <summary>The time for connecting or for the whole exchange ran out.</summary>
    /// <param name="Phase">What was going on then.</param>
    public sealed record TimedOut(OutgoingPhase Phase) : OutgoingResult;

    /// <summary>
    /// The answer's status line, headers or framing were larger than allowed. A large body is cut where it is kept, and refused where a
    /// file is fetched.
    /// </summary>
    public sealed record TooLarge : OutgoingResult;
}

/// <summary>Why no complete answer came.</summary>
public enum UnreachableReason
{
    /// <summary>The connection failed in a way not named below.</summary>
    ConnectionFailed,

    /// <summary>The name service gave no answer at present.</summary>
    LookupFailed,

    /// <summary>Nothing listens there.</summary>
    ConnectionRefused,

    /// <summary>There is no route to the network or host.</summary>
    NetworkUnreachable,

    /// <summary>The connection was reset.</summary>
    ConnectionReset,

    /// <summary>The connection ended before the answer was complete.</summary>
    AnswerCut,

    /// <summary>The answer is not valid HTTP/1.1.</summary>
    BadAnswer,

    /// <summary>The TLS handshake failed.</summary>
    TlsFailed,

    /// <summary>The certificate is for another host.</summary>
    CertificateNameMismatch,

    /// <summary>The certificate, or one above it, has expired or is not yet valid.</summary>
    CertificateExpired,

    /// <summary>The certificate does not lead to a trusted authority, or is otherwise invalid.</summary>
    CertificateNotTrusted,
}

/// <summary>The phases of an exchange.</summary>
public enum OutgoingPhase
{
    /// <summary>Looking up, connecting, TLS handshake, or waiting for a free connection.</summary>
    Connecting,

    /// <summary>Sending the request and waiting for the status and headers.</summary>
    WaitingForAnswer,

    /// <summary>Reading the body.</summary>
    ReadingBody,
}
