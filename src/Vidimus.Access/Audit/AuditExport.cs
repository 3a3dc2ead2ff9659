using System.Globalization;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Vidimus.Platform.Facts;
using Vidimus.Platform.Persistence;

namespace Vidimus.Access.Audit;

/// <summary>
/// Writes sealed facts in the order of the chain, a page in memory at a time. Facts of the last second have no place in the
/// chain yet; the next export has them.
/// </summary>
internal static class AuditExport
{
    private const int PageSize = 1000;

    private static readonly string[] Columns =
    [
        "number",
        "id",
        "at",
        "mode",
        "kind",
        "resourceId",
        "actorKind",
        "actorId",
        "requestId",
        "members",
        "previousHash",
        "hash",
        "tool",
        "client",
    ];

    public static async Task Write(
        VidimusDb db,
        string organization,
        Func<IQueryable<FactRow>, IQueryable<FactRow>> filter,
        bool csv,
        Stream target,
        CancellationToken cancellation
    )
    {
        await using var writer = new StreamWriter(
            target,
            new UTF8Encoding(false),
            16 * 1024,
            leaveOpen: true
        );
        if (csv)
            await writer.WriteAsync(Csv.Row(Columns));
        var end = await db.Across<AuditChainRow>()
            .Where(c => c.OrganizationId == organization)
            .Select(c => c.Number)
            .FirstOrDefaultAsync(cancellation);
        for (var after = 0L; after < end; after += PageSize)
        {
            await Task.Yield(); // others' requests come in between
            var from = after;
            var facts = db.Across<FactRow>()
                .AsNoTracking()
                .Where(f =>
                    f.OrganizationId == organization
                    && f.Number > from
                    && f.Number <= Math.Min(end, from + PageSize)
                );
            var rows = await filter(facts).OrderBy(f => f.Number).ToListAsync(cancellation);
            var previous = await Previous(db, organization, rows, cancellation);
            foreach (var row in rows)
                await writer.WriteAsync(Line(row, previous, csv).AsMemory(), cancellation);
            await writer.FlushAsync(cancellation);
        }
    }

    /// <summary>Hashes of the facts before these, where a filter left them out or they end the page before.</summary>
    private static async Task<Dictionary<long, string>> Previous(
        VidimusDb db,
        string organization,
        List<FactRow> rows,
        CancellationToken cancellation
    )
    {
        var known = rows.ToDictionary(r => r.Number!.Value, r => r.Hash!);
        var wanted = rows.Select(r => r.Number!.Value - 1)
            .Where(n => n > 0 && !known.ContainsKey(n))
            .ToArray();
        if (wanted.Length == 0)
            return known;
        var (first, last) = (wanted[0], wanted[^1]);
        var others = await db.Across<FactRow>()
            .Where(f =>
                f.OrganizationId == organization
                && f.Number >= first
                && f.Number <= last
                && wanted.Contains(f.Number!.Value)
            )
            .Select(f => new { f.Number, f.Hash })
            .ToListAsync(cancellation);
        foreach (var other in others)
            known[other.Number!.Value] = other.Hash!;
        return known;
    }

    private static string Line(FactRow row, Dictionary<long, string> hashes, bool csv)
    {
        var number = row.Number!.Value;
        // Where the fact before was deleted there is none; the line then shows that it has no predecessor.
        var previous = number == 1 ? ChainForm.Beginning : hashes.GetValueOrDefault(number - 1, "");
        if (!csv)
            return ChainForm.Text(row, number, previous, row.Hash) + "\n";
        var (tool, client) = AuditEntry.Through(row);
        return Csv.Row(
            number.ToString(CultureInfo.InvariantCulture),
            row.Id,
            ChainForm.Time(row.At),
            row.Mode,
            row.Kind,
            row.ResourceId,
            row.ActorKind,
            row.ActorId,
            row.RequestId,
            row.Members,
            previous,
            row.Hash!,
            tool ?? "",
            client ?? ""
        );
    }
}
