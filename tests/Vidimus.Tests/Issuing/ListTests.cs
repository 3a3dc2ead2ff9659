using System.Text.Json;
using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Issuing;

public abstract class ListTests(SharedApp shared) : Scenario(shared)
{
    public sealed class Sqlite(OnSqlite shared) : ListTests(shared), IClassFixture<OnSqlite>;

    public sealed class Postgres(OnPostgres shared) : ListTests(shared), IClassFixture<OnPostgres>;

    [Fact]
    public async Task Bad_rows_are_told_by_place_and_member_and_stop_none_of_the_others()
    {
        var programme = await Programme.Start(
            App,
            more: ""","subjectSchema":{"properties":{"hours":{"type":"integer"}}}"""
        );
        var answer = await Send(
            programme,
            """{"recipient":{"name":"Ada Example","externalId":"a"}}""",
            """{"recipient":{"name":""}}""",
            "null",
            """{"recipient":{"name":"Bo Example","email":"bo"}}""",
            """{"recipient":{"name":"Cy Example"},"subject":{"hours":"many"}}""",
            """{"recipient":{"name":"Di Example"},"validFrom":"2027-01-01T00:00:00Z","validUntil":"2026-01-01T00:00:00Z"}""",
            """{"recipient":{"name":"Ed Example"},"subject":{"hours":3}}"""
        );
        var batch = answer.Should(200).Json;
        batch
            .EnumerateObject()
            .Select(m => m.Name)
            .ShouldBe(
                ["id", "number", "groupId", "total", "accepted", "failed", "rows", "createdAt"],
                ignoreOrder: true
            );
        (
            answer.At("total"),
            answer.At("accepted"),
            answer.At("failed"),
            answer.At("number")
        ).ShouldBe(("7", "2", "5", "1"));
        var rows = batch.GetProperty("rows").EnumerateArray().ToList();
        rows.Select(r => r.GetProperty("row").GetInt32()).ShouldBe(Enumerable.Range(0, 7));
        rows.Select(r => r.GetProperty("state").GetString())
            .ShouldBe(["issued", "failed", "failed", "failed", "failed", "failed", "issued"]);
        rows.Select(r =>
                r.GetProperty("error") is { ValueKind: JsonValueKind.Object } e
                    ? e.GetProperty("field").GetString()
                    : null
            )
            .ShouldBe([
                null,
                "recipient.name",
                "recipient",
                "recipient.email",
                "subject.hours",
                "validUntil",
                null,
            ]);
        rows[1].GetProperty("credential").ValueKind.ShouldBe(JsonValueKind.Null);
        rows[1].GetProperty("error").GetProperty("code").GetString().ShouldBe("VALIDATION_ERROR");
        rows[1]
            .GetProperty("error")
            .GetProperty("message")
            .GetString()
            .ShouldNotBeNullOrWhiteSpace();
        var good = rows[0].GetProperty("credential");
        good.EnumerateObject()
            .Select(m => m.Name)
            .ShouldBe(["id", "uuid", "verifyUrl", "externalId"]);
        good.GetProperty("externalId").GetString().ShouldBe("a");
        good.GetProperty("verifyUrl")
            .GetString()
            .ShouldEndWith($"/verify/{good.GetProperty("id").GetString()}");
        (await App.VerifyId(good.GetProperty("id").GetString()!)).ShouldSay("valid");
        (await programme.Counts()).ShouldBe((2, 0));
        var kept = (await programme.Get($"/v1/batches/{answer.At("id")}")).Should(200);
        (kept.At("total"), kept.At("accepted"), kept.At("failed")).ShouldBe(("7", "2", "5"));
        kept.Json.GetProperty("rows")[3].GetRawText().ShouldBe(rows[3].GetRawText());
        kept.Json.GetProperty("rows")[6].GetRawText().ShouldBe(rows[6].GetRawText());
    }

    [Fact]
    public async Task A_list_of_bad_rows_only_is_answered_and_issues_nothing()
    {
        var programme = await Programme.Start(App);
        var answer = (await Send(programme, "{}", """{"recipient":{}}""")).Should(200);
        (answer.At("accepted"), answer.At("failed")).ShouldBe(("0", "2"));
        (await programme.Counts()).ShouldBe((0, 0));
    }

    [Theory]
    [InlineData("""{"groupId":"G"}""", "rows")]
    [InlineData("""{"groupId":"G","rows":[]}""", "rows")]
    [InlineData("""{"groupId":"G","rows":{}}""", "rows")]
    [InlineData(
        """{"groupId":"G","rows":[{"recipient":{"name":"A"},"surprise":1}]}""",
        "rows.0.surprise"
    )]
    [InlineData(
        """{"groupId":"G","rows":[{"recipient":{"name":"A"}},{"recipient":{"name":7}}]}""",
        "rows.1.recipient.name"
    )]
    [InlineData(
        """{"groupId":"G","rows":[{"recipient":{"name":"A"}},{"recipient":{"name":"B"},"validUntil":"soon"}]}""",
        "rows.1.validUntil"
    )]
    [InlineData("""{"rows":[{"recipient":{"name":"A"}}]}""", "groupId")]
    public async Task A_list_that_cannot_be_read_is_refused_whole(string body, string field)
    {
        var programme = await Programme.Start(App);
        (
            await programme.Post(
                "/v1/credentials/batch",
                body.Replace("\"G\"", $"\"{programme.GroupId}\"")
            )
        ).ShouldBeProblem(400, "VALIDATION_ERROR", field);
        (await programme.Counts()).ShouldBe((0, 0));
    }

