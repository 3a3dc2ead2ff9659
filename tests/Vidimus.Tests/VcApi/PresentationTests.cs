using System.Text.Json.Nodes;
using Shouldly;
using Vidimus.Proofs;
using Vidimus.Testing;
using Vidimus.Tests.Verifying;
using Xunit;

namespace Vidimus.Tests.VcApi;

public abstract class PresentationTests(SharedApp shared) : Scenario(shared)
{
    public sealed class Sqlite(OnSqlite shared)
        : PresentationTests(shared),
            IClassFixture<OnSqlite>;

    public sealed class Postgres(OnPostgres shared)
        : PresentationTests(shared),
            IClassFixture<OnPostgres>;

    private const string Challenge = "a1b2c3";
    private const string Domain = "https://verifier.example";

    [Fact]
    public async Task A_presentation_for_this_verifier_and_occasion_is_valid_with_all_its_credentials()
    {
        var issuer = await VcIssuer.Start(App);
        using var holder = new Holder();
        var (embedded, enveloped) = (
            await issuer.Issue(),
            await issuer.Issue(options: VcIssuer.With("vc+jwt"))
        );
        var presentation = Holder.Presentation(embedded, enveloped, holder.SelfSigned());
        presentation["holder"] = holder.Did;
        var said = await App.VerifyVp(
            holder.Present(presentation, Challenge, Domain),
            Challenge,
            Domain
        );
        said.ShouldVerify();
        said.Json.GetProperty("credentialResults")
            .EnumerateArray()
            .ShouldAllBe(c => c.GetProperty("verified").GetBoolean());
        Outcomes(said)
            .ShouldBe([
                "schema pass",
                "proof pass",
                "challenge pass",
                "domain pass",
                "holder pass",
                "subject skipped",
            ]);
    }

    private static IEnumerable<string> Outcomes(Answer said) =>
        said
            .Json.GetProperty("checks")
            .EnumerateArray()
            .Select(c =>
                $"{c.GetProperty("name").GetString()} {c.GetProperty("outcome").GetString()}"
            );

    [Theory]
    [InlineData("other", Domain)]
    [InlineData(Challenge, "https://elsewhere.example")]
    public async Task P14_a_presentation_for_another_occasion_or_verifier_is_refused(
        string challenge,
        string domain
    )
    {
        using var holder = new Holder();
        var presented = holder.Present(Holder.Presentation(), Challenge, Domain);
        (await App.VerifyVp(presented, challenge, domain)).ShouldNotVerify(
            "PROOF_VERIFICATION_ERROR"
        );
        // Nor does one that answers nothing pass where an answer was expected.
        (
            await App.VerifyVp(holder.Present(Holder.Presentation()), challenge, domain)
        ).ShouldNotVerify("PROOF_VERIFICATION_ERROR");
    }

    [Fact]
    public async Task P14_a_proof_made_for_another_purpose_presents_nothing()
    {
        using var holder = new Holder();
        var presented = holder.Present(
            Holder.Presentation(),
            Challenge,
            Domain,
            ProofPurposes.AssertionMethod
        );
        (await App.VerifyVp(presented, Challenge, Domain)).ShouldNotVerify(
            "PROOF_VERIFICATION_ERROR",
            "purpose"
        );
    }

    [Fact]
    public async Task Who_presents_must_be_the_holder_named()
    {
        using var holder = new Holder();
        using var thief = new Holder();
        var presentation = Holder.Presentation();
        presentation["holder"] = new JsonObject { ["id"] = holder.Did };
        (await App.VerifyVp(thief.Present(presentation, Challenge), Challenge)).ShouldNotVerify(
            "CRYPTOGRAPHIC_SECURITY_ERROR",
            "holder"
        );
        (await App.VerifyVp(holder.Present(presentation, Challenge), Challenge)).ShouldVerify();
    }

