using System.Text.Json;
using Shouldly;
using Vidimus.Proofs;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Status;

public abstract class StatusListTests(SharedApp shared) : Scenario(shared)
{
    public sealed class Sqlite(OnSqlite shared) : StatusListTests(shared), IClassFixture<OnSqlite>;

    public sealed class Postgres(OnPostgres shared)
        : StatusListTests(shared),
            IClassFixture<OnPostgres>;

    private const string All = ""","statusPurposes":["revocation","suspension","message"]""";

    [Fact]
    public async Task A_credential_names_one_list_and_one_object_as_open_badges_have_it()
    {
        var programme = await Programme.Start(App);
        var issued = await programme.Issue();
        var status = (await Document(issued.Id)).GetProperty("credentialStatus");
        status.ValueKind.ShouldBe(JsonValueKind.Object);
        status.GetProperty("type").GetString().ShouldBe("BitstringStatusListEntry");
        status.GetProperty("statusPurpose").GetString().ShouldBe("revocation");
        var list = status.GetProperty("statusListCredential").GetString().ShouldNotBeNull();
        list.ShouldStartWith($"{App.PublicUrl}/status/stl_");
        var index = status.GetProperty("statusListIndex").GetString().ShouldNotBeNull();
        status.GetProperty("id").GetString().ShouldBe($"{list}#{index}");
        (await programme.Draft()).Json.TryGetProperty("credentialStatus", out _).ShouldBeFalse();
    }

    [Fact]
    public async Task A_list_says_what_the_record_says_in_every_form()
    {
        var programme = await Programme.Start(App, more: All);
        var issued = await programme.Issue();
        (await Values(issued.Id)).ShouldBe((0, 0, 0, 0));
        (await Suspend(programme, issued.Id)).Should(200);
        (await Values(issued.Id)).ShouldBe((0, 1, 2, 2));
        (await programme.Post($"/v1/credentials/{issued.Id}/reinstate")).Should(200);
        (await Values(issued.Id)).ShouldBe((0, 0, 0, 0));
        (await Suspend(programme, issued.Id)).Should(200);
        (await Revoke(programme, issued.Id)).Should(200);
        (await Values(issued.Id)).ShouldBe((1, 1, 1, 1));

        var corrected = await programme.Issue();
        (await programme.Post($"/v1/credentials/{corrected.Id}/reissue", "{}")).Should(201);
        (await Values(corrected.Id)).ShouldBe((1, 0, 3, 1));
    }

    [Fact]
    public async Task Who_names_only_the_list_of_revocations_is_out_in_it_while_suspended()
    {
        var programme = await Programme.Start(App);
        var issued = await programme.Issue();
        (await Suspend(programme, issued.Id)).Should(200);
        (await Values(issued.Id)).ShouldBe((1, 1, 2, 2));
        (await programme.Post($"/v1/credentials/{issued.Id}/reinstate")).Should(200);
        (await Values(issued.Id)).ShouldBe((0, 0, 0, 0));
    }

    [Fact]
    public async Task A_list_is_signed_by_the_issuer_and_holds_for_a_day()
    {
        var programme = await Programme.Start(App);
        var issued = await programme.Issue();
        var document = await Document(issued.Id);
        var list = Answer(await Get(ListOf(document)));
        list.GetProperty("issuer")
            .GetString()
            .ShouldBe(document.GetProperty("issuer").GetProperty("id").GetString());
        list.GetProperty("proof").GetArrayLength().ShouldBe(1);
        list.GetProperty("credentialSubject").GetProperty("ttl").GetInt64().ShouldBe(60_000);
        var verified = (await App.Verify($$"""{"credential":{{list.GetRawText()}}}""")).Should(200);
        (verified.Outcome("proof"), verified.Outcome("issuer")).ShouldBe(("pass", "pass"));

        var forged = list.GetRawText()
            .Replace("\"revocation\"", "\"suspension\"", StringComparison.Ordinal);
        (await App.Verify($$"""{"credential":{{forged}}}"""))
            .Should(200)
            .Outcome("proof")
            .ShouldBe("fail");
    }

