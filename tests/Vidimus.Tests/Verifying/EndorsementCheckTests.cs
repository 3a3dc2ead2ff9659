using System.Text.Json.Nodes;
using Shouldly;
using Vidimus.Proofs;
using Vidimus.Testing;
using Vidimus.Tests.VcApi;
using Xunit;

namespace Vidimus.Tests.Verifying;

/// <summary>What an endorsement that is rightly signed may stand at, and whether it still counts.</summary>
public abstract class EndorsementCheckTests(ReachingApp shared) : Scenario(shared)
{
    public sealed class Sqlite(ReachingOnSqlite shared)
        : EndorsementCheckTests(shared),
            IClassFixture<ReachingOnSqlite>;

    public sealed class Postgres(ReachingOnPostgres shared)
        : EndorsementCheckTests(shared),
            IClassFixture<ReachingOnPostgres>;

    private const string Badges = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json";
    private const string Achievement = "urn:uuid:0d7a1c7c-6a1e-4d8e-9a57-0f3d6f1a2b3c";
    private const string Creator = "https://example.org/creator";

    private static Elsewhere Here => Elsewhere.Here;

    [Fact]
    public async Task A_genuine_endorsement_of_another_is_wrong_wherever_it_is_pasted()
    {
        using var school = new Foreign();
        using var crook = new Foreign { Suite = DataIntegrity.EddsaJcs2022 };
        using var board = new Foreign();
        foreach (
            var paste in (Action<JsonObject, JsonNode>[])
                [
                    (c, e) => c["endorsement"] = e,
                    (c, e) => c["issuer"]!["endorsement"] = e,
                    (c, e) => c["credentialSubject"]!["achievement"]!["endorsement"] = e,
                    (c, e) =>
                        c["credentialSubject"]!["achievement"]!["creator"]!["endorsement"] = e,
                ]
        )
        {
            (await Carrying(crook, c => paste(c, new JsonArray(Of(board, school.Did)))))
                .ShouldSay("invalid", "endorsement_invalid")
                .Outcome("endorsement")
                .ShouldBe("fail");
            (await Carrying(crook, c => paste(c, Of(board, null)))).ShouldSay(
                "invalid",
                "endorsement_invalid"
            );
        }
        var jwt = board.JwtOf(Unsigned(board, school.Did));
        (await Carrying(crook, c => c["endorsementJwt"] = new JsonArray(jwt))).ShouldSay(
            "invalid",
            "endorsement_invalid"
        );
    }

    [Fact]
    public async Task At_the_top_it_is_about_anything_within_and_at_a_member_about_that()
    {
        using var issuer = new Foreign { Suite = DataIntegrity.EddsaJcs2022 };
        using var board = new Foreign();
        foreach (
            var id in (string[])
                ["urn:uuid:6b8f2f8e-0a53-4b62-8b57-0d8c8a6c1f11", issuer.Did, Achievement, Creator]
        )
            Passed(await Carrying(issuer, c => c["endorsement"] = new JsonArray(Of(board, id))));
        Passed(await Carrying(issuer, c => c["issuer"]!["endorsement"] = Of(board, issuer.Did)));
        var jwt = board.JwtOf(Unsigned(board, Achievement));
        Passed(
            await Carrying(
                issuer,
                c => c["credentialSubject"]!["achievement"]!["endorsementJwt"] = jwt
            )
        );
        (
            await Carrying(
                issuer,
                c => c["credentialSubject"]!["achievement"]!["endorsement"] = Of(board, issuer.Did)
            )
        ).ShouldSay("invalid", "endorsement_invalid");
    }

