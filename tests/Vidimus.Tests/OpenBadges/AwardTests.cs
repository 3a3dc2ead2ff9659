using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Shouldly;
using Vidimus.Proofs;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.OpenBadges;

public abstract class AwardTests(SharedApp shared) : Scenario(shared)
{
    public sealed class Sqlite(OnSqlite shared) : AwardTests(shared), IClassFixture<OnSqlite>;

    public sealed class Postgres(OnPostgres shared) : AwardTests(shared), IClassFixture<OnPostgres>;

    private Task<Programme> Full(bool test = false) =>
        Programme.Start(App, test, $",\"achievement\":{Badges.Achievement}");

    [Fact]
    public async Task A_group_answers_every_member_of_its_achievement_as_it_was_given()
    {
        var programme = await Full();
        var answered = (await programme.Group()).GetProperty("achievement");
        var given = JsonNode.Parse(Badges.Achievement)!.AsObject();
        foreach (var (member, value) in given)
            Without(JsonNode.Parse(answered.GetProperty(member).GetRawText()))
                .ShouldBe(Without(value), member);
        (
            await programme.Patch($"/v1/groups/{programme.GroupId}", """{"achievement":null}""")
        ).Should(200);
        (await programme.Group())
            .GetProperty("achievement")
            .TryGetProperty("resultDescriptions", out _)
            .ShouldBeFalse();

        // Members left out may be answered as null.
        static string Without(JsonNode? node) =>
            node switch
            {
                JsonObject o => "{"
                    + string.Join(
                        ',',
                        o.Where(m => m.Value is not null)
                            .OrderBy(m => m.Key, StringComparer.Ordinal)
                            .Select(m => $"{m.Key}:{Without(m.Value)}")
                    )
                    + "}",
                JsonArray a => $"[{string.Join(',', a.Select(Without))}]",
                _ => node?.ToJsonString() ?? "null",
            };
    }

    [Fact]
    public async Task A_credential_says_everything_in_the_words_of_open_badges()
    {
        var programme = await Full();
        var issued = await programme.Issue(Badges.Award);
        var document = await programme.Document(issued.Id);
        document.ShouldBeLinkedData();
        document
            .GetProperty("@context")
            .EnumerateArray()
            .Select(c => c.GetString())
            .ShouldBe([
                "https://www.w3.org/ns/credentials/v2",
                "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
            ]);
        document.GetProperty("proof").ValueKind.ShouldBe(JsonValueKind.Array);
        document.GetProperty("awardedDate").GetString().ShouldBe("2026-01-02T03:04:05Z");
        document.GetProperty("image").GetProperty("type").GetString().ShouldBe("Image");
        document.GetProperty("evidence").GetArrayLength().ShouldBe(2);
        document.GetProperty("evidence")[0].GetProperty("genre").GetString().ShouldBe("Film");
        var subject = document.GetProperty("credentialSubject");
        subject.GetProperty("creditsEarned").GetDouble().ShouldBe(3);
        subject.GetProperty("role").GetString().ShouldBe("Captain");
        subject
            .GetProperty("source")
            .GetProperty("id")
            .GetString()
            .ShouldBe("did:web:club.example");
        var achievement = subject.GetProperty("achievement");
        var uri = achievement.GetProperty("id").GetString()!;
        var descriptions = achievement.GetProperty("resultDescription");
        descriptions[0].GetProperty("id").GetString().ShouldBe($"{uri}#grade");
        descriptions[2].GetProperty("id").GetString().ShouldBe("https://example.org/results/skill");
        descriptions[2].GetProperty("requiredLevel").GetString().ShouldBe($"{uri}#good");
        descriptions[2]
            .GetProperty("rubricCriterionLevel")[1]
            .GetProperty("id")
            .GetString()
            .ShouldBe("urn:example:best");
        var results = subject.GetProperty("result");
        results[0].GetProperty("resultDescription").GetString().ShouldBe($"{uri}#grade");
        results[2].GetProperty("achievedLevel").GetString().ShouldBe($"{uri}#good");
        results[3].GetProperty("status").GetString().ShouldBe("Completed");
        achievement.GetProperty("creditsAvailable").GetDouble().ShouldBe(3.5);
        achievement
            .GetProperty("otherIdentifier")[1]
            .GetProperty("identifierType")
            .GetString()
            .ShouldBe("ext:sea_id");
        (await App.VerifyId(issued.Id)).ShouldSay("valid");
    }

