using Vidimus.Access;
using Vidimus.Access.Gate;
using Vidimus.Credentials.Issuing;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Credentials.Triggers;

/// <summary>
/// Saves a change to a trigger for whoever may make it. Who changes what a trigger does must be allowed to have it act as its
/// key: otherwise the right to edit groups would be the right to issue.
/// </summary>
internal sealed class TriggerEdits(
    Writes writes,
    CurrentCaller caller,
    ActingKeys acting,
    Issuance issuance
)
{
    /// <summary>Makes the change, with <paramref name="keyId"/> the key to act as; null where nothing it does changes.</summary>
    public async Task<Result<T>> Save<T>(
        TriggerRow found,
        string? keyId,
        Func<Unit, TriggerRow, T> change,
        CancellationToken cancellation
    )
    {
        var scope = TriggerRules.ScopeOf(found.Action);
        if (keyId is not null && await acting.MayAppoint(caller.Value, keyId, scope) is { } refused)
            return refused;
        return await writes.Commit<T>(
            async unit =>
            {
                var row = await unit.Db.TriggerOf(found.GroupId, found.Id, CancellationToken.None);
                if (row is null)
                    return TriggerProblems.NotFound;
                // What was allowed was this key; meanwhile it may be another's.
                if (keyId is not null && row.KeyId != found.KeyId)
                    return PlatformProblems.Conflict;
                row.UpdatedAt = issuance.Now;
                row.Version++;
                return change(unit, row);
            },
            cancellation
        );
    }
}
