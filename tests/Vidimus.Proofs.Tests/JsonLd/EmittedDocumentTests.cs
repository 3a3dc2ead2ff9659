using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Vidimus.Proofs.JsonLd;
using Xunit;

namespace Vidimus.Proofs.Tests.JsonLd;

/// <summary>Everything that Vidimus signs is read by the compiled path, and says the same there as in the general processor.</summary>
public sealed class EmittedDocumentTests
{
    [Fact]
    public void Every_credential_of_ours_takes_the_compiled_path() =>
        Check(EmittedGenerator.Credential, Same);

    [Fact]
    public void Every_status_list_of_ours_takes_the_compiled_path() =>
        Check(EmittedGenerator.StatusList, Same, 100);

    [Fact]
    public void Every_presentation_of_our_credentials_takes_the_compiled_path() =>
        Check(
            EmittedGenerator.Credential.ArrayOf(2),
            credentials =>
                Same(
                    new JsonObject
                    {
                        ["@context"] = new JsonArray(CredentialGenerator.V2),
                        ["type"] = new JsonArray("VerifiablePresentation"),
                        ["verifiableCredential"] = new JsonArray([
                            .. credentials.Select(c => c.DeepClone()),
                        ]),
                    }
                ),
            100
        );

    [Fact]
    public void Every_proof_of_ours_takes_the_compiled_path() =>
        Check(
            EmittedGenerator.Proof,
            options =>
            {
                var suite = Cryptosuites.Find(options.Cryptosuite)!;
                var context = new JsonArray(CredentialGenerator.V2);
                if (suite.ProofType != Cryptosuites.ProofType)
                {
                    context.Add((JsonNode)"https://w3id.org/security/suites/ed25519-2020/v1");
                }
                var document = new JsonObject { ["@context"] = context };
                var proof = ProofConfiguration.Of(document, options, suite);
                proof["proofValue"] = "z1";
                // What signs JSON may state the context itself; as statements such a proof is read under it.
                var source = new LinkedDataSource(proof.Element())
                {
                    Without = "proofValue",
                    Context = context.Element(),
                };
                Canonical
                    .ByCompiledPath(source)
                    .ShouldNotBeNull(proof.ToJsonString())
                    .ShouldBe(Canonical.ByGeneralPath(source));
            }
        );

    [Fact]
    public void Signing_straight_to_bytes_gives_what_signing_and_writing_gives() =>
        Check(
            from document in EmittedGenerator.Credential
            from options in EmittedGenerator.Proof.NonEmptyListOf()
            select (document, options),
            both =>
            {
                using var key = Samples.Key();
                var (document, options) = both;
                if (options.Any(o => o.Cryptosuite == DataIntegrity.Ed25519Signature2020))
                {
                    document["@context"]!
                        .AsArray()
                        .Add((JsonNode)"https://w3id.org/security/suites/ed25519-2020/v1");
                }
                ProofOptions[] alone = [.. options.Select(o => o with { PreviousProof = [] })];
                var unsigned = document.ToJsonString();
                var signed = alone.Aggregate(
                    document,
                    (secured, next) => DataIntegrity.Sign(secured, next, key)
                );
                var bytes = DataIntegrity.SignToBytes(document, alone, key);
                System
                    .Text.Encoding.UTF8.GetString(bytes)
                    .ShouldBe(signed.ToJsonString(CredentialGenerator.Relaxed));
                document.ToJsonString().ShouldBe(unsigned);
            },
            300
        );

    private static void Same(JsonObject document)
    {
        var json = document.ToJsonString();
        Canonical
            .ByCompiledPath(json)
            .ShouldNotBeNull(json)
            .ShouldBe(Canonical.ByGeneralPath(json), json);
    }

    private static void Check<T>(Gen<T> documents, Action<T> holds, int times = 500) =>
        Prop.ForAll(Arb.From(documents), holds)
            .Check(Config.QuickThrowOnFailure.WithMaxTest(times));
}
