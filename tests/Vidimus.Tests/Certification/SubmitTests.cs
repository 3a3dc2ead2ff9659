using System.Text.Json.Nodes;
using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Certification;

/// <summary>Submitting orders: all or nothing, and once.</summary>
public abstract class SubmitTests(SharedApp shared) : Scenario(shared)
{
    public sealed class Sqlite(OnSqlite shared) : SubmitTests(shared), IClassFixture<OnSqlite>;

    public sealed class Postgres(OnPostgres shared)
        : SubmitTests(shared),
            IClassFixture<OnPostgres>;

    [Fact]
    public async Task C7_an_order_says_what_was_quoted_and_has_its_documents()
    {
        var customer = await Customer.Of(App);
        var (quote, document) = (await customer.Quote(), await customer.Upload());
        var made = (
            await customer.Post(
                Customer.Body(
                    quote,
                    "tenant-42/job-7",
                    document,
                    $",\"echoedInput\":{Customer.Input}"
                )
            )
        ).Should(201);
        made.At("id").ShouldNotBeNull().ShouldMatch("^ord_[0-9a-z]{26}$");
        made.At("quoteId").ShouldBe(quote);
        made.At("reference").ShouldBe("tenant-42/job-7");
        (made.At("status"), made.At("mode"), made.At("payment")).ShouldBe(
            ("created", "test", "none")
        );
        (made.At("totalCents"), made.At("currency")).ShouldBe(($"{Customer.Price}", "usd"));
        (made.At("productLine"), made.At("pageCount")).ShouldBe(("full_translation", "1"));
        var listed = made.Json.GetProperty("documents");
        listed.GetArrayLength().ShouldBe(1);
        listed[0].GetProperty("id").GetString().ShouldBe(document);
        listed[0].GetProperty("kind").GetString().ShouldBe("source");
        listed[0].GetProperty("name").GetString().ShouldBe("scan.pdf");
        made["Idempotency-Replayed"].ShouldBeNull();
        (await customer.Get($"/v1/orders/{made.At("id")}")).Should(200).Text.ShouldBe(made.Text);
        (await customer.Get($"/v1/documents/{document}"))
            .Should(200)
            .At("orderId")
            .ShouldBe(made.At("id"));
        (await customer.Events(made.At("id")!)).ShouldBe(["order.created"]);
        // A document is one order's.
        (await customer.Post(Customer.Body(quote, Customer.NewName(), document))).ShouldBeProblem(
            409,
            "DOCUMENT_IN_USE",
            "documents.0.documentId"
        );
        // Of nobody else's organization and in no other mode.
        (
            await App.Get($"/v1/orders/{made.At("id")}", customer.Issuer.Live.Secret)
        ).ShouldBeProblem(404, "JOB_NOT_FOUND");
        (
            await App.Get($"/v1/orders/{made.At("id")}", (await App.NewOrganization()).Test.Secret)
        ).ShouldBeProblem(404, "JOB_NOT_FOUND");
    }

    [Fact]
    public async Task C7_a_submission_that_fails_leaves_nothing_and_may_be_corrected_under_the_same_key()
    {
        var customer = await Customer.Of(App, "live", day: 100_000);
        var (name, quote, document) = (
            Customer.NewName(),
            await customer.Quote(),
            await customer.Upload()
        );
        var facts = await customer.Count("platform_facts");
        (await customer.Post(Customer.Body("q_unknown", name, document))).ShouldBeProblem(
            400,
            "INVALID_QUOTE",
            "quoteId"
        );
        (
            await customer.Post(
                Customer.Body(
                    quote,
                    name,
                    document,
                    ""","echoedInput":{"sourceLanguage":"ar","useCase":"uscis","pageCount":1}"""
                )
            )
        ).ShouldBeProblem(400, "INVALID_QUOTE", "echoedInput.sourceLanguage");
        (await customer.Post(Customer.Body(quote, name, "doc_unknown"))).ShouldBeProblem(
            404,
            "DOCUMENT_NOT_FOUND",
            "documents.0.documentId"
        );
        // A server of this machine: not one that is fetched from.
        (
            await customer.Post(
                $$"""{"quoteId":"{{quote}}","idempotencyKey":"{{name}}","documents":[{"documentId":"{{document}}"},{"url":"http://127.0.0.1:9/x.pdf"}]}"""
            )
        )
            .At("error", "field")
            .ShouldBe("documents.1.url");
        (
            await customer.Post(
                Customer.Body(quote, name, document, ""","webhookUrl":"https://10.1.2.3/hook" """)
            )
        ).ShouldBeProblem(400, "VALIDATION_ERROR", "webhookUrl");
        (
            await customer.Post(
                Customer.Body(quote, name, document, $$""","draft":{"documentId":"{{document}}"}""")
            )
        ).ShouldBeProblem(400, "VALIDATION_ERROR", "draft");

        (await customer.Count("platform_facts")).ShouldBe(facts);
        (await customer.Count("certification_orders")).ShouldBe(0);
        (await customer.Count("access_charges")).ShouldBe(0);
        (await customer.Spent()).ShouldBe(0);
        var made = (await customer.Post(Customer.Body(quote, name, document))).Should(201);
        made.At("status").ShouldBe("paid");
        (await customer.Events(made.At("id")!)).ShouldBe(["order.created", "order.paid"]);
        (await customer.Spent()).ShouldBe(Customer.Price);
    }

