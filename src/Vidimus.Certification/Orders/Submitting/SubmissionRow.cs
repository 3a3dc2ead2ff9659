using Microsoft.EntityFrameworkCore;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Secrets;

namespace Vidimus.Certification.Orders.Submitting;

/// <summary>
/// A submission whose charge is being taken: written before anything is taken, and gone when the order is written or the
/// charge is known not to be taken. No read shows it; it is no order yet.
/// </summary>
internal sealed class SubmissionRow : IModeRow
{
    public required string OrganizationId { get; init; }

    /// <summary>The id that the order will have.</summary>
    public required string Id { get; init; }
    public required string Mode { get; init; }
    public required string ActorKind { get; init; }
    public required string ActorId { get; init; }
    public required string IdempotencyKey { get; init; }
    public required string InputDigest { get; init; }

    /// <summary>The <see cref="Submission"/>, encrypted: it says what was ordered and names files.</summary>
    public required byte[] Content { get; set; }

    /// <summary>Until then whoever wrote it is at it, by the database's time; afterwards anybody finds out what became of it.</summary>
    public required DateTimeOffset LeaseUntil { get; set; }

    /// <summary>How often that was tried in vain.</summary>
    public required int Attempts { get; set; }
    public required int Version { get; set; }

    /// <summary>What its content is encrypted for.</summary>
    public static string Purpose(string organizationId) => $"submission\n{organizationId}";
}

/// <summary>Submissions under another master key.</summary>
internal sealed class WrappedSubmissions : IWrapped
{
    public string What => "submissions of orders";

    public async Task<string?> RewrapPage(Unit unit, MasterKeys keys, string position)
    {
        var rows = await unit
            .Db.Across<SubmissionRow>()
            .Where(s => string.Compare(s.Id, position) > 0)
            .OrderBy(s => s.Id)
            .Take(Rewrapping.PageSize)
            .ToListAsync();
        foreach (var row in rows)
        {
            var purpose = SubmissionRow.Purpose(row.OrganizationId);
            if (Rewrapping.Rewrap(keys, row.Content, purpose) is not { } content)
                continue;
            row.Content = content;
            row.Version++;
        }
        return rows.Count < Rewrapping.PageSize ? null : rows[^1].Id;
    }
}
