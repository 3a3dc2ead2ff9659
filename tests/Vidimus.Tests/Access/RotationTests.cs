using System.Globalization;
using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Access;

/// <summary>Replacing a key by a successor.</summary>
public abstract class RotationTests(SharedApp shared) : Scenario(shared)
{
    public sealed class Sqlite(OnSqlite shared) : RotationTests(shared), IClassFixture<OnSqlite>;

    public sealed class Postgres(OnPostgres shared)
        : RotationTests(shared),
            IClassFixture<OnPostgres>;

    private const string Me = "/v1/auth/me";

    [Fact]
    public async Task K12_with_a_day_of_grace_both_keys_open_until_it_is_over_and_name_each_other()
    {
        var issuer = await App.NewOrganization();
        var old = await issuer.KeyWith("read");
        var answer = (await Rotate(issuer, old)).Should(201);
        var next = Key.Of(answer.Json);
        answer.At("replaces").ShouldBe(old.Id);
        next.Secret.ShouldNotBe(old.Secret);
        var replaced = (await App.Get($"/v1/keys/{old.Id}", issuer.Live.Secret)).Should(200);
        replaced.At("replacedBy").ShouldBe(next.Id);
        Time(replaced.At("expiresAt")).ShouldBe(App.Clock.Now.AddDays(1), TimeSpan.FromSeconds(1));
        replaced.At("warnings").ShouldBe("""["expiring","replaced"]""");
        App.Clock.Jump(TimeSpan.FromDays(1) - TimeSpan.FromSeconds(2));
        (await App.Get(Me, old.Secret)).Should(200);
        (await App.Get(Me, next.Secret)).Should(200).At("key", "id").ShouldBe(next.Id);
        App.Advance(TimeSpan.FromSeconds(2));
        (await App.Get(Me, old.Secret)).ShouldBeProblem(401, "AUTH_EXPIRED_KEY");
        (await App.Get(Me, next.Secret)).Should(200);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task K12_without_grace_or_after_it_the_old_key_and_its_access_tokens_are_refused(
        int seconds
    )
    {
        var issuer = await App.NewOrganization();
        var old = await issuer.ClientTokenWith("read");
        var token = await issuer.Exchange(old);
        var next = Key.Of(
            (await Rotate(issuer, old, new { graceSeconds = seconds })).Should(201).Json
        );
        if (seconds > 0)
        {
            (await App.Get(Me, token)).Should(200);
            App.Advance(TimeSpan.FromSeconds(seconds));
        }
        (await App.Get(Me, token)).ShouldBeProblem(401, "AUTH_EXPIRED_KEY");
        await issuer.Exchange(next);
        var request = new HttpRequestMessage(HttpMethod.Post, "/v1/auth/token");
        request.Headers.TryAddWithoutValidation("Authorization", old.BasicHeader);
        (await App.Send(request)).ShouldBeProblem(401, "AUTH_EXPIRED_KEY");
    }

    [Fact]
    public async Task K12_grace_never_carries_a_key_beyond_its_own_end_and_the_successor_lives_as_long_again()
    {
        var issuer = await App.NewOrganization();
        var ends = App.Clock.Now.AddHours(2);
        var old = await issuer.Mint(
            new
            {
                label = "Short",
                mode = "live",
                expiresAt = ends,
            }
        );
        App.Clock.Jump(TimeSpan.FromHours(1));
        var next = (await Rotate(issuer, old, new { graceSeconds = 30 * 86_400 })).Should(201);
        Key.Of(next.Json);
        Time(next.At("expiresAt")).ShouldBe(App.Clock.Now.AddHours(2), TimeSpan.FromSeconds(1));
        Time((await App.Get($"/v1/keys/{old.Id}", issuer.Live.Secret)).At("expiresAt"))
            .ShouldBe(ends);
        var given = App.Clock.Now.AddDays(3);
        var last = (
            await Rotate(issuer, Key.Of(next.Json), new { label = "Last", expiresAt = given })
        ).Should(201);
        Key.Of(last.Json);
        last.At("label").ShouldBe("Last");
        Time(last.At("expiresAt")).ShouldBe(given);
    }

    [Fact]
    public async Task K12_whatever_was_decided_about_a_key_holds_for_its_successor_column_by_column()
    {
        var issuer = await App.NewOrganization();
        var old = await issuer.Mint(
            new
            {
                label = "All of it",
                mode = "test",
                environment = "staging",
                family = "vrt",
                kind = "clientToken",
                allowDirectUse = true,
                scopes = new[] { "credentials:issue", "groups:read" },
                rateLimitPerMinute = 17,
                allowedNetworks = new[] { "127.0.0.0/8", "::1" },
                spendCapDayCents = 500,
                spendCapMonthCents = 5000,
            }
        );
        var next = Key.Of((await Rotate(issuer, old)).Should(201).Json);
        // What is the successor's own. A new column is copied, or is named here with everybody looking.
        string[] own =
        [
            "id",
            "digest",
            "display",
            "created_at",
            "expires_at",
            "last_used_at",
            "suspended_at",
            "suspended_reason",
            "revoked_at",
            "leaked_at",
            "notice_days",
            "replaces",
            "replaced_by",
            "spend_account",
            "version",
        ];
        await using var connection = await App.OpenDatabase();
        var (before, after) = (await Row(connection, old.Id), await Row(connection, next.Id));
        before.Keys.Except(own).ShouldContain("allowed_networks");
        before["spend_cap_day_cents"].ShouldBe(500L);
        foreach (var column in before.Keys.Except(own))
            after[column].ShouldBe(before[column], column);
        after["replaces"].ShouldBe(old.Id);
        after["spend_account"].ShouldBe(old.Id);
        after["last_used_at"].ShouldBe(DBNull.Value);
    }

    [Fact]
    public async Task K12_of_two_that_rotate_a_key_at_once_one_wins_on_either_node()
    {
        await using var other = await VidimusApp.Start(new(App.Engine) { Beside = App });
        var issuer = await App.NewOrganization();
        for (var round = 0; round < 5; round++)
        {
            var old = await issuer.KeyWith("read");
            var answers = await Task.WhenAll(
                Enumerable
                    .Range(0, 6)
                    .Select(i =>
                        (i % 2 == 0 ? App : other).Post(
                            $"/v1/keys/{old.Id}/rotate",
                            issuer.Live.Secret,
                            new { graceSeconds = 60 }
                        )
                    )
            );
            var won = answers.Single(a => a.Status == 201);
            foreach (var lost in answers.Where(a => a != won))
                lost.ShouldBeProblem(409, "KEY_ROTATED");
            (await App.Get($"/v1/keys/{old.Id}", issuer.Live.Secret))
                .At("replacedBy")
                .ShouldBe(Key.Of(won.Json).Id);
            (await Facts(old.Id, "key.rotated")).Count.ShouldBe(1);
        }
    }

    [Fact]
    public async Task K12_a_key_that_is_revoked_ended_or_replaced_is_not_rotated()
    {
        var issuer = await App.NewOrganization();
        var (revoked, replaced) = (await issuer.KeyWith("read"), await issuer.KeyWith("read"));
        var ended = await issuer.Mint(
            new
            {
                label = "Ends",
                mode = "live",
                expiresAt = App.Clock.Now.AddMinutes(1),
            }
        );
        (await App.Post($"/v1/keys/{revoked.Id}/revoke", issuer.Live.Secret)).Should(200);
        Key.Of((await Rotate(issuer, replaced)).Should(201).Json);
        App.Advance(TimeSpan.FromMinutes(1));
        (await Rotate(issuer, revoked)).ShouldBeProblem(409, "KEY_REVOKED");
        (await Rotate(issuer, replaced)).ShouldBeProblem(409, "KEY_ROTATED");
        (await Rotate(issuer, ended)).ShouldBeProblem(409, "KEY_EXPIRED");
        (await App.Post("/v1/keys/key_unknown/rotate", issuer.Live.Secret)).ShouldBeProblem(
            404,
            "NOT_FOUND"
        );
    }

    [Fact]
    public async Task K12_a_key_rotates_itself_and_what_it_lacks_scopes_for_it_cannot_rotate()
    {
        var issuer = await App.NewOrganization();
        var minter = await issuer.KeyWith("keys:admin", "read");
        (await App.Post($"/v1/keys/{issuer.Test.Id}/rotate", minter.Secret)).ShouldBeProblem(
            403,
            "AUTH_SCOPE_INSUFFICIENT",
            "scopes"
        );
        (await App.Post($"/v1/keys/{issuer.Live.Id}/rotate", issuer.Test.Secret)).ShouldBeProblem(
            404,
            "NOT_FOUND"
        );
        var next = Key.Of(
            (
                await App.Post(
                    $"/v1/keys/{minter.Id}/rotate",
                    minter.Secret,
                    new { graceSeconds = 0 }
                )
            )
                .Should(201)
                .Json
        );
        (await App.Get(Me, minter.Secret)).ShouldBeProblem(401, "AUTH_EXPIRED_KEY");
        (await App.Get("/v1/keys", next.Secret)).Should(200);
    }

    [Fact]
    public async Task K12_the_end_of_a_replaced_key_can_be_brought_forward_and_never_put_off()
    {
        var issuer = await App.NewOrganization();
        var old = await issuer.KeyWith("read");
        Key.Of((await Rotate(issuer, old, new { graceSeconds = 3600 })).Should(201).Json);
        var end = Time((await App.Get($"/v1/keys/{old.Id}", issuer.Live.Secret)).At("expiresAt"));
        (await Edit(issuer, old, """{"expiresAt":null}""")).ShouldBeProblem(
            409,
            "KEY_ROTATED",
            "expiresAt"
        );
        (await Edit(issuer, old, new { expiresAt = end.AddMilliseconds(1) })).ShouldBeProblem(
            409,
            "KEY_ROTATED",
            "expiresAt"
        );
        (await Edit(issuer, old, new { label = "Going" })).Should(200);
        (await Edit(issuer, old, new { expiresAt = end })).Should(200);
        var sooner = App.Clock.Now.AddMinutes(1);
        (await Edit(issuer, old, new { expiresAt = sooner })).Should(200);
        (await Edit(issuer, old, new { expiresAt = end })).ShouldBeProblem(409, "KEY_ROTATED");
        App.Advance(TimeSpan.FromMinutes(1));
        (await App.Get(Me, old.Secret)).ShouldBeProblem(401, "AUTH_EXPIRED_KEY");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task K12_a_key_that_has_ended_is_not_revived_by_an_edit(bool rotated)
    {
        var issuer = await App.NewOrganization();
        var key = await issuer.Mint(
            new
            {
                label = "Short",
                mode = "live",
                scopes = new[] { "read" },
                expiresAt = App.Clock.Now.AddSeconds(10),
            }
        );
        if (rotated)
            Key.Of((await Rotate(issuer, key)).Should(201).Json);
        App.Advance(TimeSpan.FromSeconds(10));
        (await Edit(issuer, key, """{"expiresAt":null}""")).ShouldBeProblem(409, "KEY_EXPIRED");
        (await Edit(issuer, key, new { expiresAt = App.Clock.Now.AddDays(1) })).ShouldBeProblem(
            409,
            "KEY_EXPIRED"
        );
        (await Edit(issuer, key, new { label = "Was short" })).Should(200);
        (await App.Get(Me, key.Secret)).ShouldBeProblem(401, "AUTH_EXPIRED_KEY");
    }

    [Theory]
    [InlineData("""{"graceSeconds":-1}""", "graceSeconds")]
    [InlineData("""{"graceSeconds":2592001}""", "graceSeconds")]
    [InlineData("""{"graceSeconds":1.5}""", "graceSeconds")]
    [InlineData("""{"graceSeconds":"60"}""", "graceSeconds")]
    [InlineData("""{"label":""}""", "label")]
    [InlineData("""{"expiresAt":"2020-01-01T00:00:00Z"}""", "expiresAt")]
    [InlineData("""{"scopes":["admin"]}""", "scopes")]
    [InlineData("""{"tenant_id":"org_x"}""", "tenant_id")]
    [InlineData("""{"mode":"live"}""", "mode")]
    [InlineData("""{"cap":1}""", "cap")]
    [InlineData("""{"status":"active"}""", "status")]
    public async Task K8_a_rotation_takes_its_own_members_and_nothing_else(
        string body,
        string field
    )
    {
        var issuer = await App.NewOrganization();
        (
            await App.Post($"/v1/keys/{issuer.Test.Id}/rotate", issuer.Live.Secret, body)
        ).ShouldBeProblem(400, "VALIDATION_ERROR", field);
        (await App.Get($"/v1/keys/{issuer.Test.Id}", issuer.Live.Secret))
            .At("replacedBy")
            .ShouldBeNull();
    }

    [Fact]
    public async Task Both_ends_of_a_rotation_are_on_record_without_label_or_secret()
    {
        var issuer = await App.NewOrganization();
        var old = await issuer.Mint(new { label = "Visible label", mode = "live" });
        var next = Key.Of((await Rotate(issuer, old)).Should(201).Json);
        (await Facts(old.Id, "key.rotated"))
            .Single()
            .ShouldContain($"\"replacedBy\":\"{next.Id}\"");
        var minted = (await Facts(next.Id, "key.minted")).Single();
        minted.ShouldContain($"\"replaces\":\"{old.Id}\"");
        minted.ShouldNotContain("isible");
    }

    private Task<Answer> Edit(Issuer issuer, Key key, object body) =>
        App.Patch($"/v1/keys/{key.Id}", issuer.Live.Secret, body);

    private Task<Answer> Rotate(Issuer issuer, Key key, object? body = null) =>
        App.Post($"/v1/keys/{key.Id}/rotate", issuer.Live.Secret, body);

    private async Task<IReadOnlyList<string>> Facts(string keyId, string kind) =>
        [
            .. (
                await App.Query(
                    "SELECT members FROM platform_facts WHERE resource_id = @id AND kind = @kind",
                    ("id", keyId),
                    ("kind", kind)
                )
            ).Select(r => (string)r[0]!),
        ];

    private static async Task<Dictionary<string, object>> Row(
        System.Data.Common.DbConnection connection,
        string id
    )
    {
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT * FROM access_keys WHERE id = @id";
        var parameter = command.CreateParameter();
        (parameter.ParameterName, parameter.Value) = ("id", id);
        command.Parameters.Add(parameter);
        await using var reader = await command.ExecuteReaderAsync();
        (await reader.ReadAsync()).ShouldBeTrue();
        return Enumerable.Range(0, reader.FieldCount).ToDictionary(reader.GetName, reader.GetValue);
    }

    private static DateTimeOffset Time(string? text) =>
        DateTimeOffset.Parse(text.ShouldNotBeNull(), CultureInfo.InvariantCulture);
}
