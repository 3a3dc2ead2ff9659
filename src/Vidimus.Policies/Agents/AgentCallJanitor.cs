using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Vidimus.Platform.Persistence;

namespace Vidimus.Policies.Agents;

/// <summary>
/// Removes calls of tools from the ledger once they are old, a bounded number in each transaction. That there was a call stays in
/// the audit record, which has a fact of each.
/// </summary>
internal sealed class AgentCallJanitor(
    Commits commits,
    AgentOptions options,
    TimeProvider clock,
    ILogger<AgentCallJanitor> log
) : PeriodicWork(TimeSpan.FromHours(1), clock, log)
{
    private const int AtATime = 1000;
    private const int MostTimes = 50;
    private readonly TimeProvider _clock = clock;

    protected override async Task Round(CancellationToken cancellation)
    {
        var before = _clock.GetUtcNow().AddDays(-options.KeepDays);
        await commits.RemoveOver(
            "policies.upkeep",
            rows => rows.Across<AgentCallRow>().Where(c => c.At < before).OrderBy(c => c.At),
            cancellation,
            AtATime,
            MostTimes
        );
    }
}