    [Fact]
    public async Task P14_whether_the_holder_is_whom_the_credentials_are_about_is_told()
    {
        var issuer = await VcIssuer.Start(App);
        using var holder = new Holder();
        using var stranger = new Holder();
        void About(JsonObject credential, string? id) =>
            credential["credentialSubject"] = new JsonObject
            {
                ["id"] = id,
                ["alumniOf"] = "Example Academy",
            };
        var embedded = await issuer.Issue(c => About(c, holder.Did));
        var enveloped = await issuer.Issue(c => About(c, holder.Did), VcIssuer.With("vc+jwt"));
        var another = await issuer.Issue(options: VcIssuer.With("vc+jwt"));
        var nobody = await issuer.Issue(c =>
            c["credentialSubject"] = new JsonObject { ["alumniOf"] = "Example Academy" }
        );

        await Told("pass", holder, embedded, enveloped);
        await Told("pass", holder, embedded, nobody);
        await Told("skipped", holder, embedded, another);
        await Told("skipped", holder, nobody);
        (await Told("skipped", stranger, embedded, enveloped)).Text.ShouldContain(
            "The holder is not shown to be the one whom the credential is about."
        );

        async Task<Answer> Told(string outcome, Holder who, params JsonNode[] credentials)
        {
            var presentation = Holder.Presentation(credentials);
            var named = presentation.DeepClone().AsObject();
            named["holder"] = who.Did;
            var said = await App.VerifyVp(who.Present(presentation, Challenge), Challenge);
            Outcomes(said.ShouldVerify()).ShouldContain($"subject {outcome}");
            said = await App.VerifyVp(who.Present(named, Challenge), Challenge);
            Outcomes(said.ShouldVerify()).ShouldContain($"subject {outcome}");
            return said;
        }
    }

    [Fact]
    public async Task A_presentation_is_no_better_than_its_worst_credential()
    {
        var issuer = await VcIssuer.Start(App);
        using var holder = new Holder();
        var good = await issuer.Issue();
        var changed = good.DeepClone().AsObject();
        changed["credentialSubject"]!["alumniOf"] = "Another Academy";
        var said = await App.VerifyVp(holder.Present(Holder.Presentation(good, changed)));
        said.ShouldNotVerify("PROOF_VERIFICATION_ERROR").At("verdict").ShouldBe("invalid");
        said.Json.GetProperty("credentialResults")
            .EnumerateArray()
            .Select(c => c.GetProperty("verified").GetBoolean())
            .ShouldBe([true, false]);

        (await issuer.SetStatus(good["id"]!.GetValue<string>(), "revocation")).Should(200);
        (await App.VerifyVp(holder.Present(Holder.Presentation(good)))).ShouldNotVerify(
            "STATUS_VERIFICATION_ERROR",
            "revoked"
        );
    }

    [Fact]
    public async Task P18_the_credentials_of_a_presentation_whose_own_proof_is_wrong_are_not_looked_at()
    {
        using var holder = new Holder();
        var presented = holder.Present(Holder.Presentation(holder.SelfSigned()), Challenge);
        var token = holder.PresentJwt(
            Holder.Presentation(holder.SelfSigned()),
            Challenge,
            Domain,
            App.Clock.GetUtcNow()
        );
        foreach (
            var refused in (Answer[])
                [
                    await App.VerifyVp(presented, "another"),
                    await App.VerifyVp(JsonValue.Create(token), "another", Domain),
                ]
        )
        {
            refused.ShouldNotVerify("PROOF_VERIFICATION_ERROR");
            refused.Json.GetProperty("credentialResults").GetArrayLength().ShouldBe(0);
            Outcomes(refused).ShouldContain("credentials skipped");
        }
    }

    [Fact]
    public async Task P18_the_credentials_of_a_presentation_share_the_work_of_one_request()
    {
        using var holder = new Holder();
        using var issuer = new Foreign { Suite = DataIntegrity.EddsaJcs2022 };
        // Six nodes that each know all the others: to put them in order is as much work as one document may ask for.
        var ids = Enumerable.Range(0, 6).Select(i => $"_:n{i}").ToList();
        var costly = issuer.Signed(c =>
        {
            c["@context"]!.AsArray().Add(new JsonObject { ["p"] = "https://x.example/p" });
            c["credentialSubject"] = new JsonArray([
                .. ids.Select(id => new JsonObject
                {
                    ["id"] = id,
                    ["p"] = new JsonArray([
                        .. ids.Where(o => o != id).Select(o => new JsonObject { ["id"] = o }),
                    ]),
                }),
            ]);
        });
        var wrong = costly["proof"]![0]!.DeepClone().AsObject();
        wrong.Remove("@context");
        wrong["cryptosuite"] = DataIntegrity.EddsaRdfc2022;
        costly["proof"]!.AsArray().Add((JsonNode)wrong);

        var many = Enumerable.Repeat((JsonNode)costly, 31).Append(holder.SelfSigned()).ToArray();
        var token = holder.PresentJwt(
            Holder.Presentation(many),
            Challenge,
            Domain,
            App.Clock.GetUtcNow()
        );
        var said = await App.VerifyVp(JsonValue.Create(token), Challenge, Domain);
        var results = said.ShouldNotVerify("PROOF_VERIFICATION_ERROR")
            .Json.GetProperty("credentialResults")
            .EnumerateArray()
            .ToList();
        results.Count.ShouldBe(32);
        results[0].GetProperty("verdict").GetString().ShouldBe("invalid");
        // The last is right, but by then there is no work left, and that is not said to be its fault.
        results[31].GetProperty("verdict").GetString().ShouldBe("unverifiable");
        results[31].GetProperty("summary").GetString()!.ShouldContain("too much work");
        // The next request has work of its own.
        (
            await App.VerifyVp(holder.Present(Holder.Presentation(holder.SelfSigned())))
        ).ShouldVerify();
    }

