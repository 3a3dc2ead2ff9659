using Microsoft.EntityFrameworkCore;
using Vidimus.Platform.Persistence;
using Vidimus.Policies.Model;

namespace Vidimus.Policies.Codes;

/// <summary>Which policies count, among those that speak of a code. Retired ones never do.</summary>
/// <param name="Jurisdictions">Those that hold everywhere or in one of these; null for wherever they hold.</param>
/// <param name="Payer">Those of this payer, by its name or code, and those of none; null for whoever pays.</param>
/// <param name="On">Those in force on this day, <c>YYYY-MM-DD</c>; null for whenever.</param>
/// <param name="Type">Those of this kind; null for any.</param>
/// <param name="Most">Most policies that are answered, first by id.</param>
internal sealed record PolicyFilter(
    IReadOnlyCollection<string>? Jurisdictions = null,
    string? Payer = null,
    string? On = null,
    string? Type = null,
    int Most = PolicyFilter.Usual
)
{
    public const int Usual = 500;
}

/// <summary>A policy, and what it says of the codes that were asked about.</summary>
/// <param name="Policy">The policy.</param>
/// <param name="Codes">Its rows of those codes; never empty.</param>
internal sealed record CodedPolicy(PolicyRow Policy, IReadOnlyList<PolicyCodeRow> Codes);

/// <summary>The policies that speak of codes, in two statements however many codes are asked about.</summary>
internal sealed class PoliciesByCode(VidimusDb db)
{
    /// <summary>The policies by their ids; where the caller's own organization has a policy, the library's of the same id does not count.</summary>
    /// <param name="owners">Whose policies; see <see cref="PolicyLibrary.Of(string)"/>.</param>
    /// <param name="codes">Codes in normal form; with a system, only what is said of the code of that system.</param>
    /// <param name="filter">Which of them.</param>
    /// <param name="cancellation">Ends the search.</param>
    public Task<IReadOnlyList<CodedPolicy>> Find(
        string[] owners,
        IReadOnlyCollection<(string? System, string Code)> codes,
        PolicyFilter filter,
        CancellationToken cancellation
    ) => throw new NotImplementedException(db.Mode);
}
