using System.Text.Json;
using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Policies;

/// <summary>A change of a policy is acknowledged once for each organization, with what a person notes about it.</summary>
public abstract class AcknowledgementTests(SharedApp shared) : Scenario(shared)
{
    public sealed class Sqlite(OnSqlite shared)
        : AcknowledgementTests(shared),
            IClassFixture<OnSqlite>;

    public sealed class Postgres(OnPostgres shared)
        : AcknowledgementTests(shared),
            IClassFixture<OnPostgres>;

    private const string Path = "/v1/compliance/acknowledgements";
    private const string Ack = "/api/v1/compliance/ack";

    [Fact]
    public async Task What_was_acknowledged_of_a_library_that_is_another_now_is_still_listed()
    {
        var issuer = await App.NewOrganization();
        var library = await App.NewOrganization();
        var own = await App.Change(issuer.Id);
        var theirs = await App.Change(library.Id);
        (await App.Post(Path, issuer.Live.Secret, new { changeId = own })).Should(201);
        // As it stands in the database of an installation whose library was that organization until now.
        (
            await App.Execute(
                $"""
                INSERT INTO policies_acknowledgements (organization_id, number, id, policy_id, actor_kind, actor_id, at)
                VALUES ('{issuer.Id}', {theirs}, {1_000_000
                    + theirs}, 'L12345', 'key', '{issuer.Live.Id}', {App.Clock.GetUtcNow().ToUnixTimeMilliseconds()})
                """
            )
        ).ShouldBe(1);
        (await App.Get(Path, issuer.Live.Secret))
            .Should(200)
            .Json.GetProperty("data")
            .EnumerateArray()
            .Select(a => a.GetProperty("changeId").GetInt64())
            .ShouldBe([theirs, own]);
    }

    [Fact]
    public async Task Y12_the_first_acknowledgement_is_made_and_the_second_is_told_so()
    {
        var issuer = await App.NewOrganization();
        var change = await App.Change(issuer.Id);
        var first = (
            await App.Post(
                Ack,
                issuer.Live.Secret,
                new { diff_id = change, notes = "Billing told" }
            )
        ).Should(201);
        first.At("data", "acknowledged").ShouldBe("true");
        first.At("data", "already_acked").ShouldBe("false");
        var id = first.At("data", "id");
        long.Parse(id!).ShouldBePositive();
        // The other mode acknowledges the same change of the same organization.
        var second = (await App.Post(Ack, issuer.Test.Secret, new { diff_id = change })).Should(
            200
        );
        second.At("data", "acknowledged").ShouldBe("true");
        second.At("data", "already_acked").ShouldBe("true");
        second.At("data", "id").ShouldBe(id);
        Golden.Match(
            "verity/compliance-ack-201.json",
            Changes.Fixed(first, (long.Parse(id!), "7"))
        );
        Golden.Match(
            "verity/compliance-ack-200.json",
            Changes.Fixed(second, (long.Parse(id!), "7"))
        );

        var listed = (await App.Get($"{Path}?policyId=L12345", issuer.Live.Secret))
            .Should(200)
            .Json.GetProperty("data");
        listed.GetArrayLength().ShouldBe(1);
        listed[0].GetProperty("notes").GetString().ShouldBe("Billing told");
        listed[0].GetProperty("by").GetProperty("id").GetString().ShouldBe(issuer.Live.Id);
        listed[0].GetProperty("changeSummary").GetString().ShouldBe("2 codes were added.");
    }

    [Fact]
    public async Task Identifiers_of_patients_are_refused_before_an_approval_keeps_them()
    {
        var assistant = await Approvals.Assistant.Start(
            App,
            """{"name":"A person acknowledges","scope":"compliance:ack"}"""
        );
        var change = await App.Change(assistant.Issuer.Id);
        const string notes = "Told billing, MRN 00123456";
        (
            await assistant.Post(Path, $$"""{"changeId":{{change}},"notes":"{{notes}}"}""")
        ).ShouldBeProblem(400, "PHI_NOT_ALLOWED");
        (await assistant.Post(Ack, $$"""{"diff_id":{{change}},"notes":"{{notes}}"}"""))
            .Should(400)
            .At("error", "code")
            .ShouldBe("PHI_NOT_ALLOWED");
        (await assistant.Post($"{Ack}/bulk", $$"""{"diff_ids":[{{change}}],"notes":"{{notes}}"}"""))
            .Should(400)
            .At("error", "code")
            .ShouldBe("PHI_NOT_ALLOWED");
        (
            await new Mcp.Assistant(App, assistant.Key.Secret, "/mcp/x/policies").Call(
                "verity_compliance_review",
                $$"""{"action":"acknowledge","diff_id":{{change}},"notes":"{{notes}}"}"""
            )
        ).ShouldBeRefused("PHI_NOT_ALLOWED");
        (await App.Get("/v1/approvals", await assistant.Owner.Token()))
            .Should(200)
            .Json.GetProperty("data")
            .GetArrayLength()
            .ShouldBe(0);
        // What names nobody is put before a person as before.
        (
            await assistant.Post(Path, $$"""{"changeId":{{change}},"notes":"Told billing"}""")
        ).Should(202);
    }

