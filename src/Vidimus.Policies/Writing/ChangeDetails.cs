using System.Text.Json;
using Vidimus.Platform.Json;
using Vidimus.Policies.Model;

namespace Vidimus.Policies.Writing;

/// <summary>
/// What is between two editions, as <see cref="ChangeRow.Details"/> keeps it; the names are those of Verity's changes. Each
/// list has its first <see cref="Most"/> entries, and a count of all beside it.
/// </summary>
/// <param name="ChangedFields">Members of the document that differ, such as <c>title</c> and <c>sections.indications</c>.</param>
/// <param name="AddedCodes">Codes that are new, as they are shown.</param>
/// <param name="RemovedCodes">Codes that are gone, with what was said of them.</param>
/// <param name="ChangedCodes">Codes of which something else is said now.</param>
/// <param name="ModifiedCriteria">Blocks of criteria that are new, gone or different.</param>
/// <param name="AddedCodeCount">How many codes are new.</param>
/// <param name="RemovedCodeCount">How many are gone.</param>
/// <param name="ChangedCodeCount">Of how many something else is said.</param>
/// <param name="ModifiedCriteriaCount">How many blocks there are in the list's full length.</param>
internal sealed record ChangeDetails(
    IReadOnlyList<string> ChangedFields,
    IReadOnlyList<ChangedCode> AddedCodes,
    IReadOnlyList<ChangedCode> RemovedCodes,
    IReadOnlyList<ChangedCode> ChangedCodes,
    IReadOnlyList<ChangedCriterion> ModifiedCriteria,
    int AddedCodeCount,
    int RemovedCodeCount,
    int ChangedCodeCount,
    int ModifiedCriteriaCount
)
{
    /// <summary>How many entries a list has at most.</summary>
    public const int Most = 500;

    public static readonly ChangeDetails None = new([], [], [], [], [], 0, 0, 0, 0);

    /// <summary>What a row keeps.</summary>
    public string Write() => JsonSerializer.Serialize(this, VidimusJson.Snake);

    /// <summary>What a row keeps, read.</summary>
    public static ChangeDetails Read(ChangeRow row) =>
        JsonSerializer.Deserialize<ChangeDetails>(row.Details, VidimusJson.Snake)!;
}

/// <summary>A code in a change.</summary>
/// <param name="Code">As it is shown.</param>
/// <param name="CodeSystem">Its system.</param>
/// <param name="Disposition">What is said of it now; of one that is gone, what was.</param>
/// <param name="OldDisposition">What was said of it before, where that is something else; null otherwise.</param>
internal sealed record ChangedCode(
    string Code,
    string CodeSystem,
    string Disposition,
    string? OldDisposition = null
);

/// <summary>A block of criteria in a change.</summary>
/// <param name="BlockId">Its id.</param>
/// <param name="Section">The part that it belongs to.</param>
/// <param name="Change"><c>added</c>, <c>removed</c> or <c>modified</c>.</param>
internal sealed record ChangedCriterion(string BlockId, string Section, string Change);
