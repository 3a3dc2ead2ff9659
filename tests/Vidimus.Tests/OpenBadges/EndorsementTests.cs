using System.Text.Json;
using System.Text.Json.Nodes;
using Shouldly;
using Vidimus.Proofs;
using Vidimus.Testing;
using Vidimus.Tests.Verifying;
using Xunit;

namespace Vidimus.Tests.OpenBadges;

public abstract class EndorsementTests(SharedApp shared) : Scenario(shared)
{
    public sealed class Sqlite(OnSqlite shared) : EndorsementTests(shared), IClassFixture<OnSqlite>;

    public sealed class Postgres(OnPostgres shared)
        : EndorsementTests(shared),
            IClassFixture<OnPostgres>;

    [Fact]
    public async Task A_signed_endorsement_of_the_achievement_stands_in_every_credential_from_then_on()
    {
        using var endorser = new Foreign();
        var programme = await Programme.Start(App);
        var before = await programme.Issue();
        (await Save(programme, endorser.Sign(Endorsement(endorser, programme)))).Should(200);
        var issued = await programme.Issue();
        var document = await programme.Document(issued.Id);
        document.ShouldBeLinkedData();
        var endorsement = document.GetProperty("endorsement")[0];
        endorsement
            .GetProperty("credentialSubject")
            .GetProperty("id")
            .GetString()
            .ShouldBe(
                document
                    .GetProperty("credentialSubject")
                    .GetProperty("achievement")
                    .GetProperty("id")
                    .GetString()
            );
        (await App.Verify("{\"credential\":" + endorsement + "}")).ShouldSay("valid");
        (await App.VerifyId(issued.Id)).ShouldSay("valid");
        (await programme.Document(before.Id)).TryGetProperty("endorsement", out _).ShouldBeFalse();
        (await programme.Group())
            .GetProperty("achievement")
            .GetProperty("endorsements")[0]
            .GetRawText()
            .ShouldBe(endorsement.GetRawText());
    }

    [Fact]
    public async Task An_endorsement_as_a_JWT_is_carried_as_one_and_the_term_keeps_a_meaning()
    {
        using var endorser = new Foreign();
        var programme = await Programme.Start(App);
        var jwt = endorser.Jwt(c => Become(c, Endorsement(endorser, programme)));
        (
            await programme.Patch(
                $"/v1/groups/{programme.GroupId}",
                "{\"achievement\":{\"endorsementJwts\":[\"" + jwt + "\"]}}"
            )
        ).Should(200);
        var document = await programme.Document((await programme.Issue()).Id);
        document.ShouldBeLinkedData();
        document.GetProperty("endorsementJwt")[0].GetString().ShouldBe(jwt);
        document
            .GetProperty("@context")[2]
            .GetString()
            .ShouldBe("https://www.w3.org/ns/credentials/undefined-terms/v2");
    }

    [Fact]
    public async Task An_endorsement_of_the_issuer_can_come_with_a_new_group_and_one_that_has_ended_stays_out()
    {
        using var endorser = new Foreign();
        var programme = await Programme.Start(App);
        var did = (await programme.Document((await programme.Issue()).Id))
            .GetProperty("issuer")
            .GetProperty("id")
            .GetString()!;
        var until = App.Clock.Now.AddDays(2).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'");
        var signed = endorser.Sign(
            Endorsement(
                endorser,
                programme,
                e =>
                {
                    e["credentialSubject"]!["id"] = did;
                    e["validUntil"] = until;
                }
            )
        );
        var made = await Programme.In(
            programme.Issuer,
            more: $",\"achievement\":{{\"endorsements\":[{signed.ToJsonString()}]}}"
        );
        (await made.Document((await made.Issue()).Id))
            .GetProperty("endorsement")
            .GetArrayLength()
            .ShouldBe(1);
        App.Clock.Advance(TimeSpan.FromDays(3));
        (await made.Document((await made.Issue()).Id))
            .TryGetProperty("endorsement", out _)
            .ShouldBeFalse();
    }

