using System.Diagnostics;
using Shouldly;
using Vidimus.Testing;
using Vidimus.Tests.Certification;
using Xunit;

namespace Vidimus.Tests.Policies;

/// <summary>Whose credentials a gate looks at: those of who is named for an order, and of a person with very many records the newest.</summary>
public abstract class GateEvidenceTests(SharedApp shared) : Scenario(shared)
{
    public sealed class Sqlite(OrderingOnSqlite shared)
        : GateEvidenceTests(shared),
            IClassFixture<OrderingOnSqlite>;

    public sealed class Postgres(OrderingOnPostgres shared)
        : GateEvidenceTests(shared),
            IClassFixture<OrderingOnPostgres>;

    private const string Ada =
        """{"name":"Ada Example","externalId":"ada-1","email":"ada@example.org"}""";
    private const string Nameless = """{"name":"Grace Example","email":"grace@example.org"}""";

    [Fact]
    public async Task An_order_names_who_answers_for_it_and_that_persons_credentials_open_the_gate()
    {
        var customer = await Customer.Of(App);
        var training = await Programme.In(customer.Issuer, test: true);
        await customer.Issuer.Write(
            "R-TRAINED",
            $$$"""{"credential":{"group":"{{{training.GroupId}}}","status":"valid"}}"""
        );
        (
            await App.Post(
                "/v1/policy-gates",
                customer.Issuer.Test.Secret,
                """{"name":"Trained people order","action":"order.submit","policyId":"R-TRAINED"}"""
            )
        ).Should(201);
        var held = await training.Issue(recipient: Ada);

        var nobody = await Order("");
        nobody.ShouldBeProblem(422, "POLICY_NOT_MET");
        nobody.Text.ShouldContain("recipient of POST /v1/orders");
        foreach (var other in new[] { """{"externalId":"grace"}""", """{"id":"rcp_none"}""" })
            (await Order(Named(other))).ShouldBeProblem(422, "POLICY_NOT_MET");
        foreach (
            var mine in new[]
            {
                """{"externalId":"ada-1"}""",
                """{"email":"ADA@example.org"}""",
                $$"""{"id":"{{held.RecipientId}}"}""",
            }
        )
            (await Order(Named(mine))).Should(201);
        // Another person under the same key is another order.
        var name = Customer.NewName();
        var body = await customer.NewBody(name, Named("""{"externalId":"ada-1"}"""));
        (await customer.Post(body)).Should(201);
        (await customer.Post(body)).Should(201)["Idempotency-Replayed"].ShouldBe("true");
        (await customer.Post(body.Replace("ada-1", "grace"))).ShouldBeProblem(
            409,
            "IDEMPOTENCY_CONFLICT"
        );

        // Through Verdacert's surface nobody can be named: closed, and told how.
        await using var documents = SurfaceOrders.Documents();
        var order = await SurfaceOrders.Ready(App, customer.Key.Secret, documents.Url);
        var closed = await App.Submit(customer.Key.Secret, order);
        closed.Status.ShouldBe(422, closed.Text);
        closed.Text.ShouldContain("recipient of POST /v1/orders");

        (
            await training.Post($"/v1/credentials/{held.Id}/revoke", """{"reason":"Mistaken"}""")
        ).Should(200);
        (await Order(Named("""{"externalId":"ada-1"}"""))).ShouldBeProblem(422, "POLICY_NOT_MET");
        (await customer.Count("certification_orders")).ShouldBe(4);

        async Task<Answer> Order(string more) =>
            await customer.Post(await customer.NewBody(more: more));
    }

    [Fact]
    public async Task P17_P18_who_answers_for_an_order_is_named_once_and_only_by_who_reads_credentials()
    {
        var customer = await Customer.Of(App);
        var orders = await customer.Issuer.TestKeyWith("orders:submit", "orders:read");
        const string Body =
            """{"quoteId":"q_none","idempotencyKey":"order-0001","documents":[{"documentId":"doc_none"}],"recipient":PERSON}""";
        var lacks = await Post(orders, """{"externalId":"ada-1"}""");
        lacks.ShouldBeProblem(403, "AUTH_SCOPE_INSUFFICIENT");
        lacks.Text.ShouldContain("credentials:read");
        foreach (
            var wrong in new[]
            {
                "{}",
                """{"id":"rcp_1","email":"ada@example.org"}""",
                """{"email":"nobody"}""",
                """{"externalId":1}""",
                """{"name":"Ada Example"}""",
                "\"ada-1\"",
            }
        )
            (await Post(customer.Key, wrong)).Status.ShouldBe(400, wrong);

        Task<Answer> Post(Key key, string person) =>
            App.Post("/v1/orders", key.Secret, Body.Replace("PERSON", person));
    }