    [Fact]
    public async Task A_list_is_kept_by_its_tag_and_changes_it_with_every_change()
    {
        var programme = await Programme.Start(App);
        var (one, other) = (await programme.Issue(), await programme.Issue());
        var url = ListOf(await Document(one.Id));
        ListOf(await Document(other.Id)).ShouldBe(url);
        var first = await Get(url);
        first["Cache-Control"].ShouldBe("public, max-age=60");
        var tag = first["ETag"].ShouldNotBeNull();
        (await Get(url, ("If-None-Match", tag))).Status.ShouldBe(304);
        (await Get(url)).Text.ShouldBe(first.Text);
        (await Revoke(programme, other.Id)).Should(200);
        var second = await Get(url, ("If-None-Match", tag));
        second.Should(200)["ETag"].ShouldNotBe(tag);
    }

    [Fact]
    public async Task A_list_is_signed_anew_before_it_ends()
    {
        await using var app = await VidimusApp.Start(new(App.Engine));
        var programme = await Programme.Start(app);
        var issued = await programme.Issue();
        var url = ListOf(await DocumentOf(app, issued.Id));
        var first = (await app.Get(new Uri(url).PathAndQuery)).Should(200);
        app.Advance(TimeSpan.FromHours(13));
        var second = (await app.Get(new Uri(url).PathAndQuery)).Should(200);
        second.At("validFrom").ShouldNotBe(first.At("validFrom"));
    }

    [Fact]
    public async Task A_list_comes_as_a_jwt_to_who_asks_for_it()
    {
        var programme = await Programme.Start(App);
        var issued = await programme.Issue();
        var url = ListOf(await Document(issued.Id));
        var jwt = await Get(url, ("Accept", "application/vc+jwt"));
        jwt.Should(200)["Content-Type"].ShouldBe("application/vc+jwt");
        jwt["Vary"].ShouldNotBeNull().ShouldContain("Accept");
        (await App.Verify($$"""{"jwt":"{{jwt.Text}}"}"""))
            .Should(200)
            .Outcome("proof")
            .ShouldBe("pass");
        (await Get(url))["Content-Type"].ShouldBe("application/vc");
        var token = await Get(url.Replace("/revocation", "/token", StringComparison.Ordinal));
        token["Content-Type"].ShouldBe("application/statuslist+jwt");
    }

    [Theory]
    [InlineData("application/vc;q=1, application/vc+jwt;q=0.5", "application/vc")]
    [InlineData("application/vc;q=0.5, application/vc+jwt;q=1", "application/vc+jwt")]
    [InlineData("application/vc+jwt, application/vc", "application/vc")]
    [InlineData("application/vc+jwt;q=0, application/*", "application/vc")]
    [InlineData("application/vc;q=0, */*;q=0.1", "application/vc+jwt")]
    [InlineData("APPLICATION/VC+JWT", "application/vc+jwt")]
    [InlineData("text/html, application/vc+jwt;q=0.8, */*;q=0.1", "application/vc+jwt")]
    [InlineData("application/vc+jwt;q=0.5, application/json", "application/json")]
    [InlineData("application/json, text/plain, */*", "application/json")]
    [InlineData("application/vc+ld+json", "application/json")]
    [InlineData("text/jwtish", "application/vc")]
    [InlineData("*/*", "application/vc")]
    [InlineData(";;;", "application/vc")]
    public async Task A_list_comes_in_the_form_that_is_liked_best(string accept, string type)
    {
        var programme = await Programme.Start(App);
        var issued = await programme.Issue();
        var url = ListOf(await Document(issued.Id));
        (await Get(url, ("Accept", accept))).Should(200)["Content-Type"].ShouldBe(type);
    }

