using System.Text.Json;
using System.Text.Json.Nodes;
using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Verix;

public abstract partial class VerixTests
{
    [Theory]
    [InlineData("", false)]
    [InlineData("?format=csv_input", false)]
    [InlineData("?format=0", false)]
    [InlineData("?format=json_input", true)]
    [InlineData("?format=1", true)]
    public async Task Verix_X9_a_credential_is_flat_or_nested_by_format(string query, bool nested)
    {
        var programme = await Programme.Start(App);
        var uid = Hex(await Full(programme));
        var answer = (await programme.Get($"{Credentials}/{uid}/{query}")).Should(200).Json;
        if (nested)
        {
            answer
                .EnumerateObject()
                .Select(m => m.Name)
                .ShouldBe(["credential", "recipient", "custom", "subject"]);
            answer
                .GetProperty("recipient")
                .GetRawText()
                .ShouldBe(
                    """{"name":"Ada Example","email":"ada@example.org","externalId":"s-1"}"""
                );
            answer
                .GetProperty("subject")
                .GetRawText()
                .ShouldBe("""{"Course_Hours":16,"place":{"town":"Kiel"}}""");
        }
        else
        {
            answer.EnumerateObject().ShouldAllBe(m => m.Value.ValueKind != JsonValueKind.Object);
            answer.GetProperty("recipient.name").GetString().ShouldBe("Ada Example");
            answer
                .GetProperty("credential.validUntil")
                .GetString()
                .ShouldBe("2030-01-01T00:00:00.000Z");
            answer.GetProperty("subject.Course_Hours").GetInt32().ShouldBe(16);
            answer.GetProperty("subject.place.town").GetString().ShouldBe("Kiel");
            answer.GetProperty("custom.Invoice_No").GetString().ShouldBe("A-1");
        }
        IsError(await programme.Get($"{Credentials}/{uid}?format=xml"), 400, "VALIDATION_ERROR");
    }

    [Theory]
    [InlineData("camelCase")]
    [InlineData("snake_case")]
    public async Task Verix_X10_answers_have_the_casing_of_the_setting_to_the_letter(string casing)
    {
        Engines.Demand(engine);
        await using var app = await VidimusApp.Start(
            new(engine) { Settings = new Dictionary<string, string> { ["Verix:Casing"] = casing } }
        );
        var programme = await Programme.Start(
            app,
            more: ""","description":"Two days","achievement":{"type":"Course","image":{"id":"https://example.org/badge.png"},"alignments":[{"targetName":"Rescue","targetUrl":"https://example.org/f"}]},"extraParams":{"Own_Key":1},"subjectSchema":{"properties":{"Course_Hours":{"type":"integer"}}}"""
        );
        var issued = await Full(programme);
        var draft = await programme.Draft(
            recipient: """{"name":"Bo Example","externalId":"s-2"}"""
        );
        var calls = new (string Name, Func<Task<Answer>> Send)[]
        {
            ("groups", () => programme.Get($"{Groups}/")),
            ("group", () => programme.Get($"{Groups}/{programme.Number}/")),
            ("credentials", () => programme.Get($"{Credentials}/?external_id=s-1")),
            ("flat", () => programme.Get($"{Credentials}/{Hex(issued)}/")),
            ("nested", () => programme.Get($"{Credentials}/{Hex(issued)}/?format=json_input")),
            (
                "created",
                () =>
                    Create(
                        programme,
                        """{"inputs":[{"recipient":{"name":"Cy Example","externalId":"s-3"}},{}]}"""
                    )
            ),
            (
                "updated",
                () =>
                    Put(
                        programme,
                        $$$"""{"inputs":[{"credentialUid":"{{{Hex(draft)}}}","custom":{"Own_Key":1}},{}]}"""
                    )
            ),
            ("deleted", () => programme.Delete($"{Credentials}/{Hex(draft)}/")),
            ("error", () => programme.Delete($"{Credentials}/{Hex(issued)}/")),
        };
        var seen = new JsonObject();
        foreach (var (name, send) in calls)
            seen[name] = JsonNode.Parse((await send()).Text);
        var created = seen["created"]![casing == "camelCase" ? "responseQueue" : "response_queue"]![
            0
        ]![casing == "camelCase" ? "credentialUid" : "credential_uid"]!;
        var text = seen.ToJsonString(
                new()
                {
                    WriteIndented = true,
                    Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
                }
            )
            .Replace(Hex(issued), "ISSUED")
            .Replace(issued.Uuid, "ISSUED-UUID")
            .Replace(Hex(draft), "DRAFT")
            .Replace(created.GetValue<string>(), "CREATED")
            .Replace(programme.Issuer.Id, "ORGANIZATION")
            .Replace(app.Url.GetLeftPart(UriPartial.Authority), "http://localhost");
        Golden.Match($"verix-{casing}.json", text);
    }

