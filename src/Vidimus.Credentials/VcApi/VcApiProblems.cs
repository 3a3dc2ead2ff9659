using Vidimus.Platform.Problems;

namespace Vidimus.Credentials.VcApi;

/// <summary>Refusals of the VC API beside those of the module.</summary>
public static class VcApiProblems
{
    /// <summary>The credential names another issuer than the caller's organization.</summary>
    public static readonly ProblemType ForeignIssuer = new(
        "ISSUER_NOT_YOURS",
        400,
        "The credential names an issuer that is not the caller's organization.",
        "Name the organization's own DID as issuer"
    );

    /// <summary>The document cannot be secured this way.</summary>
    public static readonly ProblemType NotSecurable = new(
        "CREDENTIAL_NOT_SECURABLE",
        400,
        "The credential cannot be secured as it stands.",
        "Define every term by a context that this server knows, or choose another cryptosuite"
    );

    /// <summary>A revocation was to be undone.</summary>
    public static readonly ProblemType RevocationIsFinal = new(
        "REVOCATION_IS_FINAL",
        409,
        "The credential is revoked, which is for ever.",
        "Issue a new one; use the purpose suspension for what is to be lifted again"
    );
}
