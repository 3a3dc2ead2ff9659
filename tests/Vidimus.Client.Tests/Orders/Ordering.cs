using System.Text.Json.Nodes;
using Shouldly;
using Xunit;

namespace Vidimus.Client.Tests.Orders;

/// <summary>Documents and orders as the contract has them, waiting for a result, and Verdacert's words for the same.</summary>
public sealed class Ordering
{
    private static readonly string Ord = Samples.Id("ord_");
    private static readonly string Get = $"GET /v1/orders/{Ord}";

    [Fact]
    public async Task An_order_is_submitted_under_one_key_in_body_and_header_and_so_is_its_repetition()
    {
        using var bench = new Bench();
        bench.Server.On(
            "POST /v1/orders",
            () => Stub.Error(503, "UNAVAILABLE"),
            () => Stub.Json(Samples.Order, 201),
            () => Stub.Json(Samples.Order, 200)
        );

        await bench.Client.Orders.Submit(Some.Order);
        await bench.Client.Orders.Submit(Some.Order, "a-key-of-my-own");

        var sent = bench.Server.To("/v1/orders").ToArray();
        sent.Length.ShouldBe(3);
        var key = (string)JsonNode.Parse(sent[0].Body)!["idempotencyKey"]!;
        key.Length.ShouldBeInRange(8, 128);
        sent[0].Header("Idempotency-Key").ShouldBe(key);
        sent[1].Body.ShouldBe(sent[0].Body);
        sent[1].Header("Idempotency-Key").ShouldBe(key);
        JsonNode
            .DeepEquals(
                JsonNode.Parse(sent[2].Body),
                JsonNode.Parse(
                    $$"""{"quoteId":"{{Samples.Id("q_")}}","idempotencyKey":"a-key-of-my-own","documents":[{"url":"https://files.example/a.pdf"}]}"""
                )
            )
            .ShouldBeTrue(sent[2].Body);
    }