    [Theory]
    [InlineData("https://exämple.org/ü?q=ß#f")]
    [InlineData("https://example.org/?filter[x]=1&y='%zz'")]
    [InlineData("HTTPS://EXAMPLE.org:8443/x")]
    public async Task Addresses_of_every_kind_stay_linked_data(string address)
    {
        var programme = await Full();
        var issued = await programme.Issue($",\"evidence\":[{{\"id\":\"{address}\"}}]");
        var document = await programme.Document(issued.Id);
        document.ShouldBeLinkedData();
        document.GetProperty("evidence")[0].GetProperty("id").GetString().ShouldBe(address);
    }

    [Fact]
    public async Task What_was_said_is_answered_and_survives_drafting_issuing_and_reissuing()
    {
        var programme = await Full();
        var draft = await programme.Draft(Badges.Award);
        Said(draft.Json);
        Said((await programme.Post($"/v1/credentials/{draft.Id}/issue")).Should(200).Json);
        Said(await programme.Credential(draft.Id));
        var reissued = (
            await programme.Post(
                $"/v1/credentials/{draft.Id}/reissue",
                """{"role":"Mate","evidence":null}"""
            )
        )
            .Should(201)
            .Json;
        reissued.GetProperty("role").GetString().ShouldBe("Mate");
        reissued.TryGetProperty("evidence", out _).ShouldBeFalse();
        reissued.GetProperty("awardedDate").GetString().ShouldBe("2026-01-02T03:04:05.000Z");
        var document = await programme.Document(reissued.GetProperty("id").GetString()!);
        document.ShouldBeLinkedData();
        document.TryGetProperty("evidence", out _).ShouldBeFalse();
        document
            .GetProperty("credentialSubject")
            .GetProperty("result")
            .GetArrayLength()
            .ShouldBe(5);
        var renewed = (await programme.Post($"/v1/credentials/{reissued.GetProperty("id")}/renew"))
            .Should(201)
            .Json;
        renewed.GetProperty("role").GetString().ShouldBe("Mate");

        static void Said(JsonElement credential)
        {
            credential.GetProperty("results").GetArrayLength().ShouldBe(5);
            credential
                .GetProperty("evidence")[0]
                .GetProperty("audience")
                .GetString()
                .ShouldBe("Jurors");
            credential.GetProperty("licenseNumber").GetString().ShouldBe("D-1");
            credential
                .GetProperty("source")
                .GetProperty("name")
                .GetString()
                .ShouldBe("Diving club");
        }
    }

    [Fact]
    public async Task A_draft_is_edited_member_by_member()
    {
        var programme = await Full();
        var draft = await programme.Draft(Badges.Award);
        var edited = (
            await programme.Patch(
                $"/v1/credentials/{draft.Id}",
                """{"term":"Summer","results":[{"resultDescription":"grade","value":"B"}],"narrative":null,"creditsEarned":2.5}"""
            )
        )
            .Should(200)
            .Json;
        edited.GetProperty("term").GetString().ShouldBe("Summer");
        edited.GetProperty("results").GetArrayLength().ShouldBe(1);
        edited.TryGetProperty("narrative", out _).ShouldBeFalse();
        edited.GetProperty("role").GetString().ShouldBe("Captain");
        (await programme.Credential(draft.Id)).GetRawText().ShouldBe(edited.GetRawText());
        (
            await programme.Patch($"/v1/credentials/{draft.Id}", """{"results":[{"value":7}]}""")
        ).ShouldBeProblem(400, "VALIDATION_ERROR", "results.0.value");
        (
            await programme.Patch(
                $"/v1/credentials/{draft.Id}",
                """{"results":[{"resultDescription":"grade","value":"Z"}]}"""
            )
        ).ShouldBeProblem(400, "VALIDATION_ERROR", "results.0.value");
    }