    [Fact]
    public async Task HEAD_tells_of_a_list_what_GET_does_and_sends_none()
    {
        var programme = await Programme.Start(App);
        var issued = await programme.Issue();
        var path = new Uri(ListOf(await Document(issued.Id))).PathAndQuery;
        var whole = (await App.Get(path)).Should(200);
        var head = (await App.Send(HttpMethod.Head, path)).Should(200);
        head.Bytes.ShouldBeEmpty();
        foreach (
            var header in (string[])
                ["ETag", "Content-Type", "Content-Length", "Cache-Control", "Vary"]
        )
            head[header].ShouldBe(whole[header].ShouldNotBeNull(header), header);
        var known = await App.Send(
            HttpMethod.Head,
            path,
            headers: ("If-None-Match", head["ETag"]!)
        );
        known.Status.ShouldBe(304);
    }

    [Theory]
    [InlineData("/status/stl_01k0000000000000000000000/revocation")]
    [InlineData("/status/stl_01k00000000000000000000000/revocation")]
    [InlineData("/status/cred_01k00000000000000000000000/revocation")]
    [InlineData("/status/..%2f..%2fkeys/revocation")]
    [InlineData("/status/stl_01k00000000000000000000000/refresh")]
    public async Task What_is_no_list_is_not_found(string path) =>
        (await App.Get(path)).Status.ShouldBe(404);

    [Fact]
    public async Task No_position_is_given_twice_however_many_issue_at_once_on_two_nodes()
    {
        await using var second = await VidimusApp.Start(new(App.Engine) { Beside = App });
        var programme = await Programme.Start(App);
        var list = string.Join(
            ',',
            Enumerable.Repeat("""{"recipient":{"name":"Ada Example"}}""", 200)
        );
        var all = await Task.WhenAll(
            Enumerable
                .Range(0, 40)
                .Select(i =>
                    (i % 2 == 0 ? App : second).Post(
                        "/v1/credentials",
                        programme.Key.Secret,
                        programme.Body()
                    )
                )
                .Append(
                    App.Post(
                        "/v1/credentials/batch",
                        programme.Key.Secret,
                        $$"""{"groupId":"{{programme.GroupId}}","rows":[{{list}}]}"""
                    )
                )
                .Append(
                    second.Post(
                        "/v1/credentials/batch",
                        programme.Key.Secret,
                        $$"""{"groupId":"{{programme.GroupId}}","rows":[{{list}}]}"""
                    )
                )
        );
        all.ShouldAllBe(a => a.Status == 200 || a.Status == 201);
        var ids = all.Where(a => a.Status == 201)
            .Select(a => a.At("id")!)
            .Concat(
                all.Where(a => a.Status == 200)
                    .SelectMany(a => a.Json.GetProperty("rows").EnumerateArray())
                    .Select(r => r.GetProperty("credential").GetProperty("id").GetString()!)
            )
            .ToArray();
        ids.Length.ShouldBe(440);
        var places = new List<string>();
        foreach (var id in ids)
            places.Add(
                (await Document(id)).GetProperty("credentialStatus").GetProperty("id").GetString()!
            );
        places.Distinct().Count().ShouldBe(places.Count);
        // At random: neighbours in time are not neighbours in the list.
        var indices = places
            .Select(p => int.Parse(p[(p.IndexOf('#', StringComparison.Ordinal) + 1)..], null))
            .ToList();
        indices
            .Zip(indices.Skip(1))
            .Count(p => Math.Abs(p.First - p.Second) == 1)
            .ShouldBeLessThan(5);
        (indices.Max() - indices.Min()).ShouldBeGreaterThan(BitstringStatusList.MinEntries / 2);
    }

