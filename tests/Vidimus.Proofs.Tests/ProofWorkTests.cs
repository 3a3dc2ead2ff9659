using System.Text.Json.Nodes;
using Shouldly;
using Xunit;

namespace Vidimus.Proofs.Tests;

/// <summary>What documents built to be expensive can make a verifier do, counted in its steps.</summary>
public sealed class ProofWorkTests
{
    private const int MostProofs = 16;

    [Fact]
    public void P18_a_document_that_is_too_complex_is_worked_on_once_whatever_its_proofs_build_on()
    {
        var (alone, chained) = (new ProofWork(), new ProofWork());
        Verify(Poison(10, proofs: 2), alone)[1].Outcome.ShouldBe(ProofOutcome.Fail);
        var results = Verify(Poison(10, MostProofs), chained);
        results[0].Outcome.ShouldBe(ProofOutcome.Pass, results[0].Reason);
        results
            .Skip(1)
            .ShouldAllBe(r =>
                r.Outcome == ProofOutcome.Fail
                && r.Reason == "The document would take too much work to check."
            );
        // What the other fourteen add is their length in the one document.
        Used(chained).ShouldBeLessThan(Used(alone) * 11 / 10);
    }

    [Fact]
    public void P18_proofs_of_one_document_cannot_ask_for_more_work_than_a_request_has()
    {
        // Below what a single document may ask for, and every proof asks for it anew.
        var one = new ProofWork();
        Verify(Poison(5, proofs: 2), one)[1].Reason.ShouldContain("signature does not match");
        var three = (int)(3 * Used(one));
        var work = new ProofWork(three);
        var results = Verify(Poison(5, MostProofs), work);
        results[1].Outcome.ShouldBe(ProofOutcome.Fail);
        results[^1].Outcome.ShouldBe(ProofOutcome.Unknown, results[^1].Reason);
        results[^1].Reason.ShouldContain("too much work");
        work.Left.ShouldBeGreaterThan(-Used(one));
    }

    [Fact]
    public void P18_documents_verified_together_share_their_work()
    {
        var work = new ProofWork();
        var outcomes = Enumerable
            .Range(0, 32)
            .Select(_ => Verify(Poison(6, MostProofs), work)[0].Outcome)
            .ToList();
        outcomes[^1].ShouldBe(ProofOutcome.Unknown);
        Verify(Samples.Published(), work)[0].Outcome.ShouldBe(ProofOutcome.Unknown);
        Used(work).ShouldBeLessThan(ProofWork.Usual * 3 / 2);
        // Nothing of it stays for the next request.
        Verify(Samples.Published(), new())[0].Outcome.ShouldBe(ProofOutcome.Pass);
    }

    [Fact]
    public void Real_documents_leave_work_for_all_that_a_request_may_hold()
    {
        var work = new ProofWork();
        // 32 credentials with eight endorsements each.
        for (var i = 0; i < 32 * 9; i++)
        {
            Verify(Samples.Published(), work)[0].Outcome.ShouldBe(ProofOutcome.Pass);
            Verify(Linked, work)[0].Outcome.ShouldBe(ProofOutcome.Pass);
        }
        work.Left.ShouldBePositive();
    }

    private static JsonObject Linked { get; } =
        Sign(Samples.Credential(), DataIntegrity.EddsaRdfc2022);

    private static long Used(ProofWork work) => ProofWork.Usual - work.Left;

    private static IReadOnlyList<ProofResult> Verify(JsonObject document, ProofWork work) =>
        DataIntegrity.Verify(document.Element(), Samples.Options with { Work = work });

    private static JsonObject Sign(JsonObject document, string suite, string? id = null)
    {
        using var key = Samples.Key();
        return DataIntegrity.Sign(
            document,
            new(Samples.VerificationMethod, Samples.Created) { Cryptosuite = suite, Id = id },
            key
        );
    }

    /// <summary>Nodes that each know all the others; the first proof is right, and the others build on it.</summary>
    private static JsonObject Poison(int nodes, int proofs)
    {
        var document = Samples.Credential();
        document["@context"]!.AsArray().Add(new JsonObject { ["p"] = "https://x.example/p" });
        var ids = Enumerable.Range(0, nodes).Select(i => $"_:n{i}").ToList();
        document["credentialSubject"] = new JsonArray([
            .. ids.Select(id => new JsonObject
            {
                ["id"] = id,
                ["p"] = new JsonArray([
                    .. ids.Where(other => other != id)
                        .Select(other => new JsonObject { ["id"] = other }),
                ]),
            }),
        ]);
        var secured = Sign(document, DataIntegrity.EddsaJcs2022, "urn:p:0");
        var wrong = secured["proof"]![0]!.DeepClone().AsObject();
        wrong.Remove("@context");
        wrong["cryptosuite"] = DataIntegrity.EddsaRdfc2022;
        wrong["previousProof"] = "urn:p:0";
        for (var i = 1; i < proofs; i++)
        {
            wrong["id"] = $"urn:p:{i}";
            secured["proof"]!.AsArray().Add(wrong.DeepClone());
        }
        return secured;
    }
}
