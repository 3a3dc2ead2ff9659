using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Vidimus.Access;
using Vidimus.Access.Usage;
using Vidimus.Platform.Ids;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Secrets;
using Vidimus.Tools;
using Vidimus.Tools.Answers;

namespace Vidimus.Mcp.Record;

/// <summary>Puts a call on the organization's record and into its usage.</summary>
internal sealed class Recording(ToolRecords records, MasterKeys keys, TimeProvider clock)
{
    private readonly byte[] _key = keys.Derive("mcp arguments");

    /// <summary>
    /// The call's record, and the answer that is given after it: what could not be written down is not answered as done.
    /// </summary>
    public async ValueTask<ToolAnswer> Keep(CallBegun call, ToolAnswer answer)
    {
        var record = RecordOf(call, answer);
        if (call.Tool is not null)
            call.Http.Features.Set(
                new ToolCall(
                    call.Tool.Name,
                    answer.Outcome
                        is ToolOutcome.Refused
                            or ToolOutcome.Failed
                            or ToolOutcome.Unknown
                        ? ToolCalled.Word(answer.Outcome)
                        : null
                )
            );
        if (call.Tool is null or { Effect: ToolEffect.Read })
        {
            await records.Note(record);
            return answer;
        }
        if (await records.Save(record) || answer.Outcome is not ToolOutcome.Done)
            return answer;
        var problem = McpProblems.NotRecorded.With();
        return Refusals.Of(problem.Type.Code, problem.Message, problem.Hint, ToolOutcome.Unknown);
    }

    /// <summary>
    /// Tells equal arguments of one organization, and nothing to who has no master key: a plain digest of a few known words,
    /// such as a name and an address, could be guessed by who can read the record, also after they were erased.
    /// </summary>
    public string Digest(Caller caller, string arguments) =>
        Convert.ToHexStringLower(
            HMACSHA256.HashData(
                _key,
                Encoding.UTF8.GetBytes($"{caller.OrganizationId}\n{arguments}")
            )
        );

    private CallRecord RecordOf(CallBegun call, ToolAnswer answer) =>
        new(
            NewId.Create("fct", clock),
            clock.GetUtcNow(),
            call.Http.RequestServices.GetRequiredService<CurrentAuthor>().Value! with
            {
                Tool = call.Tool?.Name,
            },
            new(call.Tool?.Name ?? ToolCalled.Unknown)
            {
                Toolset = call.Session.Toolset,
                Outcome = answer.Outcome,
                Code = answer.Code,
                Milliseconds = (long)Stopwatch.GetElapsedTime(call.Since).TotalMilliseconds,
                ArgumentsDigest = call.ArgumentsDigest,
                ApprovalId = call.ApprovalId,
                GrantId = call.Caller.GrantId,
            }
        );
}
