using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Shouldly;
using Vidimus.Testing;

namespace Vidimus.Tests.Certification;

/// <summary>An organization that orders, with the key that it orders by.</summary>
internal sealed record Customer(Issuer Issuer, Key Key)
{
    /// <summary>What <see cref="Input"/> costs.</summary>
    public const long Price = 2495;

    public const string Input = """{"sourceLanguage":"fa","useCase":"uscis","pageCount":1}""";

    public const string Review =
        """{"sourceLanguage":"fa","useCase":"uscis","pageCount":1,"productLine":"review_and_certify"}""";

    public VidimusApp App => Issuer.App;

    public static async Task<Customer> Of(
        VidimusApp app,
        string mode = "test",
        long? day = null,
        long? month = null
    )
    {
        var issuer = await app.NewOrganization();
        return new(issuer, await Mint(issuer, mode, day, month));
    }

    public static Task<Key> Mint(
        Issuer issuer,
        string mode = "test",
        long? day = null,
        long? month = null
    ) =>
        issuer.Mint(
            new
            {
                label = "Orders",
                mode,
                scopes = new[] { "write" },
                rateLimitPerMinute = 100_000,
                spendCapDayCents = day,
                spendCapMonthCents = month,
            }
        );

    /// <summary>A name for a submission.</summary>
    public static string NewName() => $"order-{RandomNumberGenerator.GetHexString(16)}";

    public async Task<string> Quote(string input = Input) =>
        (await App.Post("/v1/quotes", Key.Secret, input)).Should(201).At("id")!;

    public Task<string> Upload() =>
        App.Uploaded(Key.Secret, Files.Pdf(RandomNumberGenerator.GetHexString(8)), "scan.pdf");

    /// <summary>A body; <paramref name="more"/> begins with a comma.</summary>
    public static string Body(string quote, string name, string document, string more = "") =>
        $$"""{"quoteId":"{{quote}}","idempotencyKey":"{{name}}","documents":[{"documentId":"{{document}}"}]{{more}}}""";

    /// <summary>A body with a quote and a document of its own.</summary>
    public async Task<string> NewBody(string? name = null, string more = "") =>
        Body(await Quote(), name ?? NewName(), await Upload(), more);

    public Task<Answer> Post(string body, VidimusApp? node = null) =>
        (node ?? App).Post("/v1/orders", Key.Secret, body);

    /// <summary>Orders; answers the order's id.</summary>
    public async Task<string> Order(string more = "") =>
        (await Post(await NewBody(more: more))).Should(201).At("id")!;

    /// <summary>Orders the review of a draft of the customer's own.</summary>
    public async Task<string> OrderReview()
    {
        var draft = $$""","draft":{"documentId":"{{await Upload()}}"}""";
        var body = Body(await Quote(Review), NewName(), await Upload(), draft);
        return (await Post(body)).Should(201).At("id")!;
    }

    public Task<Answer> Get(string path, VidimusApp? node = null) =>
        (node ?? App).Get(path, Key.Secret);

    public async Task<string?> Status(string id) =>
        (await Get($"/v1/orders/{id}")).Should(200).At("status");

    /// <summary>The order's events so far: each names the state before it, which makes them a chain.</summary>
    public async Task<string[]> Events(string id)
    {
        var facts = (
            await App.Query(
                "SELECT kind, members FROM platform_facts WHERE organization_id = @org AND resource_id = @id AND kind LIKE 'order.%'",
                ("@org", Issuer.Id),
                ("@id", id)
            )
        )
            .Select(r =>
                (
                    Kind: (string)r[0]!,
                    Before: JsonDocument
                        .Parse((string)r[1]!)
                        .RootElement.GetProperty("previousStatus")
                        .GetString()
                )
            )
            .ToList();
        var chain = new List<string>();
        for (
            string? before = null;
            facts.Count > chain.Count;
            before = chain[^1]["order.".Length..]
        )
            chain.Add(facts.Single(f => f.Before == before).Kind);
        return [.. chain];
    }

    public async Task<long> Count(string table) =>
        Convert.ToInt64(
            (
                await App.Query(
                    $"SELECT count(*) FROM {table} WHERE organization_id = @org",
                    ("@org", Issuer.Id)
                )
            )[0][0],
            CultureInfo.InvariantCulture
        );

    public async Task<long> Spent(string window = "Day") =>
        long.Parse(
            (await App.Get($"/v1/keys/{Key.Id}/spending", Issuer.Live.Secret))
                .Should(200)
                .At($"spent{window}Cents")!,
            CultureInfo.InvariantCulture
        );
}

/// <summary>What is asked of the stand-in for Stripe.</summary>
internal static class StripeBooks
{
    /// <summary>All that was charged, all that was given back, and in how many charges.</summary>
    public static async Task<(long Charged, long Refunded, int Charges)> Books(
        this StripeStandIn stripe
    )
    {
        var ledger = await stripe.Control(HttpMethod.Get, "ledger");
        return (
            ledger.GetProperty("charged").GetInt64(),
            ledger.GetProperty("refunded").GetInt64(),
            ledger.GetProperty("charges").GetInt32()
        );
    }
}
