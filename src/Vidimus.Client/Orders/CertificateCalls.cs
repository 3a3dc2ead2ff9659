namespace Vidimus.Client;

/// <summary>Certificates of orders, and what anybody may ask about one.</summary>
public sealed class CertificateCalls
{
    private readonly Caller caller;

    internal CertificateCalls(Caller caller) => this.caller = caller;

    /// <summary>What anybody may know of a certificate; needs no key. An unknown one is a permanent failure, <c>CERTIFICATE_NOT_FOUND</c>.</summary>
    /// <param name="certificateId">The certificate.</param>
    /// <param name="sha256">SHA-256 of a PDF at hand, in hexadecimal digits, to learn whether it is the certified one; null for none.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    public Task<CertificateVerification> Verify(
        string certificateId,
        string? sha256 = null,
        CancellationToken cancellation = default
    ) =>
        caller.Ask(
            Call.Get("/verify/{certificateId}", Certificate.Checked(certificateId)) with
            {
                Query = [("format", "json"), ("sha256", sha256)],
                NeedsKey = false,
            },
            VidimusJson.Default.CertificateVerification,
            cancellation
        );

    /// <summary>A certificate of the organization, or one that its reviewers signed. Scope <c>orders:read</c>.</summary>
    public Task<Certificate> Get(string certificateId, CancellationToken cancellation = default) =>
        caller.Ask(
            Call.Get("/v1/certificates/{id}", Certificate.Checked(certificateId)),
            VidimusJson.Default.Certificate,
            cancellation
        );

    /// <summary>Takes a certificate back for ever; whoever asks from then on is told so. For the organization that certified; scope <c>admin</c>.</summary>
    /// <param name="certificateId">The certificate.</param>
    /// <param name="reason">Why, in words for the customer; those who verify do not see it.</param>
    /// <param name="idempotencyKey">Your own, to survive a crash of your program; a fresh one when null.</param>
    /// <param name="cancellation">Gives up waiting; it may have been revoked.</param>
    public Task<Certificate> Revoke(
        string certificateId,
        string reason,
        string? idempotencyKey = null,
        CancellationToken cancellation = default
    ) =>
        caller.Ask(
            Call.Post(
                "/v1/certificates/{id}/revoke",
                Answers.Body(new ReasonBody(reason), VidimusJson.Default.ReasonBody),
                idempotencyKey,
                Certificate.Checked(certificateId)
            ),
            VidimusJson.Default.Certificate,
            cancellation
        );

    /// <summary>
    /// A check of receipts with the server's published keys, fetched once; from then on it needs no server. Fetch anew after an hour,
    /// and when a receipt names a key that is not there.
    /// </summary>
    public async Task<ReceiptVerifier> ReceiptVerifier(CancellationToken cancellation = default)
    {
        var call = Call.Get("/.well-known/jwks.json") with
        {
            NeedsKey = false,
            Accept = "application/jwk-set+json, application/json",
        };
        return await caller.Run(
            call,
            answer =>
            {
                try
                {
                    return new ReceiptVerifier(System.Text.Encoding.UTF8.GetString(answer.Body));
                }
                catch (ArgumentException)
                {
                    throw Failures.Unexpected(call, answer, "not a key set");
                }
            },
            cancellation
        );
    }
}