    [Theory]
    [InlineData(900)]
    [InlineData(70_000)]
    public async Task However_many_records_somebody_has_the_newest_are_looked_at_in_bounded_time(
        int records
    )
    {
        var first = await Programme.Start(App);
        var second = await Programme.In(first.Issuer);
        var third = await Programme.In(first.Issuer);
        await second.Issue(recipient: Nameless);
        // Ids of one moment have no order.
        App.Clock.Step(TimeSpan.FromSeconds(5));
        await Records(records, await first.Issue(recipient: Nameless));
        App.Clock.Step(TimeSpan.FromSeconds(5));
        await third.Issue(recipient: Nameless);
        await first.Issuer.Write("R-NEW", Valid(third));
        await first.Issuer.Write("R-OLD", Valid(second));
        await first.Issuer.Write("R-NOT", $$"""{"not":{{Valid(second)}}}""");
        var group = await Programme.In(first.Issuer);
        var gate = (
            await App.Post(
                "/v1/policy-gates",
                first.Key.Secret,
                $$"""{"name":"A gate","action":"credential.issue","policyId":"R-NEW","groupId":"{{group.GroupId}}"}"""
            )
        )
            .Should(201)
            .At("id");
        var watch = Stopwatch.StartNew();
        (await group.TryIssue(recipient: Nameless)).Should(201);
        // In a list beside others, each counts by itself.
        var batch = (
            await group.Post(
                "/v1/credentials/batch",
                $$$"""{"groupId":"{{{group.GroupId}}}","rows":[{"recipient":{{{Ada}}}},{"recipient":{{{Nameless}}}}]}"""
            )
        ).Should(200);
        (batch.At("accepted"), batch.At("failed")).ShouldBe(("1", "1"));
        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(20));
        (await first.Patch($"/v1/policy-gates/{gate}", """{"policyId":"R-OLD"}""")).Should(200);
        var answer = await group.TryIssue(recipient: Nameless);
        if (records < 1000)
        {
            answer.Should(201);
            return;
        }
        // What is too old to be looked at is not taken for absent, and not for there either: the gate stays closed both ways.
        answer.ShouldBeProblem(422, "POLICY_NOT_MET");
        answer.Text.ShouldContain("Cannot be said for lack of");
        (await first.Patch($"/v1/policy-gates/{gate}", """{"policyId":"R-NOT"}""")).Should(200);
        (await group.TryIssue(recipient: Nameless)).ShouldBeProblem(422, "POLICY_NOT_MET");
    }

    /// <summary>As if the same had been issued so many times more, each time to a record of its own, a moment later.</summary>
    private async Task Records(int count, Issued issued)
    {
        const string Numbers =
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < COUNT)";
        var columns = string.Join(
            ", ",
            (await Columns("credentials_recipients")).Where(c =>
                c is not "id" and not "external_id"
            )
        );
        await App.Execute(
            $"""
            INSERT INTO credentials_recipients (id, external_id, {columns})
            {Numbers.Replace("COUNT", $"{count}")}
            SELECT id || '-' || i, NULL, {columns} FROM credentials_recipients, n WHERE id = '{issued.RecipientId}'
            """
        );
        await App.Execute(
            $"""
            INSERT INTO credentials_credentials (organization_id, id, mode, group_id, recipient_id, created_at, updated_at, issued_at, version)
            {Numbers.Replace("COUNT", $"{count}")}
            SELECT organization_id, id || '-' || i, mode, group_id, recipient_id || '-' || i, created_at, updated_at, issued_at + 1, 1
            FROM credentials_credentials, n WHERE id = '{issued.Id}'
            """
        );
    }

    private async Task<string[]> Columns(string table) =>
        [
            .. (
                await App.Query(
                    App.Engine == Engine.Sqlite
                        ? $"SELECT name FROM pragma_table_info('{table}')"
                        : $"SELECT column_name FROM information_schema.columns WHERE table_name = '{table}' AND table_schema = current_schema()"
                )
            ).Select(r => (string)r[0]!),
        ];

    private static string Valid(Programme programme) =>
        $$$"""{"credential":{"group":"{{{programme.GroupId}}}","status":"valid"}}""";

    private static string Named(string person) => $",\"recipient\":{person}";
}
