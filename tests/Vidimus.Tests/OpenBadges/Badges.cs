using System.Text.Json;
using System.Text.Json.Nodes;
using Shouldly;
using Vidimus.Proofs.JsonLd;
using Vidimus.Proofs.Rdf;
using Vidimus.Testing;

namespace Vidimus.Tests.OpenBadges;

/// <summary>Achievements and awards with all that Open Badges 3.0 has, and with some of it.</summary>
internal static class Badges
{
    /// <summary>An achievement with every member but endorsements.</summary>
    public const string Achievement = """
        {"name":"Rescue","description":"Can rescue","criteria":{"narrative":"**Pass** the exam","id":"https://example.org/criteria"},"type":"Course",
        "image":{"id":"https://example.org/badge.png","caption":"A buoy"},"tags":["water"],
        "alignments":[{"targetName":"Rescue","targetUrl":"https://example.org/f#1","targetCode":"R1","targetFramework":"Sea","targetDescription":"Saving lives","targetType":"CFItem"}],
        "humanCode":"RES-101","fieldOfStudy":"Safety","specialization":"Open water","version":"2026.1","creditsAvailable":3.5,"inLanguage":"pt-BR",
        "creator":{"id":"https://example.org/about","name":"Sea School","url":"https://example.org","description":"A school","email":"school@example.org","image":{"id":"https://example.org/logo.png"}},
        "related":[{"id":"urn:uuid:6b8f2f8e-0a53-4b62-8b57-0d8c8a6c1f11","inLanguage":"de","version":"2025"}],
        "otherIdentifiers":[{"identifier":"4711","identifierType":"sourcedId"},{"identifier":"x","identifierType":"ext:sea_id"}],
        "resultDescriptions":[
          {"id":"grade","name":"Final grade","resultType":"LetterGrade","allowedValues":["C","B","A"],"requiredValue":"B"},
          {"id":"score","name":"Score","resultType":"Percent","valueMin":"0","valueMax":"100","alignments":[{"targetName":"Score","targetUrl":"https://example.org/f#2"}]},
          {"id":"https://example.org/results/skill","name":"Skill","resultType":"RubricCriterionLevel","requiredLevel":"good","rubricCriterionLevels":[
            {"id":"good","name":"Good","description":"Does it","level":"2","points":"5","alignments":[{"targetName":"Good","targetUrl":"https://example.org/f#3"}]},{"id":"urn:example:best","name":"Best"}]},
          {"id":"state","name":"State","resultType":"Status"}]}
        """;

    /// <summary>Every member of an award, after a comma.</summary>
    public const string Award = """
        ,"results":[{"resultDescription":"grade","value":"A"},{"resultDescription":"score","value":"87.5"},{"resultDescription":"https://example.org/results/skill","achievedLevel":"good"},
          {"resultDescription":"state","status":"Completed"},{"value":"By the jury","alignments":[{"targetName":"Jury","targetUrl":"https://example.org/f#4"}]}],
        "evidence":[{"id":"https://example.org/film","name":"A film","narrative":"*Shot* at sea","description":"Ten minutes","genre":"Film","audience":"Jurors"},{"narrative":"Only told"}],
        "narrative":"Two days at sea","source":{"id":"did:web:club.example","name":"Diving club"},"awardedDate":"2026-01-02T03:04:05Z",
        "activityStartDate":"2025-12-01T08:00:00Z","activityEndDate":"2025-12-02T17:00:00Z","creditsEarned":3,"licenseNumber":"D-1","role":"Captain","term":"Winter",
        "image":{"id":"https://example.org/diploma.png","caption":"A diploma"}
        """;

    public static async Task<JsonElement> Document(this Programme programme, string id) =>
        (await programme.Get($"/v1/credentials/{id}/document?form=json")).Should(200).Json;

    /// <summary>The document keeps its meaning as linked data, proof and all, under the contexts that are bundled.</summary>
    public static void ShouldBeLinkedData(this JsonElement document)
    {
        Span<byte> digest = stackalloc byte[32];
        Rdfc.TryHash(document, ContextSet.Bundled, digest, out var problem)
            .ShouldBeTrue($"{problem?.Code}: {problem?.Detail}\n{document}");
    }

    /// <summary>The members of the full achievement or award that a throw of dice leaves, with texts of any script.</summary>
    public static JsonObject Some(JsonObject full, Random dice)
    {
        foreach (var (member, value) in full.ToArray())
        {
            if (dice.Next(3) == 0)
                full.Remove(member);
            else if (member is "description" or "narrative")
                full[member] = Texts[dice.Next(Texts.Length)];
            else if (member is "role" or "term" or "fieldOfStudy")
                full[member] = Texts[dice.Next(Texts.Length - 1)];
            else if (member is "creditsAvailable" or "creditsEarned")
                full[member] = Numbers[dice.Next(Numbers.Length)];
            else if (value is JsonObject inner && inner["id"] is not null)
                full[member] = WithId(inner, dice);
        }
        return full;
    }

    private static JsonObject WithId(JsonObject inner, Random dice) =>
        new([
            .. inner
                .Where(m => m.Key is "id" || dice.Next(2) == 0)
                .Select(m => KeyValuePair.Create(m.Key, m.Value?.DeepClone())),
        ]);

    private static readonly string[] Texts =
    [
        "plain",
        "\"quoted\" \\ back",
        "Ελληνικά עברית 日本語 🏊",
        "<b>_:b0</b> @id urn:x",
        "e\u0301 \u00e9 \u2028",
        "two\nlines\tand a tab",
    ];

    private static readonly double[] Numbers = [0, 1, 0.1, 3.5, 42, 1e-7, 999_999.99, 1_000_000];
}