    [Fact]
    public async Task The_same_external_id_twice_in_a_list_is_one_recipient()
    {
        var programme = await Programme.Start(App);
        var known = await programme.Issue(
            recipient: """{"name":"Old Example","externalId":"old"}"""
        );
        var answer = await Send(
            programme,
            """{"recipient":{"name":"Ada Example","externalId":"new"}}""",
            """{"recipient":{"name":"Ada Example","externalId":"new"}}""",
            """{"recipient":{"name":"Old Example","externalId":"old"}}"""
        );
        var recipients = new List<string>();
        foreach (var row in answer.Should(200).Json.GetProperty("rows").EnumerateArray())
        {
            var id = row.GetProperty("credential").GetProperty("id").GetString()!;
            recipients.Add(Issued.Of(await programme.Credential(id)).RecipientId);
            (await App.VerifyId(id)).ShouldSay("valid");
        }
        recipients[1].ShouldBe(recipients[0]);
        recipients[2].ShouldBe(known.RecipientId);
        (await programme.Get("/v1/credentials?externalId=new")).Ids().Count.ShouldBe(2);
    }

    [Fact]
    public async Task Lists_at_once_for_the_same_new_people_make_each_of_them_once()
    {
        var programme = await Programme.Start(App);
        var rows = Enumerable
            .Range(0, 20)
            .Select(i => $$$"""{"recipient":{"name":"Person {{{i}}}","externalId":"p-{{{i}}}"}}""")
            .ToArray();
        var lists = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Send(programme, rows)));
        lists.ShouldAllBe(l => l.Should(200).At("accepted") == "20");
        lists.Select(l => l.At("number")).Order().ShouldBe(["1", "2", "3"]);
        (await programme.Counts()).ShouldBe((60, 0));
        var people = (await programme.Get("/v1/credentials?limit=100"))
            .Json.GetProperty("data")
            .EnumerateArray()
            .Select(c => Issued.Of(c).RecipientId)
            .Distinct();
        people.Count().ShouldBe(20);
    }

    [Fact]
    public async Task A_thousand_rows_are_issued_together_and_one_more_is_refused()
    {
        var programme = await Programme.Start(App);
        var rows = Enumerable
            .Range(0, 1001)
            .Select(i =>
                $$$"""{"recipient":{"name":"Person {{{i}}}","externalId":"p-{{{i}}}"},"subject":{"place":{{{i}}}}}"""
            )
            .ToArray();
        (await Send(programme, rows)).ShouldBeProblem(400, "VALIDATION_ERROR", "rows");
        (await programme.Counts()).ShouldBe((0, 0));
        var answer = (await Send(programme, rows[..1000])).Should(200);
        (answer.At("total"), answer.At("accepted"), answer.At("failed")).ShouldBe(
            ("1000", "1000", "0")
        );
        (await programme.Counts()).ShouldBe((1000, 0));
        var listed = answer
            .Json.GetProperty("rows")
            .EnumerateArray()
            .Select(r => r.GetProperty("credential").GetProperty("id").GetString()!)
            .ToList();
        listed.Distinct().Count().ShouldBe(1000);
        (await programme.AllIds("/v1/credentials?limit=100"))
            .Order(StringComparer.Ordinal)
            .ShouldBe(listed.Order(StringComparer.Ordinal));
        var last = (await App.VerifyId(listed[999])).ShouldSay("valid");
        last.At("credential", "recipientName").ShouldBe("Person 999");
    }

    [Fact]
    public async Task A_list_may_be_eight_mebibytes_and_no_more()
    {
        var programme = await Programme.Start(App);
        var padding = new string('x', 15_000);
        var rows = Enumerable
            .Range(0, 200)
            .Select(i =>
                $$$"""{"recipient":{"name":"Person {{{i}}}"},"custom":{"padding":"{{{padding}}}"}}"""
            )
            .ToArray();
        (await Send(programme, rows)).Should(200).At("accepted").ShouldBe("200");
        var large =
            $$$"""{"groupId":"{{{programme.GroupId}}}","rows":[{"recipient":{"name":"A"},"custom":{"padding":"{{{new string('x', 8_388_608)}}}"}}]}""";
        // A client that asks first hears the refusal instead of a connection that ends while it sends.
        var request = new HttpRequestMessage(HttpMethod.Post, "/v1/credentials/batch")
        {
            Content = VidimusApp.Json(large),
        };
        request.Headers.ExpectContinue = true;
        request.Headers.Authorization = new("Bearer", programme.Key.Secret);
        (await App.Send(request)).ShouldBeProblem(413, "BODY_TOO_LARGE");
        (await programme.Counts()).ShouldBe((200, 0));
    }

    [Fact]
    public async Task A_list_of_drafts_waits_to_be_issued()
    {
        var programme = await Programme.Start(App);
        var answer = (
            await programme.Post(
                "/v1/credentials/batch",
                $$$"""{"groupId":"{{{programme.GroupId}}}","draft":true,"rows":[{"recipient":{"name":"Ada Example"}},{}]}"""
            )
        ).Should(200);
        var row = answer.Json.GetProperty("rows")[0];
        row.GetProperty("state").GetString().ShouldBe("draft");
        row.GetProperty("credential")
            .GetProperty("verifyUrl")
            .ValueKind.ShouldBe(JsonValueKind.Null);
        (await programme.Counts()).ShouldBe((0, 1));
        (
            await programme.Post(
                $"/v1/credentials/{row.GetProperty("credential").GetProperty("id").GetString()}/issue"
            )
        ).Should(200);
        (await programme.Counts()).ShouldBe((1, 0));
    }

    private static Task<Answer> Send(Programme programme, params string[] rows) =>
        programme.Post(
            "/v1/credentials/batch",
            $$"""{"groupId":"{{programme.GroupId}}","rows":[{{string.Join(',', rows)}}]}"""
        );
}
