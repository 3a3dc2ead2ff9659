using System.Text.Json.Nodes;
using Shouldly;
using Xunit;

namespace Vidimus.Client.Tests;

/// <summary>What Open Badges 3.0 has words for, on its way to the server and back.</summary>
public sealed class Badges : IDisposable
{
    private readonly Bench bench = new();

    public Badges() => bench.Server.On(Bench.Exchange, Samples.Token).On(Bench.Me, Samples.Me);

    public void Dispose() => bench.Dispose();

    [Fact]
    public async Task An_award_is_sent_in_the_contracts_words_and_read_back()
    {
        var award = """
            {"results":[{"resultDescription":"grade","value":"A"}],"evidence":[{"id":"https://example.org/film","genre":"Film"}],"source":{"id":"did:web:club.example","name":"Club"},
             "awardedDate":"2026-01-02T03:04:05.000Z","creditsEarned":2.5,"role":"Captain","image":{"id":"https://example.org/x.png"},"identity":"email"}
            """;
        var answer = JsonNode.Parse(Samples.Credential)!.AsObject();
        foreach (var (member, value) in JsonNode.Parse(award)!.AsObject())
            answer[member] = value!.DeepClone();
        answer["results"]![0]!["status"] = null;
        bench.Server.On("POST /v1/credentials", answer.ToJsonString(), 201);

        var issued = await bench.Client.Credentials.Issue(
            Some.Credential with
            {
                Recipient = Some.Credential.Recipient with { Did = "did:web:ada.example" },
                Results = [new("grade", "A")],
                Evidence = [new("https://example.org/film", Genre: "Film")],
                Source = new("did:web:club.example", "Club"),
                AwardedDate = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero),
                CreditsEarned = 2.5,
                Role = "Captain",
                Image = new("https://example.org/x.png"),
                Identity = RecipientIdentity.Email,
            }
        );

        var sent = JsonNode.Parse(bench.Server.To("/v1/credentials").Single().Body)!.AsObject();
        foreach (var (member, value) in JsonNode.Parse(award)!.AsObject())
            JsonNode.DeepEquals(sent[member], value).ShouldBeTrue($"{member}: {sent[member]}");
        sent["recipient"]!["did"]!.GetValue<string>().ShouldBe("did:web:ada.example");
        issued.Results!.Single().ShouldBe(new BadgeResult("grade", "A"));
        issued.Evidence!.Single().Genre.ShouldBe("Film");
        issued.Source!.Name.ShouldBe("Club");
        issued.CreditsEarned.ShouldBe(2.5);
        issued.Identity.ShouldBe(RecipientIdentity.Email);
    }

    [Fact]
    public async Task An_achievement_is_sent_in_the_contracts_words_and_read_back()
    {
        var achievement = """
            {"humanCode":"RES-101","creditsAvailable":3,"inLanguage":"de","creator":{"id":"https://example.org"},"related":[{"id":"urn:uuid:1"}],"otherIdentifiers":[{"identifier":"1","identifierType":"isbn"}],
             "resultDescriptions":[{"id":"skill","name":"Skill","resultType":"RubricCriterionLevel","requiredLevel":"good","rubricCriterionLevels":[{"id":"good","name":"Good"}]}],
             "endorsements":[{"id":"urn:x:y"}],"endorsementJwts":["a.b.c"],"identity":"none"}
            """;
        var answer = JsonNode.Parse(Samples.Group)!.AsObject();
        answer["achievement"] = JsonNode.Parse(achievement);
        bench.Server.On("POST /v1/groups", answer.ToJsonString(), 201);

        var made = await bench.Client.Groups.Create(
            Some.Group with
            {
                Achievement = new()
                {
                    HumanCode = "RES-101",
                    CreditsAvailable = 3,
                    InLanguage = "de",
                    Creator = new("https://example.org"),
                    Related = [new("urn:uuid:1")],
                    OtherIdentifiers = [new("1", "isbn")],
                    ResultDescriptions =
                    [
                        new()
                        {
                            Id = "skill",
                            Name = "Skill",
                            ResultType = "RubricCriterionLevel",
                            RequiredLevel = "good",
                            RubricCriterionLevels = [new("good", "Good")],
                        },
                    ],
                    Endorsements = [new JsonObject { ["id"] = "urn:x:y" }],
                    EndorsementJwts = ["a.b.c"],
                    Identity = RecipientIdentity.None,
                },
            }
        );

        var sent = JsonNode.Parse(bench.Server.To("/v1/groups").Single().Body)!["achievement"];
        JsonNode.DeepEquals(sent, JsonNode.Parse(achievement)).ShouldBeTrue(sent?.ToJsonString());
        made.Achievement.ResultDescriptions!.Single()
            .RubricCriterionLevels!.Single()
            .Name.ShouldBe("Good");
        made.Achievement.Endorsements!.Single()["id"]!.GetValue<string>().ShouldBe("urn:x:y");
    }
}
