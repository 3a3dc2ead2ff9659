using Vidimus.Platform.Facts;
using Vidimus.Platform.Ids;
using Vidimus.Platform.Persistence;

namespace Vidimus.Policies.PriorAuthorization.Research;

/// <summary>How rows of research are made, ended and shown; the same for callers and for the work in the background.</summary>
internal sealed class ResearchDesk(
    ResearchVault vault,
    PoliciesOptions options,
    DatabaseClock database,
    TimeProvider clock
)
{
    public ResearchOptions Options => options.Research;

    public ResearchVault Vault => vault;

    public TimeProvider Clock => clock;

    /// <summary>Now, as work that is due is measured.</summary>
    public Task<DateTimeOffset> Now(VidimusDb db, CancellationToken cancellation) =>
        database.Now(db, cancellation);

    /// <summary>A new row: one that waits, or one that has its outcome already.</summary>
    public ResearchRow New(
        Author author,
        ResearchAsked asked,
        ResearchOutcome? outcome,
        DateTimeOffset due
    )
    {
        var now = clock.GetUtcNow();
        var key = vault.NewKey();
        var row = new ResearchRow
        {
            OrganizationId = author.OrganizationId,
            Id = NewId.Create("res", clock),
            Mode = author.Mode,
            Status = ResearchStatuses.Pending,
            Procedures = string.Join(',', asked.Procedures.Select(p => p.Shown)),
            DataKey = key,
            Asked = outcome is null ? vault.Seal(key, asked) : null,
            Tries = 0,
            DueAt = due,
            CreatedAt = now,
            RemoveAt = now.AddDays(Options.KeepDays),
            RequestId = author.RequestId,
            Version = 1,
        };
        if (outcome is not null)
            Complete(row, outcome);
        return row;
    }

    public void Complete(ResearchRow row, ResearchOutcome outcome)
    {
        row.Outcome = vault.Seal(row.DataKey!, outcome);
        End(row, ResearchStatuses.Completed);
    }

    public void Fail(ResearchRow row, string error)
    {
        row.Error = error;
        row.DataKey = null;
        End(row, ResearchStatuses.Failed);
    }

    public void Cancel(ResearchRow row)
    {
        row.DataKey = null;
        End(row, ResearchStatuses.Canceled);
    }

    /// <summary>The fact that a row has ended.</summary>
    public static SimpleFact Ended(ResearchRow row) =>
        row.Status switch
        {
            ResearchStatuses.Completed => new SimpleFact("research.completed", row.Id),
            ResearchStatuses.Canceled => new SimpleFact("research.canceled", row.Id),
            _ => new SimpleFact("research.failed", row.Id),
        };

    public ResearchJob Show(ResearchRow row, bool whole = true)
    {
        var outcome = whole ? vault.Outcome(row) : null;
        return new(
            row.Id,
            row.Status,
            row.Procedures.Split(','),
            row.CreatedAt,
            row.StartedAt,
            row.FinishedAt,
            row.RemoveAt,
            row.FinishedAt is null ? $"/v1/prior-authorizations/research/{row.Id}" : null,
            outcome?.Result,
            outcome?.Cost,
            row.Error
        );
    }

    /// <summary>The same as Verity's clients know it.</summary>
    public static VerityResearch Verity(ResearchJob job) =>
        new(
            job.Id,
            job.Status,
            job.CreatedAt,
            job.FinishedAt,
            job.PollUrl is null ? null : $"/api/v1/prior-auth/research/{job.Id}",
            VerityResearchResult.Of(job.Result),
            job.Cost,
            job.Error
        );

    // What was asked is of no use any more, and may be about somebody.
    private void End(ResearchRow row, string status)
    {
        row.Status = status;
        row.Asked = null;
        row.DueAt = null;
        row.FinishedAt = clock.GetUtcNow();
        row.StartedAt ??= status == ResearchStatuses.Completed ? row.CreatedAt : null;
        row.RemoveAt = row.FinishedAt.Value.AddDays(Options.KeepDays);
    }
}