    [Fact]
    public async Task What_cannot_be_ordered_or_given_back_is_refused_before_sending()
    {
        using var bench = new Bench();
        var orders = bench.Client.Orders;
        await Should.ThrowAsync<ArgumentException>(async () =>
            await orders.Submit(Some.Order, "short")
        );
        await Should.ThrowAsync<ArgumentException>(async () =>
            await orders.Submit(Some.Order, new string('k', 129))
        );
        await Should.ThrowAsync<ArgumentException>(async () => await orders.Refund(Ord, 0));
        await Should.ThrowAsync<ArgumentException>(async () => await orders.Get(".."));
        await Should.ThrowAsync<ArgumentException>(async () =>
            await orders.WaitUntilReady(Ord, TimeSpan.Zero)
        );
        foreach (var file in new[] { 0, DocumentCalls.Largest })
            await Should.ThrowAsync<ArgumentException>(
                bench.Client.Documents.Upload(new MemoryStream(new byte[file]))
            );
        foreach (var id in new[] { "vcrt_", "vcrt_../../../../../../etc", "cred_x", ".." })
            await Should.ThrowAsync<ArgumentException>(async () =>
                await bench.Client.Certificates.Verify(id)
            );
        bench.Server.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_file_is_sent_as_it_is_and_again_when_the_server_was_away()
    {
        using var bench = new Bench();
        bench.Server.On(
            "POST /v1/documents",
            () => Stub.Error(502, "UNAVAILABLE"),
            () => Stub.Json(Samples.Document, 201)
        );

        var uploaded = await bench.Client.Documents.Upload(
            new OnceOnly("%PDF-1.7 of mine"u8.ToArray()),
            "Geburt Ä.pdf",
            "application/pdf"
        );

        uploaded.Sha256.ShouldBe(new string('a', 64));
        var sent = bench.Server.To("/v1/documents").ToArray();
        sent.Select(s => s.Body).ShouldBe(["%PDF-1.7 of mine", "%PDF-1.7 of mine"]);
        sent[0].Query.ShouldBe("?name=Geburt%20%C3%84.pdf");
        sent[0].Header("Content-Type").ShouldBe("application/pdf");
        sent[1].Header("Idempotency-Key").ShouldBe(sent[0].Header("Idempotency-Key"));
    }

    [Fact]
    public async Task Waiting_asks_at_its_pace_tells_each_state_once_and_outlasts_a_server_that_is_away()
    {
        using var bench = new Bench();
        var outage = Enumerable.Repeat(() => Stub.Error(503, "UNAVAILABLE"), 5);
        bench.Server.On(
            Get,
            [
                () => Stub.Json(Samples.OrderThat("created")),
                () => Stub.Json(Samples.OrderThat("in_review")),
                .. outage,
                () => Stub.Json(Samples.OrderThat("in_review")),
                () => Stub.Json(Samples.OrderThat("ready")),
            ]
        );
        var seen = new List<OrderState>();

        var order = await bench.Client.Orders.WaitUntilReady(
            Ord,
            TimeSpan.FromSeconds(20),
            o => seen.Add(o.Status)
        );

        order.Status.ShouldBe(OrderState.Ready);
        seen.ShouldBe([OrderState.Created, OrderState.InReview, OrderState.Ready]);
        bench.Clock.Waits.Count(w => w == TimeSpan.FromSeconds(20)).ShouldBe(4);
    }

    [Theory]
    [InlineData("failed")]
    [InlineData("cancelled")]
    [InlineData("refunded")]
    [InlineData("delivered")]
    public async Task Waiting_ends_with_an_order_that_nobody_works_on(string state)
    {
        using var bench = new Bench();
        bench.Server.On(Get, Samples.OrderThat(state));

        var order = await bench.Client.Orders.WaitUntilReady(Ord);

        order.Status.IsOpen().ShouldBeFalse();
        bench.Clock.Waits.ShouldBeEmpty();
    }

    [Fact]
    public async Task Waiting_for_an_order_that_is_not_there_fails_at_once()
    {
        using var bench = new Bench();
        bench.Server.On(Get, () => Stub.Error(404, "JOB_NOT_FOUND"));

        (
            await Should.ThrowAsync<VidimusPermanentException>(
                bench.Client.Orders.WaitUntilReady(Ord)
            )
        ).Code.ShouldBe("JOB_NOT_FOUND");
        bench.Server.To($"/v1/orders/{Ord}").Count().ShouldBe(1);
    }

    [Fact]
    public async Task Verdacerts_answers_come_back_as_they_are_and_its_errors_with_what_it_says()
    {
        using var bench = new Bench();
        bench
            .Server.On("GET /api/v1/status/job_1", """{"jobId":"job_1","status":"odd","new":[1]}""")
            .On(
                "GET /api/v1/result/job_1",
                () =>
                    Stub.Json(
                        """{"error":{"code":"RESULT_NOT_READY","message":"Not yet.","recoveryHint":"Ask later.","retryable":true,"field":"jobId"}}""",
                        409
                    )
            )
            .On(
                "POST /api/v1/submit",
                () =>
                    Stub.Json(
                        """{"error":{"code":"APPROVAL_REQUIRED","message":"A person decides.","recoveryHint":"Wait.","retryable":false,"approvalId":"apr_x","approvalUrl":"https://trust.example/a"}}""",
                        202
                    )
            );
        var verdacert = bench.Client.Verdacert;

        (await verdacert.Status("job_1"))
            .ToJsonString()
            .ShouldBe("""{"jobId":"job_1","status":"odd","new":[1]}""");
        var early = await Should.ThrowAsync<VidimusPermanentException>(verdacert.Result("job_1"));
        early.Code.ShouldBe("RESULT_NOT_READY");
        early.Hint.ShouldBe("Ask later.");
        early.Field.ShouldBe("jobId");
        early.IsRetryable.ShouldBeTrue();
        var held = await Should.ThrowAsync<VidimusPermanentException>(
            verdacert.Submit(new JsonObject { ["idempotencyKey"] = "12345678" })
        );
        held.Approval!.Id.ShouldBe("apr_x");
        held.Approval.Url.ShouldBe("https://trust.example/a");
        bench.Server.To("/api/v1/submit").Single().Header("Idempotency-Key").ShouldBeNull();
        await Should.ThrowAsync<ArgumentException>(async () => await verdacert.Status("a/b"));
    }

    [Fact]
    public async Task A_certified_file_is_copied_as_it_comes()
    {
        using var bench = new Bench();
        bench.Server.On(
            $"GET /v1/orders/{Ord}/certificate.pdf",
            () => Stub.Json("%PDF", type: "application/pdf")
        );
        using var target = new MemoryStream();

        await bench.Client.Orders.DownloadCertified(Ord, target);

        target.ToArray().ShouldBe("%PDF"u8.ToArray());
    }

    /// <summary>A stream that can be read once, as those from elsewhere are.</summary>
    private sealed class OnceOnly(byte[] content) : MemoryStream(content)
    {
        public override bool CanSeek => false;
    }
}
