using Microsoft.EntityFrameworkCore;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;
using Vidimus.Policies.Codes;

namespace Vidimus.Policies.Reading.Likeness;

/// <summary>Finds the policies that are most like a text.</summary>
internal sealed class PolicyLikeness(
    VidimusDb db,
    EmbeddingService service,
    Spaces spaces,
    EmbeddingOptions options
)
{
    public async Task<Result<TextHit[]>> Find(
        PolicySought sought,
        TextHit? after,
        CancellationToken cancellation
    )
    {
        if (!options.IsOn)
            return PoliciesProblems.NoLikeness;
        // What is sought leaves this server: whom it is about does not.
        if (PatientText.Holds(sought.Text))
            return PoliciesProblems.PatientIdentifiers.With(field: "q");
        var asked = await service.Embed([sought.Text!], cancellation);
        if (asked.Vectors is not [var vector])
            return PoliciesProblems.SearchUnavailable.With(
                $"The service that searches by likeness cannot be used: {asked.Missing}."
            );
        List<TextHit> hits = [];
        foreach (var owner in sought.Owners)
        {
            var among = await sought
                .Filter.Of(db, sought.Owners, owner)
                .Select(p => p.Id)
                .ToHashSetAsync(StringComparer.Ordinal, cancellation);
            var nearest = await spaces.Read(
                db,
                owner,
                space => space.Nearest(vector, among, TextSearch.Depth),
                cancellation
            );
            hits.AddRange(nearest.Select(n => new TextHit(owner, n.Id, "", n.Likeness)));
        }
        TextHit[] best =
        [
            .. hits.OrderByDescending(h => h.Rank)
                .ThenBy(h => h.Id, StringComparer.Ordinal)
                .Where(h => after is null || IsBehind(h, after))
                .Take(TextSearch.Depth),
        ];
        return best;
    }

    private static bool IsBehind(TextHit hit, TextHit after) =>
        hit.Rank < after.Rank
        || (hit.Rank == after.Rank && string.CompareOrdinal(hit.Id, after.Id) > 0);
}
