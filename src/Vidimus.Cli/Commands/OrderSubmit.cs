using System.CommandLine;
using System.Security.Cryptography;
using System.Text;
using Vidimus.Client;

namespace Vidimus.Cli;

/// <summary>Submits an order: uploads its files, orders, and where asked waits and saves the result.</summary>
internal static class OrderSubmit
{
    public static Command Make(Runner run)
    {
        var quote = new Argument<string>("quote") { Description = "The quote's id, q_…" };
        var files = new Argument<string[]>("documents")
        {
            Description = "The documents: files, or https addresses that the server fetches.",
            Arity = ArgumentArity.OneOrMore,
        };
        var draft = Options.Text(
            "--draft",
            "For review_and_certify: your own translation, a file or an address.",
            "file"
        );
        var key = Options.Text(
            "--idempotency-key",
            "A name of your own for this order, 8 to 128 characters: run again under the same one, nothing is ordered twice.",
            "name"
        );
        var webhook = Options.Text("--webhook-url", "Where this order's events are sent.", "url");
        var wait = new Option<bool>("--wait")
        {
            Description = "Wait until it is ready or has ended.",
        };
        var into = Options.Text(
            "--out",
            "Wait, and save the certified PDF in this file; it must not exist.",
            "certified.pdf"
        );
        return run.With(
            new Command(
                "submit",
                "Order what was quoted. With a live key it is charged or invoiced at once."
            )
            {
                quote,
                files,
                draft,
                key,
                webhook,
                wait,
                into,
            },
            async r =>
            {
                // Before anything is uploaded for it.
                if (!IsQuote(r.Get(quote)))
                    throw new MistakeException(
                        $"'{r.Get(quote)}' is no quote's id.",
                        "Give the id that 'vidimus quote' answered: q_ and 26 letters and digits."
                    );
                if (r.Get(into) is { } taken && File.Exists(taken))
                    throw new MistakeException($"{taken} exists.", "Name a new file with --out.");
                var name = r.Get(key);
                var order = await r.Client.Orders.Submit(
                    new()
                    {
                        QuoteId = r.Get(quote),
                        Documents = await Documents(r, r.Get(files), name),
                        Draft = r.Get(draft) is { } own
                            ? await Document(r, own, Derived(name, "draft"))
                            : null,
                        WebhookUrl = r.Get(webhook),
                    },
                    name,
                    r.Cancellation
                );
                if (r.Get(wait) || r.Get(into) is not null)
                {
                    r.Print.Note($"Ordered {order.Id}.");
                    order = await OrderCommand.Wait(r, order.Id);
                }
                if (r.Get(into) is { } path && order.Status.HasResult())
                    await OrderCommand.Save(r, order.Id, path);
                OrderCommand.Show(r, order);
                return OrderCommand.Code(order);
            }
        );
    }

    private static async Task<List<NewOrderDocument>> Documents(
        Run run,
        string[] files,
        string? key
    )
    {
        // Looked at first, so that a misspelt name uploads nothing.
        foreach (var missing in files.Where(f => !IsAddress(f) && !File.Exists(f)))
            throw new MistakeException(
                $"'{missing}' is neither a file nor an https address.",
                "Give a PDF, JPEG, PNG, HEIC, HEIF, TIFF or WebP of under 25 MB."
            );
        var documents = new List<NewOrderDocument>();
        foreach (var file in files)
            documents.Add(await Document(run, file, Derived(key, $"{documents.Count}")));
        return documents;
    }

    private static async Task<NewOrderDocument> Document(Run run, string file, string? key)
    {
        if (IsAddress(file))
            return NewOrderDocument.At(file);
        await using var content = File.OpenRead(file);
        var uploaded = await run.Client.Documents.Upload(
            content,
            Path.GetFileName(file),
            idempotencyKey: key,
            cancellation: run.Cancellation
        );
        run.Print.Note($"Uploaded {file} ({uploaded.MediaType}, {uploaded.Size} bytes).");
        return NewOrderDocument.Uploaded(uploaded.Id);
    }

    // The same order run again uploads the same documents, and so repeats the first order.
    private static string? Derived(string? key, string what) =>
        key is null
            ? null
            : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{key}\n{what}")));

    private static bool IsQuote(string id) =>
        id.Length == 28
        && id.StartsWith("q_", StringComparison.Ordinal)
        && id.AsSpan(2).IndexOfAnyExcept("0123456789abcdefghijklmnopqrstuvwxyz") < 0;

    private static bool IsAddress(string file) =>
        file.StartsWith("https://", StringComparison.OrdinalIgnoreCase)
        || file.StartsWith("http://", StringComparison.OrdinalIgnoreCase);
}
