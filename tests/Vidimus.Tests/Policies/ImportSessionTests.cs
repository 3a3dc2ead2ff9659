using System.Text.Json;
using System.Text.Json.Nodes;
using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Policies;

/// <summary>Policies come in batches that can be sent again and taken up again, and a report says what they changed.</summary>
public abstract class ImportSessionTests(SharedApp shared) : Scenario(shared)
{
    public sealed class Sqlite(OnSqlite shared)
        : ImportSessionTests(shared),
            IClassFixture<OnSqlite>;

    public sealed class Postgres(OnPostgres shared)
        : ImportSessionTests(shared),
            IClassFixture<OnPostgres>;

    [Fact]
    public async Task A_load_reports_what_it_created_changed_left_and_retired()
    {
        var issuer = await App.NewOrganization();
        var key = issuer.Live;
        var first = await App.Start(key);
        var batch = (
            await App.Batch(key, first, 1, Loads.Policy("A"), Loads.Policy("B"), Loads.Policy("C"))
        ).Should(200);
        batch.At("accepted").ShouldBe("3");
        batch.At("changed").ShouldBe("3");
        batch.At("created").ShouldBe("3");
        batch.Json.GetProperty("errors").GetArrayLength().ShouldBe(0);
        (await App.Batch(key, first, 2, Loads.Policy("D"))).Should(200);
        var done = (await App.Finish(key, first)).Should(200);
        done.At("state").ShouldBe("finished");
        done.Count("created").ShouldBe(4);
        done.At("finishedAt").ShouldNotBeNull();
        // Of another source: what the first does not bring is none of its business.
        var other = await App.Start(key, source: "another");
        (await App.Batch(key, other, 1, Loads.Policy("Z"))).Should(200);
        (await App.Finish(key, other, """{"retireMissing":true}"""))
            .Should(200)
            .Count("retired")
            .ShouldBe(0);
        (await App.Put(key, "BY-HAND", Loads.Policy(null))).Should(201);

        var second = await App.Start(key);
        (
            await App.Batch(
                key,
                second,
                1,
                Loads.Policy("A"),
                Loads.Policy("B", "Another title"),
                Loads.Policy("C").With(p => p["type"] = "Rule")
            )
        ).Should(200);
        var report = (await App.Finish(key, second, """{"retireMissing":true}""")).Should(200);
        report.Count("records").ShouldBe(3);
        report.Count("unchanged").ShouldBe(1);
        report.Count("changed").ShouldBe(1);
        report.Count("refused").ShouldBe(1);
        // D is missing; C is there, though what came of it could not be taken.
        report.Count("retired").ShouldBe(1);
        (await Status(issuer)).ShouldBe(
            "A active, B active, BY-HAND active, C active, D retired, Z active"
        );
        var changes = (await App.Get($"{Loads.Path}/{second}/changes", key.Secret))
            .Should(200)
            .Json.GetProperty("data")
            .EnumerateArray()
            .Select(c => $"{c.GetProperty("policyId")} {c.GetProperty("changeType")}");
        changes.ShouldBe(["B updated", "D retired"]);
        var kinds = await App.Query(
            "SELECT kind FROM platform_facts WHERE resource_id = @i",
            ("@i", second)
        );
        kinds
            .Select(k => (string)k[0]!)
            .ShouldBe(
                ["policy-import.started", "policy-import.loaded", "policy-import.finished"],
                ignoreOrder: true
            );
        // Asking again says the same; and it takes nothing more.
        (await App.Finish(key, second))
            .Should(200)
            .Text.ShouldBe(report.Text);
        (await App.Batch(key, second, 2, Loads.Policy("E"))).ShouldBeProblem(
            409,
            "POLICY_IMPORT_ENDED"
        );
        (await App.Post($"{Loads.Path}/{second}/cancel", key.Secret)).ShouldBeProblem(
            409,
            "POLICY_IMPORT_ENDED"
        );
    }