    [Theory]
    [InlineData("idempotencyKey", "\"idempotencyKey\":\"seven77\"")]
    [InlineData("idempotencyKey", "\"idempotencyKey\":\"with a space\"")]
    [InlineData("idempotencyKey", "\"idempotencyKey\":\"with\\u0000nul\"")]
    [InlineData("idempotencyKey", "\"quoteId\":\"q_1\"")]
    [InlineData("documents", "\"documents\":[],\"idempotencyKey\":\"long-enough\"")]
    [InlineData("documents.0", "\"documents\":[{}],\"idempotencyKey\":\"long-enough\"")]
    [InlineData("documents.0", "\"documents\":[null],\"idempotencyKey\":\"long-enough\"")]
    [InlineData(
        "documents.0",
        "\"documents\":[{\"url\":\"https://a.example/\",\"documentId\":\"doc_1\"}],\"idempotencyKey\":\"long-enough\""
    )]
    public async Task L7_C7_what_is_no_submission_is_refused_and_says_where(
        string field,
        string members
    )
    {
        var customer = await Customer.Of(App);
        var body = JsonNode.Parse($"{{{members}}}")!.AsObject();
        body["quoteId"] ??= "q_1";
        body["documents"] ??= new JsonArray(new JsonObject { ["documentId"] = "doc_1" });
        (await customer.Post(body.ToJsonString())).ShouldBeProblem(400, "VALIDATION_ERROR", field);
        foreach (var length in (int[])[129, 5000])
        {
            body["idempotencyKey"] = new string('k', length);
            (await customer.Post(body.ToJsonString())).Should(400);
        }
    }

    [Fact]
    public async Task L7_C7_the_same_key_and_input_is_the_same_order_and_other_input_a_conflict()
    {
        var customer = await Customer.Of(App);
        var name = Customer.NewName();
        var (quote, document) = (await customer.Quote(), await customer.Upload());
        var body = Customer.Body(quote, name, document, $",\"echoedInput\":{Customer.Input}");
        var first = (await customer.Post(body)).Should(201);
        var id = first.At("id")!;
        var again = (await customer.Post(body)).Should(201);
        (again.Text, again["Idempotency-Replayed"]).ShouldBe((first.Text, "true"));
        // Nobody's spelling of the same JSON is other input.
        var spelled = $$"""
            {"documents":[{"documentId":"{{document}}"}],"idempotencyKey":"{{name}}",
             "echoedInput":{"pageCount":1.0,"useCase":"uscis","sourceLanguage":"fa"},"quoteId":"{{quote}}"}
            """;
        (await customer.Post(spelled)).Should(201).At("id").ShouldBe(id);
        foreach (
            var other in (string[])
                [
                    Customer.Body(await customer.Quote(), name, document),
                    Customer.Body(quote, name, await customer.Upload()),
                    Customer.Body(
                        quote,
                        name,
                        document,
                        ""","webhookUrl":"https://hooks.example/" """
                    ),
                    Customer.Body(quote, name, document),
                ]
        )
            (await customer.Post(other)).ShouldBeProblem(409, "IDEMPOTENCY_CONFLICT");
        (await customer.Get($"/v1/orders/{id}")).Should(200).Text.ShouldBe(first.Text);

        // Under another key, with another key of the API, and in another organization it is another order.
        var free = customer with
        {
            Key = await Customer.Mint(customer.Issuer),
        };
        foreach (var (who, n) in ((Customer, string)[])[(customer, name + "-2"), (free, name)])
            (await who.Post(Customer.Body(quote, n, await who.Upload())))
                .Should(201)
                .At("id")
                .ShouldNotBe(id);
        (await customer.Count("certification_orders")).ShouldBe(3);
        var elsewhere = await Customer.Of(App);
        (await elsewhere.Post(await elsewhere.NewBody(name))).Should(201);
        // And in the other mode.
        var live = customer with
        {
            Key = await Customer.Mint(customer.Issuer, "live"),
        };
        (await live.Post(await live.NewBody(name))).Should(201);

        // A day and a year later it is still the same: an order is kept longer than an answer.
        App.Advance(TimeSpan.FromDays(2));
        (await customer.Post(body)).Should(201).At("id").ShouldBe(id);
    }

