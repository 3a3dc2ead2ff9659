using Vidimus.Platform.Persistence;

namespace Vidimus.Platform.Facts;

/// <summary>
/// A module that acts on facts in the very transaction that states them: what it answers is saved with them or not at all.
/// </summary>
public interface IFactFollower
{
    /// <summary>
    /// The rows that follow from these facts, or <see cref="Copies"/> of rows, which may be of several organizations and are not inserted yet; it may set
    /// their <see cref="FactRow.Sequence"/>. It is asked again when the transaction is run again, and reads in it only.
    /// </summary>
    Task<IReadOnlyList<(Type Kind, IReadOnlyList<object> Rows)>> Follow(
        VidimusDb db,
        IReadOnlyList<FactRow> facts
    );

    /// <summary>Facts and rows that follow from them were committed, these: a hint that there is work, which may also be missed.</summary>
    void Committed(IReadOnlyList<object> rows);
}
