using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Vidimus.Client;
using Vidimus.Pages;
using Vidimus.Portal.Parts;

namespace Vidimus.Portal.Orders;

/// <summary>
/// Ordering by hand: what is to be done, its binding price, the files, the order. What was uploaded stands in the page's
/// address, so that nothing is lost when a later step is refused.
/// </summary>
internal static class NewOrderPages
{
    private const int MostFiles = 20;
    private const string TooLarge = "A file must be under 25 MB.";

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet("", Ask).OnlyFor(Right.Write);
        pages.MapPost("", Price);
        pages.MapGet("/{quote}", Show).OnlyFor(Right.Write);
        pages.MapPost("/{quote}", Upload).WithMetadata(new SeveralFiles());
        pages.MapPost("/{quote}/submit", Submit);
    }

    /// <summary>Address of a quote's page with the files that were uploaded for it.</summary>
    public static string Address(string quoteId, IReadOnlyList<string> sources, string? draft)
    {
        var files = sources.Select(id => $"document={Uri.EscapeDataString(id)}");
        if (draft is not null)
            files = files.Append($"own={Uri.EscapeDataString(draft)}");
        var query = string.Join('&', files);
        return $"/portal/orders/new/{quoteId}{(query.Length == 0 ? "" : "?" + query)}";
    }

    private static async Task<IResult> Ask(HttpContext http, PortalCalls calls)
    {
        var catalogue = await calls.Api.Quotes.Capabilities(http.RequestAborted);
        var typed = http.Asked("again") is { Length: > 0 } again
            ? Of((await calls.Api.Quotes.Get(again, http.RequestAborted)).Input)
            : Blank(catalogue);
        return Form(http, calls, catalogue, typed, 200);
    }

    private static IResult Form(
        HttpContext http,
        PortalCalls calls,
        Capabilities catalogue,
        Typed typed,
        int status
    ) =>
        http.Page<NewOrderPage>(
            new
            {
                calls.Visitor,
                Catalogue = catalogue,
                Typed = typed,
            },
            status
        );

    private static async Task<IResult> Price(HttpContext http, PortalCalls calls)
    {
        var form = http.Request.Form;
        var typed = new Typed(form);
        var pages = typed.Number("pageCount");
        foreach (var field in (string[])["sourceLanguage", "useCase", "speedTier", "productLine"])
            if (typed[field] is null)
                typed.Refuse(field, "Choose one.");
        if (pages is null)
            typed.Refuse("pageCount", "Enter how many pages there are.");
        try
        {
            if (typed.Ok)
            {
                var quote = await calls.Api.Quotes.Create(
                    Asked(typed, pages!.Value),
                    form.Once(),
                    http.RequestAborted
                );
                return http.GoTo(Address(quote.Id, [], null));
            }
        }
        catch (VidimusPermanentException e) when (typed.Take(e))
        {
            // Shown beside the fields.
        }
        var catalogue = await calls.Api.Quotes.Capabilities(http.RequestAborted);
        return Form(http, calls, catalogue, typed, 400);
    }

    private static NewQuote Asked(Typed typed, int pages) =>
        new()
        {
            SourceLanguage = typed["sourceLanguage"]!,
            UseCase = typed["useCase"]!,
            PageCount = pages,
            SpeedTier = typed["speedTier"]!,
            ProductLine = typed["productLine"],
            TargetLanguage = typed["targetLanguage"],
            DocumentType = typed["documentType"],
            AddOns = typed.All("addOns"),
        };

    private static Typed Blank(Capabilities catalogue) =>
        new(
            new Dictionary<string, string[]>
            {
                ["productLine"] = [.. catalogue.ProductLines.Take(1).Select(l => l.ProductLine)],
                ["targetLanguage"] = [.. catalogue.SupportedTargetLanguages.Take(1)],
                ["documentType"] = ["other"],
                ["speedTier"] = ["standard"],
                ["pageCount"] = ["1"],
            }
        );

    private static Typed Of(QuotedInput input) =>
        new(
            new Dictionary<string, string[]>
            {
                ["productLine"] = [input.ProductLine],
                ["sourceLanguage"] = [input.SourceLanguage],
                ["targetLanguage"] = [input.TargetLanguage],
                ["documentType"] = [input.DocumentType],
                ["useCase"] = [input.UseCase],
                ["speedTier"] = [input.SpeedTier],
                ["pageCount"] = [input.PageCount.ToString(CultureInfo.InvariantCulture)],
                ["addOns"] = [.. input.AddOns],
            }
        );

    private static Task<IResult> Show(
        HttpContext http,
        PortalCalls calls,
        TimeProvider clock,
        string quote
    ) => Quoted(http, calls, clock, quote, Uploaded.Of(http.Request.Query), null);

    private static async Task<IResult> Quoted(
        HttpContext http,
        PortalCalls calls,
        TimeProvider clock,
        string quoteId,
        Uploaded uploaded,
        (string? Problem, IReadOnlyDictionary<string, string> Fields)? wrong
    )
    {
        var sources = new List<OrderDocument>();
        foreach (var id in uploaded.Sources)
            if (await Known(calls, id, http.RequestAborted) is { } file)
                sources.Add(file);
        return http.Page<QuotedOrderPage>(
            new
            {
                calls.Visitor,
                Quote = await calls.Api.Quotes.Get(quoteId, http.RequestAborted),
                Sources = sources,
                Draft = uploaded.Draft is { } own
                    ? await Known(calls, own, http.RequestAborted)
                    : null,
                Now = clock.GetUtcNow(),
                wrong?.Problem,
                Wrongs = wrong?.Fields ?? new Dictionary<string, string>(),
            },
            wrong is null ? 200 : 400
        );
    }

    private static async Task<OrderDocument?> Known(
        PortalCalls calls,
        string id,
        CancellationToken cancellation
    )
    {
        try
        {
            return await calls.Api.Documents.Get(id, cancellation);
        }
        catch (Exception e)
            when (e is ArgumentException or VidimusPermanentException { Status: 404 or 410 })
        {
            // Swept up since: the page asks for it again.
            return null;
        }
    }

    private static async Task<IResult> Upload(
        HttpContext http,
        PortalCalls calls,
        TimeProvider clock,
        string quote
    )
    {
        var form = http.Request.Form;
        var uploaded = Uploaded.Of(http.Request.Query);
        var own = form["kind"] == "draft";
        var field = own ? "draft" : "files";
        var files = form.Files.Where(f => f.Length > 0).ToArray();
        string? wrong =
            files.Length == 0 ? "Choose a file."
            : uploaded.Sources.Count + files.Length > MostFiles
                ? $"An order has at most {MostFiles} files."
            : null;
        for (var i = 0; i < files.Length && wrong is null; i++)
            try
            {
                var id = await Keep(calls, files[i], form.Once($"{i}"), http.RequestAborted);
                uploaded = own
                    ? uploaded with
                    {
                        Draft = id,
                    }
                    : uploaded with
                    {
                        Sources = [.. uploaded.Sources.Append(id).Distinct()],
                    };
            }
            catch (VidimusPermanentException e) when (e.Status is 400 or 413 or 415 or 422)
            {
                wrong = $"{files[i].FileName}: {e.Message}";
            }
            catch (ArgumentException)
            {
                wrong = $"{files[i].FileName}: {TooLarge}";
            }
        return wrong is null
            ? http.GoTo(Address(quote, uploaded.Sources, uploaded.Draft))
            : await Quoted(
                http,
                calls,
                clock,
                quote,
                uploaded,
                (null, new Dictionary<string, string> { [field] = wrong })
            );
    }

    private static async Task<string> Keep(
        PortalCalls calls,
        IFormFile file,
        string once,
        CancellationToken cancellation
    )
    {
        await using var bytes = file.OpenReadStream();
        // Older browsers send whole paths.
        var name = file.FileName[(file.FileName.LastIndexOfAny(['/', '\\']) + 1)..];
        var kept = await calls.Api.Documents.Upload(bytes, name, null, once, cancellation);
        return kept.Id;
    }

    private static async Task<IResult> Submit(
        HttpContext http,
        PortalCalls calls,
        TimeProvider clock,
        string quote
    )
    {
        var form = http.Request.Form;
        var uploaded = Uploaded.Of(form);
        try
        {
            var order = await calls.Api.Orders.Submit(
                new()
                {
                    QuoteId = quote,
                    Documents = [.. uploaded.Sources.Select(NewOrderDocument.Uploaded)],
                    Draft = uploaded.Draft is { } own ? NewOrderDocument.Uploaded(own) : null,
                },
                form.Once(),
                http.RequestAborted
            );
            return http.GoTo($"/portal/orders/{order.Id}?done=ordered");
        }
        catch (VidimusPermanentException e)
            when (e.Status is 400 or 402 or 404 or 409 or 410 or 422)
        {
            return await Quoted(
                http,
                calls,
                clock,
                quote,
                uploaded,
                (e.Sentences(), new Dictionary<string, string>())
            );
        }
    }

    /// <summary>Ids of what was uploaded so far, in their order.</summary>
    private sealed record Uploaded(IReadOnlyList<string> Sources, string? Draft)
    {
        public static Uploaded Of(
            IEnumerable<KeyValuePair<string, Microsoft.Extensions.Primitives.StringValues>> sent
        )
        {
            var all = sent.ToDictionary(s => s.Key, s => s.Value, StringComparer.Ordinal);
            return new(
                [
                    .. all.GetValueOrDefault("document")
                        .Where(id => id is { Length: > 0 and <= 100 })
                        .Select(id => id!)
                        .Distinct()
                        .Take(MostFiles),
                ],
                all.GetValueOrDefault("own") is [{ Length: > 0 and <= 100 } own, ..] ? own : null
            );
        }
    }

    private sealed class SeveralFiles : IRequestSizeLimitMetadata
    {
        // Two of the largest, or many small ones.
        public long? MaxRequestBodySize => 54L << 20;
    }
}
