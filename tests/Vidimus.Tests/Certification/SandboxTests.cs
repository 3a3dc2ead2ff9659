using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Certification;

/// <summary>The sandbox: an order's age says how far it is, and each step is told once.</summary>
public abstract class SandboxTests(SharedApp shared) : Scenario(shared)
{
    public sealed class Sqlite(OnSqlite shared) : SandboxTests(shared), IClassFixture<OnSqlite>;

    public sealed class Postgres(OnPostgres shared)
        : SandboxTests(shared),
            IClassFixture<OnPostgres>;

    private static readonly string[] OfTranslation =
    [
        "order.created",
        "order.paid",
        "order.processing",
        "order.in_review",
        "order.ready",
    ];

    [Fact]
    public async Task C10_the_state_is_computed_from_the_age_to_the_second_per_product_line()
    {
        var customer = await Customer.Of(App);
        var (translation, review) = (await customer.Order(), await customer.OrderReview());
        var age = 0;
        foreach (
            var (milliseconds, one, other) in ((int, string, string)[])
                [
                    (0, "created", "created"),
                    (4999, "created", "created"),
                    (5000, "paid", "paid"),
                    (14999, "paid", "paid"),
                    (15000, "processing", "reviewing_draft"),
                    (59999, "processing", "reviewing_draft"),
                    (60000, "in_review", "reviewing_draft"),
                    (89999, "in_review", "reviewing_draft"),
                    (90000, "in_review", "ready"),
                    (119999, "in_review", "ready"),
                    (120000, "ready", "ready"),
                    (7200000, "ready", "ready"),
                ]
        )
        {
            App.Advance(TimeSpan.FromMilliseconds(milliseconds - age));
            age = milliseconds;
            (await customer.Status(translation)).ShouldBe(one, $"after {milliseconds} ms");
            (await customer.Status(review)).ShouldBe(other, $"after {milliseconds} ms");
        }
        (await customer.Events(translation)).ShouldBe(OfTranslation);
        (await customer.Events(review)).ShouldBe([
            "order.created",
            "order.paid",
            "order.reviewing_draft",
            "order.ready",
        ]);
    }

    [Fact]
    public async Task C10_a_late_look_sees_the_moments_at_which_the_steps_were_taken()
    {
        var customer = await Customer.Of(App);
        var id = await customer.Order();
        var made = (await customer.Get($"/v1/orders/{id}"))
            .Json.GetProperty("createdAt")
            .GetDateTimeOffset();
        App.Advance(TimeSpan.FromHours(1));
        // Looking at the list tells nobody.
        (await customer.Get("/v1/orders"))
            .Should(200)
            .Json.GetProperty("data")[0]
            .GetProperty("status")
            .GetString()
            .ShouldBe("ready");
        (await customer.Events(id)).ShouldBe(["order.created"]);
        var late = (await customer.Get($"/v1/orders/{id}")).Should(200).Json;
        late.GetProperty("paidAt").GetDateTimeOffset().ShouldBe(made.AddSeconds(5));
        late.GetProperty("readyAt").GetDateTimeOffset().ShouldBe(made.AddSeconds(120));
        (await customer.Events(id)).ShouldBe(OfTranslation);
    }

    [Fact]
    public async Task C11_racing_polls_on_two_nodes_tell_each_step_once_and_in_order()
    {
        await using var beside = await VidimusApp.Start(new(App.Engine) { Beside = App });
        var customer = await Customer.Of(App);
        var id = await customer.Order();
        var polls = Long.Wanted ? 1000 : 200;
        // The first wave sees one step, the second three that nobody saw.
        foreach (
            var (wait, status, seen) in ((int, string, int)[])[(6, "paid", 2), (115, "ready", 5)]
        )
        {
            App.Advance(TimeSpan.FromSeconds(wait));
            var answers = await Task.WhenAll(
                Enumerable
                    .Range(0, polls)
                    .Select(i => customer.Get($"/v1/orders/{id}", i % 2 == 0 ? App : beside))
            );
            answers.ShouldAllBe(a => a.Status == 200 && a.At("status") == status);
            (await customer.Events(id)).ShouldBe(OfTranslation[..seen]);
        }
        // Who sees nothing new writes nothing.
        var version = await Version();
        for (var i = 0; i < 3; i++)
            (await customer.Status(id)).ShouldBe("ready");
        (await Version()).ShouldBe(version);
        (await customer.Events(id)).ShouldBe(OfTranslation);

        async Task<object?> Version() =>
            (
                await App.Query(
                    "SELECT version FROM certification_orders WHERE id = @id",
                    ("@id", id)
                )
            )[0][0];
    }

