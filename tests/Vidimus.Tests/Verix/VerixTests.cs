using System.Text.Json;
using System.Text.Json.Nodes;
using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Verix;

/// <summary>The Verix requirements by their numbers, one method or more for each; every answer of a Verix client's own paths.</summary>
public abstract partial class VerixTests(SharedApp shared, Engine engine) : Scenario(shared)
{
    public sealed class Sqlite(OnSqlite shared)
        : VerixTests(shared, Engine.Sqlite),
            IClassFixture<OnSqlite>;

    public sealed class Postgres(OnPostgres shared)
        : VerixTests(shared, Engine.Postgres),
            IClassFixture<OnPostgres>;

    private const string Base = "/verix/v1";
    private const string Groups = Base + "/credentials/groups";
    private const string Credentials = Base + "/credentials";

    [Theory]
    [InlineData(Base + "/auth/token")]
    [InlineData(Base + "/auth/token/")]
    [InlineData("/v1/auth/token")]
    [InlineData("/v1/auth/token/")]
    public async Task Verix_X1_a_client_token_is_exchanged_for_a_short_token_in_every_form_of_the_request(
        string path
    )
    {
        var issuer = await App.NewOrganization();
        var client = await issuer.ClientTokenWith("groups:read");
        HttpContent?[] bodies =
        [
            null,
            VidimusApp.Json(""),
            VidimusApp.Form(("grant_type", "client_credentials")),
            VidimusApp.Json("""{"grant_type":"client_credentials"}"""),
            VidimusApp.Json("{}"),
        ];
        foreach (var body in bodies)
        {
            var answer = (
                await App.Send(
                    HttpMethod.Post,
                    path,
                    null,
                    body,
                    ("Authorization", client.BasicHeader),
                    ("Accept", "application/json")
                )
            ).Should(200);
            (answer.At("token_type"), answer.At("expires_in")).ShouldBe(("Bearer", "900"));
            answer.At("access_token").ShouldNotBeNull().Split('.').Length.ShouldBe(3);
            (await App.Get(Groups, answer.At("access_token"))).Should(200);
        }
        (await App.Post(path, client.Secret)).Should(200).At("access_token").ShouldNotBeNull();
        (await App.Get(Groups, client.Secret)).Status.ShouldBe(401);
    }

    [Fact]
    public async Task Verix_X2_a_client_credential_is_named_shown_once_ready_to_paste_and_revocable()
    {
        var issuer = await App.NewOrganization();
        var made = (
            await App.Post(
                "/v1/keys",
                issuer.Live.Secret,
                """{"label":"Zapier","mode":"live","kind":"clientToken","scopes":["read"]}"""
            )
        ).Should(201);
        var client = Key.Of(made.Json);
        client.BasicHeader.ShouldStartWith("Basic ");
        var again = (await App.Get($"/v1/keys/{client.Id}", issuer.Live.Secret)).Should(200);
        again.At("label").ShouldBe("Zapier");
        again.Text.ShouldNotContain(client.Secret);
        again.Text.ShouldNotContain(client.BasicHeader);
        var token = await issuer.Exchange(client);
        (await App.Get(Groups, token)).Should(200);
        (await App.Post($"/v1/keys/{client.Id}/revoke", issuer.Live.Secret)).Should(200);
        IsError(
            await App.Send(
                HttpMethod.Post,
                $"{Base}/auth/token",
                null,
                null,
                ("Authorization", client.BasicHeader)
            ),
            401,
            "AUTH_REVOKED_KEY"
        );
        IsError(await App.Get(Groups, token), 401, "AUTH_REVOKED_KEY");
    }

    [Fact]
    public async Task Verix_X3_every_other_call_takes_the_token_as_bearer_and_says_when_it_has_expired()
    {
        var programme = await Programme.Start(App);
        var draft = await programme.Draft();
        var token = await programme.Issuer.Exchange(
            await programme.Issuer.ClientTokenWith("read", "write")
        );
        var calls = Calls(programme.Number, Hex(draft));
        foreach (var (method, path, body) in calls)
        {
            IsError(await App.Send(method, path, null, body), 401, "AUTH_MISSING");
            IsError(
                await App.Send(method, path, null, body, ("Authorization", "Basic " + token)),
                401,
                "AUTH_INVALID_FORMAT"
            );
            IsError(
                await App.Send(method, path, token[..^2] + "xx", body),
                401,
                "AUTH_INVALID_TOKEN"
            );
        }
        App.Advance(TimeSpan.FromSeconds(901));
        foreach (var (method, path, body) in calls)
        {
            var expired = await App.Send(method, path, token, body);
            IsError(expired, 401, "AUTH_EXPIRED_TOKEN");
            expired.At("message").ShouldNotBeNull().ShouldContain("expired");
        }
        token = await programme.Issuer.Exchange(
            await programme.Issuer.ClientTokenWith("read", "write")
        );
        foreach (var (method, path, body) in calls)
            (await App.Send(method, path, token, body)).Should(200);
    }

