using System.Text;
using Shouldly;
using Xunit;

namespace Vidimus.Client.Tests;

public sealed class Tokens
{
    private const string TokenPath = "/v1/auth/token";

    [Fact]
    public async Task The_client_token_is_exchanged_and_only_the_access_token_goes_out_with_calls()
    {
        using var bench = new Bench();

        await bench.Client.Access.Me();

        bench
            .Server.To(TokenPath)
            .Single()
            .Header("Authorization")
            .ShouldBe("Bearer " + Samples.Key43);
        bench
            .Server.To("/v1/auth/me")
            .Single()
            .Header("Authorization")
            .ShouldBe("Bearer eyJPLANTED.access.token");
    }

    [Fact]
    public async Task The_portals_ready_header_is_taken_as_it_is()
    {
        using var bench = new Bench(o => o.ClientToken = Samples.Basic);

        await bench.Client.Access.Me();

        bench.Server.To(TokenPath).Single().Header("Authorization").ShouldBe(Samples.Basic);
    }

    [Fact]
    public async Task A_key_used_directly_goes_out_itself_and_is_not_exchanged()
    {
        using var bench = new Bench(o => o.UseKeyDirectly = true);

        await bench.Client.Access.Me();

        bench.Server.To(TokenPath).ShouldBeEmpty();
        bench
            .Server.To("/v1/auth/me")
            .Single()
            .Header("Authorization")
            .ShouldBe("Bearer " + Samples.Key43);
    }

    [Fact]
    public async Task The_access_token_is_kept_until_a_minute_before_its_end()
    {
        using var bench = new Bench();
        await bench.Client.Access.Me();
        bench.Clock.Advance(TimeSpan.FromSeconds(839));
        await bench.Client.Access.Me();
        bench.Server.To(TokenPath).Count().ShouldBe(1);

        bench.Clock.Advance(TimeSpan.FromSeconds(1));
        await bench.Client.Access.Me();

        bench.Server.To(TokenPath).Count().ShouldBe(2);
    }

    [Fact]
    public async Task Callers_at_the_same_time_share_one_exchange()
    {
        using var bench = new Bench();
        var release = new TaskCompletionSource();
        bench.Server.On(
            Bench.Exchange,
            async (_, _) =>
            {
                await release.Task;
                return Stub.Json(Samples.Token);
            }
        );

        var calls = Enumerable.Range(0, 64).Select(_ => bench.Client.Access.Me()).ToArray();
        release.SetResult();
        await Task.WhenAll(calls);

        bench.Server.To(TokenPath).Count().ShouldBe(1);
        bench.Server.To("/v1/auth/me").Count().ShouldBe(64);
    }

    [Fact]
    public async Task A_caller_who_gives_up_does_not_spoil_the_exchange_for_the_others()
    {
        using var bench = new Bench();
        var release = new TaskCompletionSource();
        bench.Server.On(
            Bench.Exchange,
            async (_, _) =>
            {
                await release.Task;
                return Stub.Json(Samples.Token);
            }
        );
        using var cancelled = new CancellationTokenSource();
        var first = bench.Client.Access.Me(cancelled.Token);
        var second = bench.Client.Access.Me();

        await cancelled.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(first);
        release.SetResult();

        (await second).Mode.ShouldBe(Mode.Live);
        bench.Server.To(TokenPath).Count().ShouldBe(1);
    }

    [Fact]
    public async Task A_failed_exchange_is_tried_anew_by_the_next_call()
    {
        using var bench = new Bench();
        bench.Server.On(
            Bench.Exchange,
            () => Stub.Error(503, "UNAVAILABLE", "3600"),
            () => Stub.Json(Samples.Token)
        );

        await Should.ThrowAsync<VidimusTemporaryException>(bench.Client.Access.Me());
        await bench.Client.Access.Me();
    }

    [Fact]
    public async Task An_expired_access_token_is_renewed_and_the_call_repeated_once()
    {
        using var bench = new Bench();
        bench.Server.On(
            Bench.Me,
            () => Stub.Error(401, "AUTH_EXPIRED_TOKEN"),
            () => Stub.Json(Samples.Me)
        );

        await bench.Client.Access.Me();

        bench.Server.To(TokenPath).Count().ShouldBe(2);
        bench.Clock.Waits.ShouldBeEmpty();
        bench.Calls[^1].Retries.ShouldBe(1);
    }

