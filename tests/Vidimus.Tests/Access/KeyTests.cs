using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Access;

public abstract class KeyTests(SharedApp shared) : Scenario(shared)
{
    public sealed class Sqlite(OnSqlite shared) : KeyTests(shared), IClassFixture<OnSqlite>;

    public sealed class Postgres(OnPostgres shared) : KeyTests(shared), IClassFixture<OnPostgres>;

    private static readonly string[] Members =
    [
        "id",
        "organizationId",
        "label",
        "family",
        "kind",
        "mode",
        "environment",
        "scopes",
        "state",
        "display",
        "exchangeOnly",
        "rateLimitPerMinute",
        "createdAt",
        "expiresAt",
        "lastUsedAt",
        "suspendedAt",
        "revokedAt",
        "spendCapDayCents",
        "spendCapMonthCents",
        "allowedNetworks",
        "replaces",
        "replacedBy",
        "suspendedReason",
        "leakedAt",
        "warnings",
        "forAssistant",
    ];

    [Fact]
    public async Task A_minted_key_is_shown_once_with_a_ready_header_and_only_its_ends_afterwards()
    {
        var issuer = await App.NewOrganization();
        var answer = (
            await App.Post(
                "/v1/keys",
                issuer.Live.Secret,
                new
                {
                    label = "Deploy",
                    mode = "test",
                    environment = "ci",
                    scopes = new[] { "read", "credentials:issue" },
                    rateLimitPerMinute = 7,
                }
            )
        ).Should(201);
        var key = Key.Of(answer.Json);
        key.Secret.ShouldMatch("^vdm_test_[0-9A-Za-z]{43}_[0-9A-Za-z]{6}$");
        key.BasicHeader.ShouldBe(VidimusApp.Basic(key.Id, key.Secret));
        var shown = answer.Json;
        shown
            .EnumerateObject()
            .Select(m => m.Name)
            .ShouldBe([.. Members, "secret", "basicHeader"], ignoreOrder: true);
        shown.GetProperty("environment").GetString().ShouldBe("ci");
        shown.GetProperty("rateLimitPerMinute").GetInt32().ShouldBe(7);
        shown.GetProperty("display").GetString().ShouldBe($"{key.Secret[..11]}…{key.Secret[^2..]}");
        var again = (await App.Get($"/v1/keys/{key.Id}", issuer.Live.Secret)).Should(200);
        again.Json.EnumerateObject().Select(m => m.Name).ShouldBe(Members);
        foreach (var member in Members)
            again
                .Json.GetProperty(member)
                .GetRawText()
                .ShouldBe(shown.GetProperty(member).GetRawText());
        again.Text.ShouldNotContain(key.Secret);
    }

