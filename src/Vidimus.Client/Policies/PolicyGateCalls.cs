namespace Vidimus.Client;

/// <summary>Gates: policies that have to be met before something is done. Reading and changing need the scope <c>admin</c>.</summary>
public sealed class PolicyGateCalls
{
    private readonly Caller caller;

    internal PolicyGateCalls(Caller caller) => this.caller = caller;

    /// <summary>The gates of the caller's mode, oldest first.</summary>
    public async Task<IReadOnlyList<PolicyGate>> List(CancellationToken cancellation = default) =>
        (
            await caller.Ask(
                Call.Get("/v1/policy-gates"),
                VidimusJson.Default.PagePolicyGate,
                cancellation
            )
        ).Data;

    /// <summary>One gate.</summary>
    public Task<PolicyGate> Get(string id, CancellationToken cancellation = default) =>
        Ask(Call.Get("/v1/policy-gates/{id}", Checked(id)), cancellation);

    /// <summary>Makes a gate; it holds from the next change on.</summary>
    /// <param name="gate">The gate to be.</param>
    /// <param name="idempotencyKey">Your own, to survive a crash of your program; a fresh one when null.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    public Task<PolicyGate> Create(
        NewPolicyGate gate,
        string? idempotencyKey = null,
        CancellationToken cancellation = default
    ) =>
        Ask(
            Call.Create(
                "/v1/policy-gates",
                Answers.Body(gate, VidimusJson.Default.NewPolicyGate),
                idempotencyKey
            ),
            cancellation
        );

    /// <summary>Puts a gate in force, or out of it.</summary>
    public Task<PolicyGate> Enable(
        string id,
        bool enabled,
        CancellationToken cancellation = default
    ) =>
        Ask(
            Call.Patch(
                "/v1/policy-gates/{id}",
                Answers.Body(new EnabledBody(enabled), VidimusJson.Default.EnabledBody),
                Checked(id)
            ) with
            {
                Harmless = true,
            },
            cancellation
        );

    /// <summary>Deletes a gate; what was asked for by it and not used counts no more.</summary>
    public Task Delete(string id, CancellationToken cancellation = default) =>
        caller.Run(Call.Delete("/v1/policy-gates/{id}", Checked(id)), _ => true, cancellation);

    private static string Checked(string id) => Ids.Checked(id, "pgt_");

    private Task<PolicyGate> Ask(Call call, CancellationToken cancellation) =>
        caller.Ask(call, VidimusJson.Default.PolicyGate, cancellation);
}

internal sealed record EnabledBody(bool Enabled);

/// <summary>A gate: before an action, a policy has to be met.</summary>
public sealed record PolicyGate : IChecked
{
    /// <summary><c>pgt_…</c></summary>
    public required string Id { get; init; }

    /// <summary>What it is for.</summary>
    public required string Name { get; init; }

    /// <summary><c>credential.issue</c> or <c>order.submit</c>.</summary>
    public required string Action { get; init; }

    /// <summary>The group whose credentials it is about; null for every one, and for orders.</summary>
    public string? GroupId { get; init; }

    /// <summary>The policy that has to be met.</summary>
    public required string PolicyId { get; init; }

    /// <summary>What happens where it is not met: <c>refuse</c> or <c>approval</c>.</summary>
    public required string Otherwise { get; init; }

    /// <summary>Whether it holds.</summary>
    public required bool Enabled { get; init; }

    /// <summary>How long an approval can be given and used.</summary>
    public required int ExpirySeconds { get; init; }

    /// <summary>Whether nobody approves what they ask for themselves.</summary>
    public required bool FourEyes { get; init; }

    /// <summary>Whether owners and administrators are told by mail that somebody waits.</summary>
    public required bool Notify { get; init; }

    /// <summary>When it was changed last.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    void IChecked.Check(Checker check) => check.Id(Id, "pgt_", "id");
}

/// <summary>A gate to be made.</summary>
public sealed record NewPolicyGate
{
    /// <summary>What it is for; 1 to 100 characters.</summary>
    public required string Name { get; init; }

    /// <summary><c>credential.issue</c> or <c>order.submit</c>.</summary>
    public required string Action { get; init; }

    /// <summary>Id or number of the group whose credentials it is about; null for every one.</summary>
    public string? GroupId { get; init; }

    /// <summary>The policy that has to be met.</summary>
    public required string PolicyId { get; init; }

    /// <summary>What happens where it is not met: <c>refuse</c> by default, or <c>approval</c>.</summary>
    public string? Otherwise { get; init; }

    /// <summary>How long an approval can be given and used; a day by default.</summary>
    public int? ExpirySeconds { get; init; }

    /// <summary>Whether nobody approves what they ask for themselves; true by default.</summary>
    public bool? FourEyes { get; init; }

    /// <summary>Whether owners and administrators are told by mail that somebody waits.</summary>
    public bool? Notify { get; init; }
}
