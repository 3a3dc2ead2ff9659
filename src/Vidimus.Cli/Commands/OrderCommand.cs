using System.CommandLine;
using Vidimus.Client;

namespace Vidimus.Cli;

/// <summary>Orders: submits them, looks how far they are, fetches results, calls off and refunds.</summary>
internal static class OrderCommand
{
    public static Command Make(Runner run) =>
        new("order", "Certification orders.")
        {
            OrderSubmit.Make(run),
            Status(run),
            List(run),
            Result(run),
            Cancel(run),
            Refund(run),
        };

    /// <summary>Shows an order.</summary>
    public static void Show(Run run, Order order)
    {
        if (run.Print.Json)
        {
            run.Print.Document(order);
            return;
        }
        run.Print.Facts(
            ("Id", order.Id),
            ("Status", order.Status),
            ("Since", order.StatusAt),
            ("Mode", order.Mode),
            ("Product", order.ProductLine),
            ("Language", $"{order.SourceLanguage} to {order.TargetLanguage}"),
            ("Pages", order.PageCount),
            ("Price", QuoteCommand.Money(order.TotalCents, order.Currency)),
            (
                "Given back",
                order.RefundedCents > 0
                    ? QuoteCommand.Money(order.RefundedCents, order.Currency)
                    : null
            ),
            ("Ordered", order.CreatedAt),
            ("Promised", order.PromisedDeliveryAt),
            ("Why", order.EndReason),
            ("Certificate", order.CertificateId)
        );
    }

    /// <summary>Waits until nobody works on the order any more, and tells each state on the way.</summary>
    public static Task<Order> Wait(Run run, string id) =>
        run.Client.Orders.WaitUntilReady(
            id,
            seen: order =>
                run.Print.Note($"{order.StatusAt.UtcDateTime:HH:mm:ss}Z  {Word(order.Status)}"),
            cancellation: run.Cancellation
        );

    /// <summary>0 for an order that goes on or has its result, 1 for one that ended without.</summary>
    public static int Code(Order order) =>
        order.Status.IsOpen() || order.Status.HasResult() ? ExitCode.Done : ExitCode.Failed;

    private static string Word(OrderState state) =>
        System.Text.Json.JsonSerializer.Serialize(state, WireJson.Options).Trim('"');

    private static Command Status(Runner run)
    {
        var id = Id;
        var wait = Waits;
        return run.With(
            new Command("status", "Show how far an order is.") { id, wait },
            async r =>
            {
                var order = r.Get(wait)
                    ? await Wait(r, r.Get(id))
                    : await r.Client.Orders.Get(r.Get(id), r.Cancellation);
                Show(r, order);
                return Code(order);
            }
        );
    }

    private static Command List(Runner run)
    {
        var state = Options.Word<OrderState>("--status", "Only orders that are this far.");
        var from = Options.Time("--from", "Only orders of this day or later.");
        var to = Options.Time("--to", "Only orders before this time.", ends: true);
        return run.With(
            new Command("list", "List orders, newest first.") { state, from, to },
            async r =>
            {
                var filter = new OrderFilter
                {
                    Status = r.Get(state),
                    CreatedFrom = r.Get(from),
                    CreatedTo = r.Get(to),
                    PageSize = 100,
                };
                await Listing.Show(
                    r,
                    r.Client.Orders.List(filter, r.Cancellation),
                    [
                        "id",
                        "status",
                        "product",
                        "language",
                        "pages",
                        "price",
                        "ordered",
                        "promised",
                    ],
                    o =>
                        [
                            o.Id,
                            o.Status,
                            o.ProductLine,
                            o.SourceLanguage,
                            o.PageCount,
                            QuoteCommand.Money(o.TotalCents, o.Currency),
                            o.CreatedAt,
                            o.PromisedDeliveryAt,
                        ]
                );
                return ExitCode.Done;
            }
        );
    }

    private static Command Result(Runner run)
    {
        var id = Id;
        var into = Options.Text(
            "--out",
            "Also save the certified PDF in this file; it must not exist.",
            "certified.pdf"
        );
        return run.With(
            new Command("result", "Show an order's certificate, and save the certified PDF.")
            {
                id,
                into,
            },
            async r =>
            {
                var result = await r.Client.Orders.Result(r.Get(id), r.Cancellation);
                if (r.Get(into) is { } path)
                    await Save(r, result.OrderId, path);
                if (r.Print.Json)
                    r.Print.Document(result);
                else
                    r.Print.Facts(
                        ("Certificate", result.Certificate.CertificateId),
                        ("Signed by", result.Certificate.TranslatorName),
                        ("Entitled by", result.Certificate.TranslatorCredentials),
                        ("Signed", result.Certificate.IssuedAt),
                        ("Only a test", result.IsSandbox ? "yes" : null),
                        ("SHA-256", result.Document.Sha256),
                        ("Verify", result.Certificate.PublicVerifyUrl),
                        ("Receipt", result.Certificate.Jws)
                    );
                return ExitCode.Done;
            }
        );
    }

    /// <summary>Saves an order's certified PDF.</summary>
    public static Task Save(Run run, string orderId, string path) =>
        NewFile.Write(
            run,
            path,
            to => run.Client.Orders.DownloadCertified(orderId, to, run.Cancellation)
        );

    private static Command Cancel(Runner run)
    {
        var id = Id;
        return run.With(
            new Command("cancel", "Call an order off while nobody reviews it.") { id },
            async r =>
            {
                var order = await r.Client.Orders.Cancel(r.Get(id), cancellation: r.Cancellation);
                if (r.Print.Json)
                    r.Print.Document(order);
                else
                    r.Print.Facts(
                        ("Id", order.OrderId),
                        ("Status", order.Status),
                        (
                            "Given back",
                            order.Refund is { } back
                                ? QuoteCommand.Money(back.AmountCents, back.Currency)
                                : null
                        )
                    );
                return ExitCode.Done;
            }
        );
    }

    private static Command Refund(Runner run)
    {
        var id = Id;
        var amount = Options.Cents("--amount", "How much; all that is left unless said.");
        var sure = new Option<bool>("--yes")
        {
            Description = "Yes, give it back: this cannot be undone.",
            Required = true,
        };
        return run.With(
            new Command("refund", "Give back an order's price, or a part.") { id, amount, sure },
            async r =>
            {
                if (!r.Get(sure))
                    throw new MistakeException("Nothing was given back.", "Give --yes.");
                var refund = await r.Client.Orders.Refund(
                    r.Get(id),
                    r.Get(amount),
                    cancellation: r.Cancellation
                );
                if (r.Print.Json)
                    r.Print.Document(refund);
                else
                    r.Print.Facts(
                        ("Refund", refund.Id),
                        ("Amount", QuoteCommand.Money(refund.AmountCents, refund.Currency)),
                        ("State", refund.State),
                        ("Why", refund.Failure),
                        ("Order", refund.OrderStatus)
                    );
                return refund.State == "failed" ? ExitCode.Failed : ExitCode.Done;
            }
        );
    }

    private static Argument<string> Id => new("id") { Description = "The order's id, ord_…" };

    private static Option<bool> Waits =>
        new("--wait") { Description = "Ask every 15 seconds until it is ready or has ended." };
}