    [Fact]
    public async Task A_batch_sent_again_is_answered_as_it_was_and_another_in_its_place_is_refused()
    {
        var issuer = await App.NewOrganization();
        var key = issuer.Live;
        var id = await App.Start(key);
        var body = Loads.Body([
            Loads.Policy("A"),
            Loads.Policy("B").With(p => p["status"] = "gone"),
        ]);
        var once = (await App.BatchText(key, id, 1, body)).Should(200);
        (await App.Batch(key, id, 2, Loads.Policy("A", "Changed"))).Should(200);
        (await App.BatchText(key, id, 1, body)).Should(200).Text.ShouldBe(once.Text);
        (await App.Batch(key, id, 1, Loads.Policy("A"))).ShouldBeProblem(
            409,
            "POLICY_IMPORT_DIFFERS"
        );
        (await App.Batch(key, id, 4, Loads.Policy("A"))).ShouldBeProblem(
            409,
            "POLICY_IMPORT_AHEAD"
        );
        (await App.Batch(key, id, 0, Loads.Policy("A"))).ShouldBeProblem(
            400,
            "VALIDATION_ERROR",
            "number"
        );
        var import = (await App.Get($"{Loads.Path}/{id}", key.Secret)).Should(200);
        import.At("nextBatch").ShouldBe("3");
        import.Count("records").ShouldBe(3);
        (await App.Changes(issuer, "A")).Length.ShouldBe(2);
        await App.Finish(key, id);
        // Also when the import has ended.
        (await App.BatchText(key, id, 1, body))
            .Should(200)
            .Text.ShouldBe(once.Text);
        // Nobody else's import is there.
        var other = await App.NewOrganization();
        (await App.BatchText(other.Live, id, 1, body)).ShouldBeProblem(
            404,
            "POLICY_IMPORT_NOT_FOUND"
        );
        (await App.Get($"{Loads.Path}/{id}", other.Live.Secret)).ShouldBeProblem(
            404,
            "POLICY_IMPORT_NOT_FOUND"
        );
        (await App.Get($"{Loads.Path}/{id}/errors", other.Live.Secret)).ShouldBeProblem(
            404,
            "POLICY_IMPORT_NOT_FOUND"
        );
    }

    [Fact]
    public async Task Of_two_clients_that_load_one_import_at_once_one_is_refused()
    {
        var issuer = await App.NewOrganization();
        var id = await App.Start(issuer.Live);
        var answers = await Task.WhenAll(
            Enumerable.Range(0, 6).Select(i => App.Batch(issuer.Live, id, 1, Loads.Policy($"X{i}")))
        );
        answers.Count(a => a.Status == 200).ShouldBe(1);
        answers
            .Where(a => a.Status != 200)
            .ShouldAllBe(a =>
                a.Status == 409
                && (
                    a.Text.Contains("POLICY_IMPORT_BUSY")
                    || a.Text.Contains("POLICY_IMPORT_DIFFERS")
                )
            );
        (await Status(issuer)).Split(", ").Length.ShouldBe(1);
    }

    [Fact]
    public async Task A_load_that_was_not_finished_is_taken_up_by_its_fingerprint()
    {
        var issuer = await App.NewOrganization();
        var key = issuer.Live;
        var begun = (await App.TryStart(key, fingerprint: "files-1")).Should(201);
        (await App.Batch(key, begun.At("id")!, 1, Loads.Policy("A"))).Should(200);
        var again = (await App.TryStart(key, fingerprint: "files-1")).Should(200);
        again.At("id").ShouldBe(begun.At("id"));
        again.At("nextBatch").ShouldBe("2");
        (
            await App.TryStart(key, fingerprint: "files-1", more: ",\"baseline\":true")
        ).ShouldBeProblem(409, "POLICY_IMPORT_DIFFERS");
        (await App.TryStart(key, source: "another", fingerprint: "files-1")).Should(201);
        (await App.TryStart(key, "codes", fingerprint: "files-1")).Should(201);
        (await App.Post($"{Loads.Path}/{begun.At("id")}/cancel", key.Secret))
            .Should(200)
            .At("state")
            .ShouldBe("cancelled");
        (await App.Post($"{Loads.Path}/{begun.At("id")}/cancel", key.Secret)).Should(200);
        (await App.TryStart(key, fingerprint: "files-1"))
            .Should(201)
            .At("id")
            .ShouldNotBe(begun.At("id"));
        // Two at once begin one.
        var both = await Task.WhenAll(
            Enumerable
                .Range(0, 5)
                .Select(_ => App.TryStart(key, source: "third", fingerprint: "files-2"))
        );
        both.Select(b => b.At("id")).Distinct().Count().ShouldBe(1);
        both.Count(b => b.Status == 201).ShouldBe(1);
    }