    [Fact]
    public async Task A_token_expired_again_after_renewal_is_a_permanent_failure()
    {
        using var bench = new Bench();
        bench.Server.On(Bench.Me, () => Stub.Error(401, "AUTH_EXPIRED_TOKEN"));

        var failure = await Should.ThrowAsync<VidimusPermanentException>(bench.Client.Access.Me());

        failure.Code.ShouldBe("AUTH_EXPIRED_TOKEN");
        bench.Server.To("/v1/auth/me").Count().ShouldBe(2);
        bench.Refusals.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("AUTH_INVALID_KEY")]
    [InlineData("AUTH_REVOKED_KEY")]
    [InlineData("AUTH_SUSPENDED_KEY")]
    [InlineData("AUTH_EXPIRED_KEY")]
    public async Task A_refused_client_token_is_raised_once_never_retried_and_later_calls_fail_fast(
        string code
    )
    {
        using var bench = new Bench();
        bench.Server.On(Bench.Exchange, () => Stub.Error(401, code));

        var first = await Should.ThrowAsync<VidimusPermanentException>(bench.Client.Access.Me());
        var second = await Should.ThrowAsync<VidimusPermanentException>(bench.Client.Access.Me());

        first.Code.ShouldBe(code);
        second.Code.ShouldBe(code);
        bench.Refusals.Single().Code.ShouldBe(code);
        bench.Server.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_key_revoked_while_its_access_token_lives_is_raised_too()
    {
        using var bench = new Bench();
        bench.Server.On(Bench.Me, () => Stub.Error(401, "AUTH_REVOKED_KEY"));

        await Should.ThrowAsync<VidimusPermanentException>(bench.Client.Access.Me());
        await Should.ThrowAsync<VidimusPermanentException>(bench.Client.Access.Me());

        bench.Refusals.Count.ShouldBe(1);
        bench.Server.To("/v1/auth/me").Count().ShouldBe(1);
    }

    [Fact]
    public async Task A_replaced_client_token_ends_the_failing_fast()
    {
        using var bench = new Bench();
        bench.Server.On(
            Bench.Exchange,
            () => Stub.Error(401, "AUTH_REVOKED_KEY"),
            () => Stub.Json(Samples.Token)
        );
        await Should.ThrowAsync<VidimusPermanentException>(bench.Client.Access.Me());

        bench.Client.ReplaceClientToken("vdm_live_next");
        await bench.Client.Access.Me();

        bench.Server.To(TokenPath).Last().Header("Authorization").ShouldBe("Bearer vdm_live_next");
    }

    [Fact]
    public async Task A_refusal_of_the_old_token_that_comes_late_does_not_touch_the_new_one()
    {
        using var bench = new Bench();
        var release = new TaskCompletionSource();
        bench.Server.On(
            Bench.Exchange,
            async (_, _) =>
            {
                await release.Task;
                return Stub.Error(401, "AUTH_REVOKED_KEY");
            },
            (_, _) => Task.FromResult(Stub.Json(Samples.Token))
        );
        var late = bench.Client.Access.Me();
        while (!bench.Server.To(TokenPath).Any())
            await Task.Yield();

        bench.Client.ReplaceClientToken("vdm_live_next");
        release.SetResult();
        await Should.ThrowAsync<VidimusPermanentException>(late);

        await bench.Client.Access.Me();
        bench.Refusals.ShouldBeEmpty();
    }

    [Fact]
    public async Task Without_a_key_nothing_is_sent_but_verifying_works()
    {
        using var bench = new Bench(o => o.ClientToken = null);
        bench.Server.On("POST /v1/verifications", Samples.Verification);

        var failure = await Should.ThrowAsync<VidimusPermanentException>(bench.Client.Access.Me());
        await bench.Client.Verifications.ById(Samples.Id("cred_"));

        failure.Code.ShouldBe(ErrorCodes.NoKey);
        bench.Server.Requests.Single().Header("Authorization").ShouldBeNull();
    }

    [Fact]
    public async Task No_log_line_exception_or_text_form_holds_a_secret_an_id_or_a_query()
    {
        using var bench = new Bench();
        var id = Samples.Id("cred_");
        bench
            .Server.On("POST /v1/keys", () => Stub.Json(Samples.Minted, 201))
            .On($"GET /v1/credentials/{id}", () => Stub.Error(404, "NOT_FOUND"))
            .On("GET /v1/credentials", Samples.Page(Samples.Credential))
            .On(
                Bench.Me,
                (_, _) => throw new HttpRequestException(HttpRequestError.ConnectionError)
            );

        var told = new StringBuilder();
        var minted = await bench.Client.Keys.Mint(Some.Key);
        told.Append(minted);
        told.Append(System.Text.Json.JsonSerializer.Serialize(minted, WireJson.Options));
        told.Append(
            await Should.ThrowAsync<VidimusException>(() => bench.Client.Credentials.Get(id))
        );
        told.Append(await Should.ThrowAsync<VidimusException>(() => bench.Client.Access.Me()));
        await foreach (
            var _ in bench.Client.Credentials.List(new() { ExternalId = "PLANTED-person" })
        ) { }
        told.AppendJoin('\n', bench.Lines).AppendJoin('\n', bench.Calls);

        var text = told.ToString();
        text.ShouldNotContain("PLANTED");
        text.ShouldNotContain("cGxhbnRlZDpzZWNyZXQ=");
        string.Join('\n', bench.Lines).ShouldNotContain(id);
        minted.Secret.Reveal().ShouldBe(Samples.Key43);
    }

    [Fact]
    public async Task Each_call_is_logged_once_with_time_method_template_status_duration_ids_and_retries()
    {
        using var bench = new Bench();
        var id = Samples.Id("cred_");
        bench.Server.On(
            $"GET /v1/credentials/{id}",
            () => Stub.Error(503, "UNAVAILABLE"),
            () => Stub.Json(Samples.Credential)
        );

        await bench.Client.Credentials.Get(id);

        bench.Calls.Select(c => c.Endpoint).ShouldBe(["/v1/auth/token", "/v1/credentials/{id}"]);
        var log = bench.Calls[1];
        log.Time.ShouldBe(new DateTimeOffset(2026, 11, 22, 10, 0, 0, TimeSpan.Zero));
        log.Method.ShouldBe("GET");
        log.Status.ShouldBe(200);
        log.Duration.ShouldBe(TimeSpan.FromSeconds(1.125));
        log.Retries.ShouldBe(1);
        log.RequestId.ShouldBe(Samples.Id("req_"));
        log.Code.ShouldBeNull();
        bench
            .Server.To($"/v1/credentials/{id}")
            .Select(r => r.Header("X-Correlation-Id"))
            .ShouldAllBe(c => c == log.CorrelationId);
        bench.Lines.Count.ShouldBe(2);
    }
}