    [Theory]
    [InlineData("""{"mode":"live"}""", "label")]
    [InlineData("""{"label":"","mode":"live"}""", "label")]
    [InlineData("""{"label":"a\u0007b","mode":"live"}""", "label")]
    [InlineData("""{"label":"x"}""", "mode")]
    [InlineData("""{"label":"x","mode":"prod"}""", "mode")]
    [InlineData("""{"label":"x","mode":1}""", "mode")]
    [InlineData("""{"label":"x","mode":"live","environment":"moon"}""", "environment")]
    [InlineData("""{"label":"x","mode":"live","family":"abc"}""", "family")]
    [InlineData("""{"label":"x","mode":"live","kind":"cookie"}""", "kind")]
    [InlineData("""{"label":"x","mode":"live","scopes":[]}""", "scopes")]
    [InlineData("""{"label":"x","mode":"live","scopes":"read"}""", "scopes")]
    [InlineData("""{"label":"x","mode":"live","scopes":["read","root"]}""", "scopes.1")]
    [InlineData("""{"label":"x","mode":"live","scopes":["read",null]}""", "scopes.1")]
    [InlineData("""{"label":"x","mode":"live","scopes":["read","read"]}""", "scopes")]
    [InlineData("""{"label":"x","mode":"live","expiresAt":"2020-01-01T00:00:00Z"}""", "expiresAt")]
    [InlineData("""{"label":"x","mode":"live","expiresAt":"2099-01-01T00:00:00Z"}""", "expiresAt")]
    [InlineData("""{"label":"x","mode":"live","expiresAt":"tomorrow"}""", "expiresAt")]
    [InlineData("""{"label":"x","mode":"live","expiresAt":"2027-01-01T00:00:00"}""", "expiresAt")]
    [InlineData("""{"label":"x","mode":"live","rateLimitPerMinute":0}""", "rateLimitPerMinute")]
    [InlineData("""{"label":"x","mode":"live","rateLimitPerMinute":1.5}""", "rateLimitPerMinute")]
    [InlineData("""{"label":"x","mode":"live","rateLimitPerMinute":"9"}""", "rateLimitPerMinute")]
    [InlineData(
        """{"label":"x","mode":"live","rateLimitPerMinute":99999999999}""",
        "rateLimitPerMinute"
    )]
    [InlineData("""{"label":"x","mode":"live","allowDirectUse":true}""", "allowDirectUse")]
    public async Task A_wrong_member_is_refused_by_name(string body, string field)
    {
        var issuer = await App.NewOrganization();
        var answer = (await App.Post("/v1/keys", issuer.Live.Secret, body)).ShouldBeProblem(
            400,
            "VALIDATION_ERROR",
            field
        );
        answer
            .Json.GetProperty("error")
            .GetProperty("details")
            .GetProperty("errors")[0]
            .GetProperty("field")
            .GetString()
            .ShouldBe(field);
        (await Count(issuer)).ShouldBe(2);
    }

    [Fact]
    public async Task All_wrong_members_are_told_at_once()
    {
        var issuer = await App.NewOrganization();
        var answer = (
            await App.Post("/v1/keys", issuer.Live.Secret, new { mode = "x", family = "y" })
        ).ShouldBeProblem(400, "VALIDATION_ERROR", "label");
        Fields(answer).ShouldBe(["label", "mode", "family"]);
    }

    [Theory]
    [InlineData("organizationId")]
    [InlineData("tenant_id")]
    [InlineData("id")]
    [InlineData("state")]
    [InlineData("display")]
    [InlineData("digest")]
    [InlineData("cap")]
    [InlineData("status")]
    [InlineData("replacedBy")]
    [InlineData("suspendedReason")]
    [InlineData("warnings")]
    public async Task K8_members_that_are_the_servers_are_refused_by_name(string member)
    {
        var issuer = await App.NewOrganization();
        var other = await App.NewOrganization();
        (
            await App.Post(
                "/v1/keys",
                issuer.Live.Secret,
                $$"""{"label":"x","mode":"live","{{member}}":"{{other.Id}}"}"""
            )
        ).ShouldBeProblem(400, "VALIDATION_ERROR", member);
        (
            await App.Patch(
                $"/v1/keys/{issuer.Test.Id}",
                issuer.Live.Secret,
                $$"""{"{{member}}":"{{other.Id}}"}"""
            )
        ).ShouldBeProblem(400, "VALIDATION_ERROR", member);
        (await Count(issuer)).ShouldBe(2);
        (await Count(other)).ShouldBe(2);
    }

