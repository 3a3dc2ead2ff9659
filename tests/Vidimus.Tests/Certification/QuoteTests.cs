using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Certification;

/// <summary>What can be ordered, and what it costs.</summary>
public abstract class QuoteTests(SharedApp shared) : Scenario(shared)
{
    public sealed class Sqlite(OnSqlite shared) : QuoteTests(shared), IClassFixture<OnSqlite>;

    public sealed class Postgres(OnPostgres shared) : QuoteTests(shared), IClassFixture<OnPostgres>;

    [Fact]
    public async Task C5_capabilities_have_the_arrays_and_values_of_the_contract()
    {
        var key = (await (await App.NewOrganization()).VerdacertKey()).Secret;
        var answer = (await App.Get("/api/v1/capabilities", key)).Should(200);
        answer["Content-Type"].ShouldBe("application/json; charset=utf-8");
        Golden.Match("capabilities.json", Indented(answer));
        var native = (await App.Get("/v1/capabilities", key)).Should(200);
        native.Text.ShouldBe(answer.Text);
        (await App.Get("/api/v1/capabilities")).ShouldBeError(401, "MISSING_AUTH");
        // The envelope has no details to point to.
        (
            await App.Post(
                "/api/v1/quote",
                key,
                """{"sourceLanguage":"fa","useCase":"uscis","pageCount":0}"""
            )
        )
            .ShouldBeError(400, "VALIDATION_ERROR", "pageCount")
            .At("error", "recoveryHint")
            .ShouldBe("Correct the member named in field and send the request again.");
    }

    [Fact]
    public async Task C6_a_quote_is_priced_item_by_item_binds_for_24_hours_and_orders_nothing()
    {
        var issuer = await App.NewOrganization();
        var key = (await issuer.VerdacertKey()).Secret;
        var quote = (await App.Post("/api/v1/quote", key, Verdacert.Sample)).Should(200);
        quote["Content-Type"].ShouldBe("application/json; charset=utf-8");
        quote.At("quoteId").ShouldNotBeNull().ShouldMatch("^q_[0-9a-z]{26}$");
        quote.At("totalCents").ShouldBe("4990");
        quote.At("currency").ShouldBe("usd");
        quote
            .At("breakdown")
            .ShouldBe(
                """[{"code":"translation","description":"Translation, standard","quantity":2,"unitCents":2495,"amountCents":4990}]"""
            );
        quote.At("promisedDeliveryAt").ShouldBe(In(48));
        quote.At("expiresAt").ShouldBe(In(24));
        quote.At("isSandbox").ShouldBe("true");
        quote
            .At("input")
            .ShouldBe(
                """{"productLine":"full_translation","sourceLanguage":"fa","targetLanguage":"en","useCase":"uscis","speedTier":"standard","documentType":"other","pageCount":2,"addOns":[]}"""
            );

        var path = $"/v1/quotes/{quote.At("quoteId")}";
        var shown = (await App.Get(path, key)).Should(200);
        shown.At("totalCents").ShouldBe("4990");
        shown.At("mode").ShouldBe("test");
        // It is the organization's own, and of its mode.
        (await App.Get(path, issuer.Live.Secret)).ShouldBeProblem(404, "QUOTE_NOT_FOUND");
        (await App.Get(path, (await App.NewOrganization()).Test.Secret)).ShouldBeProblem(
            404,
            "QUOTE_NOT_FOUND"
        );
        var audit = (await App.Get("/v1/audit?limit=100", issuer.Live.Secret)).Should(200);
        audit.Text.ShouldNotContain("order.");
    }

    [Fact]
    public async Task Without_a_public_address_live_orders_are_neither_quoted_nor_taken()
    {
        await using var app = await VidimusApp.Start(new(App.Engine) { HasPublicUrl = false });
        var issuer = await app.NewOrganization();
        var key = issuer.Live.Secret;
        (await app.Post("/v1/quotes", key, Verdacert.Sample)).ShouldBeProblem(
            409,
            "PUBLIC_URL_MISSING"
        );
        var quote = (await app.Post("/v1/quotes", issuer.Test.Secret, Verdacert.Sample))
            .Should(201)
            .At("id");
        // One of a time when there was an address.
        await app.Store()
            .Execute(
                "UPDATE certification_quotes SET mode = 'live' WHERE id = @id",
                ("@id", quote!)
            );
        (
            await app.Post(
                "/v1/orders",
                key,
                new
                {
                    quoteId = quote,
                    idempotencyKey = "taken-before",
                    documents = new[] { new { documentId = "doc_none" } },
                }
            )
        ).ShouldBeProblem(409, "PUBLIC_URL_MISSING");
        (await app.Store().Number("SELECT count(*) FROM certification_orders")).ShouldBe(0);
    }

