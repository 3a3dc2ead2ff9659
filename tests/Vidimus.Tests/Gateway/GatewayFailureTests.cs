using System.Net;
using Shouldly;
using Vidimus.Testing;
using Vidimus.Tests.Mcp;
using Xunit;

namespace Vidimus.Tests.Gateway;

/// <summary>
/// The failures that a gateway of this kind is tried with: each ends in an answer that says what happened and what to do, in a
/// record, and never in a crash or a stack trace.
/// </summary>
public abstract class GatewayFailureTests(SharedApp shared) : Scenario(shared)
{
    public sealed class Sqlite(OnSqlite shared)
        : GatewayFailureTests(shared),
            IClassFixture<OnSqlite>;

    public sealed class Postgres(OnPostgres shared)
        : GatewayFailureTests(shared),
            IClassFixture<OnPostgres>;

    [Fact]
    public async Task Expired_token_the_access_token_is_renewed_before_its_end_and_again_after_it()
    {
        var token = await (await App.NewOrganization()).ClientTokenWith("read");
        await using var gateway = await RunningGateway.Start(App, token);
        (await gateway.Call("listGroups")).ShouldBeDone();
        gateway.Exchanges.Count().ShouldBe(1);
        // Fifteen minutes is its life; a minute before the end it is renewed, so that none is spent on its way.
        App.Advance(TimeSpan.FromMinutes(14.5));
        (await gateway.Call("listGroups")).ShouldBeDone();
        gateway.Exchanges.Count().ShouldBe(2);
        App.Advance(TimeSpan.FromMinutes(40));
        var calls = await Task.WhenAll(
            Enumerable.Range(0, 8).Select(_ => gateway.Call("listGroups"))
        );
        calls.ShouldAllBe(c => !c.IsError);
        gateway.Exchanges.Count().ShouldBe(3);
    }

    [Fact]
    public async Task Expired_token_one_that_the_server_takes_no_more_is_exchanged_once_and_the_call_repeated()
    {
        var token = await (await App.NewOrganization()).ClientTokenWith("read");
        // The gateway's clock stands still, as one that runs wrong: it thinks the token good for ever.
        await using var gateway = await RunningGateway.Start(
            App,
            token,
            new() { Clock = new FakeClock() }
        );
        (await gateway.Call("listGroups")).ShouldBeDone();
        App.Advance(TimeSpan.FromMinutes(16));
        (await gateway.Call("listGroups")).ShouldBeDone();
        gateway.Exchanges.Count().ShouldBe(2);
        gateway.Calls.Last().GetProperty("retries").GetInt32().ShouldBe(1);
    }

    [Fact]
    public async Task Revoked_credential_is_told_is_alarmed_about_and_is_not_offered_again()
    {
        var issuer = await App.NewOrganization();
        var token = await issuer.ClientTokenWith("read");
        await using var gateway = await RunningGateway.Start(App, token);
        (await gateway.Call("listGroups")).ShouldBeDone();
        (
            await App.Post(
                $"/v1/keys/{token.Id}/revoke",
                issuer.Live.Secret,
                new { reason = "Rotated" }
            )
        ).Status.ShouldBeInRange(200, 204);
        (await gateway.Call("listGroups")).ShouldBeRefused("AUTH_REVOKED_KEY");
        var exchanges = gateway.Exchanges.Count();
        var asked = gateway.Sent.Count;
        (await gateway.Call("listGroups")).ShouldBeRefused("AUTH_REVOKED_KEY");
        gateway.Exchanges.Count().ShouldBe(exchanges);
        gateway.Sent.Count.ShouldBe(asked);
        gateway.Log.ShouldContain("client_token_refused");
        var health = (await gateway.Get("/health")).Should(503);
        health.Text.ShouldContain("AUTH_REVOKED_KEY");
        (await gateway.Get("/metrics")).Text.ShouldContain(
            "vidimus_gateway_auth_failures_total{where=\"api\"}"
        );
    }

