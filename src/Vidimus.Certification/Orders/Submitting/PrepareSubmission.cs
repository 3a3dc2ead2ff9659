using Vidimus.Access.Keys;
using Vidimus.Certification.Documents;
using Vidimus.Certification.Payments;
using Vidimus.Certification.Quotes;
using Vidimus.Platform.Ids;
using Vidimus.Platform.Problems;

namespace Vidimus.Certification.Orders.Submitting;

/// <summary>
/// Everything that is slow or may be refused, before anything is written or taken: the quote is looked up, the address of the
/// webhook judged, and the documents are fetched.
/// </summary>
internal sealed class PrepareSubmission(
    QuoteFinder quotes,
    IKeyWebhooks webhooks,
    IPayment payment,
    DocumentVault vault,
    CertificationOptions options,
    TimeProvider clock
)
{
    public async Task<Result<Submission>> Run(SubmissionInput input, CancellationToken cancellation)
    {
        var (request, author) = (input.Request, input.Author);
        var found = await quotes.Find(request.QuoteId!, request.EchoedInput, cancellation);
        if (found.Problem is { } noQuote)
            return noQuote;
        var quote = found.Value!;
        if (Drafted(request, QuoteInput.Read(quote.Input)) is { } unfit)
            return unfit;
        if (
            request.WebhookUrl is { } url
            && await webhooks.Address(url, cancellation) is { } nowhere
        )
            return nowhere;
        if (
            author.Mode == "live"
            && await payment.Ready(author.OrganizationId, cancellation) is { } unpayable
        )
            return unpayable;
        var documents = await Documents(author.OrganizationId, request, cancellation);
        if (documents.Problem is { } unreadable)
            return unreadable;
        return new Submission
        {
            OrderId = NewId.Create("ord", clock),
            Author = author,
            By = input.By,
            KeyId = author.ActorKind == "key" ? author.ActorId : null,
            IdempotencyKey = input.IdempotencyKey,
            InputDigest = input.Digest,
            Surface = input.Surface,
            AgencyId = options.Agency.Length > 0 ? options.Agency : author.OrganizationId,
            QuoteId = quote.Id,
            Input = quote.Input,
            TotalCents = quote.TotalCents,
            Currency = quote.Currency,
            SlaHours = quote.SlaHours,
            Documents = documents.Value!,
            WebhookUrl = request.WebhookUrl,
            Recipient = request.Recipient,
            PaymentKind = author.Mode == "live" ? payment.Kind : "none",
            At = clock.GetUtcNow(),
        };
    }

    private static Problem? Drafted(SubmitOrderRequest request, QuoteInput quoted)
    {
        var review = quoted.ProductLine == QuoteInput.ReviewAndCertify;
        return new Fields()
            .Check(
                request.Draft is not null || !review,
                "draft",
                "is required for review_and_certify: the translation that is to be reviewed"
            )
            .Check(
                request.Draft is null || review,
                "draft",
                "goes with a quote for review_and_certify only"
            )
            .Problem;
    }

    private async Task<Result<IReadOnlyList<SubmittedDocument>>> Documents(
        string organizationId,
        SubmitOrderRequest request,
        CancellationToken cancellation
    )
    {
        var named = request
            .Documents!.Select((d, i) => (Input: d, Kind: "source", Place: i, At: $"documents.{i}"))
            .ToList();
        if (request.Draft is { } draft)
            named.Add((draft, "draft", 0, "draft"));
        var urls = named
            .Where(n => n.Input.Url is not null)
            .Select(n => new DocumentUrl($"{n.At}.url", n.Input.Url!))
            .ToList();
        IReadOnlyList<StagedDocument> staged = [];
        if (urls.Count > 0)
        {
            var fetched = await vault.FetchAll(organizationId, urls, cancellation);
            if (fetched.Problem is { } unreadable)
                return unreadable;
            staged = fetched.Value!;
        }
        var next = 0;
        return named
            .Select(n =>
                n.Input.DocumentId is { } id
                    ? new SubmittedDocument(id, n.Kind, n.Place, $"{n.At}.documentId", true)
                    : Fetched(staged[next++], n.Input.Name, n.Kind, n.Place, $"{n.At}.url")
            )
            .ToList();
    }

    private static SubmittedDocument Fetched(
        StagedDocument staged,
        string? name,
        string kind,
        int place,
        string field
    ) =>
        new(staged.Id, kind, place, field, false)
        {
            Staged = staged with { Name = name ?? staged.Name },
        };
}