    [Fact]
    public async Task Verix_X4_all_seven_routes_answer_with_and_without_trailing_slash()
    {
        var programme = await Programme.Start(App);
        foreach (var slash in (string[])["", "/"])
        {
            var draft = await programme.Draft();
            foreach (var (method, path, body) in Calls(programme.Number, Hex(draft)))
            {
                var parts = path.Split('?');
                var answer = await App.Send(
                    method,
                    parts[0].TrimEnd('/') + slash + (parts.Length > 1 ? "?" + parts[1] : ""),
                    programme.Key.Secret,
                    body
                );
                answer.Should(200);
                answer.MediaType.ShouldBe("application/json");
            }
            IsError(
                await programme.Get($"{Credentials}/{Hex(draft)}"),
                404,
                "CREDENTIAL_NOT_FOUND"
            );
        }
    }

    [Fact]
    public async Task Verix_X4_each_route_needs_its_scope_and_shows_nobody_elses_objects()
    {
        var programme = await Programme.Start(App);
        var draft = await programme.Draft();
        var before =
            (await programme.Get("/v1/credentials")).Text
            + (await programme.Get("/v1/groups")).Text;
        var scopes = (string[])
            [
                "groups:read",
                "groups:read",
                "credentials:issue",
                "credentials:issue",
                "credentials:read",
                "credentials:read",
                "credentials:issue",
            ];
        var calls = Calls(programme.Number, Hex(draft));
        var (verifier, stranger, test) = (
            await programme.Issuer.KeyWith("credentials:verify"),
            await App.NewOrganization(),
            programme.Issuer.Test
        );
        foreach (var (method, path, body) in calls)
        {
            IsError(
                await App.Send(method, path, verifier.Secret, body),
                403,
                "AUTH_SCOPE_INSUFFICIENT"
            );
            foreach (var key in (string[])[stranger.Live.Secret, test.Secret])
            {
                var answer = await App.Send(method, path, key, body);
                if (path.Contains(Hex(draft)))
                    IsError(answer, 404, "CREDENTIAL_NOT_FOUND");
                else if (path.EndsWith($"/{programme.Number}/", StringComparison.Ordinal))
                    IsError(answer, 404, "GROUP_NOT_FOUND");
                else
                    answer.Should(200).At("meta", "totalItems").ShouldBe("0");
            }
        }
        (
            (await programme.Get("/v1/credentials")).Text + (await programme.Get("/v1/groups")).Text
        ).ShouldBe(before);
        foreach (var ((method, path, body), scope) in calls.Zip(scopes))
            (
                await App.Send(method, path, (await programme.Issuer.KeyWith(scope)).Secret, body)
            ).Should(200);
    }

    [Fact]
    public async Task Verix_X5_groups_are_integers_and_credentials_thirty_two_hex_digits_with_or_without_dashes()
    {
        var programme = await Programme.Start(App);
        var created = (
            await Create(
                programme,
                """{"issue":true,"inputs":[{"recipient":{"name":"Ada Example"}}]}"""
            )
        ).Should(200);
        var uid = created
            .Json.GetProperty("responseQueue")[0]
            .GetProperty("credentialUid")
            .GetString()!;
        uid.ShouldMatch("^[0-9a-f]{32}$");
        var dashed = Guid.ParseExact(uid, "N").ToString("D");
        var read = (await programme.Get($"{Credentials}/{uid}/")).Should(200).Text;
        (await programme.Get($"{Credentials}/{dashed}")).Should(200).Text.ShouldBe(read);
        (await programme.Get($"{Credentials}/{uid.ToUpperInvariant()}"))
            .Should(200)
            .Text.ShouldBe(read);
        var listed = (await programme.Get(Credentials)).Should(200).Json.GetProperty("credentials")[
            0
        ];
        listed.GetProperty("id").GetString().ShouldBe(uid);
        listed.GetProperty("groupId").GetInt32().ShouldBe(programme.Number);
        (await App.Get($"/credential/{dashed}", null, ("Accept", "application/json"))).ShouldSay(
            "valid"
        );
        var group = (await programme.Get($"{Groups}/{programme.Number}/")).Should(200);
        group.Json.GetProperty("id").GetInt32().ShouldBe(programme.Number);
        IsError(await programme.Get($"{Groups}/4711/"), 404, "GROUP_NOT_FOUND");
        IsError(await programme.Get($"{Groups}/none"), 404, "GROUP_NOT_FOUND");
        IsError(
            await programme.Get($"{Credentials}/{new string('0', 32)}"),
            404,
            "CREDENTIAL_NOT_FOUND"
        );
    }