    [Fact]
    public async Task K8_nobody_mints_or_gives_a_scope_above_the_own()
    {
        var issuer = await App.NewOrganization();
        var minter = await issuer.KeyWith("keys:admin", "read");
        (
            await App.Post(
                "/v1/keys",
                minter.Secret,
                new
                {
                    label = "x",
                    mode = "live",
                    scopes = new[] { "admin" },
                }
            )
        ).ShouldBeProblem(403, "AUTH_SCOPE_INSUFFICIENT", "scopes");
        (
            await App.Post(
                "/v1/keys",
                minter.Secret,
                new
                {
                    label = "x",
                    mode = "live",
                    scopes = new[] { "read", "credentials:issue" },
                }
            )
        ).ShouldBeProblem(403, "AUTH_SCOPE_INSUFFICIENT", "scopes");
        (
            await App.Patch(
                $"/v1/keys/{minter.Id}",
                minter.Secret,
                new { scopes = new[] { "admin" } }
            )
        ).ShouldBeProblem(403, "AUTH_SCOPE_INSUFFICIENT", "scopes");
        (
            await App.Patch($"/v1/keys/{issuer.Test.Id}", minter.Secret, new { label = "mine" })
        ).ShouldBeProblem(403, "AUTH_SCOPE_INSUFFICIENT", "scopes");
        (
            await App.Post(
                "/v1/keys",
                minter.Secret,
                new
                {
                    label = "x",
                    mode = "live",
                    scopes = new[] { "credentials:verify" },
                }
            )
        ).Should(201);
    }

    [Fact]
    public async Task K8_a_test_key_neither_makes_nor_touches_live_keys()
    {
        var issuer = await App.NewOrganization();
        (
            await App.Post("/v1/keys", issuer.Test.Secret, new { label = "x", mode = "live" })
        ).ShouldBeProblem(403, "AUTH_MODE_FORBIDDEN");
        (await App.Get($"/v1/keys/{issuer.Live.Id}", issuer.Test.Secret)).ShouldBeProblem(
            404,
            "NOT_FOUND"
        );
        (await App.Post($"/v1/keys/{issuer.Live.Id}/revoke", issuer.Test.Secret)).ShouldBeProblem(
            404,
            "NOT_FOUND"
        );
        (
            await App.Patch($"/v1/keys/{issuer.Live.Id}", issuer.Test.Secret, new { label = "x" })
        ).ShouldBeProblem(404, "NOT_FOUND");
        Ids(await App.Get("/v1/keys", issuer.Test.Secret)).ShouldBe([issuer.Test.Id]);
        (await App.Get("/v1/auth/me", issuer.Live.Secret)).Should(200);
    }