    [Fact]
    public async Task A_draft_whose_result_description_is_gone_is_not_issued()
    {
        var programme = await Full();
        var draft = await programme.Draft(
            ""","results":[{"resultDescription":"grade","value":"A"}]"""
        );
        (await programme.Patch($"/v1/groups/{programme.GroupId}", """{"achievement":{}}""")).Should(
            200
        );
        (await programme.Post($"/v1/credentials/{draft.Id}/issue")).ShouldBeProblem(
            400,
            "VALIDATION_ERROR",
            "results.0.resultDescription"
        );
    }

    [Fact]
    public async Task Rows_of_a_list_say_it_each_for_itself_and_a_bad_one_fails_alone()
    {
        var programme = await Full();
        var body = $$"""
            {"groupId":"{{programme.GroupId}}","rows":[
            {"recipient":{"name":"Ada"}{{Badges.Award}}},
            {"recipient":{"name":"Bob"},"results":[{"resultDescription":"score","value":"101"}]},
            {"recipient":{"name":"Eve","did":"did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK"},"role":"Mate"}]}
            """;
        var rows = (await programme.Post("/v1/credentials/batch", body))
            .Should(200)
            .Json.GetProperty("rows");
        rows[1].GetProperty("error").GetProperty("field").GetString().ShouldBe("results.0.value");
        foreach (var (row, role) in new[] { (0, "Captain"), (2, "Mate") })
        {
            var id = rows[row].GetProperty("credential").GetProperty("id").GetString()!;
            var document = await programme.Document(id);
            document.ShouldBeLinkedData();
            document
                .GetProperty("credentialSubject")
                .GetProperty("role")
                .GetString()
                .ShouldBe(role);
        }
    }

    [Theory]
    [InlineData(
        ""","results":[{"resultDescription":"nothing","value":"A"}]""",
        "results.0.resultDescription"
    )]
    [InlineData(""","results":[{"resultDescription":"grade"}]""", "results.0")]
    [InlineData(""","results":[null]""", "results.0")]
    [InlineData(""","results":[{"resultDescription":"grade","value":"D"}]""", "results.0.value")]
    [InlineData(""","results":[{"resultDescription":"score","value":"high"}]""", "results.0.value")]
    [InlineData(""","results":[{"resultDescription":"score","value":"-1"}]""", "results.0.value")]
    [InlineData(""","results":[{"resultDescription":"state","value":"x"}]""", "results.0.status")]
    [InlineData(""","results":[{"status":"Done"}]""", "results.0.status")]
    [InlineData(
        ""","results":[{"resultDescription":"https://example.org/results/skill","achievedLevel":"bad"}]""",
        "results.0.achievedLevel"
    )]
    [InlineData(""","results":[{"achievedLevel":"good"}]""", "results.0.achievedLevel")]
    [InlineData(""","results":[{"value":"x","grade":1}]""", "results.0.grade")]
    [InlineData(""","results":{}""", "results")]
    [InlineData(
        ""","results":[{"value":"x","alignments":[{"targetName":"n"}]}]""",
        "results.0.alignments.0.targetUrl"
    )]
    [InlineData(""","evidence":[{}]""", "evidence.0")]
    [InlineData(""","evidence":[{"id":"ftp://example.org"}]""", "evidence.0.id")]
    [InlineData(""","evidence":[{"id":"https://example.org/a b"}]""", "evidence.0.id")]
    [InlineData(""","evidence":[{"id":"https://example.org/<x>"}]""", "evidence.0.id")]
    [InlineData(""","evidence":[{"name":7}]""", "evidence.0.name")]
    [InlineData(""","source":{"name":"Club"}""", "source.id")]
    [InlineData(""","source":{"id":"club"}""", "source.id")]
    [InlineData(""","source":{"id":"did:web:"}""", "source.id")]
    [InlineData(""","source":{"id":"urn:x"}""", "source.id")]
    [InlineData(""","source":{"id":"https://example.org","email":"nobody"}""", "source.email")]
    [InlineData(""","awardedDate":"2026-01-02" """, "awardedDate")]
    [InlineData(
        ""","activityStartDate":"2026-01-02T00:00:00Z","activityEndDate":"2026-01-01T00:00:00Z" """,
        "activityEndDate"
    )]
    [InlineData(""","creditsEarned":-1""", "creditsEarned")]
    [InlineData(""","creditsEarned":1e7""", "creditsEarned")]
    [InlineData(""","creditsEarned":1e999""", "creditsEarned")]
    [InlineData(""","creditsEarned":"3" """, "creditsEarned")]
    [InlineData(""","licenseNumber":"" """, "licenseNumber")]
    [InlineData(""","role":" " """, "role")]
    [InlineData(""","term":[] """, "term")]
    [InlineData(""","narrative":"\u0007" """, "narrative")]
    [InlineData(""","image":{"caption":"c"}""", "image.id")]
    [InlineData(""","image":{"id":"javascript:alert(1)"}""", "image.id")]
    [InlineData(""","identity":"name" """, "identity")]
    [InlineData(""","identity":"did" """, "recipient.did")]
    [InlineData(""","identity":"email" """, "recipient.email")]
    [InlineData(""","role":"x","subject":{"role":"y"}""", "subject.role")]
    [InlineData(""","subject":{"term":5}""", "subject.term")]
    [InlineData(""","subject":{"creditsEarned":"many"}""", "subject.creditsEarned")]
    [InlineData(""","subject":{"activityStartDate":"yesterday"}""", "subject.activityStartDate")]
    [InlineData(""","subject":{"result":[]}""", "subject.result")]
    public async Task A_wrong_member_is_named(string more, string field)
    {
        var programme = await Full();
        var refused = await programme.TryIssue(more);
        refused.ShouldBeProblem(400, "VALIDATION_ERROR", field);
        (await programme.Counts()).ShouldBe((0, 0));
    }

