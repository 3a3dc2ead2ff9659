using Shouldly;
using Xunit;

namespace Vidimus.Client.Tests;

public sealed class Retries
{
    private static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);

    [Theory]
    [InlineData(408)]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(504)]
    public async Task A_temporary_answer_is_tried_five_times_after_1_2_4_and_8_seconds_and_a_little_more(
        int status
    )
    {
        using var bench = new Bench();
        bench.Server.On(Bench.Me, () => Stub.Error(status, "TROUBLE"));

        var failure = await Should.ThrowAsync<VidimusTemporaryException>(bench.Client.Access.Me());

        bench.Server.To("/v1/auth/me").Count().ShouldBe(5);
        bench.Clock.Waits.ShouldBe([Seconds(1.125), Seconds(2.25), Seconds(4.5), Seconds(9)]);
        failure.Retries.ShouldBe(4);
        failure.Status.ShouldBe(status);
        failure.Code.ShouldBe("TROUBLE");
        failure.RequestId.ShouldBe(Samples.Id("req_"));
    }

    [Fact]
    public async Task Waits_are_never_shorter_than_the_doubling_and_at_most_a_quarter_longer()
    {
        var draws = new Random(7);
        using var bench = new Bench(o =>
        {
            o.Draw = draws.NextDouble;
            o.AttemptsBeforeOpening = 1000;
        });
        bench.Server.On(Bench.Me, () => Stub.Error(503, "UNAVAILABLE"));

        for (var i = 0; i < 50; i++)
            await Should.ThrowAsync<VidimusTemporaryException>(bench.Client.Access.Me());

        bench.Clock.Waits.Count.ShouldBe(200);
        for (var i = 0; i < 200; i++)
        {
            var least = 1 << (i % 4);
            bench.Clock.Waits[i].TotalSeconds.ShouldBeInRange(least, least * 1.25);
        }
        bench.Clock.Waits.Distinct().Count().ShouldBeGreaterThan(150);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(402)]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(405)]
    [InlineData(409)]
    [InlineData(413)]
    [InlineData(415)]
    [InlineData(422)]
    public async Task A_refusal_is_permanent_and_never_repeated(int status)
    {
        using var bench = new Bench();
        bench.Server.On(Bench.Me, () => Stub.Error(status, "REFUSED"));

        var failure = await Should.ThrowAsync<VidimusPermanentException>(bench.Client.Access.Me());

        bench.Server.To("/v1/auth/me").Count().ShouldBe(1);
        bench.Clock.Waits.ShouldBeEmpty();
        failure.Hint.ShouldBe("Do this.");
        failure.Field.ShouldBe("recipient.name");
        failure.Errors.ShouldBe([new FieldError("recipient.name", "is empty")]);
    }

    [Fact]
    public async Task A_request_still_running_under_the_same_idempotency_key_is_asked_for_again()
    {
        using var bench = new Bench();
        bench.Server.On(
            "POST /v1/keys",
            () => Stub.Error(409, "IDEMPOTENCY_IN_PROGRESS"),
            () => Stub.Json(Samples.Minted, 201)
        );

        await bench.Client.Keys.Mint(Some.Key);

        bench.Server.To("/v1/keys").Count().ShouldBe(2);
    }

    [Fact]
    public async Task A_key_whose_first_answer_was_lost_is_named_so_that_it_can_be_revoked()
    {
        using var bench = new Bench();
        bench.Server.On(
            "POST /v1/keys",
            (_, _) => throw new IOException("reset"),
            (_, _) => Task.FromResult(Stub.Json(Samples.MintedBefore, 201))
        );

        var failure = await Should.ThrowAsync<VidimusPermanentException>(
            bench.Client.Keys.Mint(Some.Key)
        );

        failure.Code.ShouldBe(ErrorCodes.SecretOmitted);
        failure.Message.ShouldContain(Samples.Id("key_"));
        failure.Hint.ShouldNotBeNull().ShouldContain("Revoke");
        bench.Server.To("/v1/keys").Count().ShouldBe(2);
    }

    [Fact]
    public async Task A_successor_whose_first_answer_was_lost_is_named_too()
    {
        using var bench = new Bench();
        var old = Samples.Id("key_");
        bench.Server.On(
            $"POST /v1/keys/{old}/rotate",
            (_, _) => throw new IOException("reset"),
            (_, _) => Task.FromResult(Stub.Json(Samples.MintedBefore, 201))
        );

        var failure = await Should.ThrowAsync<VidimusPermanentException>(
            bench.Client.Keys.Rotate(old)
        );

        failure.Code.ShouldBe(ErrorCodes.SecretOmitted);
        failure.Message.ShouldContain(Samples.Id("key_"));
        bench.Server.To($"/v1/keys/{old}/rotate").Count().ShouldBe(2);
    }

    [Fact]
    public async Task A_webhook_whose_first_answer_was_lost_is_named_so_that_its_secret_can_be_replaced()
    {
        using var bench = new Bench();
        bench.Server.On(
            "POST /v1/webhooks",
            (_, _) => throw new IOException("reset"),
            (_, _) => Task.FromResult(Stub.Json(Samples.WebhookMadeBefore, 201))
        );

        var failure = await Should.ThrowAsync<VidimusPermanentException>(
            bench.Client.Webhooks.Create(Some.Webhook)
        );

        failure.Code.ShouldBe(ErrorCodes.SecretOmitted);
        failure.Message.ShouldContain(Samples.Id("we_"));
        failure.Hint.ShouldNotBeNull().ShouldContain("rotate-secret");
    }

    [Fact]
    public async Task A_broken_connection_is_repeated_and_the_call_succeeds()
    {
        using var bench = new Bench();
        bench.Server.On(
            Bench.Me,
            (_, _) => throw new HttpRequestException(HttpRequestError.ConnectionError),
            (_, _) => throw new IOException("reset"),
            (_, _) => Task.FromResult(Stub.Json(Samples.Me))
        );

        (await bench.Client.Access.Me()).Mode.ShouldBe(Mode.Live);

        bench.Calls.Single(c => c.Endpoint == "/v1/auth/me").Retries.ShouldBe(2);
    }

    [Fact]
    public async Task Every_POST_carries_one_idempotency_key_the_same_on_each_attempt_and_fresh_for_each_call()
    {
        using var bench = new Bench();
        bench.Server.On(
            "POST /v1/keys",
            () => Stub.Error(503, "UNAVAILABLE"),
            () => Stub.Json(Samples.Minted, 201)
        );

        await bench.Client.Keys.Mint(Some.Key);
        await bench.Client.Keys.Mint(Some.Key);
        await bench.Client.Keys.Mint(Some.Key, "my-own");

        var keys = bench.Server.To("/v1/keys").Select(r => r.Header("Idempotency-Key")).ToArray();
        keys.Length.ShouldBe(4);
        keys[0].ShouldNotBeNullOrEmpty();
        keys[1].ShouldBe(keys[0]);
        keys[2].ShouldNotBe(keys[0]);
        keys[3].ShouldBe("my-own");
    }

    [Fact]
    public async Task A_change_without_idempotency_key_is_not_repeated_when_it_may_have_been_carried_out()
    {
        using var bench = new Bench();
        bench.Server.On(
            $"PATCH /v1/keys/{Samples.Id("key_")}",
            () => Stub.Error(503, "UNAVAILABLE")
        );

        await Should.ThrowAsync<VidimusTemporaryException>(
            bench.Client.Keys.Edit(Samples.Id("key_"), new() { Label = "x" })
        );

        bench.Clock.Waits.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_change_is_repeated_when_it_cannot_have_been_carried_out()
    {
        using var bench = new Bench();
        bench.Server.On(
            $"PATCH /v1/keys/{Samples.Id("key_")}",
            (_, _) => throw new HttpRequestException(HttpRequestError.NameResolutionError),
            (_, _) => Task.FromResult(Stub.Error(429, "RATE_LIMITED")),
            (_, _) => Task.FromResult(Stub.Json(Samples.Key))
        );

        await bench.Client.Keys.Edit(Samples.Id("key_"), new() { Label = "x" });

        bench.Clock.Waits.Count.ShouldBe(2);
    }

    [Theory]
    [InlineData("7", 7)]
    [InlineData("Sun, 22 Nov 2026 10:00:20 GMT", 20)]
    [InlineData("0", 1)]
    [InlineData("Sun, 22 Nov 2020 10:00:00 GMT", 1)]
    public async Task Retry_After_is_waited_for_in_seconds_and_as_a_date(string value, double least)
    {
        using var bench = new Bench();
        bench.Server.On(
            Bench.Me,
            () => Stub.Error(429, "RATE_LIMITED", value),
            () => Stub.Json(Samples.Me)
        );

        await bench.Client.Access.Me();

        bench.Clock.Waits.Single().TotalSeconds.ShouldBeInRange(least, least + 0.25);
    }

    [Theory]
    [InlineData("3600")]
    [InlineData("Sun, 22 Nov 2026 11:00:00 GMT")]
    public async Task A_Retry_After_beyond_the_bound_ends_the_call_and_says_how_long(string value)
    {
        using var bench = new Bench();
        bench.Server.On(Bench.Me, () => Stub.Error(503, "UNAVAILABLE", value));

        var failure = await Should.ThrowAsync<VidimusTemporaryException>(bench.Client.Access.Me());

        failure.RetryAfter.ShouldBe(TimeSpan.FromHours(1));
        bench.Clock.Waits.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_attempt_that_hangs_is_given_up_after_its_limit_and_repeated()
    {
        using var bench = new Bench();
        bench.Server.On(
            Bench.Me,
            async (_, cancellation) =>
            {
                bench.Clock.Advance(TimeSpan.FromSeconds(10));
                await Task.Delay(Timeout.Infinite, cancellation);
                throw new InvalidOperationException();
            },
            (_, _) => Task.FromResult(Stub.Json(Samples.Me))
        );

        await bench.Client.Access.Me();

        bench.Server.To("/v1/auth/me").Count().ShouldBe(2);
    }

    [Fact]
    public async Task A_call_never_outlasts_its_total_limit()
    {
        using var bench = new Bench();
        bench.Server.On(
            Bench.Me,
            async (_, cancellation) =>
            {
                while (!cancellation.IsCancellationRequested)
                    bench.Clock.Advance(TimeSpan.FromSeconds(1));
                await Task.Delay(Timeout.Infinite, cancellation);
                throw new InvalidOperationException();
            }
        );

        var failure = await Should.ThrowAsync<VidimusTemporaryException>(bench.Client.Access.Me());

        failure.Code.ShouldBe(ErrorCodes.Timeout);
        bench.Calls[^1].Duration.ShouldBeInRange(Seconds(60), Seconds(62));
    }

    [Fact]
    public async Task Cancelling_ends_the_call_at_once_with_the_callers_own_exception()
    {
        using var bench = new Bench();
        using var cancelled = new CancellationTokenSource();
        bench.Server.On(
            Bench.Me,
            async (_, cancellation) =>
            {
                await cancelled.CancelAsync();
                await Task.Delay(Timeout.Infinite, cancellation);
                throw new InvalidOperationException();
            }
        );

        await Should.ThrowAsync<OperationCanceledException>(
            bench.Client.Access.Me(cancelled.Token)
        );

        bench.Server.To("/v1/auth/me").Count().ShouldBe(1);
        bench.Calls[^1].Code.ShouldBe("CANCELLED");
    }

    [Fact]
    public async Task A_certificate_that_is_not_trusted_is_permanent()
    {
        using var bench = new Bench();
        bench.Server.On(
            Bench.Me,
            (_, _) =>
                throw new HttpRequestException(
                    HttpRequestError.SecureConnectionError,
                    inner: new System.Security.Authentication.AuthenticationException()
                )
        );

        var failure = await Should.ThrowAsync<VidimusPermanentException>(bench.Client.Access.Me());

        failure.Code.ShouldBe(ErrorCodes.Tls);
        bench.Clock.Waits.ShouldBeEmpty();
    }
}