    [Fact]
    public async Task What_breaks_in_the_middle_of_a_batch_goes_on_where_it_was()
    {
        var issuer = await App.NewOrganization();
        var key = issuer.Live;
        var id = await App.Start(key);
        var records = Enumerable
            .Range(0, 120)
            .Select(i =>
                Loads
                    .Policy($"M{i:000}")
                    .With(p =>
                        p["codes"] = new JsonArray([
                            .. Enumerable
                                .Range(0, 400)
                                .Select(c => Loads.Code($"J{c:0000}", "HCPCS", "covered")),
                        ])
                    )
            )
            .Append(Loads.Policy("M000"))
            .ToArray<JsonNode>();
        // A database that refuses one row stands for a server that dies there.
        await App.Execute(
            App.Engine == Engine.Sqlite
                ? "CREATE TRIGGER no_more BEFORE INSERT ON policies_policies WHEN NEW.id = 'M100' BEGIN SELECT RAISE(ABORT, 'no more'); END"
                : "ALTER TABLE policies_policies ADD CONSTRAINT no_more CHECK (id <> 'M100')"
        );
        (await App.Batch(key, id, 1, records)).Status.ShouldBeGreaterThanOrEqualTo(500);
        await App.Execute(
            App.Engine == Engine.Sqlite
                ? "DROP TRIGGER no_more"
                : "ALTER TABLE policies_policies DROP CONSTRAINT no_more"
        );
        var half = (await App.Get($"{Loads.Path}/{id}", key.Secret)).Should(200);
        half.Count("created").ShouldBeInRange(1, 119);
        half.At("nextBatch").ShouldBe("1");
        (await App.Finish(key, id)).ShouldBeProblem(409, "POLICY_IMPORT_INCOMPLETE");
        (await App.Batch(key, id, 1, Loads.Policy("OTHER"))).ShouldBeProblem(
            409,
            "POLICY_IMPORT_DIFFERS"
        );
        var batch = (await App.Batch(key, id, 1, records)).Should(200);
        batch.At("created").ShouldBe("120");
        batch.At("unchanged").ShouldBe("0");
        // The one that came twice in the batch is refused, also when its first came before the break.
        batch.At("refused").ShouldBe("1");
        batch.Json.GetProperty("errors")[0].GetProperty("row").GetInt32().ShouldBe(121);
        (await App.Finish(key, id)).Should(200).Count("created").ShouldBe(120);
        (
            await App.Number(
                "SELECT count(*) FROM policies_changes WHERE organization_id = @o",
                ("@o", issuer.Id)
            )
        ).ShouldBe(120);
        (
            await App.Number(
                "SELECT count(*) FROM policies_policy_codes WHERE organization_id = @o",
                ("@o", issuer.Id)
            )
        ).ShouldBe(120 * 400);
    }