    [Fact]
    public async Task Verix_X6_lists_are_paged_by_number_from_one_with_ten_a_page()
    {
        var programme = await Programme.Start(App);
        var uids = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            var names = string.Join(
                ',',
                Enumerable
                    .Range(0, i == 2 ? 3 : 10)
                    .Select(_ => """{"recipient":{"name":"Ada Example"}}""")
            );
            var created = (await Create(programme, $$"""{"inputs":[{{names}}]}""")).Should(200);
            uids.AddRange(
                created
                    .Json.GetProperty("responseQueue")
                    .EnumerateArray()
                    .Select(r => r.GetProperty("credentialUid").GetString()!)
            );
        }
        await Page("", (1, 10, 23, 3), 10);
        await Page("page_number=1", (1, 10, 23, 3), 10);
        await Page("page_number=3", (3, 10, 23, 3), 3);
        await Page("page_number=4", (4, 10, 23, 3), 0);
        await Page("page_size=23", (1, 23, 23, 1), 23);
        await Page("page_size=22&page_number=2", (2, 22, 23, 2), 1);
        await Page("page_size=100", (1, 100, 23, 1), 23);
        await Page("page_size=1&page_number=23", (23, 1, 23, 23), 1);
        await Page("name=nobody", (1, 10, 0, 0), 0);
        foreach (
            var wrong in (string[])
                [
                    "page_number=0",
                    "page_number=-1",
                    "page_number=x",
                    "page_number=1.0",
                    "page_number=99999999999",
                    "page_size=0",
                    "page_size=101",
                    "page_size=",
                ]
        )
        {
            IsError(await programme.Get($"{Credentials}?{wrong}"), 400, "VALIDATION_ERROR");
            IsError(await programme.Get($"{Groups}?{wrong}"), 400, "VALIDATION_ERROR");
        }
        var seen = new List<string>();
        for (var page = 1; page <= 5; page++)
            seen.AddRange(
                Uids(await programme.Get($"{Credentials}/?page_size=5&page_number={page}"))
            );
        seen.Order(StringComparer.Ordinal).ShouldBe(uids.Order(StringComparer.Ordinal));
        for (var i = 0; i < 10; i++)
            await Programme.In(programme.Issuer);
        var groups = (await programme.Get($"{Groups}?page_number=2")).Should(200);
        groups.Json.GetProperty("groups").GetArrayLength().ShouldBe(1);
        groups
            .At("meta")
            .ShouldBe("""{"currentPage":2,"itemsPerPage":10,"totalItems":11,"totalPages":2}""");