    [Fact]
    public async Task P9_a_credential_put_in_after_signing_breaks_the_presentation()
    {
        using var holder = new Holder();
        var presented = holder.Present(Holder.Presentation(holder.SelfSigned()), Challenge);
        presented["verifiableCredential"]!.AsArray().Add((JsonNode)holder.SelfSigned());
        (await App.VerifyVp(presented, Challenge)).ShouldNotVerify("PROOF_VERIFICATION_ERROR");
        presented.Remove("proof");
        (await App.VerifyVp(presented, Challenge)).ShouldNotVerify(
            "PROOF_VERIFICATION_ERROR",
            "no proof"
        );
    }

    [Fact]
    public async Task P18_a_presentation_buys_a_bounded_number_of_verifications()
    {
        using var holder = new Holder();
        var many = Enumerable
            .Range(0, 33)
            .Select(i => (JsonNode)holder.SelfSigned(c => c["id"] = $"urn:example:{i}"))
            .ToArray();
        (await App.VerifyVp(holder.Present(Holder.Presentation(many)))).ShouldNotVerify(
            "CRYPTOGRAPHIC_SECURITY_ERROR",
            "more than 32"
        );
    }

    [Fact]
    public async Task A_presentation_as_token_is_verified_alike_bare_and_enveloped()
    {
        var issuer = await VcIssuer.Start(App);
        using var holder = new Holder();
        var credential = await issuer.Issue(options: VcIssuer.With("vc+jwt"));
        var presentation = Holder.Presentation(credential);
        presentation["holder"] = holder.Did;
        var token = holder.PresentJwt(presentation, Challenge, Domain, App.Clock.GetUtcNow());
        var enveloped = new JsonObject
        {
            ["@context"] = CredentialShape.Context2,
            ["type"] = "EnvelopedVerifiablePresentation",
            ["id"] = $"data:application/vp+jwt,{token}",
        };
        foreach (var form in (JsonNode[])[JsonValue.Create(token), enveloped])
        {
            (await App.VerifyVp(form, Challenge, Domain)).ShouldVerify();
            (await App.VerifyVp(form, "other", Domain)).ShouldNotVerify("PROOF_VERIFICATION_ERROR");
            (await App.VerifyVp(form, Challenge, "other")).ShouldNotVerify(
                "PROOF_VERIFICATION_ERROR"
            );
            (await App.VerifyVp(form, "other")).ShouldNotVerify("INVALID_CHALLENGE_ERROR");
            (await App.VerifyVp(form, null, "other")).ShouldNotVerify("INVALID_DOMAIN_ERROR");
        }
    }

    [Theory]
    [InlineData("""{"type":["VerifiablePresentation"]}""")]
    [InlineData("""{"@context":["https://www.w3.org/ns/credentials/v2"],"type":["Other"]}""")]
    [InlineData(
        """{"@context":["https://www.w3.org/ns/credentials/v2"],"type":["VerifiablePresentation"],"holder":7}"""
    )]
    [InlineData(
        """{"@context":["https://www.w3.org/ns/credentials/v2"],"type":["VerifiablePresentation"],"verifiableCredential":["x"]}"""
    )]
    [InlineData(
        """{"@context":"https://www.w3.org/ns/credentials/v2","type":"EnvelopedVerifiablePresentation","id":"x"}"""
    )]
    public async Task A_presentation_of_the_wrong_shape_never_verifies(string presentation) =>
        (await App.VerifyVp(JsonNode.Parse(presentation)!)).ShouldNotVerify(
            "MALFORMED_VALUE_ERROR"
        );

    [Theory]
    [InlineData("""{}""", "verifiablePresentation")]
    [InlineData("""{"verifiablePresentation":[]}""", "verifiablePresentation")]
    [InlineData(
        """{"verifiablePresentation":{},"options":{"challenge":""}}""",
        "options.challenge"
    )]
    public async Task A_malformed_request_is_named(string body, string field) =>
        (await App.Post("/presentations/verify", null, body)).ShouldBeRefused(
            400,
            "VALIDATION_ERROR",
            field
        );
}
