using System.Text.Json;
using Vidimus.Platform.Facts;
using Vidimus.Platform.Persistence;
using Vidimus.Tools;

namespace Vidimus.Mcp.Record;

/// <summary>
/// A tool was called, whatever came of it. Who called, through which tool and client, and in which request say the fact's other
/// parts. Arguments are never kept: their digest tells equal ones.
/// </summary>
/// <param name="Tool">The tool; <see cref="Unknown"/> where the name that was asked for is no tool's, since such a name may be anything.</param>
internal sealed record ToolCalled(string Tool) : Fact("mcp.tool_called", Tool)
{
    public const string Unknown = "unknown";

    /// <summary>The toolset it was called in.</summary>
    public required string Toolset { get; init; }

    /// <summary>How it ended.</summary>
    public required ToolOutcome Outcome { get; init; }

    /// <summary>The code of what did not end well.</summary>
    public string? Code { get; init; }

    /// <summary>How long it took.</summary>
    public required long Milliseconds { get; init; }

    /// <summary>Digest of the arguments, keyed; null where the call was refused before they were looked at.</summary>
    public string? ArgumentsDigest { get; init; }

    /// <summary>The approval it waits for or was let through with.</summary>
    public string? ApprovalId { get; init; }

    /// <summary>What the member had let the client do.</summary>
    public string? GrantId { get; init; }

    public override void WriteMembers(Utf8JsonWriter writer)
    {
        writer.WriteString("toolset", Toolset);
        writer.WriteString("outcome", Word(Outcome));
        if (Code is not null)
            writer.WriteString("code", Code);
        writer.WriteNumber("milliseconds", Milliseconds);
        if (ArgumentsDigest is not null)
            writer.WriteString("argumentsDigest", ArgumentsDigest);
        if (ApprovalId is not null)
            writer.WriteString("approval", ApprovalId);
        if (GrantId is not null)
            writer.WriteString("grant", GrantId);
    }

    public static string Word(ToolOutcome outcome) =>
        outcome switch
        {
            ToolOutcome.Done => "done",
            ToolOutcome.Refused => "refused",
            ToolOutcome.Pending => "pending",
            ToolOutcome.Unknown => "unknown",
            _ => "failed",
        };
}

/// <summary>A call on its way to the record.</summary>
/// <param name="Id">Id of the fact.</param>
/// <param name="At">When it ended.</param>
/// <param name="By">Who called.</param>
/// <param name="Fact">What came of it.</param>
internal sealed record CallRecord(string Id, DateTimeOffset At, Author By, ToolCalled Fact);
