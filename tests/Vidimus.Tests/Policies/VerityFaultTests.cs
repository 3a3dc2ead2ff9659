using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Policies;

/// <summary>Repetitions on Verity's surface while the record of first answers cannot be read.</summary>
public sealed class VerityFaultTests
{
    private const string Path = "/api/v1/compliance/ack";

    public static TheoryData<Engine> Engines => [Engine.Sqlite, Engine.Postgres];

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Y6_while_the_store_of_repetitions_is_down_nothing_is_done_and_503_says_so(
        Engine engine
    )
    {
        Testing.Engines.Demand(engine);
        await using var app = await VidimusApp.Start(new(engine));
        var issuer = await app.NewOrganization();
        var change = await Changed(app, issuer);
        await app.Execute("ALTER TABLE platform_replays RENAME TO platform_replays_away");
        var refused = (await Acknowledge("once")).ShouldBeVerity(
            503,
            "SERVER_IDEMPOTENCY_UNAVAILABLE"
        );
        refused.At("error", "retryable").ShouldBe("true");
        refused.Number("Retry-After").ShouldBeGreaterThan(0);
        (await Acknowledged()).ShouldBe(0);
        // The native surface has one word for whatever cannot be done at the moment.
        (
            await app.Post(
                "/v1/compliance/acknowledgements",
                issuer.Live.Secret,
                new { changeId = change },
                ("Idempotency-Key", "once")
            )
        ).ShouldBeProblem(503, "UNAVAILABLE");
        (await Acknowledged()).ShouldBe(0);
        await app.Execute("ALTER TABLE platform_replays_away RENAME TO platform_replays");
        (await Acknowledge("once")).Should(201);
        (await Acknowledge("once")).Should(201);
        (await Acknowledged()).ShouldBe(1);

        // Any other part that is missing is the server's.
        await app.Execute("ALTER TABLE policies_acknowledgements RENAME TO policies_acks_away");
        (await Acknowledge("another")).ShouldBeVerity(503, "SERVER_UNAVAILABLE");
        await app.Execute("ALTER TABLE policies_acks_away RENAME TO policies_acknowledgements");
        (await Acknowledge("another")).Should(200);

        Task<Answer> Acknowledge(string key) =>
            app.Post(
                Path,
                issuer.Live.Secret,
                new { diff_id = change },
                ("X-Idempotency-Key", key)
            );

        async Task<long> Acknowledged() =>
            (await app.Get("/v1/compliance/stats", issuer.Live.Secret))
                .Should(200)
                .Json.GetProperty("acknowledgedCount")
                .GetInt64();
    }

    private static async Task<long> Changed(VidimusApp app, Issuer issuer)
    {
        var policy = Loads.Policy("L10009");
        (await app.Post("/v1/policies", issuer.Live.Secret, policy.ToJsonString())).Should(201);
        return (await app.Get("/v1/compliance/unreviewed", issuer.Live.Secret))
            .Should(200)
            .Json.GetProperty("data")[0]
            .GetProperty("changeId")
            .GetInt64();
    }
}
