using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Access;

/// <summary>The end of a key: when it comes, and who is told before.</summary>
public abstract class KeyExpiryTests(SharedApp shared) : Scenario(shared)
{
    public sealed class Sqlite(OnSqlite shared) : KeyExpiryTests(shared), IClassFixture<OnSqlite>;

    public sealed class Postgres(OnPostgres shared)
        : KeyExpiryTests(shared),
            IClassFixture<OnPostgres>;

    private const string Me = "/v1/auth/me";

    [Fact]
    public async Task K18_a_key_opens_just_before_its_end_and_not_at_its_end()
    {
        var issuer = await App.NewOrganization();
        var key = await EndingAfter(issuer, TimeSpan.FromSeconds(60));
        var token = await issuer.Exchange(key);
        App.Advance(TimeSpan.FromSeconds(58));
        (await App.Get(Me, key.Secret)).Should(200);
        (await App.Get(Me, token)).Should(200);
        App.Advance(TimeSpan.FromSeconds(2));
        (await App.Get(Me, key.Secret)).ShouldBeProblem(401, "AUTH_EXPIRED_KEY");
        (await App.Get(Me, token)).ShouldBeProblem(401, "AUTH_EXPIRED_KEY");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(30)]
    [InlineData(-30)]
    public async Task K18_the_databases_time_decides_on_a_node_whose_clock_is_wrong(int skew)
    {
        // On SQLite the machine's clock is the database's: nodes of one machine share it.
        if (App.Engine == Engine.Sqlite)
            return;
        await using var node = await VidimusApp.Start(
            new(App.Engine) { Beside = App, Skew = TimeSpan.FromSeconds(skew) }
        );
        var issuer = await App.NewOrganization();
        var key = await EndingAfter(issuer, TimeSpan.FromSeconds(20));
        foreach (var app in new[] { App, node })
            (await app.Get(Me, key.Secret)).Should(200);
        App.Advance(TimeSpan.FromSeconds(20));
        foreach (var app in new[] { App, node })
            (await app.Get(Me, key.Secret)).ShouldBeProblem(401, "AUTH_EXPIRED_KEY");
        // And the end that a rotation sets is one of the database's time too.
        var old = await issuer.KeyWith("read");
        Key.Of(
            (
                await node.Post(
                    $"/v1/keys/{old.Id}/rotate",
                    issuer.Live.Secret,
                    new { graceSeconds = 20 }
                )
            )
                .Should(201)
                .Json
        );
        App.Advance(TimeSpan.FromSeconds(18));
        (await App.Get(Me, old.Secret)).Should(200);
        App.Advance(TimeSpan.FromSeconds(2));
        (await App.Get(Me, old.Secret)).ShouldBeProblem(401, "AUTH_EXPIRED_KEY");
    }

    [Theory]
    [InlineData("90 seconds", 60, false)]
    [InlineData("-90 seconds", 2, true)]
    public async Task K18_on_real_clocks_a_database_that_differs_from_every_node_decides(
        string ahead,
        int life,
        bool opens
    )
    {
        if (App.Engine == Engine.Sqlite)
            return;
        await using var app = await VidimusApp.Start(new(App.Engine) { RealTime = true });
        var issuer = await app.NewOrganization();
        var key = await issuer.Mint(
            new
            {
                label = "Ends",
                mode = "live",
                expiresAt = TimeProvider.System.GetUtcNow().AddSeconds(life),
            }
        );
        (await app.Get(Me, key.Secret)).Should(200);
        // The database's clock, as far as statements can see: its functions of that name come first from now on.
        foreach (var function in new[] { "now", "statement_timestamp", "clock_timestamp" })
            await app.Execute(
                $"CREATE FUNCTION public.{function}() RETURNS timestamptz LANGUAGE sql AS $$ SELECT pg_catalog.{function}() + interval '{ahead}' $$"
            );
        await app.Execute(
            "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET search_path = public, pg_catalog', current_database()); END $$"
        );
        // A node whose connections are all new: those of one process are pooled by the text of their settings.
        await using var node = await VidimusApp.Start(
            new(App.Engine)
            {
                RealTime = true,
                Beside = app,
                Connections = 20,
            }
        );
        await Task.Delay(
            TimeSpan.FromSeconds(opens ? life + 0.1 : 0),
            TestContext.Current.CancellationToken
        );
        if (opens)
            (await node.Get(Me, key.Secret)).Should(200);
        else
            (await node.Get(Me, key.Secret)).ShouldBeProblem(401, "AUTH_EXPIRED_KEY");
    }

