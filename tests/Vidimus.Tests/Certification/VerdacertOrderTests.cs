using System.Text.Json.Nodes;
using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Certification;

/// <summary>An order from quote to verification, through the surface alone, and what is refused on the way.</summary>
public abstract class VerdacertOrderTests(SharedApp shared) : Scenario(shared)
{
    public sealed class Sqlite(OrderingOnSqlite shared)
        : VerdacertOrderTests(shared),
            IClassFixture<OrderingOnSqlite>;

    public sealed class Postgres(OrderingOnPostgres shared)
        : VerdacertOrderTests(shared),
            IClassFixture<OrderingOnPostgres>;

    [Fact]
    public async Task A_client_that_knows_base_url_and_key_orders_polls_fetches_verifies_and_is_given_its_money_back()
    {
        await using var files = SurfaceOrders.Documents();
        var issuer = await App.NewOrganization();
        var key = (await issuer.VerdacertKey()).Secret;
        var order = await SurfaceOrders.Ready(App, key, files.Url);
        var job = (await App.Submit(key, order)).Should(200);
        job["Content-Type"].ShouldBe("application/json; charset=utf-8");
        job["x-vc-request-id"].ShouldNotBeNull();
        var id = job.At("jobId").ShouldNotBeNull();
        id.ShouldStartWith("ord_");
        job.At("isSandbox").ShouldBe("true");
        job.At("totalCents").ShouldBe("4990");
        (await App.Submit(key, order)).Should(200).At("jobId").ShouldBe(id);

        var status = (await App.Get($"/api/v1/status/{id}", key)).Should(200);
        status.At("jobId").ShouldBe(id);
        status.At("status").ShouldBe("created");
        (await App.Get($"/api/v1/result/{id}", key)).ShouldBeError(409, "RESULT_NOT_READY");
        App.Advance(TimeSpan.FromSeconds(120));
        (await App.Get($"/api/v1/status/{id}", key)).Should(200).At("status").ShouldBe("ready");

        var result = (await App.Get($"/api/v1/result/{id}", key)).Should(200);
        result.At("jobId").ShouldBe(id);
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
        var download = new Uri(result.At("certifiedPdf", "url")!);
        var pdf = (await App.Get(download.PathAndQuery)).Should(200);
        Convert
            .ToHexStringLower(System.Security.Cryptography.SHA256.HashData(pdf.Bytes))
            .ShouldBe(result.At("certifiedPdf", "sha256"));
        (await App.Get($"/api/v1/status/{id}", key)).At("status").ShouldBe("delivered");

        var certificate = result.At("certificate", "certificateId")!;
        var verified = (
            await App.Get($"/api/v1/verify/{certificate}", null, ("Origin", "https://a.example"))
        ).Should(200);
        verified.At("isSandbox").ShouldBe("true");
        verified.At("acceptanceGuarantee").ShouldBeNull();
        verified.At("valid").ShouldBe("true");
        verified["Access-Control-Allow-Origin"].ShouldBe("*");
        verified["x-vc-request-id"].ShouldNotBeNull();

        var part = (await App.Post($"/api/v1/refund/{id}", key, """{"amountCents":990}""")).Should(
            200
        );
        part.At("amountCents").ShouldBe("990");
        part.At("jobId").ShouldBe(id);
        (await App.Post($"/api/v1/refund/{id}", key, """{"amountCents":990}"""))
            .Should(200)
            .At("refundId")
            .ShouldBe(part.At("refundId"));
        var rest = (await App.Post($"/api/v1/refund/{id}", key)).Should(200);
        rest.At("refundedCents").ShouldBe("4990");
        (await App.Get($"/api/v1/status/{id}", key)).At("status").ShouldBe("refunded");
    }