        async Task Page(
            string query,
            (int Current, int Items, int Total, int Pages) meta,
            int count
        )
        {
            var answer = (await programme.Get($"{Credentials}?{query}")).Should(200);
            answer.Json.EnumerateObject().Select(m => m.Name).ShouldBe(["credentials", "meta"]);
            answer.Json.GetProperty("credentials").GetArrayLength().ShouldBe(count, query);
            answer
                .At("meta")
                .ShouldBe(
                    $$"""{"currentPage":{{meta.Current}},"itemsPerPage":{{meta.Items}},"totalItems":{{meta.Total}},"totalPages":{{meta.Pages}}}""",
                    query
                );
        }
    }

    [Fact]
    public async Task Verix_X6_credentials_are_found_by_name_group_and_external_id()
    {
        var programme = await Programme.Start(App);
        var other = await Programme.In(programme.Issuer);
        await Create(
            programme,
            """{"inputs":[{"recipient":{"name":"Ada Example","externalId":"s-1"}},{"recipient":{"name":"Bo Example","externalId":"s-2"}}]}"""
        );
        await Create(
            other,
            """{"inputs":[{"recipient":{"name":"Adam Example","externalId":"s-3"}}]}"""
        );
        (await Names("name=ADA")).ShouldBe(["Ada Example", "Adam Example"]);
        (await Names($"name=ada&group_id={other.Number}")).ShouldBe(["Adam Example"]);
        (await Names($"group_id={programme.Number}")).ShouldBe(["Ada Example", "Bo Example"]);
        (await Names("external_id=s-2")).ShouldBe(["Bo Example"]);
        (await Names("name=%25")).ShouldBeEmpty();
        (await Names("name=A_a")).ShouldBeEmpty();
        (await Names("group_id=4711")).ShouldBeEmpty();
        IsError(await programme.Get($"{Credentials}?group_id=%00"), 400, "VALIDATION_ERROR");
        IsError(await programme.Get($"{Credentials}?name=%00"), 400, "VALIDATION_ERROR");
        IsError(await programme.Get($"{Credentials}?external_id=%00"), 400, "VALIDATION_ERROR");

        async Task<IEnumerable<string?>> Names(string query) =>
            (await programme.Get($"{Credentials}?{query}"))
                .Should(200)
                .Json.GetProperty("credentials")
                .EnumerateArray()
                .Select(c => c.GetProperty("recipientName").GetString())
                .Order();
    }

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
    public async Task Verix_X8_distributing_is_refused_openly_while_this_server_sends_no_mail()
    {
        var programme = await Programme.Start(App);
        var refused = IsError(
            await Create(
                programme,
                """{"issue":true,"distribute":true,"inputs":[{"recipient":{"name":"Ada Example"}}]}"""
            ),
            400,
            "VALIDATION_ERROR"
        );
        refused.At("message").ShouldNotBeNull().ShouldContain("distribute");
        (await programme.Counts()).ShouldBe((0, 0));
        (
            await Create(
                programme,
                """{"issue":true,"distribute":false,"inputs":[{"recipient":{"name":"Ada Example"}}]}"""
            )
        ).Should(200);
        (await programme.Counts()).ShouldBe((1, 0));
    }

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

    [Fact]
    public async Task Verix_X11_the_public_page_and_its_machine_answer()
    {
        var programme = await Programme.Start(App);
        var valid = await programme.Issue();
        var ended = await programme.Issue(
            $""","validUntil":"{App.Clock.Now.AddMinutes(1):yyyy-MM-ddTHH:mm:ssZ}" """
        );
        var revoked = await programme.Issue();
        (await programme.Post($"/v1/credentials/{revoked.Id}/revoke", """{"reason":"x"}""")).Should(
            200
        );
        App.Advance(TimeSpan.FromMinutes(2));
        foreach (var slash in (string[])["", "/"])
        {
            (
                await App.Get(
                    $"/credential/{valid.Uuid}{slash}",
                    null,
                    ("Accept", "application/json")
                )
            ).ShouldSay("valid");
            (await App.Get($"/credential/{ended.Uuid}{slash}?format=json")).ShouldSay(
                "invalid",
                "expired"
            );
            (await App.Get($"/credential/{revoked.Uuid}{slash}?format=json")).ShouldSay(
                "invalid",
                "revoked"
            );
            (await App.Get($"/credential/{Guid.Empty}{slash}?format=json")).Should(404);
            foreach (
                var (uuid, status) in ((string, int)[])
                    [
                        (valid.Uuid, 200),
                        (ended.Uuid, 200),
                        (revoked.Uuid, 200),
                        (Guid.Empty.ToString(), 404),
                    ]
            )
                (await App.Get($"/credential/{uuid}{slash}", null, ("Accept", "text/html")))
                    .Should(status)
                    .MediaType.ShouldBe("text/html");
        }
        var listed = (await programme.Get($"{Credentials}?page_size=100"))
            .Should(200)
            .Json.GetProperty("credentials")
            .EnumerateArray();
        listed
            .Single(c => c.GetProperty("id").GetString() == Hex(valid))
            .GetProperty("publicUrl")
            .GetString()
            .ShouldBe($"{App.PublicUrl}/credential/{valid.Uuid}");
        listed
            .Single(c => c.GetProperty("id").GetString() == Hex(ended))
            .GetProperty("status")
            .GetString()
            .ShouldBe("expired");
    }

    [Fact]
    public async Task Verix_X12_the_statuses_of_success_and_refusal_carry_a_code_and_a_message()
    {
        var programme = await Programme.Start(App);
        var issued = await programme.Issue();
        (await programme.Get($"{Credentials}/{Hex(issued)}")).Should(200);
        // 201 is answered where a client credential is made; the seven calls themselves answer 200.
        (
            await App.Post(
                "/v1/keys",
                programme.Key.Secret,
                """{"label":"x","mode":"live","scopes":["read"]}"""
            )
        ).Should(201);
        IsError(await programme.Get($"{Credentials}?page_number=x"), 400, "VALIDATION_ERROR");
        IsError(await App.Get(Credentials), 401, "AUTH_MISSING");
        IsError(
            await Create(
                programme with
                {
                    Key = await programme.Issuer.KeyWith("credentials:verify"),
                },
                """{"inputs":[{}]}"""
            ),
            403,
            "AUTH_SCOPE_INSUFFICIENT"
        );
        IsError(await programme.Get($"{Base}/nothing"), 404, "NOT_FOUND");
        IsError(await App.Get("/verix"), 404, "NOT_FOUND");
        IsError(
            await programme.Delete($"{Credentials}/{Hex(issued)}"),
            409,
            "CREDENTIAL_ALREADY_ISSUED"
        );
        var narrow = await programme.Issuer.Mint(
            new
            {
                label = "x",
                mode = "live",
                scopes = new[] { "read" },
                rateLimitPerMinute = 1,
            }
        );
        (await App.Get(Groups, narrow.Secret)).Should(200);
        IsError(await App.Get(Groups, narrow.Secret), 429, "RATE_LIMITED")
            .Number("Retry-After")
            .ShouldBeInRange(1, 60);
    }

    [Fact]
    public async Task Verix_X12_a_status_Verix_does_not_know_becomes_one_it_knows()
    {
        var programme = await Programme.Start(App);
        IsError(
            await App.Send(HttpMethod.Patch, Groups, programme.Key.Secret, "{}"),
            404,
            "METHOD_NOT_ALLOWED"
        );
        var large = new HttpRequestMessage(HttpMethod.Post, $"{Groups}/{programme.Number}")
        {
            Content = VidimusApp.Json(new string(' ', 8_388_609)),
        };
        large.Headers.ExpectContinue = true;
        large.Headers.Authorization = new("Bearer", programme.Key.Secret);
        IsError(await App.Send(large), 400, "BODY_TOO_LARGE");
        IsError(
            await App.Send(
                HttpMethod.Post,
                $"{Base}/auth/token",
                null,
                new StringContent("x"),
                ("Authorization", programme.Key.BasicHeader)
            ),
            400,
            "UNSUPPORTED_MEDIA_TYPE"
        );
    }

    [Fact]
    public async Task Verix_X12_a_defect_is_500_and_tells_nothing_of_itself()
    {
        var programme = await Programme.Start(App);
        // No request can cause a defect, so what is stored is broken by hand.
        (
            await App.Execute(
                "UPDATE credentials_groups SET achievement = '{broken' WHERE id = @id",
                ("id", programme.GroupId)
            )
        ).ShouldBe(1);
        var failed = IsError(
            await programme.Get($"{Groups}/{programme.Number}"),
            500,
            "INTERNAL_ERROR"
        );
        failed.Text.ShouldNotContain("broken");
        failed.Text.ShouldNotContain("Exception");
        failed.Text.ShouldNotContain(" at ");
    }

    [Fact]
    public async Task Verix_X12_a_server_that_cannot_save_now_is_503()
    {
        Engines.Demand(engine);
        var settings = new Dictionary<string, string>
        {
            ["Database:WriteQueue"] = "1",
            ["Database:WriteWait"] = "00:00:00.200",
        };
        await using var app = await VidimusApp.Start(new(engine) { Settings = settings });
        var programme = await Programme.Start(app);
        await using var blocker = await app.OpenDatabase();
        await using var command = blocker.CreateCommand();
        command.CommandText =
            engine == Engine.Sqlite
                ? "BEGIN IMMEDIATE"
                : "BEGIN; LOCK TABLE credentials_credentials IN ACCESS EXCLUSIVE MODE";
        await command.ExecuteNonQueryAsync();
        var waiting = Enumerable
            .Range(0, 4)
            .Select(_ => Create(programme, """{"inputs":[{"recipient":{"name":"Ada Example"}}]}"""))
            .ToList();
        var first = await await Task.WhenAny(waiting);
        IsError(first, 503, "UNAVAILABLE").Number("Retry-After").ShouldBeGreaterThan(0);
        command.CommandText = "ROLLBACK";
        await command.ExecuteNonQueryAsync();
        var answers = await Task.WhenAll(waiting);
        answers.Count(a => a.Status == 200).ShouldBeGreaterThanOrEqualTo(1);
        (await programme.Counts()).ShouldBe((0, answers.Count(a => a.Status == 200)));
    }

    [Fact]
    public async Task Verix_X13_an_OpenAPI_document_describes_every_Verix_route()
    {
        var document = (await App.Get("/openapi.json")).Should(200);
        document.At("openapi").ShouldNotBeNull().ShouldStartWith("3.1");
        var paths = document.Json.GetProperty("paths");
        var found = paths
            .EnumerateObject()
            .Where(p => p.Name.StartsWith("/verix/", StringComparison.Ordinal))
            .SelectMany(p =>
                p.Value.EnumerateObject().Select(o => $"{o.Name} {p.Name.TrimEnd('/')}")
            );
        found.ShouldBe(
            [
                "post /verix/v1/auth/token",
                "get /verix/v1/credentials/groups",
                "get /verix/v1/credentials/groups/{group_id}",
                "post /verix/v1/credentials/groups/{group_id}",
                "put /verix/v1/credentials/groups/{group_id}",
                "get /verix/v1/credentials",
                "get /verix/v1/credentials/{credential_id}",
                "delete /verix/v1/credentials/{credential_id}",
            ],
            ignoreOrder: true
        );
        var ids = paths
            .EnumerateObject()
            .SelectMany(p => p.Value.EnumerateObject())
            .Select(o => o.Value.GetProperty("operationId").GetString())
            .ToList();
        ids.Distinct().Count().ShouldBe(ids.Count);
        foreach (
            System.Text.RegularExpressions.Match reference in References().Matches(document.Text)
        )
            document
                .Json.GetProperty("components")
                .GetProperty("schemas")
                .TryGetProperty(reference.Groups[1].Value, out _)
                .ShouldBeTrue(reference.Value);
    }

    [System.Text.RegularExpressions.GeneratedRegex("\"#/components/schemas/([^\"]+)\"")]
    private static partial System.Text.RegularExpressions.Regex References();

    /// <summary>The seven calls, in an order that leaves each of them possible.</summary>
    private static (HttpMethod Method, string Path, string? Body)[] Calls(
        int group,
        string draft
    ) =>
        [
            (HttpMethod.Get, Groups, null),
            (HttpMethod.Get, $"{Groups}/{group}/", null),
            (
                HttpMethod.Post,
                $"{Groups}/{group}/",
                """{"issue":false,"inputs":[{"recipient":{"name":"Ada Example"}}]}"""
            ),
            (
                HttpMethod.Put,
                $"{Groups}/{group}/",
                $$$"""{"inputs":[{"credentialUid":"{{{draft}}}","credential":{"name":"Changed"}}]}"""
            ),
            (HttpMethod.Get, $"{Credentials}?page_size=5", null),
            (HttpMethod.Get, $"{Credentials}/{draft}/", null),
            (HttpMethod.Delete, $"{Credentials}/{draft}/", null),
        ];

    private static Task<Answer> Create(Programme programme, string body) =>
        programme.Post($"{Groups}/{programme.Number}/", body);

    private static Task<Answer> Put(Programme programme, string body) =>
        programme.App.Send(
            HttpMethod.Put,
            $"{Groups}/{programme.Number}/",
            programme.Key.Secret,
            body
        );

    private static Task<Issued> Full(Programme programme) =>
        programme.Issue(
            ""","name":"Diploma","description":"With honours","validFrom":"2026-01-01T00:00:00Z","validUntil":"2030-01-01T00:00:00Z","subject":{"Course_Hours":16,"place":{"town":"Kiel"}},"custom":{"Invoice_No":"A-1"}""",
            """{"name":"Ada Example","email":"ada@example.org","externalId":"s-1"}"""
        );

    private static string Hex(Issued credential) => credential.Uuid.Replace("-", "");

    private static IEnumerable<string> Uids(Answer list) =>
        list.Should(200)
            .Json.GetProperty("credentials")
            .EnumerateArray()
            .Select(c => c.GetProperty("id").GetString()!);

    private static Answer IsError(Answer answer, int status, string code)
    {
        answer.Should(status);
        answer.MediaType.ShouldBe("application/json");
        answer
            .Json.EnumerateObject()
            .Select(m => m.Name)
            .ShouldBe(["code", "message"], answer.Text);
        answer.At("code").ShouldBe(code, answer.Text);
        answer.At("message").ShouldNotBeNullOrWhiteSpace();
        answer["X-Request-Id"].ShouldNotBeNull();
        return answer;
    }
}