    [Fact]
    public async Task What_is_wrong_with_records_is_kept_with_their_place_and_the_others_are_taken()
    {
        var issuer = await App.NewOrganization();
        var key = issuer.Live;
        var id = await App.Start(key);
        (await App.Batch(key, id, 1, Loads.Policy("A"), Loads.Policy("B"))).Should(200);
        var answer = (
            await App.BatchText(
                key,
                id,
                2,
                $$"""{"records":[{{Loads.Policy("C")}},{"id":"D","titel":"x"},7,{"id":"E","title":null,"type":"LCD","codes":[{}]},{"title":"No id","type":"LCD"},{"id":"F","id":"F"},null,{{Loads.Policy("C")}}]}"""
            )
        ).Should(200);
        answer.At("accepted").ShouldBe("1");
        answer.At("refused").ShouldBe("7");
        var errors = answer
            .Json.GetProperty("errors")
            .EnumerateArray()
            .Select(e => $"{e.GetProperty("row")} {e.GetProperty("id")} {e.GetProperty("field")}")
            .ToArray();
        errors[0].ShouldBe("4 D titel");
        errors.ShouldContain("6 E title");
        errors.ShouldContain("6 E codes.0.code");
        errors.ShouldContain("7  id");
        errors[^1].ShouldBe("10 C ");
        // All of them in the list, page by page.
        var listed = new List<string>();
        for (string? cursor = ""; cursor is not null; )
        {
            var page = (
                await App.Get($"{Loads.Path}/{id}/errors?limit=3{cursor}", key.Secret)
            ).Should(200);
            listed.AddRange(
                page.Json.GetProperty("data")
                    .EnumerateArray()
                    .Select(e =>
                        $"{e.GetProperty("row")} {e.GetProperty("id")} {e.GetProperty("field")}"
                    )
            );
            cursor = page.At("nextCursor") is { } next ? $"&cursor={next}" : null;
        }
        listed.ShouldBe(errors);
        (await App.Get($"{Loads.Path}/{id}/errors?cursor=abc", key.Secret)).ShouldBeProblem(
            400,
            "INVALID_CURSOR"
        );
        // Whoever cannot tell what a record was about cannot tell what is missing.
        (await App.Finish(key, id, """{"retireMissing":true}""")).ShouldBeProblem(
            409,
            "POLICY_IMPORT_INCOMPLETE"
        );
        (await App.Finish(key, id)).Should(200);
        var empty = await App.Start(key);
        (await App.Finish(key, empty, """{"retireMissing":true}""")).ShouldBeProblem(
            409,
            "POLICY_IMPORT_INCOMPLETE"
        );
    }

    [Fact]
    public async Task A_first_load_keeps_editions_and_tells_nobody()
    {
        var issuer = await App.NewOrganization();
        var key = issuer.Live;
        var id = await App.Start(key, more: ",\"baseline\":true");
        (await App.Batch(key, id, 1, Loads.Policy("A"), Loads.Policy("B"))).Should(200);
        (await App.Batch(key, id, 2, Loads.Policy("A", "Changed")))
            .Should(200)
            .At("changed")
            .ShouldBe("1");
        (await App.Finish(key, id, """{"retireMissing":true}""")).ShouldBeProblem(
            400,
            "VALIDATION_ERROR",
            "retireMissing"
        );
        (await App.Finish(key, id)).Should(200);
        (
            await App.Number(
                "SELECT count(*) FROM policies_changes WHERE organization_id = @o",
                ("@o", issuer.Id)
            )
        ).ShouldBe(0);
        (
            await App.Number(
                "SELECT count(*) FROM policies_editions WHERE organization_id = @o",
                ("@o", issuer.Id)
            )
        ).ShouldBe(3);
        (
            await App.Number(
                "SELECT count(*) FROM platform_facts WHERE organization_id = @o AND kind LIKE 'policy.%'",
                ("@o", issuer.Id)
            )
        ).ShouldBe(0);
        // What comes next is a change, from the edition that the load left.
        var next = await App.Start(key);
        (await App.Batch(key, next, 1, Loads.Policy("A", "Changed again"))).Should(200);
        (await App.Changes(issuer, "A")).Select(c => c.Type).ShouldBe(["updated"]);
        (await App.TryStart(key, "codes", more: ",\"baseline\":true")).ShouldBeProblem(
            400,
            "VALIDATION_ERROR",
            "baseline"
        );
        (await App.TryStart(key, more: ",\"baseline\":true,\"replaces\":true")).ShouldBeProblem(
            400,
            "VALIDATION_ERROR",
            "replaces"
        );
    }

