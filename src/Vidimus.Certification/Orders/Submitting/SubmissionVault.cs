using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Vidimus.Certification.Documents;
using Vidimus.Platform.Json;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Secrets;

namespace Vidimus.Certification.Orders.Submitting;

/// <summary>Submissions as they are kept, and the files that go with them.</summary>
internal sealed class SubmissionVault(
    Commits commits,
    MasterKeys keys,
    DocumentVault documents,
    DatabaseClock time
)
{
    public async Task<SubmissionRow> Row(Unit unit, Submission mine, TimeSpan lease) =>
        new()
        {
            OrganizationId = mine.Author.OrganizationId,
            Id = mine.OrderId,
            Mode = mine.Author.Mode,
            ActorKind = mine.By.Kind,
            ActorId = mine.By.Id,
            IdempotencyKey = mine.IdempotencyKey,
            InputDigest = mine.InputDigest,
            Content = keys.Encrypt(
                JsonSerializer.SerializeToUtf8Bytes(mine, VidimusJson.Native),
                SubmissionRow.Purpose(mine.Author.OrganizationId)
            ),
            LeaseUntil = await time.Now(unit.Db, CancellationToken.None) + lease,
            Attempts = 0,
            Version = 1,
        };

    public Submission Open(SubmissionRow row) =>
        JsonSerializer.Deserialize<Submission>(
            keys.Decrypt(row.Content, SubmissionRow.Purpose(row.OrganizationId)),
            VidimusJson.Tolerant
        )!;

    /// <summary>Lets nobody look at it for so long.</summary>
    public Task Postpone(string organizationId, string id, TimeSpan pause) =>
        commits.Keep(
            "certification.upkeep",
            async unit =>
            {
                var row = await unit
                    .Db.Across<SubmissionRow>()
                    .SingleOrDefaultAsync(s => s.OrganizationId == organizationId && s.Id == id);
                if (row is null)
                    return;
                row.LeaseUntil = await time.Now(unit.Db, CancellationToken.None) + pause;
                row.Attempts++;
                row.Version++;
            },
            CancellationToken.None
        );

    /// <summary>Throws away what was fetched for it.</summary>
    public async Task Discard(Submission mine)
    {
        foreach (var document in mine.Documents.Where(d => !d.Uploaded))
            await documents.Discard(document.Staged ?? new(document.Id, null, "", 0, "", null, []));
    }
}
