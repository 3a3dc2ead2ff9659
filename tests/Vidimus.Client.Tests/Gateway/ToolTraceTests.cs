using Shouldly;
using Xunit;

namespace Vidimus.Client.Tests.Gateway;

public sealed class ToolTraceTests
{
    [Fact]
    public async Task The_requests_of_a_tool_call_carry_its_name_its_approval_and_one_correlation_id()
    {
        using var bench = new Bench();
        bench.Server.On("POST /v1/groups", Samples.Group, 201);
        var trace = new ToolTrace("makeGroup", "apr_1");
        var client = bench.Client.For(trace);

        await client.Access.Me();
        await client.Groups.Create(Some.Group);

        var asked = bench.Server.Requests.Where(r => r.Path != "/v1/auth/token").ToArray();
        asked.ShouldAllBe(r =>
            r.Header("Vidimus-Tool") == "makeGroup"
            && r.Header("X-Correlation-Id") == trace.CorrelationId
        );
        asked[0].Header("Vidimus-Approval").ShouldBeNull();
        asked[1].Header("Vidimus-Approval").ShouldBe("apr_1");
        bench.Server.To("/v1/auth/token").Single().Header("Vidimus-Tool").ShouldBeNull();
        trace.Calls.Select(c => c.Endpoint).ShouldBe(["/v1/auth/me", "/v1/groups"]);
    }

    [Fact]
    public async Task A_call_that_a_person_has_to_approve_is_a_permanent_failure_that_says_where()
    {
        using var bench = new Bench();
        bench.Server.On(
            "POST /v1/groups",
            """{"success":false,"error":{"code":"APPROVAL_REQUIRED","message":"A person has to approve this call first.","hint":"Open the page.","retryable":false,"field":null,"details":{"approvalId":"apr_2","url":"https://trust.example/approvals/apr_2","expiresAt":"2026-11-22T11:00:00.000Z"}},"meta":{"requestId":"req_x"}}""",
            202
        );
        var trace = new ToolTrace("makeGroup");

        var failure = await Should.ThrowAsync<VidimusPermanentException>(() =>
            bench.Client.For(trace).Groups.Create(Some.Group)
        );

        failure.Code.ShouldBe(ErrorCodes.ApprovalRequired);
        var asked = trace.Approval.ShouldNotBeNull();
        asked.Id.ShouldBe("apr_2");
        asked.Url.ShouldBe("https://trust.example/approvals/apr_2");
        asked.ExpiresAt.ShouldBe(new DateTimeOffset(2026, 11, 22, 11, 0, 0, TimeSpan.Zero));
        bench.Server.To("/v1/groups").Count().ShouldBe(1);
    }

    [Fact]
    public async Task Authenticating_exchanges_anew_and_a_failure_leaves_the_held_token_in_use()
    {
        using var bench = new Bench(o => o.TotalTimeout = o.AttemptTimeout);
        await bench.Client.Access.Me();
        await bench.Client.Authenticate();
        bench.Server.To("/v1/auth/token").Count().ShouldBe(2);
        bench.Server.On(Bench.Exchange, () => Stub.Error(404, "NOT_FOUND"));
        await Should.ThrowAsync<VidimusPermanentException>(() => bench.Client.Authenticate());
        (await bench.Client.Access.Me()).Mode.ShouldBe(Mode.Live);
        bench.Client.Circuit.ShouldBe(CircuitState.Closed);
    }
}