    [Fact]
    public async Task No_change_is_lost_when_many_revoke_at_once_on_two_nodes()
    {
        await using var second = await VidimusApp.Start(new(App.Engine) { Beside = App });
        var programme = await Programme.Start(App);
        var ids = (await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => programme.Issue())))
            .Select(i => i.Id)
            .ToArray();
        var nodes = new[] { App, second };
        await Task.WhenAll(
            ids.Select(
                async (id, i) =>
                {
                    (
                        await nodes[i % 2]
                            .Post(
                                $"/v1/credentials/{id}/revoke",
                                programme.Key.Secret,
                                """{"reason":"Test"}"""
                            )
                    ).Should(200);
                    // The origin's list shows the change from the moment it was answered, on either node.
                    foreach (var node in nodes)
                        (await Value(node, id, "revocation")).ShouldBe(1);
                }
            )
        );
    }

    [Fact]
    public async Task Erasing_a_recipient_leaves_the_status()
    {
        var programme = await Programme.Start(App);
        var issued = await programme.Issue();
        var document = await Document(issued.Id);
        (await Revoke(programme, issued.Id)).Should(200);
        (await programme.Delete($"/v1/recipients/{issued.RecipientId}")).Status.ShouldBeLessThan(
            300
        );
        ValueIn(Answer(await Get(ListOf(document))), document, "revocation").ShouldBe(1);
    }

    [Fact]
    public async Task A_test_credential_has_its_status_in_a_list_of_the_test_identity()
    {
        var issuer = await App.NewOrganization();
        var live = await Programme.In(issuer);
        var test = await Programme.In(issuer, test: true);
        var (one, other) = (
            await Document((await live.Issue()).Id),
            await Document((await test.Issue()).Id)
        );
        ListOf(one).ShouldNotBe(ListOf(other));
        Answer(await Get(ListOf(other))).GetProperty("issuer").GetString().ShouldEndWith(":test");
    }

    [Theory]
    [InlineData("""["suspension"]""")]
    [InlineData("""["revocation","revocation"]""")]
    [InlineData("""["revocation","refresh"]""")]
    [InlineData("""["revocation",null]""")]
    [InlineData("[]")]
    public async Task A_group_names_lists_that_there_are(string purposes)
    {
        var issuer = await App.NewOrganization();
        (
            await App.Post(
                "/v1/groups",
                issuer.Live.Secret,
                $$"""{"name":"First Aid","statusPurposes":{{purposes}}}"""
            )
        ).ShouldBeProblem(400, "VALIDATION_ERROR", "statusPurposes");
    }

    [Fact]
    public async Task A_groups_lists_can_be_changed_for_what_is_issued_from_then_on()
    {
        var programme = await Programme.Start(App);
        var before = await programme.Issue();
        var group = (
            await programme.Patch(
                $"/v1/groups/{programme.GroupId}",
                """{"statusPurposes":["suspension","revocation"]}"""
            )
        ).Should(200);
        group
            .Json.GetProperty("statusPurposes")
            .EnumerateArray()
            .Select(p => p.GetString())
            .ShouldBe(["revocation", "suspension"]);
        var after = await programme.Issue();
        (await Document(before.Id))
            .GetProperty("credentialStatus")
            .ValueKind.ShouldBe(JsonValueKind.Object);
        (await Document(after.Id)).GetProperty("credentialStatus").GetArrayLength().ShouldBe(2);
    }

    [Fact]
    public async Task Suspending_and_reinstating_show_at_once_and_tell_when_there_is_nothing_to_do()
    {
        var programme = await Programme.Start(App);
        var issued = await programme.Issue();
        (await programme.Post($"/v1/credentials/{issued.Id}/reinstate")).ShouldBeProblem(
            409,
            "CREDENTIAL_NOT_SUSPENDED"
        );
        var suspended = (await Suspend(programme, issued.Id)).Should(200);
        (suspended.At("state"), suspended.At("suspensionReason")).ShouldBe(
            ("suspended", "Under review")
        );
        (await Suspend(programme, issued.Id)).ShouldBeProblem(409, "CREDENTIAL_SUSPENDED");
        var said = (await App.VerifyId(issued.Id)).ShouldSay("invalid", "suspended");
        said.At("summary").ShouldNotBeNull().ShouldContain("Under review");
        var back = (await programme.Post($"/v1/credentials/{issued.Id}/reinstate")).Should(200);
        (back.At("state"), back.At("suspendedAt")).ShouldBe(("issued", null));
        (await App.VerifyId(issued.Id)).ShouldSay("valid");
        (await Revoke(programme, issued.Id)).Should(200);
        (await Suspend(programme, issued.Id)).ShouldBeProblem(409, "CREDENTIAL_REVOKED");
        (await programme.Post($"/v1/credentials/{issued.Id}/reinstate")).ShouldBeProblem(
            409,
            "CREDENTIAL_REVOKED"
        );
        var draft = await programme.Draft();
        (await Suspend(programme, draft.Id)).ShouldBeProblem(409, "CREDENTIAL_NOT_ISSUED");
    }

    [Fact]
    public async Task K7_of_another_organizations_credential_nothing_can_be_suspended()
    {
        var programme = await Programme.Start(App);
        var issued = await programme.Issue();
        var stranger = await Programme.Start(App);
        (await Suspend(stranger, issued.Id)).ShouldBeProblem(404, "CREDENTIAL_NOT_FOUND");
        (await stranger.Post($"/v1/credentials/{issued.Id}/reinstate")).ShouldBeProblem(
            404,
            "CREDENTIAL_NOT_FOUND"
        );
        var reader = await programme.Issuer.KeyWith("credentials:issue");
        (
            await App.Post(
                $"/v1/credentials/{issued.Id}/suspend",
                reader.Secret,
                """{"reason":"x"}"""
            )
        ).ShouldBeProblem(403, "AUTH_SCOPE_INSUFFICIENT");
    }

    private static Task<Answer> Suspend(Programme programme, string id) =>
        programme.Post($"/v1/credentials/{id}/suspend", """{"reason":"Under review"}""");

    private static Task<Answer> Revoke(Programme programme, string id) =>
        programme.Post($"/v1/credentials/{id}/revoke", """{"reason":"Test"}""");

    private Task<Answer> Get(string url, params (string, string)[] headers) =>
        App.Get(new Uri(url).PathAndQuery, null, headers);

    private Task<JsonElement> Document(string id) => DocumentOf(App, id);

    private static async Task<JsonElement> DocumentOf(VidimusApp app, string id) =>
        (await app.Get($"/verify/{id}/document")).Should(200).Json;

    private static JsonElement Answer(Answer answer) => answer.Should(200).Json;

    private static JsonElement Entry(JsonElement document) =>
        document.GetProperty("credentialStatus") is { ValueKind: JsonValueKind.Array } many
            ? many[0]
            : document.GetProperty("credentialStatus");

    private static string ListOf(JsonElement document) =>
        Entry(document).GetProperty("statusListCredential").GetString()!;

    /// <summary>The values in the lists for revocation, suspension, messages and in the token.</summary>
    private async Task<(int, int, int, int)> Values(string id)
    {
        var document = await Document(id);
        var token = await Get(
            ListOf(document).Replace("/revocation", "/token", StringComparison.Ordinal)
        );
        var payload = token.Should(200).Text.Split('.')[1];
        TokenStatusList
            .TryRead(
                JsonElement
                    .Parse(System.Buffers.Text.Base64Url.DecodeFromChars(payload))
                    .GetProperty("status_list"),
                out var statuses
            )
            .ShouldBe(StatusListError.None);
        return (
            await Value(App, id, "revocation"),
            await Value(App, id, "suspension"),
            await Value(App, id, "message"),
            statuses!.Get(
                int.Parse(Entry(document).GetProperty("statusListIndex").GetString()!, null)
            )
        );
    }

    private static async Task<int> Value(VidimusApp node, string id, string purpose)
    {
        var document = await DocumentOf(node, id);
        var path = new Uri(ListOf(document)).PathAndQuery.Replace(
            "/revocation",
            $"/{purpose}",
            StringComparison.Ordinal
        );
        return ValueIn(Answer(await node.Get(path)), document, purpose);
    }

    private static int ValueIn(JsonElement list, JsonElement document, string purpose)
    {
        var subject = list.GetProperty("credentialSubject");
        subject.GetProperty("statusPurpose").GetString().ShouldBe(purpose);
        BitstringStatusList
            .TryDecode(
                subject.GetProperty("encodedList").GetString(),
                purpose == "message" ? 2 : 1,
                out var bits
            )
            .ShouldBe(StatusListError.None);
        bits!.Length.ShouldBe(BitstringStatusList.MinEntries);
        return bits.Get(
            int.Parse(Entry(document).GetProperty("statusListIndex").GetString()!, null)
        );
    }
}