    [Fact]
    public async Task Too_many_and_too_long_is_refused_by_name()
    {
        var programme = await Full();
        static string Many(string item, int count) =>
            string.Join(',', Enumerable.Repeat(item, count));
        foreach (
            var (more, field) in new[]
            {
                ($",\"results\":[{Many("""{"value":"x"}""", 101)}]", "results"),
                ($",\"evidence\":[{Many("""{"name":"x"}""", 51)}]", "evidence"),
                ($",\"role\":\"{new string('x', 201)}\"", "role"),
                ($",\"narrative\":\"{new string('x', 5001)}\"", "narrative"),
                (
                    $",\"evidence\":[{{\"genre\":\"{new string('x', 201)}\",\"name\":\"n\"}}]",
                    "evidence.0.genre"
                ),
            }
        )
            (await programme.TryIssue(more)).ShouldBeProblem(400, "VALIDATION_ERROR", field);
        await programme.Issue($",\"results\":[{Many("""{"value":"x"}""", 100)}]");
    }

    [Theory]
    [InlineData("""{"humanCode":""}""", "humanCode")]
    [InlineData("""{"version":7}""", "version")]
    [InlineData("""{"creditsAvailable":-1}""", "creditsAvailable")]
    [InlineData("""{"inLanguage":"German"}""", "inLanguage")]
    [InlineData("""{"inLanguage":"DE"}""", "inLanguage")]
    [InlineData("""{"type":"ext:"}""", "type")]
    [InlineData("""{"type":"ext:-x"}""", "type")]
    [InlineData("""{"type":"ext:ä"}""", "type")]
    [InlineData("""{"creator":{"name":"x"}}""", "creator.id")]
    [InlineData("""{"creator":{"id":"did:key:z6Mk#z6Mk"}}""", "creator.id")]
    [InlineData("""{"related":[null]}""", "related.0.id")]
    [InlineData("""{"related":[{"id":"urn:uuid:x y"}]}""", "related.0.id")]
    [InlineData(
        """{"otherIdentifiers":[{"identifier":"x"}]}""",
        "otherIdentifiers.0.identifierType"
    )]
    [InlineData(
        """{"otherIdentifiers":[{"identifier":"x","identifierType":"passport"}]}""",
        "otherIdentifiers.0.identifierType"
    )]
    [InlineData(
        """{"alignments":[{"targetName":"n","targetUrl":"https://example.org","targetType":"Node"}]}""",
        "alignments.0.targetType"
    )]
    [InlineData("""{"resultDescriptions":[{}]}""", "resultDescriptions.0.id")]
    [InlineData(
        """{"resultDescriptions":[{"id":"a b","name":"n","resultType":"Percent"}]}""",
        "resultDescriptions.0.id"
    )]
    [InlineData(
        """{"resultDescriptions":[{"id":"a","name":"n","resultType":"Percent"},{"id":"a","name":"n","resultType":"Percent"}]}""",
        "resultDescriptions.1.id"
    )]
    [InlineData(
        """{"resultDescriptions":[{"id":"a","name":"n"}]}""",
        "resultDescriptions.0.resultType"
    )]
    [InlineData(
        """{"resultDescriptions":[{"id":"a","name":"n","resultType":"Grade"}]}""",
        "resultDescriptions.0.resultType"
    )]
    [InlineData(
        """{"resultDescriptions":[{"id":"a","resultType":"Percent"}]}""",
        "resultDescriptions.0.name"
    )]
    [InlineData(
        """{"resultDescriptions":[{"id":"a","name":"n","resultType":"Percent","valueMin":"9","valueMax":"8"}]}""",
        "resultDescriptions.0.valueMax"
    )]
    [InlineData(
        """{"resultDescriptions":[{"id":"a","name":"n","resultType":"Percent","valueMax":"8","requiredValue":"9"}]}""",
        "resultDescriptions.0.requiredValue"
    )]
    [InlineData(
        """{"resultDescriptions":[{"id":"a","name":"n","resultType":"Percent","allowedValues":["1"],"requiredValue":"2"}]}""",
        "resultDescriptions.0.requiredValue"
    )]
    [InlineData(
        """{"resultDescriptions":[{"id":"a","name":"n","resultType":"Percent","requiredLevel":"b"}]}""",
        "resultDescriptions.0.requiredLevel"
    )]
    [InlineData(
        """{"resultDescriptions":[{"id":"a","name":"n","resultType":"Percent","rubricCriterionLevels":[{"id":"a","name":"n"}]}]}""",
        "resultDescriptions.0.rubricCriterionLevels.0.id"
    )]
    [InlineData(
        """{"resultDescriptions":[{"id":"a","name":"n","resultType":"Percent","allowedValues":[null]}]}""",
        "resultDescriptions.0.allowedValues.0"
    )]
    [InlineData("""{"resultDescriptions":"none"}""", "resultDescriptions")]
    [InlineData("""{"identity":"phone"}""", "identity")]
    public async Task A_wrong_member_of_an_achievement_is_named(string achievement, string field)
    {
        var issuer = await App.NewOrganization();
        (
            await App.Post(
                "/v1/groups",
                issuer.Live.Secret,
                $$"""{"name":"x","achievement":{{achievement}}}"""
            )
        ).ShouldBeProblem(400, "VALIDATION_ERROR", $"achievement.{field}");
        var made = await Programme.In(issuer);
        (
            await made.Patch($"/v1/groups/{made.GroupId}", $$"""{"achievement":{{achievement}}}""")
        ).ShouldBeProblem(400, "VALIDATION_ERROR", $"achievement.{field}");
    }

    [Fact]
    public async Task Too_much_of_an_achievement_is_refused_by_name()
    {
        var issuer = await App.NewOrganization();
        string Many(Func<int, string> item, int count) =>
            string.Join(',', Enumerable.Range(0, count).Select(item));
        foreach (
            var (achievement, field) in new[]
            {
                ($"\"related\":[{Many(_ => """{"id":"urn:aa:b"}""", 51)}]", "related"),
                (
                    $"\"otherIdentifiers\":[{Many(_ => """{"identifier":"1","identifierType":"isbn"}""", 21)}]",
                    "otherIdentifiers"
                ),
                (
                    $"\"resultDescriptions\":[{Many(i => $$"""{"id":"r{{i}}","name":"n","resultType":"Result"}""", 51)}]",
                    "resultDescriptions"
                ),
                ($"\"endorsementJwts\":[{Many(_ => "\"a.b.c\"", 6)}]", "endorsementJwts"),
                ($"\"endorsements\":[{Many(_ => "{}", 6)}]", "endorsements"),
            }
        )
            (
                await App.Post(
                    "/v1/groups",
                    issuer.Live.Secret,
                    "{\"name\":\"x\",\"achievement\":{" + achievement + "}}"
                )
            ).ShouldBeProblem(400, "VALIDATION_ERROR", $"achievement.{field}");
    }

    [Fact]
    public async Task By_default_a_recipient_is_named_by_a_hash_of_the_address_with_a_salt_of_this_credential()
    {
        var programme = await Full();
        const string recipient =
            """{"name":"Ada Example","email":"ada@example.org","externalId":"a"}""";
        var first = await Subject(programme, "", recipient);
        var second = await Subject(programme, "", """{"name":"Ada Example","externalId":"a"}""");
        first.TryGetProperty("id", out _).ShouldBeFalse();
        var identities = new[] { first, second }
            .Select(s => s.GetProperty("identifier")[0])
            .ToArray();
        foreach (var identity in identities)
        {
            identity.GetProperty("type").GetString().ShouldBe("IdentityObject");
            identity.GetProperty("identityType").GetString().ShouldBe("emailAddress");
            identity.GetProperty("hashed").GetBoolean().ShouldBeTrue();
            var salt = identity.GetProperty("salt").GetString()!;
            salt.Length.ShouldBe(32);
            identity
                .GetProperty("identityHash")
                .GetString()
                .ShouldBe(
                    "sha256$"
                        + Convert.ToHexStringLower(
                            SHA256.HashData(Encoding.UTF8.GetBytes("ada@example.org" + salt))
                        )
                );
        }
        identities[0]
            .GetProperty("salt")
            .GetString()
            .ShouldNotBe(identities[1].GetProperty("salt").GetString());
        first.GetRawText().ShouldNotContain("ada@example.org");
    }

    [Fact]
    public async Task A_recipient_with_a_DID_is_named_by_it_and_the_credential_keeps_it()
    {
        const string did = "did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK";
        var programme = await Full();
        const string recipient = $$"""{"name":"Ada","email":"ada@example.org","did":"{{did}}"}""";
        var draft = await programme.Draft("", recipient);
        draft.Json.GetProperty("recipient").GetProperty("did").GetString().ShouldBe(did);
        (await programme.Patch($"/v1/credentials/{draft.Id}", """{"role":"Mate"}""")).Should(200);
        (await programme.Post($"/v1/credentials/{draft.Id}/issue")).Should(200);
        var subject = (await programme.Document(draft.Id)).GetProperty("credentialSubject");
        subject.GetProperty("id").GetString().ShouldBe(did);
        subject.TryGetProperty("identifier", out _).ShouldBeFalse();
        var again = (await programme.Post($"/v1/credentials/{draft.Id}/reissue")).Should(201).Json;
        again.GetProperty("recipient").GetProperty("did").GetString().ShouldBe(did);
        (await programme.Document(again.GetProperty("id").GetString()!))
            .GetProperty("credentialSubject")
            .GetProperty("id")
            .GetString()
            .ShouldBe(did);
        foreach (var bad in new[] { "did:key:", "did:key:z#z", "z6Mk", "did:web:a/b" })
            (await programme.TryIssue("", $$"""{"name":"Ada","did":"{{bad}}"}""")).ShouldBeProblem(
                400,
                "VALIDATION_ERROR",
                "recipient.did"
            );
    }

    [Fact]
    public async Task Caller_and_group_may_choose_and_without_either_address_or_DID_a_name_of_this_credential_serves()
    {
        var programme = await Full();
        const string known =
            """{"name":"Ada","email":"ada@example.org","did":"did:web:ada.example"}""";
        (await Subject(programme, ""","identity":"none" """, known))
            .GetProperty("id")
            .GetString()
            .ShouldNotBeNull()
            .ShouldMatch("^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab]");
        (await Subject(programme, ""","identity":"email" """, known))
            .GetProperty("identifier")
            .GetArrayLength()
            .ShouldBe(1);
        var ids = new[]
        {
            await Subject(programme, "", """{"name":"Bob","externalId":"b"}"""),
            await Subject(programme, "", """{"name":"Bob","externalId":"b"}"""),
        }
            .Select(s => s.GetProperty("id").GetString())
            .ToArray();
        ids[0].ShouldNotBe(ids[1]);
        var discreet = await Programme.Start(App, more: ""","achievement":{"identity":"none"}""");
        (await Subject(discreet, "", known)).TryGetProperty("identifier", out _).ShouldBeFalse();
        (await Subject(discreet, ""","identity":"did" """, known))
            .GetProperty("id")
            .GetString()
            .ShouldBe("did:web:ada.example");
    }

    [Fact]
    public async Task Erasing_a_recipient_takes_the_award_with_it()
    {
        var programme = await Full();
        var issued = await programme.Issue(
            Badges.Award,
            """{"name":"Ada","email":"ada@example.org","did":"did:web:ada.example"}"""
        );
        (await programme.Delete($"/v1/recipients/{issued.RecipientId}")).Should(204);
        var left = (await programme.Get($"/v1/credentials/{issued.Id}")).Should(200);
        left.Text.ShouldNotContain("Captain");
        left.Text.ShouldNotContain("ada@example.org");
        left.Text.ShouldNotContain("ada.example");
        left.At("results").ShouldBeNull();
        (await programme.Get($"/v1/credentials/{issued.Id}/document")).ShouldBeProblem(
            410,
            "RECIPIENT_ERASED"
        );
    }

    [Fact]
    public async Task Members_of_the_subjects_own_may_have_any_name_of_the_contexts_and_stay_linked_data()
    {
        var programme = await Full();
        string[] names =
        [
            "description",
            "url",
            "endorsement",
            "inLanguage",
            "awardedDate",
            "alignment",
            "evidence",
            "issuer",
            "criteria",
            "tag",
            "version",
            "digestSRI",
            "digestMultibase",
            "mediaType",
            "credentialSubject",
            "validFrom",
            "confidenceMethod",
            "renderMethod",
            "relatedResource",
            "grade",
            "geo",
            "email",
            "hours",
        ];
        string[] values =
        [
            "\"text\"",
            "7",
            "7.25",
            "true",
            "[]",
            "{}",
            """{"name":"x","deep":{"url":"y"}}""",
            "\"\"",
        ];
        foreach (var value in values)
        {
            var subject = string.Join(',', names.Select(n => $"\"{n}\":{value}"));
            var issued = await programme.Issue($",\"subject\":{{{subject}}}");
            (await programme.Document(issued.Id)).ShouldBeLinkedData();
        }
    }

    [Fact]
    public async Task Whatever_is_said_of_an_achievement_and_an_award_stays_linked_data()
    {
        var issuer = await App.NewOrganization();
        for (var seed = 0; seed < 40; seed++)
        {
            var dice = new Random(seed);
            var achievement = Badges.Some(JsonNode.Parse(Badges.Achievement)!.AsObject(), dice);
            var programme = await Programme.In(
                issuer,
                test: seed % 2 == 0,
                $",\"achievement\":{achievement.ToJsonString()}"
            );
            var award = Badges.Some(
                JsonNode.Parse("{" + Badges.Award.TrimStart()[1..] + "}")!.AsObject(),
                dice
            );
            if (!achievement.ContainsKey("resultDescriptions"))
                award.Remove("results");
            var members = award.ToJsonString()[1..^1];
            var issued = await programme.Issue(members.Length == 0 ? "" : "," + members);
            var document = await programme.Document(issued.Id);
            document.ShouldBeLinkedData();
            CredentialShape.Check(document).ShouldBeEmpty();
        }
    }

    private static async Task<JsonElement> Subject(
        Programme programme,
        string more,
        string recipient
    )
    {
        var document = await programme.Document((await programme.Issue(more, recipient)).Id);
        document.ShouldBeLinkedData();
        return document.GetProperty("credentialSubject");
    }
}
