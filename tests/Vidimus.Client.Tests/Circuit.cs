using Shouldly;
using Xunit;

namespace Vidimus.Client.Tests;

public sealed class Circuit
{
    private static readonly TimeSpan Cooldown = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task After_repeated_failures_nothing_is_sent_until_the_cooldown_ends()
    {
        using var bench = await Opened();
        var sent = bench.Server.Requests.Count;

        var failure = await Should.ThrowAsync<VidimusTemporaryException>(bench.Client.Access.Me());
        bench.Clock.Advance(Cooldown / 2);
        await Should.ThrowAsync<VidimusTemporaryException>(bench.Client.Access.Me());

        failure.Code.ShouldBe(ErrorCodes.CircuitOpen);
        failure.RetryAfter.ShouldNotBeNull();
        bench.Server.Requests.Count.ShouldBe(sent);
    }

    [Theory]
    [InlineData("healthy")]
    [InlineData("degraded")]
    public async Task After_the_cooldown_health_is_asked_first_and_then_traffic_flows(string status)
    {
        using var bench = await Opened();
        var sent = bench.Server.Requests.Count;
        bench
            .Server.On(
                "GET /health",
                Samples.Health.Replace(
                    "\"status\":\"healthy\",\"version",
                    $"\"status\":\"{status}\",\"version"
                )
            )
            .On(Bench.Me, Samples.Me);

        bench.Clock.Advance(Cooldown);
        await bench.Client.Access.Me();
        await bench.Client.Access.Me();

        bench
            .Server.Requests.Skip(sent)
            .Select(r => r.Path)
            .ShouldBe(["/health", "/v1/auth/me", "/v1/auth/me"]);
        bench.Server.To("/health").Single().Header("Authorization").ShouldBeNull();
    }

    [Theory]
    [InlineData(503, "unhealthy")]
    [InlineData(200, "unhealthy")]
    [InlineData(200, "banana")]
    [InlineData(404, "healthy")]
    public async Task A_failed_probe_lets_nothing_through_and_the_cooldown_begins_again(
        int code,
        string status
    )
    {
        using var bench = await Opened();
        var sent = bench.Server.Requests.Count;
        bench.Server.On(
            "GET /health",
            Samples.Health.Replace("healthy\",\"version", status + "\",\"version"),
            code
        );

        bench.Clock.Advance(Cooldown);
        var failure = await Should.ThrowAsync<VidimusTemporaryException>(bench.Client.Access.Me());
        await Should.ThrowAsync<VidimusTemporaryException>(bench.Client.Access.Me());

        failure.Code.ShouldBe(ErrorCodes.CircuitOpen);
        bench.Server.Requests.Skip(sent).Select(r => r.Path).ShouldBe(["/health"]);
    }

    [Fact]
    public async Task A_probe_that_is_cancelled_does_not_close_the_circuit()
    {
        using var bench = await Opened();
        using var cancelled = new CancellationTokenSource();
        bench.Server.On(
            "GET /health",
            async (_, cancellation) =>
            {
                await cancelled.CancelAsync();
                await Task.Delay(Timeout.Infinite, cancellation);
                throw new InvalidOperationException();
            }
        );
        bench.Clock.Advance(Cooldown);
        await Should.ThrowAsync<OperationCanceledException>(
            bench.Client.Access.Me(cancelled.Token)
        );
        var sent = bench.Server.Requests.Count;

        var failure = await Should.ThrowAsync<VidimusTemporaryException>(bench.Client.Access.Me());

        failure.Code.ShouldBe(ErrorCodes.CircuitOpen);
        bench.Server.Requests.Count.ShouldBe(sent);
    }

    [Fact]
    public async Task While_one_call_probes_the_others_are_held_back()
    {
        using var bench = await Opened();
        var release = new TaskCompletionSource();
        bench
            .Server.On(
                "GET /health",
                async (_, _) =>
                {
                    await release.Task;
                    return Stub.Json(Samples.Health);
                }
            )
            .On(Bench.Me, Samples.Me);
        bench.Clock.Advance(Cooldown);

        var probing = bench.Client.Access.Me();
        while (!bench.Server.To("/health").Any())
            await Task.Yield();
        await Should.ThrowAsync<VidimusTemporaryException>(bench.Client.Access.Me());
        release.SetResult();

        (await probing).Mode.ShouldBe(Mode.Live);
        bench.Server.To("/health").Count().ShouldBe(1);
    }

    [Fact]
    public async Task Refusals_and_rate_limits_do_not_open_the_circuit()
    {
        using var bench = new Bench();
        bench.Server.On(Bench.Me, () => Stub.Error(429, "RATE_LIMITED", "3600"));
        for (var i = 0; i < 30; i++)
            await Should.ThrowAsync<VidimusTemporaryException>(bench.Client.Access.Me());
        bench.Server.On(Bench.Me, () => Stub.Error(404, "NOT_FOUND"));
        for (var i = 0; i < 30; i++)
            await Should.ThrowAsync<VidimusPermanentException>(bench.Client.Access.Me());

        bench.Server.To("/v1/auth/me").Count().ShouldBe(60);
    }

    [Fact]
    public async Task Asking_for_the_servers_health_is_possible_while_the_circuit_is_open()
    {
        using var bench = await Opened();
        bench.Server.On(
            "GET /health",
            Samples.Health.Replace("healthy\",\"version", "unhealthy\",\"version"),
            503
        );

        (await bench.Client.Health.Get()).Status.ShouldBe(HealthStatus.Unhealthy);
    }

    private static async Task<Bench> Opened()
    {
        var bench = new Bench();
        await bench.Client.Access.Me();
        bench.Server.On(Bench.Me, () => Stub.Error(500, "INTERNAL_ERROR", "3600"));
        // With the exchange and the first call these make ten attempts.
        for (var i = 0; i < 8; i++)
        {
            var failure = await Should.ThrowAsync<VidimusTemporaryException>(
                bench.Client.Access.Me()
            );
            failure.Code.ShouldBe("INTERNAL_ERROR");
        }
        return bench;
    }
}
