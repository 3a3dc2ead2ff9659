namespace Vidimus.Client;

/// <summary>The keys that the caller's organization signs credentials with, in the caller's mode; scope <c>admin</c>.</summary>
public sealed class SigningKeyCalls
{
    private readonly Caller caller;

    internal SigningKeyCalls(Caller caller) => this.caller = caller;

    /// <summary>All of them, the newest first.</summary>
    public Task<SigningKeys> List(CancellationToken cancellation = default) =>
        caller.Ask(Call.Get("/v1/signing-keys"), VidimusJson.Default.SigningKeys, cancellation);

    /// <summary>Makes a new key that signs from now on; what the ones before it signed goes on verifying.</summary>
    /// <param name="idempotencyKey">Your own, to survive a crash of your program; a fresh one when null.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    public Task<SigningKey> Rotate(
        string? idempotencyKey = null,
        CancellationToken cancellation = default
    ) =>
        caller.Ask(
            Call.Create("/v1/signing-keys/rotate", null, idempotencyKey),
            VidimusJson.Default.SigningKey,
            cancellation
        );
}
