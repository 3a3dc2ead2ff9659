namespace Vidimus.Proofs.Tests;

/// <summary>Values published in VC-DI-EdDSA 1.0, appendix "Test Vectors"; those of eddsa-jcs-2022 stand in <see cref="Samples"/>.</summary>
internal static class EddsaVectors
{
    internal const string Created = "2023-02-24T23:36:38Z";

    /// <summary>The document of all suites over statements, in canonical form.</summary>
    internal const string Document = """
        <did:example:abcdefgh> <https://www.w3.org/ns/credentials/examples#alumniOf> "The School of Examples" .
        <urn:uuid:58172aac-d8ba-11ed-83dd-0b3aef56cc33> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <https://www.w3.org/2018/credentials#VerifiableCredential> .
        <urn:uuid:58172aac-d8ba-11ed-83dd-0b3aef56cc33> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <https://www.w3.org/ns/credentials/examples#AlumniCredential> .
        <urn:uuid:58172aac-d8ba-11ed-83dd-0b3aef56cc33> <https://schema.org/description> "A minimum viable example of an Alumni Credential." .
        <urn:uuid:58172aac-d8ba-11ed-83dd-0b3aef56cc33> <https://schema.org/name> "Alumni Credential" .
        <urn:uuid:58172aac-d8ba-11ed-83dd-0b3aef56cc33> <https://www.w3.org/2018/credentials#credentialSubject> <did:example:abcdefgh> .
        <urn:uuid:58172aac-d8ba-11ed-83dd-0b3aef56cc33> <https://www.w3.org/2018/credentials#issuer> <https://vc.example/issuers/5678> .
        <urn:uuid:58172aac-d8ba-11ed-83dd-0b3aef56cc33> <https://www.w3.org/2018/credentials#validFrom> "2023-01-01T00:00:00Z"^^<http://www.w3.org/2001/XMLSchema#dateTime> .

        """;

    internal const string DocumentHash =
        "517744132ae165a5349155bef0bb0cf2258fff99dfe1dbd914b938d775a36017";

    internal const string RdfcProof = $"""
        _:c14n0 <http://purl.org/dc/terms/created> "{Created}"^^<http://www.w3.org/2001/XMLSchema#dateTime> .
        _:c14n0 <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <https://w3id.org/security#DataIntegrityProof> .
        _:c14n0 <https://w3id.org/security#cryptosuite> "eddsa-rdfc-2022"^^<https://w3id.org/security#cryptosuiteString> .
        _:c14n0 <https://w3id.org/security#proofPurpose> <https://w3id.org/security#assertionMethod> .
        _:c14n0 <https://w3id.org/security#verificationMethod> <{Samples.VerificationMethod}> .

        """;

    internal const string RdfcProofHash =
        "bea7b7acfbad0126b135104024a5f1733e705108f42d59668b05c0c50004c6b0";
    internal const string RdfcSignature =
        "4d8e53c2d5b3f2a7891753eb16ca993325bdb0d3cfc5be1093d0a18426f5ef8578cadc0fd4b5f4dd0d1ce0aefd15ab120b7a894d0eb094ffda4e6553cd1ed50d";
    internal const string RdfcProofValue =
        "z2YwC8z3ap7yx1nZYCg4L3j3ApHsF8kgPdSb5xoS1VR7vPG3F561B52hYnQF9iseabecm3ijx4K1FBTQsCZahKZme";

    internal const string Proof2020 = $"""
        _:c14n0 <http://purl.org/dc/terms/created> "{Created}"^^<http://www.w3.org/2001/XMLSchema#dateTime> .
        _:c14n0 <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <https://w3id.org/security#Ed25519Signature2020> .
        _:c14n0 <https://w3id.org/security#proofPurpose> <https://w3id.org/security#assertionMethod> .
        _:c14n0 <https://w3id.org/security#verificationMethod> <{Samples.VerificationMethod}> .

        """;

    internal const string ProofHash2020 =
        "04e14bcf5727cba0c0aa04a04d22a56fef915d5f8f7756bb92ae67cb1d0c4847";
    internal const string Signature2020 =
        "cd8d023e8a9b462d563bbbd24c4499d8172738eb3f5235d74f65971e9be36dd7f23a1e201791e9a6747e45b8fa877a984f51f591567365c4d8222ecad39be60c";
    internal const string ProofValue2020 =
        "z57Mm1vboMtZiCyJ4aReZsv8co4Re64Y8GEjL1ZARzMbXZgkARFLqFs1P345NpPGG2hgCrS4nNdvJhpwnrNyG3kEF";

    // A credential under a context that is not ours, in canonical form.
    private const string Png =
        "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVQIW2N";
    private const string Employer = "did:key:zDnaegE6RR3atJtHKwTRTWHsJ3kNHqFwv7n9YjTgmU7TyfU76";