    [Fact]
    public async Task Notices_come_14_7_and_1_days_before_the_end_and_at_it_each_once_on_two_nodes()
    {
        await using var other = await VidimusApp.Start(new(App.Engine) { Beside = App });
        var issuer = await App.NewOrganization();
        var key = await EndingAfter(issuer, TimeSpan.FromDays(20));
        var soon = await EndingAfter(issuer, TimeSpan.FromDays(2));
        var revoked = await EndingAfter(issuer, TimeSpan.FromDays(20));
        (await App.Post($"/v1/keys/{revoked.Id}/revoke", issuer.Live.Secret)).Should(200);
        App.Clock.Jump(TimeSpan.FromDays(1.5));
        await Told(soon, "1");
        App.Clock.Jump(TimeSpan.FromDays(4));
        await Told(soon, "1", "end");
        await Told(key);
        App.Clock.Jump(TimeSpan.FromDays(0.6));
        await Told(key, "14");
        App.Clock.Jump(TimeSpan.FromDays(6));
        await Told(key, "14");
        App.Clock.Jump(TimeSpan.FromDays(1));
        await Told(key, "14", "7");
        App.Clock.Jump(TimeSpan.FromDays(6));
        await Told(key, "14", "7", "1");
        App.Clock.Jump(TimeSpan.FromDays(1));
        await Told(key, "14", "7", "1", "end");
        App.Clock.Jump(TimeSpan.FromDays(3));
        await Told(key, "14", "7", "1", "end");
        await Told(revoked);
    }

    [Fact]
    public async Task A_new_end_begins_the_notices_anew()
    {
        var issuer = await App.NewOrganization();
        var key = await EndingAfter(issuer, TimeSpan.FromDays(8));
        App.Clock.Jump(TimeSpan.FromDays(1.5));
        await Told(key, "7");
        (
            await App.Patch(
                $"/v1/keys/{key.Id}",
                issuer.Live.Secret,
                new { expiresAt = App.Clock.Now.AddDays(8) }
            )
        ).Should(200);
        App.Clock.Jump(TimeSpan.FromDays(1.5));
        await Told(key, "7", "7");
    }

    private Task<Key> EndingAfter(Issuer issuer, TimeSpan life) =>
        issuer.Mint(
            new
            {
                label = "Ends",
                mode = "live",
                expiresAt = App.Clock.Now + life,
            }
        );

    /// <summary>Waits for the work that runs beside the requests, then looks that nothing came twice.</summary>
    private async Task Told(Key key, params string[] notices)
    {
        var told = Array.Empty<string>();
        await Patience.Until(
            async () => (told = await Notices(key)).SequenceEqual(notices),
            () => App.Advance(TimeSpan.FromMinutes(1))
        );
        told.ShouldBe(notices);
        App.Advance(TimeSpan.FromMinutes(2));
        await Task.Delay(60);
        (await Notices(key)).ShouldBe(notices);
    }

    private async Task<string[]> Notices(Key key) =>
        [
            .. (
                await App.Query(
                    "SELECT kind, members FROM platform_facts WHERE resource_id = @id AND kind IN ('key.expiring', 'key.expired') ORDER BY at, id",
                    ("id", key.Id)
                )
            ).Select(r =>
                (string)r[0]! == "key.expired"
                    ? "end"
                    : System
                        .Text.Json.JsonDocument.Parse((string)r[1]!)
                        .RootElement.GetProperty("days")
                        .GetRawText()
            ),
        ];
}
