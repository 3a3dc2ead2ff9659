using Microsoft.Extensions.Logging;
using Vidimus.Platform.Telemetry;

namespace Vidimus.Access.Members.SigningIn;

/// <summary>
/// Tells the log and the meter who signed in and what failed (OWASP ASVS 5.0, section 16.3): ids only, never an address. On the
/// record of an organization stands what changes who may do what; that somebody came in is no change.
/// </summary>
internal sealed partial class SignIns(ILogger<SignIns> log)
{
    /// <summary>Somebody is in, with all steps.</summary>
    public void Right(string method, string memberId, string sessionId)
    {
        Count(method, "succeeded");
        LogRight(log, memberId, method, sessionId);
    }

    /// <summary>The first step was right, the second is still to come.</summary>
    public void Half(string method, string memberId)
    {
        Count(method, "second-step");
        LogHalf(log, memberId, method);
    }

    /// <summary>A try that was wrong, or had to wait; of nobody where it is not known whose it would be.</summary>
    public void Wrong(string method, string? memberId, bool waits = false)
    {
        Count(method, waits ? "waits" : "failed");
        LogWrong(log, method, memberId ?? "nobody", waits ? "had to wait" : "was wrong");
    }

    private static void Count(string method, string outcome) =>
        Meters.SignIns.Add(1, new("method", method), new("outcome", outcome));

    [LoggerMessage(
        2201,
        LogLevel.Information,
        "Member {Member} signed in by {Method}, session {Session}."
    )]
    private static partial void LogRight(
        ILogger logger,
        string member,
        string method,
        string session
    );

    [LoggerMessage(
        2202,
        LogLevel.Information,
        "Member {Member} proved the first step by {Method}."
    )]
    private static partial void LogHalf(ILogger logger, string member, string method);

    [LoggerMessage(2203, LogLevel.Warning, "A try to sign in by {Method}, of {Member}, {Outcome}.")]
    private static partial void LogWrong(
        ILogger logger,
        string method,
        string member,
        string outcome
    );
}