    [Fact]
    public async Task Keys_are_listed_newest_first_page_by_page()
    {
        var issuer = await App.NewOrganization();
        var made = new List<string> { issuer.Live.Id, issuer.Test.Id };
        for (var i = 0; i < 5; i++)
        {
            App.Advance(TimeSpan.FromMilliseconds(5));
            made.Add((await issuer.KeyWith("read")).Id);
        }
        var seen = new List<string>();
        for (string? cursor = null; ; )
        {
            var page = (
                await App.Get(
                    $"/v1/keys?limit=3{(cursor is null ? "" : $"&cursor={cursor}")}",
                    issuer.Live.Secret
                )
            ).Should(200);
            page.Json.EnumerateObject()
                .Select(m => m.Name)
                .ShouldBe(["data", "nextCursor", "hasMore"]);
            seen.AddRange(Ids(page));
            cursor = page.At("nextCursor");
            page.At("hasMore").ShouldBe(cursor is null ? "false" : "true");
            if (cursor is null)
                break;
        }
        seen.Count.ShouldBe(7);
        seen.Order(StringComparer.Ordinal).ShouldBe(made.Order(StringComparer.Ordinal));
        seen.ShouldBe(seen.OrderDescending(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Keys_are_listed_by_mode_environment_and_state()
    {
        var issuer = await App.NewOrganization();
        var ci = await issuer.Mint(
            new
            {
                label = "CI",
                mode = "live",
                environment = "ci",
            }
        );
        var ended = await issuer.Mint(
            new
            {
                label = "E",
                mode = "live",
                environment = "staging",
                expiresAt = App.Clock.Now.AddSeconds(1),
            }
        );
        var (suspended, revoked) = (await issuer.KeyWith("read"), await issuer.KeyWith("read"));
        (await App.Post($"/v1/keys/{suspended.Id}/suspend", issuer.Live.Secret)).Should(200);
        (await App.Post($"/v1/keys/{revoked.Id}/revoke", issuer.Live.Secret)).Should(200);
        App.Advance(TimeSpan.FromSeconds(2));
        Ids(await App.Get("/v1/keys?mode=test", issuer.Live.Secret)).ShouldBe([issuer.Test.Id]);
        Ids(await App.Get("/v1/keys?environment=ci", issuer.Live.Secret)).ShouldBe([ci.Id]);
        Ids(await App.Get("/v1/keys?state=expired", issuer.Live.Secret)).ShouldBe([ended.Id]);
        Ids(await App.Get("/v1/keys?state=suspended", issuer.Live.Secret)).ShouldBe([suspended.Id]);
        Ids(await App.Get("/v1/keys?state=revoked", issuer.Live.Secret)).ShouldBe([revoked.Id]);
        Ids(await App.Get("/v1/keys?state=active&mode=live", issuer.Live.Secret))
            .ShouldBe([issuer.Live.Id, ci.Id], ignoreOrder: true);
    }

    [Theory]
    [InlineData("limit=0", "limit")]
    [InlineData("limit=101", "limit")]
    [InlineData("limit=x", "limit")]
    [InlineData("limit=-1", "limit")]
    [InlineData("mode=prod", "mode")]
    [InlineData("state=dead", "state")]
    [InlineData("environment=moon", "environment")]
    public async Task A_wrong_filter_is_refused_by_name(string query, string field)
    {
        var issuer = await App.NewOrganization();
        (await App.Get($"/v1/keys?{query}", issuer.Live.Secret)).ShouldBeProblem(
            400,
            "VALIDATION_ERROR",
            field
        );
    }

    [Fact]
    public async Task P10_a_cursor_of_another_tenant_filter_or_making_is_refused()
    {
        var (a, b) = (await App.NewOrganization(), await App.NewOrganization());
        var cursor = (await App.Get("/v1/keys?limit=1", a.Live.Secret))
            .Should(200)
            .At("nextCursor");
        (await App.Get($"/v1/keys?limit=1&cursor={cursor}", a.Live.Secret)).Should(200);
        (await App.Get($"/v1/keys?limit=1&cursor={cursor}", b.Live.Secret)).ShouldBeProblem(
            400,
            "INVALID_CURSOR"
        );
        (
            await App.Get($"/v1/keys?limit=1&mode=live&cursor={cursor}", a.Live.Secret)
        ).ShouldBeProblem(400, "INVALID_CURSOR");
        foreach (
            var wrong in new[]
            {
                "",
                "x",
                "' OR 1=1--",
                new string('A', 5000),
                cursor![..^2] + (cursor[^2] == 'A' ? 'B' : 'A') + cursor[^1],
            }
        )
            (
                await App.Get(
                    $"/v1/keys?limit=1&cursor={Uri.EscapeDataString(wrong)}",
                    a.Live.Secret
                )
            ).ShouldBeProblem(400, "INVALID_CURSOR");
    }

    [Fact]
    public async Task An_edit_changes_what_is_given_and_counts_at_once()
    {
        var issuer = await App.NewOrganization();
        var key = await issuer.KeyWith("write");
        var ends = App.Clock.Now.AddDays(1);
        var edited = (
            await App.Patch(
                $"/v1/keys/{key.Id}",
                issuer.Live.Secret,
                new
                {
                    label = "New",
                    environment = "staging",
                    expiresAt = ends,
                    scopes = new[] { "read" },
                    rateLimitPerMinute = 9,
                }
            )
        ).Should(200);
        edited.At("label").ShouldBe("New");
        edited.At("environment").ShouldBe("staging");
        edited.At("scopes").ShouldBe("""["read"]""");
        (await App.Get("/v1/auth/me", key.Secret)).Should(200)["X-RateLimit-Limit"].ShouldBe("9");
        var cleared = (
            await App.Patch($"/v1/keys/{key.Id}", issuer.Live.Secret, """{"expiresAt":null}""")
        ).Should(200);
        cleared.At("expiresAt").ShouldBeNull();
        cleared.At("label").ShouldBe("New");
        (await App.Patch($"/v1/keys/{key.Id}", issuer.Live.Secret, "{}"))
            .Should(200)
            .At("label")
            .ShouldBe("New");
    }

    [Fact]
    public async Task The_record_tells_a_keys_terms_before_and_after_an_edit_and_never_its_label()
    {
        var issuer = await App.NewOrganization();
        var ends = App.Clock.Now.AddDays(100);
        var key = await issuer.Mint(
            new
            {
                label = "Visible label",
                mode = "live",
                environment = "staging",
                scopes = new[] { "read" },
                expiresAt = ends,
                rateLimitPerMinute = 17,
                spendCapDayCents = 500,
                allowedNetworks = new[] { "127.0.0.0/8", "::1" },
            }
        );
        var minted = await Fact("key.minted");
        minted.GetProperty("environment").GetString().ShouldBe("staging");
        minted.GetProperty("expiresAt").GetString().ShouldNotBeNull();
        minted.GetProperty("rateLimitPerMinute").GetString().ShouldBe("17");
        minted.GetProperty("allowedNetworksCount").GetString().ShouldBe("2");
        minted
            .GetProperty("allowedNetworksDigest")
            .GetString()
            .ShouldBe(Sha256("127.0.0.0/8 ::1/128"));

        (
            await App.Patch(
                $"/v1/keys/{key.Id}",
                issuer.Live.Secret,
                """{"label":"Visible too","environment":"production","expiresAt":null,"rateLimitPerMinute":18,"spendCapDayCents":null,"spendCapMonthCents":900,"allowedNetworks":["192.0.2.7"]}"""
            )
        ).Should(200);
        var edited = await Fact("key.edited");
        edited
            .EnumerateObject()
            .Where(m => m.Name.EndsWith("Before", StringComparison.Ordinal))
            .ToDictionary(m => m.Name, m => m.Value.GetString())
            .ShouldBe(
                new Dictionary<string, string?>
                {
                    ["scopesBefore"] = "read",
                    ["environmentBefore"] = "staging",
                    ["expiresAtBefore"] = minted.GetProperty("expiresAt").GetString(),
                    ["rateLimitPerMinuteBefore"] = "17",
                    ["spendCapDayCentsBefore"] = "500",
                    ["spendCapMonthCentsBefore"] = null,
                    ["allowedNetworksCountBefore"] = "2",
                    ["allowedNetworksDigestBefore"] = Sha256("127.0.0.0/8 ::1/128"),
                },
                ignoreOrder: true
            );
        edited.GetProperty("environment").GetString().ShouldBe("production");
        edited.GetProperty("expiresAt").GetString().ShouldBeNull();
        edited.GetProperty("rateLimitPerMinute").GetString().ShouldBe("18");
        edited.GetProperty("spendCapMonthCents").GetString().ShouldBe("900");
        edited.GetProperty("allowedNetworksDigest").GetString().ShouldBe(Sha256("192.0.2.7/32"));
        (minted.GetRawText() + edited.GetRawText()).ShouldNotContain("isible");

        async Task<JsonElement> Fact(string kind) =>
            (await App.Get($"/v1/audit?resourceId={key.Id}&kind={kind}", issuer.Live.Secret))
                .Should(200)
                .Json.GetProperty("data")[0]
                .GetProperty("members");
    }

    private static string Sha256(string text) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    [Theory]
    [InlineData("""{"label":null}""", "label")]
    [InlineData("""{"scopes":null}""", "scopes")]
    [InlineData("""{"scopes":[]}""", "scopes")]
    [InlineData("""{"rateLimitPerMinute":null}""", "rateLimitPerMinute")]
    [InlineData("""{"environment":null}""", "environment")]
    [InlineData("""{"expiresAt":"2020-01-01T00:00:00Z"}""", "expiresAt")]
    [InlineData("""{"mode":"live"}""", "mode")]
    [InlineData("""{"label":{"a":1}}""", "label")]
    public async Task A_wrong_edit_is_refused_by_name_and_changes_nothing(string body, string field)
    {
        var issuer = await App.NewOrganization();
        var before = (await App.Get($"/v1/keys/{issuer.Test.Id}", issuer.Live.Secret)).Text;
        (await App.Patch($"/v1/keys/{issuer.Test.Id}", issuer.Live.Secret, body)).ShouldBeProblem(
            400,
            "VALIDATION_ERROR",
            field
        );
        (await App.Get($"/v1/keys/{issuer.Test.Id}", issuer.Live.Secret)).Text.ShouldBe(before);
    }

    [Fact]
    public async Task Revoking_is_final_and_repeating_it_changes_nothing()
    {
        var issuer = await App.NewOrganization();
        var key = await issuer.KeyWith("read");
        var first = (
            await App.Post(
                $"/v1/keys/{key.Id}/revoke",
                issuer.Live.Secret,
                new { reason = "leaked" }
            )
        ).Should(200);
        App.Advance(TimeSpan.FromMinutes(1));
        (await App.Post($"/v1/keys/{key.Id}/revoke", issuer.Live.Secret))
            .Should(200)
            .At("revokedAt")
            .ShouldBe(first.At("revokedAt"));
        foreach (var verb in new[] { "suspend", "resume" })
            (await App.Post($"/v1/keys/{key.Id}/{verb}", issuer.Live.Secret)).ShouldBeProblem(
                409,
                "KEY_REVOKED"
            );
        (
            await App.Patch($"/v1/keys/{key.Id}", issuer.Live.Secret, new { label = "again" })
        ).ShouldBeProblem(409, "KEY_REVOKED");
        (await App.Get("/v1/auth/me", key.Secret)).ShouldBeProblem(401, "AUTH_REVOKED_KEY");
    }

    [Theory]
    [InlineData("suspend")]
    [InlineData("resume")]
    [InlineData("revoke")]
    public async Task Changing_a_state_takes_a_short_reason_and_nothing_else(string verb)
    {
        var issuer = await App.NewOrganization();
        var path = $"/v1/keys/{issuer.Test.Id}/{verb}";
        (
            await App.Post(path, issuer.Live.Secret, new { reason = new string('x', 201) })
        ).ShouldBeProblem(400, "VALIDATION_ERROR", "reason");
        (await App.Post(path, issuer.Live.Secret, new { state = "active" })).ShouldBeProblem(
            400,
            "VALIDATION_ERROR",
            "state"
        );
        (await App.Post(path, issuer.Live.Secret, "[1]")).Status.ShouldBe(400);
        (await App.Post($"/v1/keys/key_unknown/{verb}", issuer.Live.Secret)).ShouldBeProblem(
            404,
            "NOT_FOUND"
        );
        (await App.Get("/v1/auth/me", issuer.Test.Secret)).Should(200);
    }

    public static TheoryData<string, string> Operations =>
        new()
        {
            { "POST", "/v1/keys" },
            { "GET", "/v1/keys" },
            { "GET", "/v1/keys/{id}" },
            { "PATCH", "/v1/keys/{id}" },
            { "POST", "/v1/keys/{id}/suspend" },
            { "POST", "/v1/keys/{id}/resume" },
            { "POST", "/v1/keys/{id}/revoke" },
            { "POST", "/v1/keys/{id}/rotate" },
            { "GET", "/v1/keys/{id}/authentications" },
            { "GET", "/v1/authentications" },
            { "PATCH", "/v1/organization" },
        };

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task Every_operation_needs_a_key_with_its_scope(string method, string template)
    {
        var issuer = await App.NewOrganization();
        var reader = await issuer.KeyWith("write");
        var path = template.Replace("{id}", issuer.Test.Id, StringComparison.Ordinal);
        object? body = method == "GET" ? null : new { label = "x", mode = "test" };
        (await App.Send(new HttpMethod(method), path, null, body)).ShouldBeProblem(
            401,
            "AUTH_MISSING"
        );
        (await App.Send(new HttpMethod(method), path, reader.Secret, body)).ShouldBeProblem(
            403,
            "AUTH_SCOPE_INSUFFICIENT"
        );
        (
            await App.Send(new HttpMethod(method), path, await issuer.Exchange(reader), body)
        ).ShouldBeProblem(403, "AUTH_SCOPE_INSUFFICIENT");
        (await App.Get("/v1/auth/me", issuer.Test.Secret))
            .Should(200)
            .At("key", "label")
            .ShouldBe("First test key");
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task K7_a_key_of_another_tenant_is_as_unknown_as_one_that_never_was(
        string method,
        string template
    )
    {
        if (!template.Contains("{id}", StringComparison.Ordinal))
            return;
        var (a, b) = (await App.NewOrganization(), await App.NewOrganization());
        object? body =
            method == "GET" ? null
            : template.EndsWith("{id}", StringComparison.Ordinal)
            || template.EndsWith("/rotate", StringComparison.Ordinal)
                ? new { label = "theirs" }
            : new { reason = "theirs" };
        string Path(string id) => template.Replace("{id}", id, StringComparison.Ordinal);
        var theirs = (
            await App.Send(new HttpMethod(method), Path(b.Live.Id), a.Live.Secret, body)
        ).ShouldBeProblem(404, "NOT_FOUND");
        var nobodys = (
            await App.Send(
                new HttpMethod(method),
                Path("key_01k0000000000000000000000"),
                a.Live.Secret,
                body
            )
        ).ShouldBeProblem(404, "NOT_FOUND");
        theirs
            .Text.Replace(theirs["X-Request-Id"]!, "", StringComparison.Ordinal)
            .ShouldBe(nobodys.Text.Replace(nobodys["X-Request-Id"]!, "", StringComparison.Ordinal));
        (await App.Get("/v1/auth/me", b.Live.Secret))
            .Should(200)
            .At("key", "label")
            .ShouldBe("First key");
    }

    [Fact]
    public async Task The_last_use_is_noted_to_the_minute()
    {
        var issuer = await App.NewOrganization();
        var key = await issuer.KeyWith("read");
        (await App.Get($"/v1/keys/{key.Id}", issuer.Live.Secret)).At("lastUsedAt").ShouldBeNull();
        (await App.Get("/v1/auth/me", key.Secret)).Should(200);
        var used = App.Clock.Now;
        for (var i = 0; i < 100; i++)
        {
            App.Advance(TimeSpan.FromSeconds(6));
            await Task.Delay(20);
            if (
                (await App.Get($"/v1/keys/{key.Id}", issuer.Live.Secret))
                    .Should(200)
                    .At("lastUsedAt") is
                { } noted
            )
            {
                DateTimeOffset.Parse(noted, null).ShouldBe(used, TimeSpan.FromSeconds(1));
                return;
            }
        }
        Assert.Fail("The last use was never noted.");
    }

    private async Task<int> Count(Issuer issuer) =>
        Ids(await App.Get("/v1/keys", issuer.Live.Secret)).Length;

    private static string[] Ids(Answer page) =>
        [
            .. page.Should(200)
                .Json.GetProperty("data")
                .EnumerateArray()
                .Select(k => k.GetProperty("id").GetString()!),
        ];

    private static string?[] Fields(Answer answer) =>
        [
            .. answer
                .Json.GetProperty("error")
                .GetProperty("details")
                .GetProperty("errors")
                .EnumerateArray()
                .Select(e => e.GetProperty("field").GetString()),
        ];
}
