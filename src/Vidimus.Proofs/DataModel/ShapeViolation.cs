namespace Vidimus.Proofs;

/// <summary>One rule of the VC Data Model that a document breaks.</summary>
/// <param name="Name">The property that the rule is about, such as <c>issuer</c>.</param>
/// <param name="Path">Where it stands, as a JSON Pointer (RFC 6901), such as <c>/credentialSchema/0/id</c>.</param>
/// <param name="Reason">What is wrong, as a sentence for people.</param>
public sealed record ShapeViolation(string Name, string Path, string Reason);

/// <summary>Versions of the VC Data Model, told by the first context.</summary>
public enum CredentialModel
{
    /// <summary>Neither: the first context is another one or there is none.</summary>
    Unknown,

    /// <summary>Verifiable Credentials Data Model 1.1.</summary>
    V1,

    /// <summary>Verifiable Credentials Data Model 2.0.</summary>
    V2,
}
