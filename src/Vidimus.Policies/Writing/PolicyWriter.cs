using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;
using Vidimus.Policies.Model;

namespace Vidimus.Policies.Writing;

/// <summary>A document that was checked and made canonical, ready to be written.</summary>
/// <param name="Document">The canonical document; it has an id.</param>
/// <param name="Digest">Its digest.</param>
/// <param name="Content">Its canonical JSON, compressed.</param>
internal sealed record ReadyPolicy(PolicyDocument Document, string Digest, byte[] Content);

/// <summary>What became of a document.</summary>
internal enum WriteOutcome
{
    Created,
    Changed,
    Unchanged,
}

/// <summary>A policy that was written.</summary>
/// <param name="Row">Its head as it is now.</param>
/// <param name="Outcome">What became of it.</param>
/// <param name="Change">The change; null where nothing changed, and in a first load.</param>
internal sealed record WrittenPolicy(PolicyRow Row, WriteOutcome Outcome, ChangeRow? Change);

/// <summary>How policies are written.</summary>
/// <param name="ImportId">The import that brings them; null for single writes.</param>
/// <param name="Source">The import's source; null leaves what is noted.</param>
/// <param name="Baseline">True for a first load: editions are kept, changes are not made and nobody is told.</param>
internal sealed record WriteAs(
    string? ImportId = null,
    string? Source = null,
    bool Baseline = false
)
{
    public static readonly WriteAs Single = new();
}

/// <summary>
/// Writes policies in a unit: the edition, the rows by which it is listed and found, the change with its number, and the
/// facts that tell of it. What says the same as before writes nothing.
/// </summary>
internal sealed class PolicyWriter(TimeProvider clock)
{
    /// <summary>Checks a document and makes it canonical, under <paramref name="id"/> where it names none; before the unit, since it is the dear part.</summary>
    public Result<ReadyPolicy> Ready(PolicyDocument document, string? id = null) =>
        throw new NotImplementedException(clock.ToString());

    /// <summary>Writes one policy of the unit's author's organization; with <paramref name="edition"/> only if that is the one there (0: none is).</summary>
    public Task<Result<WrittenPolicy>> Put(Unit unit, ReadyPolicy policy, int? edition = null) =>
        throw new NotImplementedException();

    /// <summary>Writes many, each id once.</summary>
    public Task<IReadOnlyList<WrittenPolicy>> PutAll(
        Unit unit,
        IReadOnlyList<ReadyPolicy> policies,
        WriteAs how
    ) => throw new NotImplementedException();

    /// <summary>Retires a policy from <paramref name="date"/> on, or from the date that it names itself, or today.</summary>
    public Task<Result<WrittenPolicy>> Retire(
        Unit unit,
        string id,
        string? date = null,
        int? edition = null
    ) => throw new NotImplementedException();
}
