using Shouldly;
using Vidimus.Testing;
using Vidimus.Tests.Approvals;
using Vidimus.Tests.Spending;
using Xunit;

namespace Vidimus.Tests.Certification;

/// <summary>What orders cost under the caps of keys, and what assistants may not order alone.</summary>
public abstract class OrderSpendTests(SharedApp shared) : Scenario(shared)
{
    public sealed class Sqlite(OnSqlite shared) : OrderSpendTests(shared), IClassFixture<OnSqlite>;

    public sealed class Postgres(OnPostgres shared)
        : OrderSpendTests(shared),
            IClassFixture<OnPostgres>;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task C9_L1_of_many_orders_at_once_exactly_as_many_as_the_cap_has_room_for_are_written(
        int count
    )
    {
        List<VidimusApp> nodes = [App];
        for (var i = 1; i < count; i++)
            nodes.Add(await VidimusApp.Start(new(App.Engine) { Beside = App }));
        const int room = 3;
        var customer = await Customer.Of(App, "live", month: (room * Customer.Price) + 1);
        var quote = await customer.Quote();
        var bodies = new List<string>();
        for (var i = 0; i < (Long.Wanted ? 400 : 30); i++)
            bodies.Add(Customer.Body(quote, Customer.NewName(), await customer.Upload()));
        var answers = await Task.WhenAll(
            bodies.Select((b, i) => customer.Post(b, nodes[i % nodes.Count]))
        );
        foreach (var refused in answers.Where(a => a.Status != 201))
            refused.ShouldBeProblem(402, "SPEND_LIMIT_EXCEEDED");
        answers.Count(a => a.Status == 201).ShouldBe(room);
        (await customer.Count("certification_orders")).ShouldBe(room);
        (await customer.Count("access_charges")).ShouldBe(room);
        (await customer.Spent("Month")).ShouldBe(room * Customer.Price);
        foreach (var node in nodes.Skip(1))
            await node.DisposeAsync();
    }

    [Fact]
    public async Task C9_L2_a_refused_order_writes_nothing_and_goes_through_when_a_day_has_passed()
    {
        var customer = await Customer.Of(App, "live", day: 2 * Customer.Price - 1);
        var spender = new Spender(new(customer.Issuer, customer.Key, "", 0), customer.Key);
        await customer.Order();
        var body = await customer.NewBody();
        var facts = await customer.Count("platform_facts");
        var refused = (await customer.Post(body)).ShouldBeProblem(402, "SPEND_LIMIT_EXCEEDED");
        refused.At("error", "details", "neededCents").ShouldBe($"{Customer.Price}");
        (await customer.Count("platform_facts")).ShouldBe(facts);
        (await customer.Count("certification_orders")).ShouldBe(1);
        (await customer.Count("certification_submissions")).ShouldBe(0);
        // A rolling day: no midnight gives anything back, its end does.
        await spender.Age(TimeSpan.FromHours(24) - TimeSpan.FromSeconds(5));
        (await customer.Post(body)).ShouldBeProblem(402, "SPEND_LIMIT_EXCEEDED");
        App.Advance(TimeSpan.FromSeconds(5));
        (await customer.Post(body)).Should(201);
        (await customer.Spent()).ShouldBe(Customer.Price);
        (await customer.Spent("Month")).ShouldBe(2 * Customer.Price);
    }

    [Fact]
    public async Task C9_the_sandbox_costs_nothing_and_a_full_refund_gives_no_room_back()
    {
        var sandbox = await Customer.Of(App, "test", day: 1);
        await sandbox.Order();
        (await sandbox.Spent()).ShouldBe(0);
        (await sandbox.Count("access_charges")).ShouldBe(1);
        var customer = await Customer.Of(App, "live", day: Customer.Price);
        var id = await customer.Order();
        (await App.Refund(customer.Key.Secret, id)).Status.ShouldBeInRange(200, 299);
        (await customer.Spent()).ShouldBe(Customer.Price);
        (await customer.Post(await customer.NewBody())).ShouldBeProblem(
            402,
            "SPEND_LIMIT_EXCEEDED"
        );
    }

    [Fact]
    public async Task An_order_is_counted_as_usage_with_what_it_cost()
    {
        var customer = await Customer.Of(App, "live");
        var id = await customer.Order();
        var charges = (await App.Get("/v1/usage/charges", customer.Issuer.Live.Secret)).Should(200);
        var charge = charges.Json.GetProperty("data")[0];
        charge.GetProperty("action").GetString().ShouldBe("order.submit");
        charge.GetProperty("resourceId").GetString().ShouldBe(id);
        charge.GetProperty("cents").GetInt64().ShouldBe(Customer.Price);
        (await App.Get("/v1/usage?groupBy=action", customer.Issuer.Live.Secret))
            .Should(200)
            .Text.ShouldContain("order.submit");
    }

    [Fact]
    public async Task An_assistant_that_orders_for_more_than_an_amount_has_to_ask_a_person()
    {
        var assistant = await Assistant.Start(
            App,
            $$"""{"name":"Dear orders","scope":"orders:submit","tool":"*","amountOverCents":{{Customer.Price}}}"""
        );
        var customer = new Customer(assistant.Issuer, assistant.Key);
        // For no more than the amount it goes through.
        (await customer.Post(await customer.NewBody())).Should(201);
        var quote = await customer.Quote(Verdacert.Sample);
        var body = Customer.Body(quote, Customer.NewName(), await customer.Upload());
        var approval = Assistant.Pending(await customer.Post(body));
        (await customer.Count("certification_orders")).ShouldBe(1);
        (await assistant.Decide(approval)).Should(200);
        (await assistant.Post("/v1/orders", body, ("Vidimus-Approval", approval)))
            .Should(201)
            .At("totalCents")
            .ShouldBe("4990");
        // Repeated, it is that order, and nobody is asked again.
        (await assistant.Post("/v1/orders", body))
            .Should(201)["Idempotency-Replayed"]
            .ShouldBe("true");
    }

    [Fact]
    public async Task L4_no_setting_gives_orders_another_price_than_was_quoted()
    {
        var refused = await Should.ThrowAsync<InvalidOperationException>(async () =>
        {
            await using var app = await VidimusApp.Start(
                new(App.Engine)
                {
                    Settings = new Dictionary<string, string> { ["Prices:order.submit"] = "1" },
                }
            );
        });
        refused.Message.ShouldContain("Prices:order.submit");
        // What cannot be paid cannot be quoted, and so not ordered.
        var customer = await Customer.Of(App, "live", day: 1_000_000);
        foreach (var pages in (string[])["0", "-1", "1.5", "1e30", "99999999999999999999", "\"1\""])
            (
                await App.Post(
                    "/v1/quotes",
                    customer.Key.Secret,
                    $$"""{"sourceLanguage":"fa","useCase":"uscis","pageCount":{{pages}}}"""
                )
            ).Should(400);
    }
}
