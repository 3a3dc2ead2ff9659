using Vidimus.Platform.Persistence;

namespace Vidimus.Platform.Facts;

/// <summary>
/// Knows who listens: where a fact concerns everybody, as a change in what all organizations read does, it is stated on the
/// records of those whom it would be told to, and not on thousands that nobody looks at.
/// </summary>
public interface IFactListeners
{
    /// <summary>
    /// Organizations, and the mode in which each listens, with an endpoint that asks for one of these kinds and is active or
    /// paused; each once, in the order of their ids. Read in the transaction that the context is in.
    /// </summary>
    /// <param name="db">The context to read with.</param>
    /// <param name="kinds">Kinds of facts.</param>
    /// <param name="cancellation">Ends the reading.</param>
    Task<IReadOnlyList<(string OrganizationId, string Mode)>> Of(
        VidimusDb db,
        IReadOnlyCollection<string> kinds,
        CancellationToken cancellation
    );
}
