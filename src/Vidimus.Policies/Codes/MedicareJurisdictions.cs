using System.Text.Json;
using Vidimus.Platform.Json;

namespace Vidimus.Policies.Codes;

/// <summary>The jurisdictions of Medicare's contractors, as they are shipped: <c>Facts/medicare-jurisdictions.json</c>, which names its source.</summary>
internal static class MedicareJurisdictions
{
    private static readonly Lazy<IReadOnlyList<Jurisdiction>> Read = new(() =>
    {
        using var file = typeof(MedicareJurisdictions).Assembly.GetManifestResourceStream(
            "facts/medicare-jurisdictions.json"
        )!;
        var table = JsonSerializer.Deserialize<Table>(file, VidimusJson.Native)!;
        return [.. table.Jurisdictions.Select(j => j with { Shipped = true })];
    });

    /// <summary>All, as they stand in the table.</summary>
    public static IReadOnlyList<Jurisdiction> All => Read.Value;

    private sealed record Table(
        string Title,
        string Source,
        string SourceUrl,
        string AsOf,
        string Note,
        IReadOnlyList<Jurisdiction> Jurisdictions
    );
}