    [Fact]
    public async Task Invalid_id_is_refused_before_the_API_or_told_as_not_found()
    {
        var issuer = await App.NewOrganization();
        await using var gateway = await RunningGateway.Start(App, issuer.Live);
        var malformed = (await gateway.Call("getCredential", new { id = "abc" })).ShouldBeRefused(
            "VALIDATION_ERROR"
        );
        malformed.Text.ShouldContain("id");
        var unknown = (
            await gateway.Call("getCredential", new { id = "cred_01kb0c5q7me1vtgy7m3a8r2xwd" })
        ).ShouldBeRefused("CREDENTIAL_NOT_FOUND");
        unknown.Text.ShouldContain("listCredentials");
        (await gateway.Call("verifyCredential", new { id = "cred_01kb0c5q7me1vtgy7m3a8r2xwd" }))
            .ShouldBeDone()
            .Text.ShouldContain("not_found");
    }

    [Fact]
    public async Task Malformed_request_is_refused_by_the_protocol_and_the_gateway_goes_on()
    {
        var issuer = await App.NewOrganization();
        await using var gateway = await RunningGateway.Start(App, issuer.Live);
        foreach (
            var body in (string[])
                [
                    "{",
                    "[]",
                    "null",
                    """{"jsonrpc":"2.0"}""",
                    """{"jsonrpc":"1.0","id":1,"method":"tools/list"}""",
                ]
        )
        {
            var request = new HttpRequestMessage(HttpMethod.Post, "/mcp")
            {
                Content = VidimusApp.Json(body),
            };
            request.Headers.Accept.ParseAdd("application/json, text/event-stream");
            (await gateway.Send(request)).Status.ShouldBeInRange(400, 404, body);
        }
        (await gateway.TryCall("listGroups", "[]")).Text.ShouldContain("error", Case.Insensitive);
        (await gateway.Call("listGroups")).ShouldBeDone();
    }

    [Fact]
    public async Task Timeout_ends_in_an_answer_within_its_time_and_says_how_to_repeat_a_write()
    {
        var programme = await Programme.Start(App);
        await using var gateway = await RunningGateway.Start(
            App,
            programme.Key,
            new()
            {
                Clock = TimeProvider.System,
                Settings = s =>
                    s with
                    {
                        AttemptTimeout = TimeSpan.FromMilliseconds(200),
                        CallTimeout = TimeSpan.FromMilliseconds(600),
                    },
                InTheWay = async (request, cancellation) =>
                {
                    if (request.RequestUri!.AbsolutePath is "/v1/credentials")
                        await Task.Delay(Timeout.Infinite, cancellation);
                    return null;
                },
            }
        );
        var said = (
            await gateway.Call(
                "issueCredential",
                new { groupId = programme.GroupId, recipient = new { name = "Ada Example" } }
            )
        ).ShouldBeRefused("TIMEOUT");
        said.Text.ShouldContain("idempotencyKey");
        gateway
            .Audit()
            .ShouldHaveSingleItem()
            .GetProperty("outcome")
            .GetString()
            .ShouldBe("failed");
        var metrics = (await gateway.Get("/metrics")).Text;
        metrics.ShouldNotContain("vidimus_gateway_timeouts_total 0\n");
    }

