using Vidimus.Platform.Persistence;
using Vidimus.Policies.Model;

namespace Vidimus.Policies.Reading;

/// <summary>A code that was found by words.</summary>
/// <param name="OrganizationId">Whose row it is.</param>
/// <param name="System">See <see cref="CodeSystems"/>.</param>
/// <param name="Code">As it is stored.</param>
/// <param name="Rank">Greater is better; comparable within one search only.</param>
internal sealed record CodeHit(string OrganizationId, string System, string Code, double Rank);

/// <summary>The words by which codes are found: code, descriptions, category.</summary>
internal sealed class CodeIndex(TextSearch texts)
{
    private const int MostWords = 500;

    /// <summary>The words of these codes, in place of those before; saved, or not, with the rest of the unit.</summary>
    public static void Put(Unit unit, IReadOnlyList<CodeRow> rows)
    {
        ArgumentNullException.ThrowIfNull(unit);
        foreach (var row in rows)
        {
            var words = $"{row.Description} {row.ShortDescription} {row.Category}";
            unit.Index(
                PolicyTexts.Codes,
                row.OrganizationId,
                $"{row.System}:{row.Code}",
                [
                    new(
                        "",
                        [PolicyTexts.System(row.System)],
                        [TextWords.Line(row.Code, 1), PolicyTexts.Line(words, MostWords)]
                    ),
                ]
            );
        }
    }

    /// <summary>Takes codes out, where their rows are removed.</summary>
    public static void Remove(Unit unit, IReadOnlyList<CodeRow> rows)
    {
        ArgumentNullException.ThrowIfNull(unit);
        foreach (var row in rows)
            unit.Index(PolicyTexts.Codes, row.OrganizationId, $"{row.System}:{row.Code}", []);
    }

    /// <summary>
    /// The best codes that have all these words, the last of them begun perhaps. A code that the first owner has too is not
    /// answered from the others.
    /// </summary>
    public async Task<IReadOnlyList<CodeHit>> Search(
        string[] owners,
        string text,
        string? system,
        int limit,
        CancellationToken cancellation
    )
    {
        var hits = await texts.Find(
            PolicyTexts.Codes,
            new(
                owners,
                PolicyTexts.Plain(text) ?? "",
                system is null
                    ? []
                    :
                    [
                        [PolicyTexts.System(system)],
                    ],
                limit
            ),
            cancellation
        );
        return
        [
            .. hits.Select(h =>
                h.Id.Split(':', 2) is [var table, var code]
                    ? new CodeHit(h.OrganizationId, table, code, h.Rank)
                    : throw new InvalidOperationException($"{h.Id} names no code.")
            ),
        ];
    }
}
