using System.Text.Json;
using Npgsql;
using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Audit;

/// <summary>The record's chain: complete, in order, and any later change of it shows.</summary>
public abstract class ChainTests(SharedApp shared) : Scenario(shared)
{
    public sealed class Sqlite(OnSqlite shared) : ChainTests(shared), IClassFixture<OnSqlite>;

    public sealed class Postgres(OnPostgres shared) : ChainTests(shared), IClassFixture<OnPostgres>
    {
        [Fact]
        public async Task A_slower_transactions_fact_gets_its_place_although_later_ids_were_sealed_before()
        {
            var (programme, count) = await App.WithRecord(1);
            await using var connection = new NpgsqlConnection(App.ConnectionString);
            await connection.OpenAsync(TestContext.Current.CancellationToken);
            await using (
                var transaction = await connection.BeginTransactionAsync(
                    TestContext.Current.CancellationToken
                )
            )
            {
                await using var slow = new NpgsqlCommand(
                    """
                    INSERT INTO platform_facts (organization_id, id, mode, at, kind, resource_id, actor_kind, actor_id, request_id, members)
                    VALUES (@o, 'fct_00000000000000000000000001', 'live', 1, 'slow.change', 'r', 'key', 'k', 'req', '{}')
                    """,
                    connection,
                    transaction
                );
                slow.Parameters.AddWithValue("o", programme.Issuer.Id);
                await slow.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
                await programme.Issue();
                await App.Sealed(programme.Issuer.Id);
                await transaction.CommitAsync(TestContext.Current.CancellationToken);
            }
            await App.Sealed(programme.Issuer.Id);
            var place = await App.Query(
                "SELECT number FROM platform_facts WHERE organization_id = @o AND kind = 'slow.change'",
                ("o", programme.Issuer.Id)
            );
            place[0][0].ShouldBe((long)count + 2);
            (await programme.VerifyAudit()).GetProperty("valid").GetBoolean().ShouldBeTrue();
        }
    }

    [Fact]
    public async Task Three_nodes_make_one_gapless_chain_of_what_all_of_them_commit_at_once()
    {
        await using var first = await VidimusApp.Start(new(App.Engine));
        await using var second = await VidimusApp.Start(new(App.Engine) { Beside = first });
        await using var third = await VidimusApp.Start(new(App.Engine) { Beside = first });
        var programme = await Programme.Start(first);
        VidimusApp[] nodes = [first, second, third];
        await Task.WhenAll(
            Enumerable
                .Range(0, 60)
                .Select(async i =>
                    (
                        await nodes[i % 3]
                            .Post("/v1/credentials", programme.Key.Secret, programme.Body())
                    ).Should(201)
                )
        );
        await first.AuditShouldHold();
        var verified = await programme.VerifyAudit();
        verified.GetProperty("valid").GetBoolean().ShouldBeTrue();
        verified.GetProperty("headNumber").GetInt64().ShouldBeGreaterThanOrEqualTo(61);
        verified.GetProperty("unsealed").GetProperty("count").GetInt32().ShouldBe(0);
    }

    [Fact]
    public async Task An_untouched_record_verifies_alone_and_against_a_checkpoint_kept_before()
    {
        var (programme, count) = await App.WithRecord();
        var kept = await programme.Checkpoint();
        await programme.Issue();
        await App.Sealed(programme.Issuer.Id);
        foreach (
            var verified in new[]
            {
                await programme.VerifyAudit(),
                await programme.VerifyAudit(kept),
            }
        )
        {
            verified.GetProperty("valid").GetBoolean().ShouldBeTrue(verified.GetRawText());
            verified.GetProperty("complete").GetBoolean().ShouldBeTrue();
            verified.GetProperty("to").GetInt64().ShouldBe(count + 1);
            verified.GetProperty("firstBad").ValueKind.ShouldBe(JsonValueKind.Null);
        }
        var against = (await programme.VerifyAudit(kept)).GetProperty("checkpoint");
        against.GetProperty("number").GetInt64().ShouldBe(count);
        against.GetProperty("matches").GetBoolean().ShouldBeTrue();
    }