    [Fact]
    public async Task Y12_an_unknown_change_and_another_organizations_are_the_same_404()
    {
        var issuer = await App.NewOrganization();
        var other = await App.NewOrganization();
        var foreign = await App.Change(other.Id);
        foreach (var number in (long[])[foreign, 7, long.MaxValue, -1])
        {
            (await App.Post(Ack, issuer.Live.Secret, new { diff_id = number }))
                .Should(404)
                .At("error", "code")
                .ShouldBe("RESOURCE_NOT_FOUND");
            (await App.Acknowledge(issuer.Live, number)).ShouldBeProblem(404, "CHANGE_NOT_FOUND");
        }
        (await App.Acknowledge(other.Live, foreign))
            .Should(201)
            .At("alreadyAcknowledged")
            .ShouldBe("false");
    }

    [Fact]
    public async Task Y12_many_at_once_are_counted_and_none_is_repeated()
    {
        var issuer = await App.NewOrganization();
        var one = await App.Change(issuer.Id);
        var two = await App.Change(issuer.Id, "L2");
        var three = await App.Change(issuer.Id, "L3");
        (await App.Acknowledge(issuer.Live, one)).Should(201);
        long[] ids = [one, two, three, two, 7];
        var answer = (
            await App.Post(
                $"{Ack}/bulk",
                issuer.Live.Secret,
                new { diff_ids = ids, notes = "Seen" }
            )
        ).Should(201);
        answer.At("data").ShouldBe("""{"acknowledged":2,"already_acked":2,"total":5}""");
        Golden.Match("verity/compliance-ack-bulk.json", Changes.Fixed(answer));
        // All done before: nothing is made, and it says so.
        (await App.Post($"{Ack}/bulk", issuer.Live.Secret, new { diff_ids = ids }))
            .Should(200)
            .At("data")
            .ShouldBe("""{"acknowledged":0,"already_acked":4,"total":5}""");
        var native = (
            await App.Post($"{Path}/bulk", issuer.Live.Secret, new { changeIds = ids })
        ).Should(200);
        native.At("notFound").ShouldBe("[7]");
        (await App.Get(Path, issuer.Live.Secret))
            .Json.GetProperty("data")
            .GetArrayLength()
            .ShouldBe(3);
        (await Facts(issuer)).Count.ShouldBe(3);
    }

    [Fact]
    public async Task Y12_lists_notes_and_numbers_have_their_bounds()
    {
        var issuer = await App.NewOrganization();
        var change = await App.Change(issuer.Id);
        var key = issuer.Live.Secret;
        foreach (
            var (path, body, field) in new (string, object, string)[]
            {
                ($"{Ack}/bulk", new { diff_ids = Array.Empty<long>() }, "diff_ids"),
                ($"{Ack}/bulk", new { }, "diff_ids"),
                ($"{Ack}/bulk", new { diff_ids = Enumerable.Range(1, 201) }, "diff_ids"),
                ($"{Ack}/bulk", new { diff_ids = (long[])[7, 8] }, "diff_ids"),
                (
                    $"{Ack}/bulk",
                    new { diff_ids = (long[])[change], notes = new string('n', 501) },
                    "notes"
                ),
                (Ack, new { diff_id = change, notes = new string('n', 501) }, "notes"),
                (Ack, new { notes = "nothing" }, "diff_id"),
            }
        )
        {
            var refused = (await App.Post(path, key, body)).Should(400);
            refused.At("error", "code").ShouldBe("VALIDATION_ERROR");
            refused
                .Json.GetProperty("error")
                .GetProperty("details")
                .TryGetProperty(field, out _)
                .ShouldBeTrue(refused.Text);
        }
        (await Facts(issuer)).ShouldBeEmpty();
        (
            await App.Post(
                $"{Ack}/bulk",
                key,
                new { diff_ids = Enumerable.Range(1, 199).Select(n => (long)n).Append(change) }
            )
        ).Should(201);
        var other = await App.Change(issuer.Id);
        (await App.Post(Ack, key, new { diff_id = other, notes = new string('n', 500) })).Should(
            201
        );
    }

