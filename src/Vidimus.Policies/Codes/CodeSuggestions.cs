using Microsoft.EntityFrameworkCore;
using Vidimus.Platform.Persistence;
using Vidimus.Policies.Model;
using Vidimus.Policies.Reading;

namespace Vidimus.Policies.Codes;

/// <summary>Codes that may be meant by one that is in no table: those that are one slip away, those that begin alike, those whose description has the words.</summary>
internal sealed class CodeSuggestions(VidimusDb db, CodeIndex index)
{
    private const int Most = 10;
    private const int MostOfKind = 40;

    // Each letter of a longer one would be looked up in thirty-six forms.
    private const int LongestForSlips = 11;
    private const string Alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";

    /// <summary>The best, best first.</summary>
    /// <param name="owners">Whose code table.</param>
    /// <param name="text">As somebody wrote it: a code, or words.</param>
    /// <param name="code">Its normal form; null where it can be no code.</param>
    /// <param name="system">Only codes of this table; null for any.</param>
    /// <param name="cancellation">Ends the search.</param>
    public async Task<IReadOnlyList<CodeSuggestion>> For(
        string[] owners,
        string text,
        string? code,
        string? system,
        CancellationToken cancellation
    )
    {
        var found = new List<CodeSuggestion>();
        if (code is not null)
            found.AddRange(await ByCode(owners, code, system, cancellation));
        if (found.Count < Most && text.Count(char.IsLetter) >= 3)
            found.AddRange(await ByWords(owners, text, system, cancellation));
        return
        [
            .. found
                .OrderByDescending(s => s.Score)
                .ThenBy(s => s.Code, StringComparer.Ordinal)
                .DistinctBy(s => (s.Code, s.System))
                .Take(Most),
        ];
    }

    private async Task<IEnumerable<CodeSuggestion>> ByCode(
        string[] owners,
        string code,
        string? system,
        CancellationToken cancellation
    )
    {
        var rows = await Rows(owners, system)
            .Where(r => string.Compare(r.Code, code) >= 0)
            .Where(r => string.Compare(r.Code, After(code)) <= 0)
            .OrderBy(r => r.Code)
            .Take(MostOfKind)
            .ToListAsync(cancellation);
        if (code.Length <= LongestForSlips)
        {
            string[] slips = [.. Slips(code)];
            rows.AddRange(
                await Rows(owners, system)
                    .Where(r => slips.Contains(r.Code))
                    .OrderBy(r => r.Code)
                    .Take(2 * MostOfKind)
                    .ToListAsync(cancellation)
            );
        }
        // Nothing nearer: those of the same family, such as the other codes of a chapter.
        if (rows.Count == 0 && code.Length >= 4)
        {
            var family = code[..^2];
            rows = await Rows(owners, system)
                .Where(r => string.Compare(r.Code, family) >= 0)
                .Where(r => string.Compare(r.Code, After(family)) <= 0)
                .OrderBy(r => r.Code)
                .Take(MostOfKind)
                .ToListAsync(cancellation);
        }
        return Own(owners, rows)
            .Select(r =>
                Of(
                    r,
                    Math.Round(
                        1 - (double)Distance(code, r.Code) / Math.Max(code.Length, r.Code.Length),
                        2
                    ),
                    "code"
                )
            )
            .Where(s => s.Score > 0);
    }

    private async Task<IEnumerable<CodeSuggestion>> ByWords(
        string[] owners,
        string text,
        string? system,
        CancellationToken cancellation
    )
    {
        var hits = await index.Search(owners, text, system, Most, cancellation);
        if (hits.Count == 0)
            return [];
        string[] codes = [.. hits.Select(h => h.Code).Distinct(StringComparer.Ordinal)];
        var rows = await Rows(owners, system)
            .Where(r => codes.Contains(r.Code))
            .ToListAsync(cancellation);
        // Ranks are comparable within one search only: the best of it stands below a code that is one slip away.
        var places = hits.Select((h, place) => (Key: (h.OrganizationId, h.System, h.Code), place))
            .ToDictionary(h => h.Key, h => h.place);
        return rows.Where(r => places.ContainsKey((r.OrganizationId, r.System, r.Code)))
            .Select(r =>
                Of(
                    r,
                    Math.Round(0.75 - 0.05 * places[(r.OrganizationId, r.System, r.Code)], 2),
                    "description"
                )
            );
    }

    private IQueryable<CodeRow> Rows(string[] owners, string? system)
    {
        var rows = PolicyLibrary.Rows<CodeRow>(db, owners).AsNoTracking();
        return system is null ? rows : rows.Where(r => r.System == system);
    }

    // Codes have capitals and digits, which every collation sorts before a row of Z.
    private static string After(string prefix) => prefix + new string('Z', CodeText.MostLetters);

    private static IEnumerable<CodeRow> Own(string[] owners, IEnumerable<CodeRow> rows) =>
        rows.OrderBy(r => Array.IndexOf(owners, r.OrganizationId))
            .DistinctBy(r => (r.Code, r.System));

    private static CodeSuggestion Of(CodeRow row, double score, string match) =>
        new(
            CodeText.Shown(row.System, row.Code),
            row.System,
            row.Description ?? row.ShortDescription,
            score,
            match
        );

    // One letter other, too many, missing, or two that changed places.
    private static IEnumerable<string> Slips(string code)
    {
        for (var i = 0; i <= code.Length; i++)
        {
            var (head, tail) = (code[..i], code[i..]);
            foreach (var letter in Alphabet)
            {
                yield return $"{head}{letter}{tail}";
                if (tail.Length > 0 && tail[0] != letter)
                    yield return $"{head}{letter}{tail[1..]}";
            }
            if (tail.Length > 0)
                yield return head + tail[1..];
            if (tail.Length > 1)
                yield return $"{head}{tail[1]}{tail[0]}{tail[2..]}";
        }
    }

    /// <summary>How many slips lie between two codes; two letters that changed places are one.</summary>
    internal static int Distance(string a, string b)
    {
        var distance = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
            distance[i, 0] = i;
        for (var j = 0; j <= b.Length; j++)
            distance[0, j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            for (var j = 1; j <= b.Length; j++)
            {
                var other = a[i - 1] == b[j - 1] ? 0 : 1;
                distance[i, j] = Math.Min(
                    Math.Min(distance[i - 1, j], distance[i, j - 1]) + 1,
                    distance[i - 1, j - 1] + other
                );
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    distance[i, j] = Math.Min(distance[i, j], distance[i - 2, j - 2] + 1);
            }
        }
        return distance[a.Length, b.Length];
    }
}
