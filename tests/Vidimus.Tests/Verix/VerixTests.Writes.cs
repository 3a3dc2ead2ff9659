using System.Text.Json;
using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Verix;

public abstract partial class VerixTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(100)]
    public async Task Verix_X7_creating_answers_a_request_id_and_one_queue_row_for_each_input(
        int count
    )
    {
        var programme = await Programme.Start(App);
        var inputs = string.Join(
            ',',
            Enumerable
                .Range(0, count)
                .Select(i =>
                    $$$"""{"recipient":{"name":"Person {{{i}}}","email":"p{{{i}}}@example.org","externalId":"s-{{{i}}}"}}"""
                )
        );
        var first = (
            await Create(
                programme,
                $$"""{"issue":false,"distribute":false,"inputs":[{{inputs}}]}"""
            )
        ).Should(200);
        first.Json.GetProperty("requestId").ValueKind.ShouldBe(JsonValueKind.Number);
        var queue = first.Json.GetProperty("responseQueue").EnumerateArray().ToList();
        queue
            .Select(r => r.GetProperty("recipientExternalId").GetString())
            .ShouldBe(Enumerable.Range(0, count).Select(i => $"s-{i}"));
        queue
            .Select(r => r.GetProperty("credentialUid").GetString())
            .Distinct()
            .Count()
            .ShouldBe(count);
        var second = (await Create(programme, $$"""{"inputs":[{{inputs}}]}""")).Should(200);
        second
            .Json.GetProperty("requestId")
            .GetInt32()
            .ShouldNotBe(first.Json.GetProperty("requestId").GetInt32());
        (await programme.Counts()).ShouldBe((0, 2 * count));
        var group = (await programme.Get($"{Groups}/{programme.Number}")).Should(200);
        (group.At("issuedRecipient"), group.At("totalRecipient")).ShouldBe(("0", $"{2 * count}"));
    }

    [Fact]
    public async Task Verix_X7_duplicates_are_one_person_and_refused_inputs_are_told_apart()
    {
        var programme = await Programme.Start(App);
        var answer = (
            await Create(
                programme,
                """{"issue":true,"inputs":[{"recipient":{"name":"Ada Example","externalId":"s-1"}},{"recipient":{"name":""}},null,{"recipient":{"name":"Ada Example","externalId":"s-1"}}]}"""
            )
        ).Should(200);
        var queue = answer.Json.GetProperty("responseQueue").EnumerateArray().ToList();
        queue
            .Select(r => r.GetProperty("recipientExternalId").GetString())
            .ShouldBe(["s-1", "s-1"]);
        var errors = answer.Json.GetProperty("errors").EnumerateArray().ToList();
        errors.Select(e => e.GetProperty("index").GetInt32()).ShouldBe([1, 2]);
        errors.ShouldAllBe(e =>
            e.GetProperty("code").GetString() == "VALIDATION_ERROR"
            && e.GetProperty("message").GetString()!.Contains("recipient")
        );
        var people = new HashSet<string>();
        foreach (var row in queue)
            people.Add(
                Issued
                    .Of(await programme.Credential(row.GetProperty("credentialUid").GetString()!))
                    .RecipientId
            );
        people.Count.ShouldBe(1);
        IsError(await Create(programme, """{"inputs":[]}"""), 400, "VALIDATION_ERROR")
            .At("message")
            .ShouldNotBeNull()
            .ShouldContain("inputs");
        IsError(await Create(programme, "{}"), 400, "VALIDATION_ERROR");
        IsError(
            await programme.Post(
                $"{Groups}/4711/",
                """{"inputs":[{"recipient":{"name":"Ada Example"}}]}"""
            ),
            404,
            "GROUP_NOT_FOUND"
        );
        (await programme.Counts()).ShouldBe((2, 0));
    }

    [Fact]
    public async Task Verix_X8_issuing_is_a_step_of_its_own_and_ends_deleting()
    {
        var programme = await Programme.Start(App);
        var drafts = (
            await Create(
                programme,
                """{"inputs":[{"recipient":{"name":"Ada Example"}},{"recipient":{"name":"Bo Example"}}]}"""
            )
        ).Should(200);
        var uids = drafts
            .Json.GetProperty("responseQueue")
            .EnumerateArray()
            .Select(r => r.GetProperty("credentialUid").GetString()!)
            .ToArray();
        (await State(uids[0])).ShouldBe("draft");
        (await programme.Delete($"{Credentials}/{uids[1]}/"))
            .Should(200)
            .Json.EnumerateObject()
            .Select(m => m.Name)
            .ShouldBe(["code", "message"]);
        IsError(await programme.Delete($"{Credentials}/{uids[1]}/"), 404, "CREDENTIAL_NOT_FOUND");
        var changed = (
            await Put(
                programme,
                $$$"""{"inputs":[{"credentialUid":"{{{uids[0]}}}","credential":{"name":"Diploma"}},{"credentialUid":"{{{uids[1]}}}"},{},{"credentialUid":"x"}]}"""
            )
        ).Should(200);
        changed
            .Json.EnumerateObject()
            .Select(m => m.Name)
            .ShouldBe(["requestId", "updated", "errors"]);
        changed.At("updated").ShouldBe("1");
        changed
            .Json.GetProperty("errors")
            .EnumerateArray()
            .Select(e => e.GetProperty("code").GetString())
            .ShouldBe(["CREDENTIAL_NOT_FOUND", "VALIDATION_ERROR", "CREDENTIAL_NOT_FOUND"]);
        (await State(uids[0])).ShouldBe("draft");
        (
            await Put(
                programme,
                $$$"""{"issue":true,"inputs":[{"credential_uid":"{{{uids[0]}}}"}]}"""
            )
        )
            .Should(200)
            .At("updated")
            .ShouldBe("1");
        (await State(uids[0])).ShouldBe("issued");
        (await programme.Credential(uids[0])).GetProperty("name").GetString().ShouldBe("Diploma");
        IsError(
            await programme.Delete($"{Credentials}/{uids[0]}"),
            409,
            "CREDENTIAL_ALREADY_ISSUED"
        );
        (
            await Put(
                programme,
                $$$"""{"inputs":[{"credentialUid":"{{{uids[0]}}}","credential":{"name":"x"}}]}"""
            )
        )
            .Json.GetProperty("errors")[0]
            .GetProperty("code")
            .GetString()
            .ShouldBe("CREDENTIAL_ALREADY_ISSUED");
        // Another group's draft is not this group's to change.
        var other = await Programme.In(programme.Issuer);
        var theirs = await other.Draft();
        (await Put(programme, $$$"""{"inputs":[{"credentialUid":"{{{Hex(theirs)}}}"}]}"""))
            .At("updated")
            .ShouldBe("0");

        async Task<string?> State(string uid) =>
            (await programme.Credential(uid)).GetProperty("state").GetString();
    }

    [Fact]
    public async Task Verix_X8_distributing_is_refused_openly_where_no_mail_server_is_set()
    {
        var programme = await Programme.Start(App);
        IsError(
            await Create(
                programme,
                """{"issue":true,"distribute":true,"inputs":[{"recipient":{"name":"Ada Example"}}]}"""
            ),
            409,
            "MAIL_NOT_CONFIGURED"
        );
        (await programme.Counts()).ShouldBe((0, 0));
        (
            await Create(
                programme,
                """{"issue":true,"distribute":false,"inputs":[{"recipient":{"name":"Ada Example"}}]}"""
            )
        ).Should(200);
        (await programme.Counts()).ShouldBe((1, 0));
    }
}