    [Fact]
    public async Task C13_the_result_is_there_from_ready_and_fetching_it_delivers_once()
    {
        await using var beside = await VidimusApp.Start(new(App.Engine) { Beside = App });
        var customer = await Customer.Of(App);
        var id = await customer.Order();
        App.Advance(TimeSpan.FromSeconds(119));
        var early = (await customer.Get($"/v1/orders/{id}/result")).ShouldBeProblem(
            409,
            "RESULT_NOT_READY"
        );
        early.At("error", "retryable").ShouldBe("true");
        App.Advance(TimeSpan.FromSeconds(1));
        var results = await Task.WhenAll(
            Enumerable
                .Range(0, 12)
                .Select(i => customer.Get($"/v1/orders/{id}/result", i % 2 == 0 ? App : beside))
        );
        results
            .Select(r => r.Should(200).At("certificate", "certificateId"))
            .Distinct()
            .Count()
            .ShouldBe(1);
        (await customer.Count("certification_certificates")).ShouldBe(1);
        (await customer.Events(id)).ShouldBe([.. OfTranslation, "order.delivered"]);
        (await customer.Status(id)).ShouldBe("delivered");
        var result = results[0];
        (result.At("orderId"), result.At("status"), result.At("isSandbox")).ShouldBe(
            (id, "delivered", "true")
        );
        result
            .Json.GetProperty("certificate")
            .EnumerateObject()
            .Select(m => m.Name)
            .ShouldBe([
                "certificateId",
                "translatorName",
                "translatorCredentials",
                "issuedAt",
                "publicVerifyUrl",
                "jws",
            ]);
        result.At("certificate", "certificateId").ShouldNotBeNull().ShouldStartWith("vcrt_");
        // The PDF by a key, and by an address that needs none.
        var file = (await customer.Get(new Uri(result.At("document", "url")!).PathAndQuery)).Should(
            200
        );
        file.MediaType.ShouldBe("application/pdf");
        Files.Sha256(file.Bytes).ShouldBe(result.At("document", "sha256"));
        var link = new Uri(result.At("document", "downloadUrl")!).PathAndQuery;
        var download = (await App.Get(link)).Should(200);
        download.Bytes.ShouldBe(file.Bytes);
        download["Content-Security-Policy"].ShouldBe("sandbox; default-src 'none'");
        download["X-Content-Type-Options"].ShouldBe("nosniff");
        download["Content-Disposition"].ShouldNotBeNull().ShouldStartWith("attachment;");
        download["Cache-Control"].ShouldNotBeNull().ShouldContain("no-store");
        (await App.Get(link.Insert("/v1/downloads/".Length, "A"))).Should(404);
        (await App.Get(new Uri(result.At("document", "url")!).PathAndQuery)).Should(401);
        // Bytes that are gone are told as such.
        File.Delete(App.PathOf(result.At("document", "id")!));
        (await App.Get(link)).ShouldBeProblem(500, "DOCUMENT_DAMAGED");
        App.Advance(TimeSpan.FromMinutes(61));
        (await App.Get(link)).ShouldBeProblem(410, "DOWNLOAD_EXPIRED");
        (await customer.Get($"/v1/orders/{id}/result")).Should(200);
        (await customer.Events(id)).Length.ShouldBe(6);
    }

    [Fact]
    public async Task C13_an_order_that_ended_without_a_result_says_so_for_good()
    {
        var customer = await Customer.Of(App);
        var id = await customer.Order();
        (await App.Post($"/v1/orders/{id}/cancel", customer.Key.Secret)).Should(200);
        App.Advance(TimeSpan.FromMinutes(5));
        var none = (await customer.Get($"/v1/orders/{id}/result")).ShouldBeProblem(
            409,
            "RESULT_NOT_AVAILABLE"
        );
        none.At("error", "retryable").ShouldBe("false");
        (await customer.Get("/v1/orders/ord_none/result")).ShouldBeProblem(404, "JOB_NOT_FOUND");
    }
}
