namespace Vidimus.Client;

/// <summary>Policies: what is covered, and what asks for what. Scopes <c>policies:read</c> and <c>policies:write</c>.</summary>
public sealed partial class PolicyCalls
{
    private readonly Caller caller;

    internal PolicyCalls(Caller caller) => this.caller = caller;

    /// <summary>Enters a policy; one without an id gets one, <c>pol_…</c>.</summary>
    /// <param name="policy">The policy to be.</param>
    /// <param name="idempotencyKey">Your own, to survive a crash of your program; a fresh one when null.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    public Task<PolicyWritten> Create(
        PolicyDocument policy,
        string? idempotencyKey = null,
        CancellationToken cancellation = default
    ) =>
        Ask(
            Call.Create(
                "/v1/policies",
                Answers.Body(policy, VidimusJson.Default.PolicyDocument),
                idempotencyKey
            ),
            cancellation
        );

    /// <summary>States a policy anew, whole; one that is not there yet is entered.</summary>
    public Task<PolicyWritten> Put(
        string id,
        PolicyDocument policy,
        CancellationToken cancellation = default
    )
    {
        ArgumentNullException.ThrowIfNull(policy);
        return Ask(
            Call.Put(
                "/v1/policies/{id}",
                Answers.Body(policy with { Id = id }, VidimusJson.Default.PolicyDocument),
                Checked(id)
            ) with
            {
                AlsoExpects = 201,
            },
            cancellation
        );
    }

    /// <summary>Retires a policy: it stays readable, and holds no longer.</summary>
    public Task<PolicyWritten> Retire(string id, CancellationToken cancellation = default) =>
        Ask(Call.Post("/v1/policies/{id}/retire", null, null, Checked(id)), cancellation);

    /// <summary>A policy's id, refused here when it cannot be one.</summary>
    internal static string Checked(string id) =>
        (id ?? throw new ArgumentNullException(nameof(id))).Length is >= 1 and <= 100
        && id.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' or ':')
        && id is not ("." or "..")
            ? id
            : throw new ArgumentException(
                "A policy's id is 1 to 100 letters, digits, '.', '-', '_' and ':'.",
                nameof(id)
            );

    private Task<PolicyWritten> Ask(Call call, CancellationToken cancellation) =>
        caller.Ask(call, VidimusJson.Default.PolicyWritten, cancellation);
}

/// <summary>What became of a policy that was written.</summary>
public sealed record PolicyWritten : IChecked
{
    /// <summary>The policy's id.</summary>
    public required string Id { get; init; }

    /// <summary>Its edition now, from 1.</summary>
    public required int Edition { get; init; }

    /// <summary>Number of the change; null when nothing changed.</summary>
    public long? ChangeId { get; init; }

    /// <summary>What the change was, such as <c>created</c> or <c>codes_changed</c>; null when nothing changed.</summary>
    public string? ChangeType { get; init; }

    void IChecked.Check(Checker check) => check.That(Edition >= 1, "edition");
}
