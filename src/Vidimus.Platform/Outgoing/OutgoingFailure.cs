using System.Net.Sockets;
using System.Security.Authentication;

namespace Vidimus.Platform.Outgoing;

/// <summary>Turns what sockets, TLS and the HTTP reader throw into a result.</summary>
internal static class OutgoingFailure
{
    /// <summary>Whether an exception tells of the network or the other side. Everything else is a bug and passes through.</summary>
    public static bool IsOfNetwork(Exception e) =>
        e
            is HttpRequestException
                or IOException
                or OperationCanceledException
                or SocketException
                or AuthenticationException;

    public static OutgoingResult Result(Exception thrown, OutgoingPhase phase, bool deadlinePassed)
    {
        var causes = Causes(thrown).ToList();
        if (causes.OfType<TargetBlockedException>().Any())
        {
            return new OutgoingResult.Blocked();
        }
        if (causes.Any(IsTooLarge))
        {
            return new OutgoingResult.TooLarge();
        }
        if (deadlinePassed)
        {
            return new OutgoingResult.TimedOut(phase);
        }
        if (causes.OfType<OperationCanceledException>().Any())
        {
            // Not our deadline, so the handler's time for connecting, which has bytes of the TLS handshake behind it perhaps.
            return new OutgoingResult.TimedOut(OutgoingPhase.Connecting);
        }
        // The reader of chunks throws without naming an error; a socket would have said what happened.
        var unnamed =
            phase == OutgoingPhase.ReadingBody
                ? UnreachableReason.BadAnswer
                : UnreachableReason.ConnectionFailed;
        return new OutgoingResult.Unreachable(
            causes.Select(Reason).FirstOrDefault(reason => reason is not null) ?? unnamed
        );
    }

    private static bool IsTooLarge(Exception e) =>
        e is AnswerTooLargeException || Error(e) == HttpRequestError.ConfigurationLimitExceeded;

    // Ordered innermost first by Causes, since the outer layers only say that something failed.
    private static UnreachableReason? Reason(Exception e) =>
        e switch
        {
            LookupFailedException => UnreachableReason.LookupFailed,
            CertificateRefusedException refused => refused.Reason,
            SocketException socket => Reason(socket),
            AuthenticationException => UnreachableReason.TlsFailed,
            _ => Error(e) switch
            {
                HttpRequestError.SecureConnectionError => UnreachableReason.TlsFailed,
                HttpRequestError.InvalidResponse => UnreachableReason.BadAnswer,
                HttpRequestError.ResponseEnded => UnreachableReason.AnswerCut,
                _ => null,
            },
        };

    private static UnreachableReason? Reason(SocketException e) =>
        e.SocketErrorCode switch
        {
            SocketError.ConnectionRefused => UnreachableReason.ConnectionRefused,
            SocketError.ConnectionReset or SocketError.ConnectionAborted or SocketError.Shutdown =>
                UnreachableReason.ConnectionReset,
            SocketError.NetworkUnreachable
            or SocketError.HostUnreachable
            or SocketError.HostDown
            or SocketError.NetworkDown => UnreachableReason.NetworkUnreachable,
            _ => null,
        };

    private static HttpRequestError? Error(Exception e) =>
        e switch
        {
            HttpRequestException request => request.HttpRequestError,
            HttpIOException body => body.HttpRequestError,
            _ => null,
        };

    private static IEnumerable<Exception> Causes(Exception thrown)
    {
        var causes = new Stack<Exception>();
        for (var e = thrown; e is not null; e = e.InnerException)
        {
            causes.Push(e);
        }
        return causes;
    }
}