    [Fact]
    public async Task C6_an_order_repeats_what_was_quoted_in_any_order_with_or_without_defaults()
    {
        await using var files = SurfaceOrders.Documents();
        var key = (await (await App.NewOrganization()).VerdacertKey()).Secret;
        foreach (
            var echo in (string[])
                [
                    """{"speedTier":"standard","pageCount":2,"useCase":"uscis","sourceLanguage":"fa"}""",
                    """{"sourceLanguage":"fa","useCase":"uscis","pageCount":2}""",
                    """{"addOns":[],"targetLanguage":"en","productLine":"full_translation","documentType":"other","sourceLanguage":"fa","useCase":"uscis","pageCount":2,"speedTier":"standard","newer":1}""",
                ]
        )
        {
            var order = await SurfaceOrders.Ready(App, key, files.Url);
            (await App.Submit(key, order.With("echoedInput", JsonNode.Parse(echo)))).Should(200);
        }
        var plain = await SurfaceOrders.Ready(App, key, files.Url);
        foreach (
            var (echo, field) in (IEnumerable<(string, string)>)
                [
                    (
                        """{"sourceLanguage":"fa","useCase":"uscis","pageCount":3}""",
                        "echoedInput.pageCount"
                    ),
                    (
                        """{"sourceLanguage":"ar","useCase":"uscis","pageCount":2}""",
                        "echoedInput.sourceLanguage"
                    ),
                    ("""{"sourceLanguage":"fa","pageCount":2}""", "echoedInput.useCase"),
                    (
                        """{"sourceLanguage":"fa","useCase":"uscis","pageCount":2,"speedTier":"rush"}""",
                        "echoedInput.speedTier"
                    ),
                    (
                        """{"sourceLanguage":"fa","useCase":"uscis","pageCount":2,"addOns":["formatting"]}""",
                        "echoedInput.addOns"
                    ),
                    (
                        """{"sourceLanguage":"fa","useCase":"uscis","pageCount":2,"productLine":"review_and_certify"}""",
                        "echoedInput.productLine"
                    ),
                ]
        )
            (await App.Submit(key, plain.With("echoedInput", JsonNode.Parse(echo)))).ShouldBeError(
                400,
                "INVALID_QUOTE",
                field
            );
        (
            await App.Submit(
                key,
                plain.With("echoedInput", JsonNode.Parse("""{"pageCount":"2"}"""))
            )
        ).ShouldBeError(400, "VALIDATION_ERROR", "echoedInput.pageCount");
        (await App.Submit(key, plain.With("echoedInput", 7))).ShouldBeError(
            400,
            "VALIDATION_ERROR",
            "echoedInput"
        );
        (await App.Submit(key, plain.With("echoedInput", null))).ShouldBeError(
            400,
            "VALIDATION_ERROR",
            "echoedInput"
        );
        // Nothing was ordered by any of these: the same key may be used for the right one.
        (await App.Submit(key, plain)).Should(200);
    }

    [Fact]
    public async Task C6_an_expired_quote_one_of_somebody_elses_and_one_that_never_was_order_nothing()
    {
        await using var files = SurfaceOrders.Documents();
        var issuer = await App.NewOrganization();
        var key = (await issuer.VerdacertKey()).Secret;
        var order = await SurfaceOrders.Ready(App, key, files.Url);
        var other = (await (await App.NewOrganization()).VerdacertKey()).Secret;
        (await App.Submit(other, order)).ShouldBeError(400, "INVALID_QUOTE", "quoteId");
        (await App.Submit((await issuer.VerdacertKey("live")).Secret, order)).ShouldBeError(
            400,
            "INVALID_QUOTE",
            "quoteId"
        );
        (await App.Submit(key, order.With("quoteId", "q_nothing"))).ShouldBeError(
            400,
            "INVALID_QUOTE",
            "quoteId"
        );
        (await App.Submit(key, order.With("quoteId", null))).ShouldBeError(
            400,
            "VALIDATION_ERROR",
            "quoteId"
        );
        App.Clock.Jump(TimeSpan.FromHours(24) - TimeSpan.FromMilliseconds(1));
        var last = order.With("idempotencyKey", "at-the-last-moment");
        (await App.Submit(key, last)).Should(200);
        App.Advance(TimeSpan.FromMilliseconds(1));
        var expired = (await App.Submit(key, order)).ShouldBeError(410, "QUOTE_EXPIRED", "quoteId");
        expired.At("error", "retryable").ShouldBe("false");
        // What was ordered in time stays ordered.
        (await App.Submit(key, last)).Should(200);
    }

    [Fact]
    public async Task C18_refusals_name_the_document_and_the_order_at_fault()
    {
        await using var files = SurfaceOrders.Documents();
        await using var gone = Receiver.Answering(404);
        var key = (await (await App.NewOrganization()).VerdacertKey()).Secret;
        var order = await SurfaceOrders.Ready(App, key, files.Url);
        (
            await App.Submit(
                key,
                order.With(
                    "documents",
                    new JsonArray(
                        new JsonObject { ["url"] = files.Url },
                        new JsonObject { ["url"] = gone.Url }
                    )
                )
            )
        )
            .Json.GetProperty("error")
            .GetProperty("field")
            .GetString()
            .ShouldBe("documents.1.url");
        (await App.Submit(key, order.With("idempotencyKey", "short"))).ShouldBeError(
            400,
            "VALIDATION_ERROR",
            "idempotencyKey"
        );
        (await App.Submit(key, order.With("webhookUrl", "nothing"))).ShouldBeError(
            400,
            "VALIDATION_ERROR",
            "webhookUrl"
        );
        (await App.Submit(key, order)).Should(200);
        (await App.Submit(key, order.With("webhookUrl", files.Url))).ShouldBeError(
            409,
            "IDEMPOTENCY_CONFLICT"
        );
        foreach (var path in (string[])["status", "result"])
            (await App.Get($"/api/v1/{path}/ord_nothing", key)).ShouldBeError(404, "JOB_NOT_FOUND");
        (await App.Post("/api/v1/refund/ord_nothing", key)).ShouldBeError(404, "JOB_NOT_FOUND");
        (await App.Get("/api/v1/verify/vcrt_nothing")).ShouldBeError(404, "CERTIFICATE_NOT_FOUND");
        (
            await App.Post("/api/v1/refund/ord_nothing", key, """{"amountCents":"all"}""")
        ).ShouldBeError(400, "VALIDATION_ERROR", "amountCents");
    }
}