    [Theory]
    // Twice a page of a rare language, and more for each page.
    [InlineData("""{"sourceLanguage":"ti","useCase":"court","pageCount":3}""", 10485, 72)]
    // Reviewing the customer's own draft is cheaper.
    [InlineData(
        """{"sourceLanguage":"fa","useCase":"court","pageCount":3,"productLine":"review_and_certify","speedTier":"expedited"}""",
        5985,
        24
    )]
    [InlineData(
        """{"sourceLanguage":"ur","useCase":"other","pageCount":4,"speedTier":"rush","addOns":["formatting"]}""",
        21980,
        12
    )]
    public async Task C6_the_price_follows_pages_tier_language_product_and_add_ons(
        string wish,
        long cents,
        int hours
    )
    {
        var key = (await (await App.NewOrganization()).VerdacertKey()).Secret;
        var quote = (await App.Post("/v1/quotes", key, wish)).Should(201);
        quote.At("totalCents").ShouldBe(cents.ToString(CultureInfo.InvariantCulture));
        quote.At("slaHours").ShouldBe(hours.ToString(CultureInfo.InvariantCulture));
        quote.At("promisedDeliveryAt").ShouldBe(In(hours));
        quote
            .Json.GetProperty("lines")
            .EnumerateArray()
            .Sum(l => l.GetProperty("amountCents").GetInt64())
            .ShouldBe(cents);
    }

    [Theory]
    [InlineData("""{"useCase":"uscis","pageCount":2}""", "sourceLanguage")]
    [InlineData("""{"sourceLanguage":"xx","useCase":"uscis","pageCount":2}""", "sourceLanguage")]
    [InlineData("""{"sourceLanguage":"fa","useCase":"nothing","pageCount":2}""", "useCase")]
    [InlineData("""{"sourceLanguage":"fa","useCase":"uscis"}""", "pageCount")]
    [InlineData("""{"sourceLanguage":"fa","useCase":"uscis","pageCount":0}""", "pageCount")]
    [InlineData("""{"sourceLanguage":"fa","useCase":"uscis","pageCount":501}""", "pageCount")]
    [InlineData(
        """{"sourceLanguage":"fa","useCase":"uscis","pageCount":9223372036854775807}""",
        "pageCount"
    )]
    [InlineData("""{"sourceLanguage":"fa","useCase":"uscis","pageCount":1.5}""", "pageCount")]
    [InlineData("""{"sourceLanguage":"fa","useCase":"uscis","pageCount":"2"}""", "pageCount")]
    [InlineData(
        """{"sourceLanguage":"fa","useCase":"uscis","pageCount":2,"speedTier":"yesterday"}""",
        "speedTier"
    )]
    [InlineData(
        """{"sourceLanguage":"ti","useCase":"uscis","pageCount":2,"speedTier":"rush"}""",
        "speedTier"
    )]
    [InlineData(
        """{"sourceLanguage":"fa","useCase":"uscis","pageCount":2,"addOns":["notarization"]}""",
        "addOns.0"
    )]
    [InlineData(
        """{"sourceLanguage":"fa","useCase":"uscis","pageCount":2,"addOns":["formatting","formatting"]}""",
        "addOns.1"
    )]
    [InlineData(
        """{"sourceLanguage":"fa","useCase":"uscis","pageCount":2,"addOns":[null]}""",
        "addOns.0"
    )]
    public async Task What_cannot_be_done_is_refused_by_its_member_on_both_surfaces(
        string wish,
        string field
    )
    {
        var key = (await (await App.NewOrganization()).VerdacertKey()).Secret;
        (await App.Post("/api/v1/quote", key, wish)).ShouldBeError(400, "VALIDATION_ERROR", field);
        (await App.Post("/v1/quotes", key, wish)).ShouldBeProblem(400, "VALIDATION_ERROR", field);
    }

    [Fact]
    public async Task The_sample_of_the_documentation_works_as_it_stands_and_what_a_newer_client_sends_is_ignored()
    {
        var key = (await (await App.NewOrganization()).VerdacertKey()).Secret;
        (await App.Post("/api/v1/quote", key, Verdacert.Sample)).Should(200);
        var newer = Verdacert.Sample.Replace(
            "{",
            """{"clientVersion":"9.0",""",
            StringComparison.Ordinal
        );
        (await App.Post("/api/v1/quote", key, newer)).Should(200);
        // Our own clients know what we know: there a member too much is a mistake.
        (await App.Post("/v1/quotes", key, newer)).ShouldBeProblem(
            400,
            "VALIDATION_ERROR",
            "clientVersion"
        );
    }

    [Fact]
    public async Task An_old_quote_is_removed_after_a_while()
    {
        await using var app = await VidimusApp.Start(
            new(App.Engine)
            {
                Settings = new Dictionary<string, string>
                {
                    ["Certification:KeepQuotesDays"] = "2",
                },
            }
        );
        var key = (await (await app.NewOrganization()).VerdacertKey()).Secret;
        var path = $"/v1/quotes/{(await app.Post("/v1/quotes", key, Verdacert.Sample)).At("id")}";
        app.Advance(TimeSpan.FromDays(2));
        (await app.Get(path, key)).Should(200);
        app.Advance(TimeSpan.FromDays(1) + TimeSpan.FromMinutes(1));
        await Patience.Until(
            async () => (await app.Get(path, key)).Status == 404,
            () => app.Advance(TimeSpan.FromMinutes(10))
        );
        (await app.Get(path, key)).ShouldBeProblem(404, "QUOTE_NOT_FOUND");
    }

    private string In(int hours) =>
        App
            .Clock.Now.AddHours(hours)
            .ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private static string Indented(Answer answer) =>
        JsonNode
            .Parse(answer.Text)!
            .ToJsonString(new JsonSerializerOptions { WriteIndented = true });
}
