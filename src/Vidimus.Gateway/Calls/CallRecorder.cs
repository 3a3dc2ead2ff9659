using System.Text.Json;
using Microsoft.Extensions.Logging;
using Vidimus.Client;
using Vidimus.Tools;

namespace Vidimus.Gateway;

/// <summary>Tells of every call three times: one line of log, the metrics, and one line of the record.</summary>
internal sealed class CallRecorder(
    string environment,
    AuditFile? audit,
    GatewayMetrics metrics,
    ILogger logger,
    TimeProvider clock
)
{
    private const int LongestClient = 120;

    /// <summary>False while the record cannot be written: what leaves no line is not carried out.</summary>
    public bool Works => audit?.Works() ?? true;

    public RecordedCall Begin(
        CallerEntry caller,
        string method,
        string name,
        JsonElement arguments,
        string? client
    )
    {
        metrics.Begun();
        var known = IsName(name) ? name : "invalid";
        var approval = Text(arguments, "approvalId") is { } id && IsName(id) ? id : null;
        return new RecordedCall
        {
            Caller = caller,
            Method = method,
            Name = known,
            Client = client is { Length: > LongestClient } ? client[..LongestClient] : client,
            ArgumentsDigest =
                arguments.ValueKind is JsonValueKind.Undefined
                    ? null
                    : ToolArguments.Digest(arguments),
            Approval = approval,
            Time = clock.GetUtcNow(),
            StartedAt = clock.GetTimestamp(),
            Trace = new ToolTrace(known, approval),
        };
    }

    /// <summary>
    /// A line on the disk that a write begins, so that one which is carried out leaves a line whatever becomes of this program;
    /// false when there is none, and then it must not be carried out.
    /// </summary>
    public bool Begun(RecordedCall call)
    {
        if (audit is null)
            return true;
        call.HasBegun = audit.Write(Record(call, "begun", null, null, TimeSpan.Zero), true);
        if (!call.HasBegun)
            Unwritten();
        return call.HasBegun;
    }

    /// <summary>Tells how a call ended; false when the record could not be told.</summary>
    public bool End(RecordedCall call, ToolOutcome outcome, string? code)
    {
        var duration = clock.GetElapsedTime(call.StartedAt);
        var word = outcome.ToString().ToLowerInvariant();
        var requests = call.Trace.Calls;
        var last = requests.Count > 0 ? requests[^1] : null;
        metrics.Ended(call.Tool?.Name ?? "none", word, duration);
        GatewayLog.Called(
            logger,
            call.Name,
            call.Caller.Name,
            word,
            code,
            Math.Round(duration.TotalMilliseconds, 1),
            call.Trace.CorrelationId,
            last?.RequestId,
            last?.Status,
            last is null ? null : $"{last.Method} {last.Endpoint}",
            requests.Count,
            requests.Sum(r => r.Retries),
            call.Cached
        );
        if (audit is null || audit.Write(Record(call, word, code, last, duration), call.Durable))
            return true;
        Unwritten();
        return false;
    }

    private void Unwritten()
    {
        metrics.AuditFailed();
        GatewayLog.AuditFailed(logger);
    }

    private AuditRecord Record(
        RecordedCall call,
        string outcome,
        string? code,
        CallLog? last,
        TimeSpan duration
    ) =>
        new()
        {
            Time = call.Time,
            CallId = call.Trace.CorrelationId,
            Caller = call.Caller.Name,
            Client = call.Client,
            Method = call.Method,
            Tool = call.Method == "tools/call" ? call.Name : null,
            ArgumentsDigest = call.ArgumentsDigest,
            Outcome = outcome,
            Code = code,
            Approval = call.Trace.Approval?.Id ?? call.Approval,
            RequestId = last?.RequestId,
            Duration = duration,
            Environment = environment,
        };

    private static string? Text(JsonElement arguments, string name) =>
        arguments.ValueKind is JsonValueKind.Object
        && arguments.TryGetProperty(name, out var value)
        && value.ValueKind is JsonValueKind.String
            ? value.GetString()
            : null;

    // What a client sends as a name may be anything, also a secret in the wrong place.
    private static bool IsName(string name) =>
        name.Length is >= 1 and <= 64
        && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '/');
}
