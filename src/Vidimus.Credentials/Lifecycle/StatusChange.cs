using Microsoft.EntityFrameworkCore;
using Vidimus.Access;
using Vidimus.Credentials.Issuing;
using Vidimus.Credentials.Reading;
using Vidimus.Credentials.Recipients;
using Vidimus.Credentials.Status;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Credentials.Lifecycle;

/// <summary>What revoking, suspending and reinstating have in common: an issued credential that is not revoked yet.</summary>
internal sealed class StatusChange(
    VidimusDb db,
    Writes writes,
    RecipientVault vault,
    AccessOptions options,
    TimeProvider clock
)
{
    /// <summary>Changes the caller's credential in one transaction; the change states itself, or says why not.</summary>
    public async Task<Result<Credential>> Run(
        string id,
        Func<Unit, CredentialRow, DateTimeOffset, ProblemType?> change,
        CancellationToken cancellation
    )
    {
        if (await CredentialIds.Find(db, id, cancellation) is not { } found)
            return CredentialProblems.CredentialNotFound;
        return await writes.Commit<Credential>(
            async unit =>
            {
                if (
                    await unit.Db.Credentials.SingleOrDefaultAsync(c => c.Id == found.Id)
                    is not { } row
                )
                    return CredentialProblems.CredentialNotFound;
                if (row.IssuedAt is null)
                    return CredentialProblems.NotIssued;
                if (row.RevokedAt is not null)
                    return CredentialProblems.Revoked;
                var now = clock.GetUtcNow();
                if (change(unit, row, now) is { } refused)
                    return refused;
                var views = await Views.Read(
                    unit.Db,
                    [row],
                    vault,
                    options.BaseUrl,
                    now,
                    CancellationToken.None
                );
                return views[0];
            },
            cancellation
        );
    }

    /// <summary>Marks the record, and the lists it is in, as changed.</summary>
    public static void Mark(Unit unit, CredentialRow row, DateTimeOffset now)
    {
        row.UpdatedAt = now;
        row.Version++;
        StatusEntries.Changed(unit, row);
    }
}