    [Theory]
    [InlineData(
        "DELETE FROM platform_facts WHERE organization_id = @o AND number = 3",
        3,
        "missing"
    )]
    [InlineData(
        "UPDATE platform_facts SET actor_id = 'key_of_somebody_else' WHERE organization_id = @o AND number = 3",
        3,
        "altered"
    )]
    [InlineData(
        """UPDATE platform_facts SET members = '{"state":"other"}' WHERE organization_id = @o AND number = 2""",
        2,
        "altered"
    )]
    [InlineData(
        "UPDATE platform_facts SET at = at + 1 WHERE organization_id = @o AND number = 1",
        1,
        "altered"
    )]
    [InlineData(
        "UPDATE platform_facts SET number = -number WHERE organization_id = @o AND number IN (2, 4); UPDATE platform_facts SET number = 6 + number WHERE organization_id = @o AND number < 0",
        2,
        "altered"
    )]
    [InlineData(
        "INSERT INTO platform_facts (organization_id, id, mode, at, kind, resource_id, actor_kind, actor_id, request_id, members, number, hash) SELECT organization_id, 'fct_inserted', mode, at, kind, resource_id, actor_kind, actor_id, request_id, members, number + 1000, hash FROM platform_facts WHERE organization_id = @o AND number = 2",
        0,
        "beyondEnd"
    )]
    [InlineData(
        "UPDATE platform_facts SET number = -number WHERE organization_id = @o AND number >= 3; UPDATE platform_facts SET number = 1 - number WHERE organization_id = @o AND number < 0; INSERT INTO platform_facts (organization_id, id, mode, at, kind, resource_id, actor_kind, actor_id, request_id, members, number, hash) SELECT organization_id, 'fct_inserted', mode, at, kind, resource_id, actor_kind, actor_id, request_id, members, 3, hash FROM platform_facts WHERE organization_id = @o AND number = 2",
        3,
        "altered"
    )]
    public async Task F10_a_row_deleted_edited_reordered_or_inserted_is_the_first_bad_row_named(
        string attack,
        long number,
        string problem
    )
    {
        var (programme, count) = await App.WithRecord();
        await App.Execute(attack, ("o", programme.Issuer.Id));
        var verified = await programme.VerifyAudit();
        verified.GetProperty("valid").GetBoolean().ShouldBeFalse();
        var bad = verified.GetProperty("firstBad");
        bad.GetProperty("number").GetInt64().ShouldBe(number == 0 ? count + 1 : number);
        bad.GetProperty("problem").GetString().ShouldBe(problem);
        if (problem != "missing")
            bad.GetProperty("id").GetString().ShouldNotBeNull().ShouldStartWith("fct_");
    }

    [Fact]
    public async Task F10_a_cut_tail_shows_alone_and_when_the_end_was_moved_too_against_a_kept_checkpoint()
    {
        var (programme, count) = await App.WithRecord();
        var kept = await programme.Checkpoint();
        var organization = ("o", (object)programme.Issuer.Id);
        await App.Execute(
            $"DELETE FROM platform_facts WHERE organization_id = @o AND number > {count - 2}",
            organization
        );
        Bad(await programme.VerifyAudit()).ShouldBe((count - 1, "missing"));

        // Whoever can write to the database can move the end as well, and take away the checkpoints kept beside it.
        await App.Execute(
            $"UPDATE access_audit_chains SET number = {count - 2}, hash = (SELECT hash FROM platform_facts WHERE organization_id = @o AND number = {count - 2}) WHERE organization_id = @o",
            organization
        );
        Bad(await programme.VerifyAudit()).ShouldBe((count - 1, "cutTail"));
        await App.Execute(
            "DELETE FROM access_audit_checkpoints WHERE organization_id = @o",
            organization
        );
        (await programme.VerifyAudit()).GetProperty("valid").GetBoolean().ShouldBeTrue();
        var shown = await programme.VerifyAudit(kept);
        Bad(shown).ShouldBe((count - 1, "cutTail"));
        shown.GetProperty("checkpoint").GetProperty("matches").GetBoolean().ShouldBeFalse();

        // And when others have taken their place since.
        await programme.Issue();
        await programme.Issue();
        await App.Sealed(programme.Issuer.Id);
        (await programme.VerifyAudit()).GetProperty("valid").GetBoolean().ShouldBeTrue();
        Bad(await programme.VerifyAudit(kept)).ShouldBe((count, "otherThanCheckpoint"));
    }

    [Fact]
    public async Task A_checkpoint_of_another_organization_or_a_changed_one_is_refused()
    {
        var (programme, _) = await App.WithRecord(1);
        var (other, _) = await App.WithRecord(1);
        var theirs = await other.Checkpoint();
        var parts = (await programme.Checkpoint()).Split('.');
        string[] wrong =
        [
            theirs,
            $"{parts[0]}.{theirs.Split('.')[1]}.{parts[2]}",
            $"{parts[0]}.{parts[1]}.{theirs.Split('.')[2]}",
            $"{parts[0]}.{parts[1]}.",
            $"eyJhbGciOiJub25lIn0.{parts[1]}.",
            "no checkpoint",
            "",
            $"{Header("\0")}.{parts[1]}.{parts[2]}",
            $"{Header("a'b")}.{parts[1]}.{parts[2]}",
            $"{Header("\u00e9")}.{parts[1]}.{parts[2]}",
            $"{Header(new string('a', 1000))}.{parts[1]}.{parts[2]}",
            $"{Header("ack_of_nobody")}.{parts[1]}.{parts[2]}",
        ];
        static string Header(string kid) =>
            System.Buffers.Text.Base64Url.EncodeToString(
                JsonSerializer.SerializeToUtf8Bytes(
                    new
                    {
                        alg = "ES256",
                        typ = "vidimus-audit-checkpoint+jws",
                        kid,
                    }
                )
            );
        foreach (var checkpoint in wrong)
            (
                await programme.Post(
                    "/v1/audit/verifications",
                    JsonSerializer.Serialize(new { checkpoint })
                )
            ).ShouldBeProblem(400, "VALIDATION_ERROR", "checkpoint");
    }