    [Fact]
    public async Task API_unavailable_is_told_and_after_many_failures_nothing_is_sent_for_a_while()
    {
        var issuer = await App.NewOrganization();
        var away = false;
        await using var gateway = await RunningGateway.Start(
            App,
            issuer.Live,
            new()
            {
                Clock = TimeProvider.System,
                Settings = s =>
                    s with
                    {
                        CallTimeout = TimeSpan.FromMilliseconds(300),
                        AttemptTimeout = TimeSpan.FromMilliseconds(300),
                    },
                InTheWay = (_, _) =>
                    away
                        ? throw new HttpRequestException(HttpRequestError.ConnectionError)
                        : Task.FromResult<HttpResponseMessage?>(null),
            }
        );
        (await gateway.Call("listGroups")).ShouldBeDone();
        away = true;
        var said = await gateway.Call("listGroups");
        said.IsError.ShouldBeTrue();
        said.Text.ShouldContain("What to do:");
        said.Text.ShouldNotContain("   at ");
        var health = (await gateway.Get("/health")).Should(503);
        health.Text.ShouldContain("\"name\":\"reachability\",\"outcome\":\"fail\"");
        // Asked together: each fails at its first attempt.
        await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => gateway.Call("listGroups")));
        (await gateway.Call("listGroups")).ShouldBeRefused("CIRCUIT_OPEN");
        (await gateway.Get("/metrics")).Text.ShouldContain("vidimus_gateway_circuit_state 2");
        (await gateway.Get("/livez")).Should(200);
    }

    [Fact]
    public async Task Permission_denied_names_the_scope_that_lacks()
    {
        var programme = await Programme.Start(App);
        var token = await programme.Issuer.ClientTokenWith("read");
        await using var gateway = await RunningGateway.Start(
            App,
            token,
            new()
            {
                // It cannot find out beforehand what its client token may do.
                InTheWay = (request, _) =>
                    Task.FromResult(
                        request.RequestUri!.AbsolutePath == "/v1/auth/me"
                            ? Problem(404, "NOT_FOUND", "There is nothing at this address.")
                            : null
                    ),
            }
        );
        (await gateway.Listed()).ShouldContain("issueCredential");
        var said = (
            await gateway.Call(
                "issueCredential",
                new { groupId = programme.GroupId, recipient = new { name = "Ada Example" } }
            )
        ).ShouldBeRefused("SCOPE_INSUFFICIENT");
        said.Text.ShouldContain("credentials:issue");
        gateway.Calls.Last().GetProperty("status").GetInt32().ShouldBe(403);
        gateway.Calls.Last().GetProperty("retries").GetInt32().ShouldBe(0);
    }

    [Fact]
    public async Task Rate_limit_of_the_server_is_waited_for_when_it_is_short_and_told_when_it_is_long()
    {
        var issuer = await App.NewOrganization();
        var wait = "1";
        var limited = 0;
        await using var gateway = await RunningGateway.Start(
            App,
            issuer.Live,
            new()
            {
                Clock = TimeProvider.System,
                InTheWay = (request, _) =>
                {
                    if (
                        request.RequestUri!.AbsolutePath != "/v1/groups"
                        || (wait == "1" && limited > 0)
                    )
                        return Task.FromResult<HttpResponseMessage?>(null);
                    limited++;
                    var refusal = Problem(429, "RATE_LIMITED", "Too many requests.");
                    refusal.Headers.TryAddWithoutValidation("Retry-After", wait);
                    return Task.FromResult<HttpResponseMessage?>(refusal);
                },
            }
        );
        (await gateway.Call("listGroups")).ShouldBeDone();
        gateway.Calls.Last().GetProperty("retries").GetInt32().ShouldBe(1);
        wait = "3600";
        (await gateway.Call("listGroups"))
            .ShouldBeRefused("RATE_LIMITED")
            .Text.ShouldContain("3600 seconds");
    }

    [Fact]
    public async Task Rate_limit_that_lasts_longer_than_the_call_may_take_is_told_at_once()
    {
        var issuer = await App.NewOrganization();
        await using var gateway = await RunningGateway.Start(
            App,
            issuer.Live,
            new()
            {
                Clock = TimeProvider.System,
                Settings = s =>
                    s with
                    {
                        AttemptTimeout = TimeSpan.FromSeconds(1),
                        CallTimeout = TimeSpan.FromSeconds(2),
                    },
                InTheWay = (request, _) =>
                {
                    if (request.RequestUri!.AbsolutePath != "/v1/groups")
                        return Task.FromResult<HttpResponseMessage?>(null);
                    var refusal = Problem(429, "RATE_LIMITED", "Too many requests.");
                    refusal.Headers.TryAddWithoutValidation("Retry-After", "3");
                    return Task.FromResult<HttpResponseMessage?>(refusal);
                },
            }
        );
        (await gateway.Call("listGroups"))
            .ShouldBeRefused("RATE_LIMITED")
            .Text.ShouldContain("3 seconds");
    }

    private static HttpResponseMessage Problem(int status, string code, string message) =>
        new((HttpStatusCode)status)
        {
            Content = VidimusApp.Json(
                $$$"""{"success":false,"error":{"code":"{{{code}}}","message":"{{{message}}}","hint":"Do this.","retryable":false,"field":null,"details":null},"meta":{"requestId":"req_x"}}"""
            ),
        };
}
