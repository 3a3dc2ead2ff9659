using Vidimus.Platform.Problems;

namespace Vidimus.Policies.People;

/// <summary>A gate: before an action, a policy has to be met.</summary>
/// <param name="Id">Its id, <c>pgt_…</c>.</param>
/// <param name="Mode"><c>live</c> or <c>test</c>; it holds for what is done in this mode.</param>
/// <param name="Name">What it is for.</param>
/// <param name="Action"><c>credential.issue</c> or <c>order.submit</c>.</param>
/// <param name="GroupId">The group whose credentials it is about; null for every one, and for orders.</param>
/// <param name="PolicyId">The policy that has to be met.</param>
/// <param name="Otherwise">What happens where it is not met, or cannot be said to be: <c>refuse</c>, or <c>approval</c>, so that a person decides.</param>
/// <param name="Enabled">Whether it holds.</param>
/// <param name="ExpirySeconds">How long an approval can be given and used.</param>
/// <param name="FourEyes">Whether no member approves what they, or assistants they connected, ask for. Calls of a key are those of the member who made it, where one did.</param>
/// <param name="Notify">Whether owners and administrators are told by mail that somebody waits.</param>
/// <param name="Version">Grows with every edit; what was asked under an older one counts no more.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="UpdatedAt">When it was changed last.</param>
public sealed record Gate(
    string Id,
    string Mode,
    string Name,
    string Action,
    string? GroupId,
    string PolicyId,
    string Otherwise,
    bool Enabled,
    int ExpirySeconds,
    bool FourEyes,
    bool Notify,
    int Version,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt
)
{
    internal static Gate Of(GateRow row) =>
        new(
            row.Id,
            row.Mode,
            row.Name,
            row.Action,
            row.GroupId,
            row.PolicyId,
            row.Otherwise,
            row.Enabled,
            row.ExpirySeconds,
            row.FourEyes,
            row.Notify,
            row.Version,
            row.CreatedAt,
            row.UpdatedAt
        );
}

/// <summary>What making and editing gates have in common.</summary>
internal static class GateTerms
{
    public const int Most = 50;

    public static Fields Check(GateRow row) =>
        new Fields()
            .Text("name", row.Name, 100, required: true)
            .OneOf("action", row.Action, GateActions.All, required: true)
            .Text("groupId", row.GroupId, 100)
            .Check(
                row.GroupId is null || row.Action != GateActions.SubmitOrder,
                "groupId",
                "goes with credential.issue only"
            )
            .Text("policyId", row.PolicyId, 100, required: true)
            .OneOf("otherwise", row.Otherwise, GateOtherwise.All, required: true)
            .Number("expirySeconds", row.ExpirySeconds, 60, 604_800);

    public static (string, string?)[] Facts(GateRow row) =>
        [
            ("action", row.Action),
            ("group", row.GroupId),
            ("policy", row.PolicyId),
            ("otherwise", row.Otherwise),
            ("enabled", row.Enabled ? "true" : "false"),
        ];
}
