using Vidimus.Platform.Problems;

namespace Vidimus.Access.Approvals;

/// <summary>
/// A module whose operations take texts in which something may stand that is kept nowhere: it is asked before an approval keeps
/// a call's arguments for the person who decides.
/// </summary>
public interface IUnkeptArguments
{
    /// <summary>Why these arguments are kept nowhere, as the operation itself would refuse them; null where they may be.</summary>
    /// <param name="scope">The scope that the call needs.</param>
    /// <param name="names">Names of the tool or operation.</param>
    /// <param name="arguments">The arguments as JSON; empty where they are no text.</param>
    Problem? Refusal(string scope, IReadOnlyCollection<string> names, string arguments);
}
