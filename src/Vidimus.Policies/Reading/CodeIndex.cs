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
internal sealed class CodeIndex
{
    /// <summary>The words of these codes, in place of those before; saved, or not, with the rest of the unit.</summary>
    public static void Put(Unit unit, IReadOnlyList<CodeRow> rows) =>
        throw new NotImplementedException();

    /// <summary>
    /// The best codes that have all these words, the last of them begun perhaps. A code that the first owner has too is not
    /// answered from the others.
    /// </summary>
    public Task<IReadOnlyList<CodeHit>> Search(
        string[] owners,
        string text,
        string? system,
        int limit,
        CancellationToken cancellation
    ) => throw new NotImplementedException();
}
