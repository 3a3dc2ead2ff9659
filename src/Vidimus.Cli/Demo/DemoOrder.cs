using Vidimus.Client;

namespace Vidimus.Cli;

/// <summary>Orders a certification in the sandbox, as far as that goes without waiting: a price, a document, an order, its status.</summary>
internal static class DemoOrder
{
    private const string OnePixel =
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

    /// <summary>True when all went as it should.</summary>
    public static async Task<bool> Place(
        Printer print,
        string url,
        Secret first,
        CancellationToken cancellation
    )
    {
        var minted = await Mint(url, first, cancellation);
        using var client = new VidimusClient(
            new()
            {
                BaseAddress = new Uri(url),
                ClientToken = minted.Secret,
                UseKeyDirectly = true,
            }
        );
        var quote = await client.Quotes.Create(
            new()
            {
                SourceLanguage = "fa",
                UseCase = "uscis",
                PageCount = 2,
            },
            cancellation: cancellation
        );
        print.Line(
            $"Two pages of Persian for USCIS would cost {QuoteCommand.Money(quote.TotalCents, quote.Currency)} and take {quote.SlaHours} hours ({quote.Id})"
        );
        using var scan = new MemoryStream(Convert.FromBase64String(OnePixel));
        var document = await client.Documents.Upload(
            scan,
            "birth-certificate.png",
            cancellation: cancellation
        );
        var order = await client.Orders.Submit(
            new() { QuoteId = quote.Id, Documents = [NewOrderDocument.Uploaded(document.Id)] },
            cancellation: cancellation
        );
        var now = await client.Orders.Get(order.Id, cancellation);
        print.Line(
            $"Ordered {now.Id} with the sandbox key {minted.Display}: {Word(now.Status)}. It costs nothing, and its certificate is there in two minutes."
        );
        print.Line(
            $"Orders and the review desk are at {url}/portal/orders and {url}/portal/desk; docs/certifying.md goes on from here."
        );
        return now.Status.IsOpen() && now.TotalCents == quote.TotalCents;
    }

    private static async Task<MintedKey> Mint(
        string url,
        Secret first,
        CancellationToken cancellation
    )
    {
        using var owner = new VidimusClient(
            new() { BaseAddress = new Uri(url), ClientToken = first }
        );
        return await owner.Keys.Mint(
            new()
            {
                Label = "Demonstration of orders",
                Mode = Mode.Test,
                Environment = KeyEnvironment.Development,
                Family = KeyFamily.Vc,
            },
            cancellation: cancellation
        );
    }

    private static string Word(OrderState state) => state.ToString().ToLowerInvariant();
}
