using Microsoft.EntityFrameworkCore;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;
using Vidimus.Policies.Model;
using Vidimus.Policies.Reading;
using Vidimus.Policies.Writing;

namespace Vidimus.Policies.Evaluation;

/// <summary>A policy that is to be evaluated.</summary>
/// <param name="Policy">Which it is.</param>
/// <param name="Compiled">What is evaluated.</param>
/// <param name="Digest">Digest of the edition's document.</param>
internal sealed record ReadyToEvaluate(
    EvaluatedPolicy Policy,
    CompiledPolicy Compiled,
    string Digest
);

/// <summary>Finds policies, their trees read; the document is opened only where nobody asked for that edition before.</summary>
internal sealed class PoliciesInForce(VidimusDb db, CompiledPolicies compiled)
{
    /// <summary>The policy of the first of the owners that has it, in an edition or the current one.</summary>
    public Task<Result<ReadyToEvaluate>> Find(
        string[] owners,
        string id,
        int? edition,
        CancellationToken cancellation
    ) => Find(db, compiled, owners, id, edition, cancellation);

    /// <summary>The same in the edition that holds on a day; in the current one where none does.</summary>
    public async Task<Result<ReadyToEvaluate>> FindOn(
        string[] owners,
        string id,
        DateOnly day,
        CancellationToken cancellation
    )
    {
        var heads = await PolicyLibrary
            .Rows<PolicyRow>(db, owners)
            .AsNoTracking()
            .Where(p => p.Id == id)
            .ToListAsync(cancellation);
        var edition = heads.MinBy(h => Array.IndexOf(owners, h.OrganizationId))
            is { Edition: > 1 } head
            ? await FormerEditions.On(db, head, CompiledPolicy.Said(day), cancellation)
            : null;
        return await Find(owners, id, edition, cancellation);
    }

    /// <summary>As above, as a change sees it that is being made.</summary>
    public static async Task<Result<ReadyToEvaluate>> Find(
        VidimusDb db,
        CompiledPolicies compiled,
        string[] owners,
        string id,
        int? edition,
        CancellationToken cancellation
    )
    {
        var heads = await PolicyLibrary
            .Rows<PolicyRow>(db, owners)
            .AsNoTracking()
            .Where(p => p.Id == id)
            .Select(p => new
            {
                p.OrganizationId,
                p.Edition,
                p.Digest,
            })
            .ToListAsync(cancellation);
        if (heads.MinBy(h => Array.IndexOf(owners, h.OrganizationId)) is not { } head)
            return PoliciesProblems.PolicyNotFound;
        var (number, digest) = (head.Edition, head.Digest);
        if (edition is { } older && older != number)
        {
            var found = await Edition(db, head.OrganizationId, id, older)
                .Select(e => e.Digest)
                .SingleOrDefaultAsync(cancellation);
            if (found is null)
                return PoliciesProblems.PolicyNotFound.With(
                    "The policy has no such edition.",
                    "edition",
                    "Use a number from 1 to that of the current edition."
                );
            (number, digest) = (older, found);
        }
        if (compiled.Find(digest) is not { } policy)
        {
            var content = await Edition(db, head.OrganizationId, id, number)
                .Select(e => e.Content)
                .SingleAsync(cancellation);
            policy = compiled.Keep(digest, PolicyText.Unpack(content));
        }
        return new ReadyToEvaluate(new(id, policy.Title, policy.Type, number), policy, digest);
    }

    private static IQueryable<EditionRow> Edition(
        VidimusDb db,
        string owner,
        string id,
        int edition
    ) =>
        db.Across<EditionRow>()
            .AsNoTracking()
            .Where(e => e.OrganizationId == owner && e.PolicyId == id && e.Edition == edition);
}