    [Fact]
    public async Task Y12_acknowledging_is_written_with_the_narrow_scope_and_not_with_reading()
    {
        var issuer = await App.NewOrganization();
        var reader = await issuer.KeyWith("read");
        var narrow = await issuer.KeyWith("compliance:ack");
        var writer = await issuer.KeyWith("write");
        foreach (var path in (string[])[Ack, Path])
        {
            var change = await App.Change(issuer.Id);
            object body = path == Ack ? new { diff_id = change } : new { changeId = change };
            (await App.Post(path, reader.Secret, body))
                .Should(403)
                .At("error", "code")
                .ShouldBe("AUTH_SCOPE_INSUFFICIENT");
            (await App.Post(path, narrow.Secret, body)).Should(201);
            (await App.Post(path, writer.Secret, body)).Should(200);
        }
        (await App.Get("/v1/compliance/unreviewed", narrow.Secret)).Should(403);
        (await App.Get("/v1/compliance/unreviewed", reader.Secret)).Should(200);
    }

    [Fact]
    public async Task Y12_many_who_acknowledge_one_change_at_once_make_it_once()
    {
        var issuer = await App.NewOrganization();
        await using var beside = await VidimusApp.Start(new(App.Engine) { Beside = App });
        for (var round = 0; round < 3; round++)
        {
            var change = await App.Change(issuer.Id);
            var answers = await Task.WhenAll(
                Enumerable
                    .Range(0, 12)
                    .Select(i =>
                        (i % 2 == 0 ? App : beside).Post(
                            i % 3 == 0 ? $"{Path}/bulk" : Path,
                            issuer.Live.Secret,
                            i % 3 == 0
                                ? new { changeIds = (long[])[change] }
                                : new { changeId = change }
                        )
                    )
            );
            answers.Select(a => a.Status).Order().ShouldBe([.. Enumerable.Repeat(200, 11), 201]);
            (await Facts(issuer)).Count.ShouldBe(round + 1);
        }
        var ids = await App.Query(
            "SELECT id FROM policies_acknowledgements WHERE organization_id = @o",
            ("@o", issuer.Id)
        );
        ids.Select(r => r[0]).Distinct().Count().ShouldBe(3);
    }

    [Fact]
    public async Task Y12_the_record_holds_the_change_and_not_what_was_noted()
    {
        var issuer = await App.NewOrganization();
        var change = await App.Change(issuer.Id);
        (await App.Acknowledge(issuer.Live, change, "The quick brown remark")).Should(201);
        var fact = (await Facts(issuer)).ShouldHaveSingleItem();
        fact.ShouldBe($$"""{"changeId":"{{change}}"}""");
        (await App.Get("/v1/audit", issuer.Live.Secret)).Text.ShouldNotContain("remark");
    }

    [Theory]
    [InlineData("Patient John Roe called about it")]
    [InlineData("SSN 123-45-6789")]
    public async Task P17_what_names_a_patient_in_notes_is_refused_without_an_echo(string notes)
    {
        var issuer = await App.NewOrganization();
        var change = await App.Change(issuer.Id);
        foreach (var path in (string[])[Ack, $"{Ack}/bulk"])
        {
            object body =
                path == Ack
                    ? new { diff_id = change, notes }
                    : new { diff_ids = (long[])[change], notes };
            var refused = (await App.Post(path, issuer.Live.Secret, body)).Should(400);
            refused.At("error", "code").ShouldBe("PHI_NOT_ALLOWED");
            foreach (
                var word in notes
                    .Split(' ')
                    .Where(w => w.Length > 4 && w != "Patient" && w != "about")
            )
                refused.Text.ShouldNotContain(word);
        }
        (await App.Acknowledge(issuer.Live, change, notes)).ShouldBeProblem(
            400,
            "PHI_NOT_ALLOWED",
            "notes"
        );
        (await Facts(issuer)).ShouldBeEmpty();
    }

    private async Task<IReadOnlyList<string>> Facts(Issuer issuer) =>
        [
            .. (
                await App.Query(
                    "SELECT members FROM platform_facts WHERE organization_id = @o AND kind = 'compliance.acknowledged'",
                    ("@o", issuer.Id)
                )
            ).Select(r => (string)r[0]!),
        ];
}