    [Fact]
    public async Task A_forged_or_misplaced_endorsement_is_refused_with_the_reason()
    {
        // A suite that signs any text: what is misplaced here could not even be signed as statements.
        using var endorser = new Foreign { Suite = DataIntegrity.EddsaJcs2022 };
        using var other = new Foreign();
        var programme = await Programme.Start(App);
        var right = Endorsement(endorser, programme);
        var forged = endorser.Sign(right.DeepClone().AsObject());
        forged["credentialSubject"]!["endorsementComment"] = "Splendid";
        foreach (
            var (endorsement, reason) in new (JsonNode, string)[]
            {
                (right.DeepClone(), "proof"),
                (forged, "signature"),
                (other.Sign(right.DeepClone().AsObject()), "does not belong to the issuer"),
                (
                    Signed(e => e["type"] = new JsonArray("VerifiableCredential")),
                    "EndorsementCredential"
                ),
                (
                    Signed(e => e["credentialSubject"]!["type"] = new JsonArray("Person")),
                    "EndorsementSubject"
                ),
                (
                    Signed(e =>
                        e["credentialSubject"]!["id"] =
                            "urn:uuid:6b8f2f8e-0a53-4b62-8b57-0d8c8a6c1f11"
                    ),
                    "must be about"
                ),
                (Signed(Ended), "expired"),
                (Signed(e => e["validFrom"] = "2120-01-02T00:00:00Z"), "becomes valid"),
                (Signed(e => e.Remove("name")), "name"),
                (Signed(e => e.Remove("validFrom")), "validFrom"),
                (
                    Signed(e =>
                        e["@context"] = new JsonArray("https://www.w3.org/ns/credentials/v2")
                    ),
                    "contexts"
                ),
                (
                    Signed(e => e["@context"]!.AsArray().Add("https://example.org/context")),
                    "loading remote context failed"
                ),
                (Signed(e => e["colour"] = "red"), "invalid property"),
                (
                    Signed(e => e["termsOfUse"] = new JsonObject { ["type"] = "urn:x:y" }),
                    "termsOfUse"
                ),
                (
                    Signed(e =>
                        e["credentialStatus"] = new JsonArray(new JsonObject { ["type"] = "X" })
                    ),
                    "credentialStatus"
                ),
                (JsonValue.Create("text"), "JSON object"),
                (Signed(e => e["description"] = new string('x', 17_000)), "bytes"),
            }
        )
        {
            var refused = await Save(programme, endorsement);
            refused.ShouldBeProblem(400, "VALIDATION_ERROR", "achievement.endorsements.0");
            refused
                .At("error", "message")
                .ShouldNotBeNull()
                .ShouldContain(reason, Case.Insensitive);
        }
        (await Save(programme, endorser.Sign(right.DeepClone().AsObject()))).Should(200);

        static void Ended(JsonObject endorsement)
        {
            endorsement["validFrom"] = "2020-01-01T00:00:00Z";
            endorsement["validUntil"] = "2020-01-02T00:00:00Z";
        }

        JsonNode Signed(Action<JsonObject> change) =>
            endorser.Sign(Endorsement(endorser, programme, change));
    }

    [Theory]
    [InlineData("\"text\"")]
    [InlineData("\"a.b.c\"")]
    [InlineData("null")]
    [InlineData("\"eyJhbGciOiJub25lIn0.e30.\"")]
    public async Task P2_what_is_no_signed_token_is_refused_by_name(string jwt)
    {
        var programme = await Programme.Start(App);
        (
            await programme.Patch(
                $"/v1/groups/{programme.GroupId}",
                "{\"achievement\":{\"endorsementJwts\":[" + jwt + "]}}"
            )
        ).ShouldBeProblem(400, "VALIDATION_ERROR", "achievement.endorsementJwts.0");
    }

    [Fact]
    public async Task Endorsing_one_of_our_own_tenants_leaves_the_caller_in_its_own()
    {
        // The endorser is another organization of this server: its keys are read in its tenant.
        using var endorser = new Foreign();
        var programme = await Programme.Start(App);
        var stranger = await Programme.Start(App);
        var foreign = await stranger.Document((await stranger.Issue()).Id);
        var refused = await Save(programme, JsonNode.Parse(foreign.GetRawText())!);
        refused.ShouldBeProblem(400, "VALIDATION_ERROR", "achievement.endorsements.0");
        (await Save(programme, endorser.Sign(Endorsement(endorser, programme)))).Should(200);
        (await stranger.Group())
            .GetProperty("achievement")
            .TryGetProperty("endorsements", out _)
            .ShouldBeFalse();
    }

    private static Task<Answer> Save(Programme programme, JsonNode endorsement) =>
        programme.Patch(
            $"/v1/groups/{programme.GroupId}",
            "{\"achievement\":{\"endorsements\":[" + endorsement.ToJsonString() + "]}}"
        );

    private static void Become(JsonObject credential, JsonObject other)
    {
        credential.Clear();
        foreach (var (member, value) in other.ToArray())
            credential[member] = value?.DeepClone();
    }

    private static JsonObject Endorsement(
        Foreign endorser,
        Programme programme,
        Action<JsonObject>? change = null
    )
    {
        Vidimus.Platform.Ids.NewId.TryGetUuid("grp", programme.GroupId, out var uuid);
        var endorsement = new JsonObject
        {
            ["@context"] = new JsonArray(
                "https://www.w3.org/ns/credentials/v2",
                "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
            ),
            ["id"] = "urn:uuid:0d7a1c7c-6a1e-4d8e-9a57-0f3d6f1a2b3c",
            ["type"] = new JsonArray("VerifiableCredential", "EndorsementCredential"),
            ["name"] = "A good programme",
            ["issuer"] = new JsonObject
            {
                ["id"] = endorser.Did,
                ["type"] = new JsonArray("Profile"),
                ["name"] = "Board of examiners",
            },
            ["validFrom"] = "2026-01-01T00:00:00Z",
            ["credentialSubject"] = new JsonObject
            {
                ["id"] = $"urn:uuid:{uuid}",
                ["type"] = new JsonArray("EndorsementSubject"),
                ["endorsementComment"] = "We know it well.",
            },
        };
        change?.Invoke(endorsement);
        return endorsement;
    }
}
