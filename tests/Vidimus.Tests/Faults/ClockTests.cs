using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Faults;

/// <summary>Clocks that are wrong, jump, or differ between nodes.</summary>
public abstract class ClockTests(SharedApp shared) : Scenario(shared)
{
    public sealed class Sqlite(OnSqlite shared) : ClockTests(shared), IClassFixture<OnSqlite>;

    public sealed class Postgres(OnPostgres shared) : ClockTests(shared), IClassFixture<OnPostgres>;

    private Task<VidimusApp> NodeAt(TimeSpan offset) =>
        VidimusApp.Start(new(App.Engine) { Beside = App, Clock = new(App.Clock.Now + offset) });

    [Fact]
    public async Task F7_a_token_of_a_node_whose_clock_is_ahead_is_taken_within_the_skew_only()
    {
        var issuer = await App.NewOrganization();
        var client = await issuer.ClientTokenWith("read");
        await using var near = await NodeAt(TimeSpan.FromSeconds(20));
        await using var far = await NodeAt(TimeSpan.FromSeconds(60));
        var fromNear = await Token(near, client);
        var fromFar = await Token(far, client);
        (await App.Get("/v1/auth/me", fromNear)).Should(200);
        (await App.Get("/v1/auth/me", fromFar)).ShouldBeProblem(401, "AUTH_INVALID_TOKEN");
        (await far.Get("/v1/auth/me", fromFar)).Should(200);
        // And the end of a token has no leeway on any node's own clock.
        var fromHere = await Token(App, client);
        (await far.Get("/v1/auth/me", fromHere)).Should(200);
        far.Advance(TimeSpan.FromSeconds(840));
        (await far.Get("/v1/auth/me", fromHere)).ShouldBeProblem(401, "AUTH_EXPIRED_TOKEN");
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    [InlineData(72)]
    public async Task F7_a_jump_of_the_clock_revives_nothing_that_was_ended(int hours)
    {
        var issuer = await App.NewOrganization();
        var programme = await Programme.In(issuer);
        var issued = await programme.Issue();
        var key = await issuer.KeyWith("read");
        var suspended = await issuer.KeyWith("read");
        var client = await issuer.ClientTokenWith("read");
        var token = await Token(App, client);
        (
            await programme.Post($"/v1/credentials/{issued.Id}/revoke", """{"reason":"Mistake"}""")
        ).Should(200);
        (await App.Post($"/v1/keys/{key.Id}/revoke", issuer.Live.Secret)).Should(200);
        (await App.Post($"/v1/keys/{suspended.Id}/suspend", issuer.Live.Secret)).Should(200);
        (await App.Post($"/v1/keys/{client.Id}/revoke", issuer.Live.Secret)).Should(200);

        await using var jumped = await NodeAt(TimeSpan.FromHours(hours));
        (await jumped.Get("/v1/auth/me", key.Secret)).ShouldBeProblem(401, "AUTH_REVOKED_KEY");
        (await jumped.Get("/v1/auth/me", suspended.Secret)).Status.ShouldBeOneOf(401, 403);
        (await jumped.Get("/v1/auth/me", token)).Status.ShouldBe(401);
        (await jumped.Get($"/verify/{issued.Id}?format=json"))
            .Should(200)
            .At("verdict")
            .ShouldBe("invalid");
        // It works on: what it does now is dated by a wrong clock, but kept and found like anything else.
        var more = await jumped.Post("/v1/credentials", issuer.Live.Secret, programme.Body());
        more.Should(201);
        (await App.Get($"/v1/credentials/{more.At("id")}", issuer.Live.Secret)).Should(200);
        await Invariants.Hold(App.Store);
    }

    [Fact]
    public async Task T13_a_node_that_missed_a_rotation_finds_the_other_nodes_key_when_it_meets_it()
    {
        var issuer = await App.NewOrganization();
        var client = await issuer.ClientTokenWith("read");
        await using var other = await NodeAt(TimeSpan.Zero);
        // Its timers have last read the keys six seconds ago, before the rotation.
        other.Advance(TimeSpan.FromSeconds(66));
        await App.RotateTokenKeys();
        App.Advance(TimeSpan.FromSeconds(61));
        // It rereads the set for an unknown key at most once in five seconds.
        var token = await Token(App, client);
        var met = await other.Get("/v1/auth/me", token);
        for (var tries = 0; tries < 2 && met.Status != 200; tries++)
        {
            other.Advance(TimeSpan.FromSeconds(6));
            met = await other.Get("/v1/auth/me", token);
        }
        met.Should(200);
        (await App.Get("/v1/auth/me", await Token(other, client))).Should(200);
    }

    private static async Task<string> Token(VidimusApp node, Key client)
    {
        var answer = (await node.Post("/v1/auth/token", client.Secret)).Should(200);
        var token = answer.At("access_token")!;
        Output.Plant("access token", token);
        return token;
    }
}

/// <summary>A process whose clock and database disagree.</summary>
public sealed class DatabaseClockTests
{
    [Fact]
    public async Task F7_a_node_whose_clock_is_a_minute_off_the_databases_says_it_is_not_well()
    {
        await using var cluster = await Cluster.Start(Engine.Postgres);
        (await cluster.First.Get("/health")).Should(200);
        // The database's clock, a minute late: a function of the same name, found before the built-in one.
        var name = new Npgsql.NpgsqlConnectionStringBuilder(
            cluster.Store.ConnectionString
        ).Database;
        await cluster.Store.Execute(
            $"""
            CREATE SCHEMA late;
            CREATE FUNCTION late.clock_timestamp() RETURNS timestamptz LANGUAGE sql VOLATILE AS 'SELECT pg_catalog.clock_timestamp() - interval ''60 seconds''';
            ALTER DATABASE {name} SET search_path = late, pg_catalog, public;
            """
        );
        await cluster.First.Kill();
        cluster.First.Launch();
        Answer? health = null;
        for (var i = 0; i < 400 && health is null; i++)
        {
            await Task.Delay(50);
            try
            {
                health = await cluster.First.Get("/health");
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }
        }
        health.ShouldNotBeNull().Status.ShouldBe(503);
        health.At("checks", "clock", "status").ShouldBe("unhealthy");
        health.At("checks", "database", "status").ShouldBe("healthy");
    }
}