    [Fact]
    public async Task One_that_its_endorser_took_back_no_longer_endorses()
    {
        using var issuer = new Foreign { Suite = DataIntegrity.EddsaJcs2022 };
        using var board = new Foreign();
        var url = Here.Reserve();
        Here.Replace(
            url,
            board.Sign(board.StatusList(url, "revocation", entries: (7, 1))).ToJsonString()
        );
        Passed(await Listed(url, 8));
        Aside(await Listed(url, 7)).Text.ShouldContain("An endorsement does not count now.");
        Aside(await Listed(Here.Reserve(), 7)).Text.ShouldContain("could not be checked");

        Task<Answer> Listed(string list, int index) =>
            Carrying(
                issuer,
                c =>
                    c["endorsement"] = Of(
                        board,
                        issuer.Did,
                        e =>
                            e["credentialStatus"] = new JsonObject
                            {
                                ["id"] = $"{list}#{index}",
                                ["type"] = "BitstringStatusListEntry",
                                ["statusPurpose"] = "revocation",
                                ["statusListIndex"] = $"{index}",
                                ["statusListCredential"] = list,
                            }
                    )
            );
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task One_that_was_issued_here_is_held_against_the_record(bool listed)
    {
        using var issuer = new Foreign { Suite = DataIntegrity.EddsaJcs2022 };
        var board = await VcIssuer.Start(App);
        var endorsement = await board.Issue(
            c => Endorse(c, issuer.Did),
            listed ? VcIssuer.Status("revocation", "suspension") : null
        );
        Passed(await Carry(endorsement));
        var id = endorsement["id"]!.GetValue<string>();
        (await board.SetStatus(id, "suspension")).Should(200);
        Aside(await Carry(endorsement)).Text.ShouldContain("suspended");
        (await board.SetStatus(id, "revocation")).Should(200);
        Aside(await Carry(endorsement)).Text.ShouldContain("revoked");

        var test = await VcIssuer.Start(App, test: true);
        var trial = await test.Issue(c => Endorse(c, issuer.Did));
        Aside(await Carry(trial)).Text.ShouldContain("is a test");

        Task<Answer> Carry(JsonNode carried) =>
            Carrying(issuer, c => c["endorsement"] = new JsonArray(carried.DeepClone()));
    }

    private static void Passed(Answer verification) =>
        verification.ShouldSay("valid").Outcome("endorsement").ShouldBe("pass", verification.Text);

    private static Answer Aside(Answer verification)
    {
        verification
            .ShouldSay("valid")
            .Outcome("endorsement")
            .ShouldBe("unknown", verification.Text);
        return verification;
    }

    private static JsonObject Of(
        Foreign endorser,
        string? about,
        Action<JsonObject>? change = null
    ) => endorser.Sign(Unsigned(endorser, about, change));

    private static JsonObject Unsigned(
        Foreign endorser,
        string? about,
        Action<JsonObject>? change = null
    ) =>
        endorser.Credential(c =>
        {
            Endorse(c, about);
            change?.Invoke(c);
        });

    private static void Endorse(JsonObject credential, string? about)
    {
        credential["@context"] = new JsonArray("https://www.w3.org/ns/credentials/v2", Badges);
        credential["type"] = new JsonArray("VerifiableCredential", "EndorsementCredential");
        credential["name"] = "Endorsement";
        credential["credentialSubject"] = new JsonObject
        {
            ["type"] = new JsonArray("EndorsementSubject"),
            ["endorsementComment"] = "We know it well.",
        };
        if (about is not null)
            credential["credentialSubject"]!["id"] = about;
    }

    private Task<Answer> Carrying(Foreign issuer, Action<JsonObject> change) =>
        App.Verify(
            new JsonObject
            {
                ["credential"] = issuer.Signed(c =>
                {
                    c["@context"]!.AsArray().Add(Badges);
                    c["issuer"] = new JsonObject
                    {
                        ["id"] = issuer.Did,
                        ["type"] = new JsonArray("Profile"),
                    };
                    c["credentialSubject"]!["type"] = new JsonArray("AchievementSubject");
                    c["credentialSubject"]!["achievement"] = new JsonObject
                    {
                        ["id"] = Achievement,
                        ["type"] = new JsonArray("Achievement"),
                        ["name"] = "Diploma",
                        ["creator"] = new JsonObject
                        {
                            ["id"] = Creator,
                            ["type"] = new JsonArray("Profile"),
                        },
                    };
                    change(c);
                }),
            }.ToJsonString()
        );
}