    internal const string Employment = $"""
        <{Employer}> <https://schema.org/image> <{Png}gUPr/HwADaAIhG61j/AAAAABJRU5ErkJggg==> .
        _:c14n0 <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <https://w3id.org/citizenship#EmploymentAuthorizationDocumentCredential> .
        _:c14n0 <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <https://www.w3.org/2018/credentials#VerifiableCredential> .
        _:c14n0 <https://schema.org/description> "Example Employment Authorization Document." .
        _:c14n0 <https://schema.org/name> "Employment Authorization Document" .
        _:c14n0 <https://www.w3.org/2018/credentials#credentialSubject> _:c14n1 .
        _:c14n0 <https://www.w3.org/2018/credentials#issuer> <{Employer}> .
        _:c14n0 <https://www.w3.org/2018/credentials#validFrom> "2019-12-03T00:00:00Z"^^<http://www.w3.org/2001/XMLSchema#dateTime> .
        _:c14n0 <https://www.w3.org/2018/credentials#validUntil> "2029-12-03T00:00:00Z"^^<http://www.w3.org/2001/XMLSchema#dateTime> .
        _:c14n1 <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <https://schema.org/Person> .
        _:c14n1 <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <https://w3id.org/citizenship#EmployablePerson> .
        _:c14n1 <https://schema.org/additionalName> "JACOB" .
        _:c14n1 <https://schema.org/birthDate> "1999-07-17"^^<http://www.w3.org/2001/XMLSchema#dateTime> .
        _:c14n1 <https://schema.org/familyName> "SMITH" .
        _:c14n1 <https://schema.org/gender> "Male" .
        _:c14n1 <https://schema.org/givenName> "JOHN" .
        _:c14n1 <https://schema.org/image> <{Png}g+M/wHwAEAQH/7yMK/gAAAABJRU5ErkJggg==> .
        _:c14n1 <https://w3id.org/citizenship#birthCountry> "Bahamas" .
        _:c14n1 <https://w3id.org/citizenship#employmentAuthorizationDocument> _:c14n2 .
        _:c14n1 <https://w3id.org/citizenship#residentSince> "2015-01-01"^^<http://www.w3.org/2001/XMLSchema#dateTime> .
        _:c14n2 <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <https://w3id.org/citizenship#EmploymentAuthorizationDocument> .
        _:c14n2 <https://schema.org/identifier> "83627465" .
        _:c14n2 <https://w3id.org/citizenship#lprCategory> "C09" .
        _:c14n2 <https://w3id.org/citizenship#lprNumber> "999-999-999" .

        """;

    internal const string EmploymentHash =
        "03f59e5b04ab575b1172cb684f22eede72f0e9033e0b5c67d0e2506768d6ce11";
    internal const string EmploymentProofValue =
        "zeuuS9pi2ZR8Q41bFFJKS9weSWkwa7pRcxHTHzxjDEHtVSZp3D9Rm3JdzT82EQpmXMb9wvfFJLuDPeSXZaRX1q1c";

    internal const string First = "urn:uuid:26329423-bec9-4b2e-88cb-a7c7d9dc4544";
    internal const string Second = "urn:uuid:8cc9022b-6b14-4cf3-8571-74972c5feb54";
    internal const string Third = "urn:uuid:d94f792a-c546-4d06-b38a-da070ab56c23";

    /// <summary>A proof of the set and the chain built on it, each with a key of its own.</summary>
    internal sealed record Link(
        string? Id,
        string Multikey,
        string SecretMultikey,
        string Created,
        string[] Previous,
        string ProofValue
    );

    internal static readonly Link[] Chain =
    [
        new(
            First,
            "z6MktgKTsu1QhX6QPbyqG6geXdw6FQCZBPq7uQpieWbiQiG7",
            "z3u2W4YnTstS1nSSBAgZcYSJF43JuZ9uLV6bF38B1Bf8NugW",
            Created,
            [],
            "z66vWyqwAghu52WbpRkCwFRTu6Msn92ArtjpJ3gGMSVoU5RADwBfszoDt1QWY8owqLPz4nTj7hAwV7xFti1p93zdr"
        ),
        new(
            Second,
            "z6MkhWqdDBPojHA7cprTGTt5yHv5yUi1B8cnXn8ReLumkw6E",
            "z3u2cfp4Q17kMGhNCh348a3yw3cUBiWK6RXRzyJE54sixMFn",
            Created,
            [],
            "z2scr94SNNrGpP2bE7ajvKWeUHm7HJ2edDkxpARvFAQ8V3USzwEzibqrXKaLHBrWostswsfvg82twQR88BgtnsrXY"
        ),
        new(
            Third,
            "z6MkmEq87wkHCYnWnNZkigeDMGTN7oUw1upkhzd77KuXERS1",
            "z3u2Zr3tcDLBDQKGxVa9SRDFNLqNqPWsa8p9rWPvCEH6bADB",
            "2023-02-26T22:06:38Z",
            [First, Second],
            "zWaPeEvBAkhQpNQj8pknuvg5STcKnt3cvM9t4kAYeJETFjvVMSXEEjadC4uxC9fKCn6JHbjt6fj2fhoaVNynBm6J"
        ),
        new(
            null,
            "z6Mkm1S51iPHJvDEkJ9MRtxJmT8Pqo6wHipAFwBAjN83vntT",
            "z3u2ZTWiFwM17veUR7sXniY66Gf14SqMdpMLy7SW9x4EDdmw",
            "2023-02-26T22:16:38Z",
            [Third],
            "z4b5uUtxNiV4E541LiR8qLvA21xM1Vt4Hfn6nLmmDePdFvLB3jFj3HyEEJyRMbpJzv4Gfdr8ABeuRTxAvZv6KWRRh"
        ),
    ];
}