    [Fact]
    public async Task A_checkpoint_is_made_at_least_hourly_when_something_was_done()
    {
        var (programme, _) = await App.WithRecord(1);
        await Kept(programme, 1);
        await programme.Issue();
        await App.Sealed(programme.Issuer.Id);
        App.Advance(TimeSpan.FromMinutes(62));
        await Kept(programme, 2);
    }

    [Fact]
    public async Task A_checkpoint_kept_before_a_rotation_still_counts()
    {
        var (programme, _) = await App.WithRecord(1);
        var kept = await programme.Checkpoint();
        await Vidimus.Access.AuditCommands.RotateAuditKeys(
            App.Inside.Get<IServiceProvider>(),
            TestContext.Current.CancellationToken
        );
        await programme.Issue();
        await App.Sealed(programme.Issuer.Id);
        var next = await programme.Checkpoint();
        next.Split('.')[0].ShouldNotBe(kept.Split('.')[0]);
        foreach (var checkpoint in new[] { kept, next })
            (await programme.VerifyAudit(checkpoint))
                .GetProperty("checkpoint")
                .GetProperty("matches")
                .GetBoolean()
                .ShouldBeTrue();
        (await App.Get("/.well-known/audit-jwks.json"))
            .Should(200)
            .Json.GetProperty("keys")
            .GetArrayLength()
            .ShouldBeGreaterThanOrEqualTo(2);
    }

    [Fact]
    public async Task Every_change_that_was_answered_is_on_record_with_its_request()
    {
        var programme = await Programme.Start(App);
        var key = await programme.Issuer.KeyWith("read");
        var issued = await programme.Issue();
        Answer[] changes =
        [
            await programme.Post("/v1/keys", """{"label":"Another","mode":"test"}"""),
            await programme.Patch($"/v1/keys/{key.Id}", """{"label":"Renamed"}"""),
            await programme.Post($"/v1/keys/{key.Id}/suspend"),
            await programme.Post($"/v1/keys/{key.Id}/resume"),
            await programme.Post($"/v1/keys/{key.Id}/revoke"),
            await programme.Post("/v1/groups", """{"name":"Second Aid"}"""),
            await programme.Patch($"/v1/groups/{programme.GroupId}", """{"name":"Third Aid"}"""),
            await programme.TryIssue(),
            await programme.TryIssue(""","draft":true"""),
            await programme.Post($"/v1/credentials/{issued.Id}/suspend", """{"reason":"A look"}"""),
            await programme.Post($"/v1/credentials/{issued.Id}/reinstate", "{}"),
            await programme.Post($"/v1/credentials/{issued.Id}/revoke", """{"reason":"An end"}"""),
        ];
        foreach (var change in changes)
        {
            change.Status.ShouldBeInRange(200, 204, change.Text);
            var entries = (await programme.Get($"/v1/audit?requestId={change["X-Request-Id"]}"))
                .Should(200)
                .Json.GetProperty("data");
            entries.GetArrayLength().ShouldBe(1, change.Text);
            entries[0].GetProperty("actorId").GetString().ShouldBe(programme.Key.Id);
        }
    }

    private async Task Kept(Programme programme, int count)
    {
        for (var tries = 0; ; tries++)
        {
            var kept = await App.Query(
                "SELECT count(*) FROM access_audit_checkpoints WHERE organization_id = @o",
                ("o", programme.Issuer.Id)
            );
            if (Convert.ToInt32(kept[0][0]) == count)
                return;
            tries.ShouldBeLessThan(200, "no checkpoint was made");
            App.Advance(TimeSpan.FromSeconds(2));
            await Task.Delay(50);
        }
    }

    private static (long Number, string Problem) Bad(JsonElement verified)
    {
        var bad = verified.GetProperty("firstBad");
        return (bad.GetProperty("number").GetInt64(), bad.GetProperty("problem").GetString()!);
    }
}