    [Fact]
    public async Task P5_bodies_that_are_too_large_too_long_too_deep_or_no_JSON_are_refused()
    {
        var issuer = await App.NewOrganization();
        var key = issuer.Live;
        var id = await App.Start(key);
        var policy = Loads.Policy("A").ToJsonString();
        var many = string.Join(',', Enumerable.Repeat("1", 501));
        (await App.BatchText(key, id, 1, $$"""{"records":[{{many}}]}""")).ShouldBeProblem(
            400,
            "VALIDATION_ERROR",
            "records"
        );
        var millions = string.Join(',', Enumerable.Repeat("1", 4_000_000));
        (await App.BatchText(key, id, 1, $$"""{"records":[{{millions}}]}""")).ShouldBeProblem(
            400,
            "VALIDATION_ERROR",
            "records"
        );
        var large = new string('x', 17 * 1024 * 1024);
        (await App.BatchText(key, id, 1, $$"""{"records":["{{large}}"]}""")).ShouldBeProblem(
            413,
            "BODY_TOO_LARGE"
        );
        var deep = new string('[', 100_000) + new string(']', 100_000);
        (await App.BatchText(key, id, 1, $$"""{"records":[{{deep}}]}""")).ShouldBeProblem(
            400,
            "MALFORMED_JSON"
        );
        foreach (
            var body in (string[])
                [
                    "",
                    "null",
                    "[]",
                    "{}",
                    "{\"records\":[]}",
                    "{\"records\":{}}",
                    "{\"records\":null}",
                    $$"""{"records":[{{policy}}],"other":1}""",
                    $$"""{"records":[{{policy}}],"records":[]}""",
                    $$"""{"records":[{{policy}}""",
                    $$"""{"records":[{{policy}}]} x""",
                ]
        )
            (await App.BatchText(key, id, 1, body)).Should(400);
        // One record that is too large is one error.
        var half = new string('x', 9 * 1024 * 1024);
        var answer = (
            await App.BatchText(
                key,
                id,
                1,
                $$"""{"records":[{"id":"BIG","title":"{{half}}","type":"LCD"},{{policy}}]}"""
            )
        ).Should(200);
        answer.At("accepted").ShouldBe("1");
        answer.Json.GetProperty("errors")[0].GetProperty("id").GetString().ShouldBe("BIG");
        // A logic tree as deep as trees may be is taken.
        var nested = await App.BatchText(
            key,
            id,
            2,
            Loads.Body([Loads.Policy("T").With(p => p["criteria"]![0]!["logic"] = Deep(14))])
        );
        nested.Should(200).Text.ShouldContain("\"refused\":0");
    }

    private static JsonNode Deep(int levels) =>
        levels == 0
            ? JsonNode.Parse("""{"fact":"age","is":"atLeast","value":18,"unit":"years"}""")!
            : new JsonObject { ["all"] = new JsonArray(Deep(levels - 1)) };

    [Fact]
    public async Task Of_one_source_one_import_is_open_at_a_time()
    {
        var key = (await App.NewOrganization()).Live;
        var first = await App.Start(key);

        var refused = await App.TryStart(key);

        refused.ShouldBeProblem(409, "POLICY_SOURCE_OPEN", "source");
        refused.Text.ShouldContain($"/v1/policy-imports/{first}/cancel");
        (await App.TryStart(key, "codes")).Should(201);
        (await App.Post($"{Loads.Path}/{first}/cancel", key.Secret)).Should(200);
        (await App.TryStart(key)).Should(201);
    }

    [Fact]
    public async Task Too_many_open_imports_are_refused_and_they_are_listed_newest_first()
    {
        var issuer = await App.NewOrganization();
        var ids = new List<string>();
        for (var i = 0; i < 20; i++)
        {
            ids.Add(await App.Start(issuer.Live, source: $"source-{i}"));
            App.Advance(TimeSpan.FromSeconds(1));
        }
        (await App.TryStart(issuer.Live)).ShouldBeProblem(409, "POLICY_IMPORTS_OPEN");
        var page = (await App.Get($"{Loads.Path}?limit=12", issuer.Live.Secret)).Should(200);
        var rest = (
            await App.Get(
                $"{Loads.Path}?limit=12&cursor={page.At("nextCursor")}",
                issuer.Test.Secret
            )
        ).Should(200);
        page.Json.GetProperty("data")
            .EnumerateArray()
            .Concat(rest.Json.GetProperty("data").EnumerateArray())
            .Select(i => i.GetProperty("id").GetString())
            .ShouldBe(Enumerable.Reverse(ids));
    }

    private async Task<string> Status(Issuer issuer) =>
        string.Join(
            ", ",
            (
                await App.Query(
                    "SELECT id, status FROM policies_policies WHERE organization_id = @o",
                    ("@o", issuer.Id)
                )
            )
                .Select(r => $"{r[0]} {r[1]}")
                .Order(StringComparer.Ordinal)
        );
}
