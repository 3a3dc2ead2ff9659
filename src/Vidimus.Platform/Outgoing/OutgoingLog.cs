using System.Net;
using Microsoft.Extensions.Logging;

namespace Vidimus.Platform.Outgoing;

/// <summary>Messages 1100–1109. Hosts have passed the strict reading before, so they hold no control characters; URLs are never logged.</summary>
internal static partial class OutgoingLog
{
    [LoggerMessage(1100, LogLevel.Information, "Outgoing request to {Host}:{Port} refused: {Why}")]
    public static partial void Blocked(ILogger log, string host, int port, string why);

    [LoggerMessage(
        1101,
        LogLevel.Information,
        "Outgoing request refused for the form of its URL: {Why}"
    )]
    public static partial void BlockedByForm(ILogger log, string why);

    [LoggerMessage(
        1102,
        LogLevel.Information,
        "Outgoing request to {Host}:{Port} at {Address} used the allowed private network {Network}"
    )]
    public static partial void UsedAllowedNetwork(
        ILogger log,
        string host,
        int port,
        IPAddress address,
        IPNetwork network
    );

    [LoggerMessage(
        1103,
        LogLevel.Debug,
        "Connecting to {Address}:{Port} failed; trying the next address"
    )]
    public static partial void AttemptFailed(ILogger log, IPAddress address, int port);
}
