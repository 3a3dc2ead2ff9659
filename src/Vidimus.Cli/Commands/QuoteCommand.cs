using System.CommandLine;
using System.Globalization;
using Vidimus.Client;

namespace Vidimus.Cli;

/// <summary>Prices an order, or shows what can be ordered.</summary>
internal static class QuoteCommand
{
    public static Command Make(Runner run)
    {
        var source = Options.Needed("--source", "Language of the document.", "fa");
        var use = Options.Needed("--use", "What the result is for.", "uscis");
        var pages = new Option<int>("--pages")
        {
            Description = "Pages of the document.",
            HelpName = "number",
            Required = true,
        };
        var tier = Options.Text("--tier", "How fast; standard unless said.", "standard");
        var product = Options.Text(
            "--product",
            "What is done; the first unless said.",
            "full_translation|review_and_certify"
        );
        var type = Options.Text("--type", "What the document is.", "birth_certificate");
        var target = Options.Text("--target", "Language of the result.", "en");
        var extra = new Option<string[]>("--add-on")
        {
            Description = "An extra, by name; may be given several times.",
            HelpName = "name",
        };
        return run.With(
            new Command("quote", "Price an order. Free; it orders nothing.")
            {
                Offered(run),
                source,
                use,
                pages,
                tier,
                product,
                type,
                target,
                extra,
            },
            async r =>
            {
                var quote = await r.Client.Quotes.Create(
                    new()
                    {
                        SourceLanguage = r.Get(source)!,
                        UseCase = r.Get(use)!,
                        PageCount = r.Get(pages),
                        SpeedTier = r.Get(tier),
                        ProductLine = r.Get(product),
                        DocumentType = r.Get(type),
                        TargetLanguage = r.Get(target),
                        AddOns = r.Get(extra) is { Length: > 0 } names ? names : null,
                    },
                    cancellation: r.Cancellation
                );
                Show(r, quote);
                return ExitCode.Done;
            }
        );
    }

    /// <summary>An amount of money as people write it.</summary>
    public static string Money(long cents, string currency) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{cents / 100m:0.00} {currency.ToUpperInvariant()}"
        );

    private static Command Offered(Runner run) =>
        run.With(
            new Command("offered", "Show what can be ordered, and what it costs."),
            async r =>
            {
                var offered = await r.Client.Quotes.Capabilities(r.Cancellation);
                if (r.Print.Json)
                    r.Print.Document(offered);
                else
                    Show(r.Print, offered);
                return ExitCode.Done;
            }
        );

    private static void Show(Run run, Quote quote)
    {
        if (run.Print.Json)
        {
            run.Print.Document(quote);
            return;
        }
        run.Print.Table(
            ["item", "number", "each", "amount"],
            quote.Lines.Select(l =>
                new object?[]
                {
                    l.Description,
                    l.Quantity,
                    Money(l.UnitCents, quote.Currency),
                    Money(l.AmountCents, quote.Currency),
                }
            )
        );
        run.Print.Facts(
            ("Total", Money(quote.TotalCents, quote.Currency)),
            ("Ready by", quote.PromisedDeliveryAt),
            ("Good until", quote.ExpiresAt),
            ("Mode", quote.Mode),
            ("Quote", quote.Id)
        );
        run.Print.Note($"Order with: vidimus order submit {quote.Id} FILE");
    }

    private static void Show(Printer print, Capabilities offered)
    {
        print.Facts(
            ("Languages", offered.SupportedSourceLanguages),
            ("Into", offered.SupportedTargetLanguages),
            ("For", offered.SupportedUseCases),
            ("Documents", offered.SupportedDocumentTypes),
            ("Products", offered.ProductLines.Select(p => p.ProductLine)),
            ("Rare", offered.SpecialtyLanguages),
            ("Guarantee", offered.Guarantee)
        );
        print.Table(
            ["speed", "hours", "rare", "a page"],
            offered.SpeedTiers.Select(t =>
                new object?[]
                {
                    t.Tier,
                    t.SlaHours,
                    t.SpecialtyLanguageSlaHours,
                    t.PageCents.Select(p => $"{p.Key} {Money(p.Value, offered.Currency)}"),
                }
            )
        );
        print.Table(
            ["extra", "costs", "per", "can be had"],
            offered.AddOns.Select(a =>
                new object?[]
                {
                    a.AddOn,
                    Money(a.PriceCents, offered.Currency),
                    a.Per,
                    a.Available ? "yes" : "no",
                }
            )
        );
    }
}
