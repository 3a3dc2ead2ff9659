using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Vidimus.Platform.Persistence;
using Vidimus.Policies.Model;

namespace Vidimus.Policies.Codes;

/// <summary>
/// The jurisdictions there are: those of Medicare's contractors, which are shipped, and those that were loaded. Where both
/// have a code the loaded one counts, and the caller's own before the library's.
/// </summary>
internal sealed class Jurisdictions(VidimusDb db)
{
    /// <summary>What decides about the claims of hospitals and physicians; the contractor that most questions are about.</summary>
    public const string PartsAAndB = "A/B MAC";

    private static readonly string[] Types = [PartsAAndB, "DME MAC", "HH+H MAC"];

    /// <summary>All, by kind and code.</summary>
    public async Task<IReadOnlyList<Jurisdiction>> All(
        string[] owners,
        CancellationToken cancellation
    )
    {
        var loaded = await PolicyLibrary
            .Rows<JurisdictionRow>(db, owners)
            .AsNoTracking()
            .ToListAsync(cancellation);
        return
        [
            .. loaded
                .OrderBy(r => Array.IndexOf(owners, r.OrganizationId))
                .Select(Of)
                .Concat(MedicareJurisdictions.All)
                .DistinctBy(j => j.Code, StringComparer.OrdinalIgnoreCase)
                .OrderBy(j => Place(j.ContractorType))
                .ThenBy(j => j.ContractorType, StringComparer.Ordinal)
                .ThenBy(j => j.Code.Length)
                .ThenBy(j => j.Code, StringComparer.Ordinal),
        ];
    }

    /// <summary>Those that a state belongs to, wholly or in part, the one of parts A and B first; of several, the one that has most of it.</summary>
    /// <param name="owners">Whose jurisdictions.</param>
    /// <param name="state">Two letters, in whatever case.</param>
    /// <param name="cancellation">Ends the look-up.</param>
    public async Task<IReadOnlyList<Jurisdiction>> OfState(
        string[] owners,
        string state,
        CancellationToken cancellation
    ) =>
        [
            .. (await All(owners, cancellation))
                .Where(j => Has(j, state))
                .OrderBy(j => Place(j.ContractorType))
                .ThenBy(j => j.States.Contains(state, StringComparer.OrdinalIgnoreCase) ? 0 : 1),
        ];

    /// <summary>
    /// What policies may name that hold where the caller means: a jurisdiction by its code, or a state, which stands for its
    /// jurisdictions and for itself.
    /// </summary>
    public async Task<IReadOnlyList<string>> Meant(
        string[] owners,
        string codeOrState,
        CancellationToken cancellation
    )
    {
        var meant = codeOrState.Trim().ToUpperInvariant();
        var all = await All(owners, cancellation);
        if (
            all.FirstOrDefault(j => j.Code.Equals(meant, StringComparison.OrdinalIgnoreCase)) is
            { } one
        )
            return [one.Code];
        return [.. all.Where(j => Has(j, meant)).Select(j => j.Code), meant];
    }

    /// <summary>
    /// The one of a code; null for none. Contractors of several kinds may call theirs alike; most policies are about parts A
    /// and B.
    /// </summary>
    public static Jurisdiction? Coded(IReadOnlyList<Jurisdiction> all, string code) =>
        all.Where(j => j.Code.Equals(code, StringComparison.OrdinalIgnoreCase))
            .OrderByDescending(j => j.ContractorType == PartsAAndB)
            .FirstOrDefault();

    private static bool Has(Jurisdiction jurisdiction, string state) =>
        jurisdiction.States.Contains(state, StringComparer.OrdinalIgnoreCase)
        || jurisdiction.Areas.Any(a =>
            a.Included && a.State.Equals(state, StringComparison.OrdinalIgnoreCase)
        );

    private static int Place(string? type) =>
        Array.IndexOf(Types, type) is >= 0 and var place ? place : Types.Length;

    private static Jurisdiction Of(JurisdictionRow row) =>
        new(
            row.Code.ToUpperInvariant(),
            row.Name,
            JsonSerializer.Deserialize<string[]>(row.States) ?? [],
            row.ContractorName,
            row.ContractorCode,
            row.ContractorType,
            row.WebsiteUrl,
            [],
            [],
            false
        );
}