    [Fact]
    public async Task Verix_X10_members_are_taken_in_either_casing_and_the_callers_own_stay_as_they_are()
    {
        var programme = await Programme.Start(App);
        foreach (
            var body in (string[])
                [
                    """{"issue":true,"inputs":[{"recipient":{"name":"Ada Example","externalId":"camel"},"credential":{"name":"D","validFrom":"2026-01-01T00:00:00Z","validUntil":"2031-01-01T00:00:00Z"},"custom":{"own_key":1,"ownKey":2},"subject":{"course_hours":3}}]}""",
                    """{"issue":true,"inputs":[{"recipient":{"name":"Ada Example","external_id":"snake"},"credential":{"name":"D","valid_from":"2026-01-01T00:00:00Z","valid_until":"2031-01-01T00:00:00Z"},"custom":{"own_key":1,"ownKey":2},"subject":{"course_hours":3}}]}""",
                ]
        )
        {
            var queued = (await Create(programme, body))
                .Should(200)
                .Json.GetProperty("responseQueue")[0];
            var read = await programme.Credential(queued.GetProperty("credentialUid").GetString()!);
            read.GetProperty("recipient")
                .GetProperty("externalId")
                .GetString()
                .ShouldBe(queued.GetProperty("recipientExternalId").GetString());
            read.GetProperty("validUntil").GetString().ShouldBe("2031-01-01T00:00:00.000Z");
            read.GetProperty("custom").GetRawText().ShouldBe("""{"own_key":1,"ownKey":2}""");
            read.GetProperty("subject").GetRawText().ShouldBe("""{"course_hours":3}""");
        }
        (await programme.Counts()).ShouldBe((2, 0));
    }

    [Theory]
    [InlineData(
        """{"inputs":[{"recipient":{"name":"A"},"credential":{"valid_from":"2026-01-01T00:00:00Z","validFrom":"2027-01-01T00:00:00Z"}}]}"""
    )]
    [InlineData("""{"inputs":[{"recipient":{"name":"A","external_id":"a","externalId":"b"}}]}""")]
    [InlineData(
        """{"inputs":[{"recipient":{"name":"A"},"credential_uid":"a","credentialUid":"b"}]}"""
    )]
    [InlineData("""{"inputs":[{"recipient":{"name":"A","name":"B"}}]}""")]
    [InlineData("""{"inputs":[],"inputs":[{"recipient":{"name":"A"}}]}""")]
    [InlineData("""{"inputs":[{"recipient":{"name":"A"},"custom":{"a":1,"a":2}}]}""")]
    [InlineData("""{"inputs":[{"recipient":{"name":"A"},"custom":{"\ud800":1}}]}""")]
    [InlineData("""{"inputs":[{"recipient":{"name":"A"},"custom":{"deep":[{"\ud800":1}]}}]}""")]
    [InlineData("""{"inputs":[{"recipient":{"name":"\ud800"}}]}""")]
    [InlineData("""{"inputs":[{"recipient":{"\udc00":"A"}}]}""")]
    [InlineData("""[]""")]
    [InlineData("""7""")]
    [InlineData("""null""")]
    [InlineData("")]
    [InlineData("""{"inputs":""")]
    public async Task Verix_X10_a_member_given_twice_in_any_casing_and_anything_but_strict_JSON_is_refused(
        string body
    )
    {
        var programme = await Programme.Start(App);
        IsError(await Create(programme, body), 400, "MALFORMED_JSON");
        IsError(await Put(programme, body), 400, "MALFORMED_JSON");
        (await programme.Counts()).ShouldBe((0, 0));
    }
}
