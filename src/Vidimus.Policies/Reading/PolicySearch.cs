using Microsoft.EntityFrameworkCore;
using Vidimus.Platform.Http;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;
using Vidimus.Policies.Model;
using Vidimus.Policies.Reading.Likeness;

namespace Vidimus.Policies.Reading;

/// <summary>What is sought among policies.</summary>
/// <param name="Owners">Whose; see <see cref="PolicyLibrary"/>.</param>
/// <param name="Text">The words, or what policies are to be like; null for all that the filter lets through, by their ids.</param>
/// <param name="ByLikeness">True to search by likeness.</param>
/// <param name="Filter">Which policies.</param>
/// <param name="Cursor">Where the list goes on.</param>
/// <param name="Size">Most policies of a page.</param>
internal sealed record PolicySought(
    string[] Owners,
    string? Text,
    bool ByLikeness,
    PolicyFilter Filter,
    string? Cursor,
    int Size
)
{
    /// <summary>Names the list, so that no cursor of another goes on in it.</summary>
    public string Scope =>
        string.Join(
            '\u001f',
            [
                "policies",
                .. Owners,
                Text,
                ByLikeness ? "semantic" : "keyword",
                Filter.Status,
                Filter.Type,
                .. Filter.Jurisdictions,
                Filter.Payer,
                Filter.Code,
            ]
        );
}

/// <summary>Finds policies: all, by words, or by likeness.</summary>
internal sealed class PolicySearch(
    VidimusDb db,
    TextSearch texts,
    RankedPages pages,
    PolicyLikeness likeness,
    Cursors cursors
)
{
    public async Task<Result<Page<PolicyRow>>> Run(
        PolicySought sought,
        CancellationToken cancellation
    ) =>
        sought.Text is null
            ? await List(sought, cancellation)
            : await pages.Read(
                sought.Scope,
                sought.Cursor,
                sought.Size,
                after => Hits(sought, after, cancellation),
                hits => Load(sought, hits, cancellation)
            );

    private async Task<Result<TextHit[]>> Hits(
        PolicySought sought,
        TextHit? after,
        CancellationToken cancellation
    )
    {
        if (sought.ByLikeness)
            return await likeness.Find(sought, after, cancellation);
        var query = new TextQuery(
            sought.Owners,
            PolicyTexts.Plain(sought.Text)!,
            PolicyTexts.Marks(sought.Filter),
            TextSearch.Depth
        )
        {
            After = after,
        };
        return (await texts.Find(PolicyTexts.Policies, query, cancellation)).ToArray();
    }

    // The words are those of a moment ago; whether a policy still fits the filter, its row says.
    private async Task<IReadOnlyList<(TextHit, PolicyRow)>> Load(
        PolicySought sought,
        IReadOnlyList<TextHit> hits,
        CancellationToken cancellation
    )
    {
        Dictionary<(string, string), PolicyRow> rows = [];
        foreach (var owned in hits.GroupBy(h => h.OrganizationId, StringComparer.Ordinal))
        {
            string[] ids = [.. owned.Select(h => h.Id)];
            var found = await sought
                .Filter.Of(db, sought.Owners, owned.Key)
                .Where(p => ids.Contains(p.Id))
                .ToListAsync(cancellation);
            foreach (var row in found)
                rows[(row.OrganizationId, row.Id)] = row;
        }
        return
        [
            .. hits.Where(h => rows.ContainsKey((h.OrganizationId, h.Id)))
                .Select(h => (h, rows[(h.OrganizationId, h.Id)])),
        ];
    }

    private async Task<Result<Page<PolicyRow>>> List(
        PolicySought sought,
        CancellationToken cancellation
    )
    {
        var scope = sought.Scope;
        var after = "";
        if (sought.Cursor is not null && !cursors.TryRead(scope, sought.Cursor, out after))
            return PlatformProblems.InvalidCursor;
        IQueryable<PolicyRow>? all = null;
        foreach (var owner in sought.Owners)
        {
            // Each of them by its index; together they are few.
            var some = sought
                .Filter.Of(db, sought.Owners, owner)
                .Where(p => string.Compare(p.Id, after) > 0)
                .OrderBy(p => p.Id)
                .Take(sought.Size + 1);
            all = all is null ? some : all.Concat(some);
        }
        var rows = await all!.OrderBy(p => p.Id).Take(sought.Size + 1).ToListAsync(cancellation);
        return rows.ToPage(sought.Size, p => p, p => cursors.Make(scope, p.Id));
    }
}