    [Fact]
    public async Task L7_a_rotated_key_repeats_its_predecessors_submission_and_orders_nothing_twice()
    {
        var customer = await Customer.Of(App);
        var body = await customer.NewBody();
        var first = (await customer.Post(body)).Should(201);
        var rotated = await App.Post(
            $"/v1/keys/{customer.Key.Id}/rotate",
            customer.Issuer.Test.Secret,
            """{"graceSeconds":60}"""
        );
        var successor = customer with { Key = Key.Of(rotated.Should(201).Json) };
        var again = (await successor.Post(body)).Should(201);
        (again.At("id"), again["Idempotency-Replayed"]).ShouldBe((first.At("id"), "true"));
        (await customer.Count("certification_orders")).ShouldBe(1);
    }

    [Fact]
    public async Task L7_C7_racing_twins_on_two_nodes_make_one_order()
    {
        await using var beside = await VidimusApp.Start(new(App.Engine) { Beside = App });
        foreach (var mode in (string[])["test", "live"])
        {
            var customer = await Customer.Of(App, mode, day: 10 * Customer.Price);
            var body = await customer.NewBody();
            var answers = await Task.WhenAll(
                Enumerable.Range(0, 24).Select(i => customer.Post(body, i % 2 == 0 ? App : beside))
            );
            answers.Select(a => a.Should(201).At("id")).Distinct().Count().ShouldBe(1);
            answers.Count(a => a["Idempotency-Replayed"] is null).ShouldBe(1);
            (await customer.Count("certification_orders")).ShouldBe(1);
            (await customer.Count("certification_submissions")).ShouldBe(0);
            (await customer.Count("access_charges")).ShouldBe(1);
            (await customer.Spent()).ShouldBe(mode == "live" ? Customer.Price : 0);
            (await customer.Events(answers[0].At("id")!))
                .Count(e => e == "order.created")
                .ShouldBe(1);
        }
    }

    [Fact]
    public async Task L7_a_key_in_the_header_beside_the_one_in_the_body_changes_nothing()
    {
        var customer = await Customer.Of(App);
        var (one, other) = (await customer.NewBody(), await customer.NewBody());
        var header = ("Idempotency-Key", Customer.NewName());
        var first = (await App.Post("/v1/orders", customer.Key.Secret, one, header)).Should(201);
        (await App.Post("/v1/orders", customer.Key.Secret, other, header))
            .Should(201)
            .At("id")
            .ShouldNotBe(first.At("id"));
        (await App.Post("/v1/orders", customer.Key.Secret, one))
            .Should(201)
            .At("id")
            .ShouldBe(first.At("id"));
    }

    [Fact]
    public async Task C7_a_review_needs_the_customers_draft_and_shows_it()
    {
        var customer = await Customer.Of(App);
        var quote = await customer.Quote(Customer.Review);
        (
            await customer.Post(Customer.Body(quote, Customer.NewName(), await customer.Upload()))
        ).ShouldBeProblem(400, "VALIDATION_ERROR", "draft");
        var id = await customer.OrderReview();
        var order = (await customer.Get($"/v1/orders/{id}")).Should(200);
        order.At("productLine").ShouldBe("review_and_certify");
        order
            .Json.GetProperty("documents")
            .EnumerateArray()
            .Select(d => d.GetProperty("kind").GetString())
            .ShouldBe(["source", "draft"]);
    }

    [Fact]
    public async Task Orders_are_listed_newest_first_by_state_and_time_and_page_by_page()
    {
        var customer = await Customer.Of(App);
        var old = await customer.Order();
        App.Advance(TimeSpan.FromSeconds(10));
        var newer = await customer.Order();
        App.Advance(TimeSpan.FromSeconds(6));
        // By now the one is being worked on and the other paid, though nobody has looked.
        (await Ids("")).ShouldBe([newer, old]);
        (await Ids("?state=processing")).ShouldBe([old]);
        (await Ids("?state=paid")).ShouldBe([newer]);
        (await Ids("?state=created")).ShouldBeEmpty();
        (await customer.Events(old)).ShouldBe(["order.created"]);
        var page = (await customer.Get("/v1/orders?limit=1")).Should(200);
        page.Json.GetProperty("data")[0].GetProperty("status").GetString().ShouldBe("paid");
        page.At("hasMore").ShouldBe("true");
        (await Ids($"?limit=1&cursor={page.At("nextCursor")}")).ShouldBe([old]);
        (
            await customer.Get($"/v1/orders?state=paid&cursor={page.At("nextCursor")}")
        ).ShouldBeProblem(400, "INVALID_CURSOR");
        (await Ids("?createdFrom=2030-01-01")).ShouldBeEmpty();
        (await Ids("?createdTo=2030-01-01")).ShouldBe([newer, old]);
        (await customer.Get("/v1/orders?state=lost")).ShouldBeProblem(
            400,
            "VALIDATION_ERROR",
            "state"
        );

        async Task<string?[]> Ids(string query) =>
            [
                .. (await customer.Get($"/v1/orders{query}"))
                    .Should(200)
                    .Json.GetProperty("data")
                    .EnumerateArray()
                    .Select(o => o.GetProperty("id").GetString()),
            ];
    }
}
