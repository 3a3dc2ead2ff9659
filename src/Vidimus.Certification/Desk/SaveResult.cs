using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vidimus.Access;
using Vidimus.Certification.Documents;
using Vidimus.Certification.Documents.Storing;
using Vidimus.Platform.Http;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Certification.Desk;

/// <summary>
/// Makes a text or a PDF file the result that would be certified. What was saved before stays beside it. Bytes are staged before the
/// change, and thrown away when the order is not the reviewer's any more: the one who wrote them has them still.
/// </summary>
internal sealed class SaveResult(
    VidimusDb db,
    DeskWork work,
    DeskOrders orders,
    DocumentVault vault,
    DeskViews views,
    DeskNotes notes
)
{
    private const int LargestFile = 25 * 1024 * 1024;

    // Bodies of texts of some pages; only longer ones are dear.
    private const int UsualText = 128 * 1024;
    private const int MostResults = 200;
    private const int LongestName = 200;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes
            .MapPut(
                "/v1/desk/orders/{id}/text",
                (HttpContext http, SaveResult save, string id) =>
                    http.Take<DeskTextRequest, DeskSaved>(
                        200,
                        r => save.Text(id, r, http.RequestAborted)
                    )
            )
            .Needs(Scopes.OrdersReview)
            .AcceptsLists()
            .Weighs(5, UsualText)
            .Heavy(UsualText)
            .Accepts<DeskTextRequest>("application/json")
            .Produces<DeskSaved>()
            .WithTags("Desk")
            .WithSummary("Make a text the result of an order")
            .WithName("writeDeskResult");
        routes
            .MapPost(
                "/v1/desk/orders/{id}/documents",
                (HttpContext http, SaveResult save, string id, string? version, string? name) =>
                    http.Once(201, () => save.File(http, id, version, name))
            )
            .Needs(Scopes.OrdersReview)
            .AcceptsFiles(LargestFile)
            .Weighs(5)
            .Heavy()
            .Produces<DeskSaved>(201)
            .WithTags("Desk")
            .WithSummary("Make a PDF file the result of an order; the body is the file")
            .WithName("uploadDeskResult");
    }

    public async Task<Result<DeskSaved>> Text(
        string id,
        DeskTextRequest request,
        CancellationToken cancellation
    )
    {
        if (DeskText.Check(request.Text) is { } wrong)
            return wrong;
        return await Save(
            id,
            request.Version,
            () => Plain(DeskText.Clean(request.Text!), cancellation),
            cancellation
        );
    }

    private async Task<Result<StagedDocument>> Plain(string text, CancellationToken cancellation)
    {
        try
        {
            return await vault.Keep(
                Encoding.UTF8.GetBytes(text),
                "translation.txt",
                DeskText.MediaType,
                cancellation
            );
        }
        catch (DocumentStoreException)
        {
            return PlatformProblems.Unavailable.With("Documents cannot be kept at the moment.");
        }
    }

    public async Task<Result<DeskSaved>> File(
        HttpContext http,
        string id,
        string? version,
        string? name
    )
    {
        int? seen = int.TryParse(
            version,
            NumberStyles.None,
            CultureInfo.InvariantCulture,
            out var number
        )
            ? number
            : null;
        var fields = new Fields()
            .Text("name", name, LongestName)
            .Check(version is null || seen is not null, "version", "must be a whole number");
        if (fields.Problem is { } wrong)
            return wrong;
        var body = await http.ReadBytes();
        if (body.Problem is { } unread)
            return unread;
        return await Save(id, seen, () => Pdf(body.Value!, name), http.RequestAborted);

        async Task<Result<StagedDocument>> Pdf(byte[] bytes, string? called)
        {
            using var stream = new MemoryStream(bytes, writable: false);
            var staged = await vault.Keep(stream, called, null, http.RequestAborted);
            if (staged.Problem is not null || staged.Value!.MediaType == "application/pdf")
                return staged;
            await vault.Discard(staged.Value);
            return DeskProblems.ResultNotPdf.With(field: "file");
        }
    }

    private async Task<Result<DeskSaved>> Save(
        string id,
        int? version,
        Func<Task<Result<StagedDocument>>> stage,
        CancellationToken cancellation
    )
    {
        if (await Early(id, version, cancellation) is { } early)
            return early;
        var staged = await stage();
        if (staged.Problem is { } unread)
            return unread;
        DocumentRow? document = null;
        var saved = await work.Take(
            id,
            version,
            DeskSteps.Edit,
            async change =>
            {
                var added = await Add(change, staged.Value!);
                document = added.Value;
                return added.Problem;
            },
            async change => new DeskSaved(
                await views.One(change.Unit.Db, change.Order, CancellationToken.None),
                views.Document(document!)
            ),
            cancellation
        );
        if (saved.Problem is not null || saved.Replay is not null)
            await vault.Discard(staged.Value!);
        return saved;
    }

    /// <summary>What is refused without staging anything.</summary>
    private async Task<Problem?> Early(string id, int? version, CancellationToken cancellation)
    {
        if (work.Actor() is not { Value: { } actor })
            return new(DeskProblems.MemberRequired);
        if (DeskWork.Named(version).Problem is { } wrong)
            return wrong;
        if (await orders.Find(db, id, cancellation) is not { } order)
            return new(CertificationProblems.OrderNotFound);
        return (
            await work.Judge(db, order, actor, version!.Value, DeskSteps.Edit, cancellation)
        ).Problem;
    }

    private async Task<Result<DocumentRow>> Add(DeskChange change, StagedDocument staged)
    {
        var (unit, order, actor, _) = change;
        var before = await DeskOrders.Documents(unit.Db, order, CancellationToken.None);
        var position = before.Count(d => d.Kind == DocumentKinds.Result);
        if (position >= MostResults)
            return DeskProblems.TooManyResults;
        var document = vault.Row(
            staged,
            order.OrganizationId,
            order.Mode,
            DocumentKinds.Result,
            order.Id,
            position,
            unit.Author
        );
        unit.Db.Add(document);
        order.DraftDocumentId = document.Id;
        order.Version++;
        notes.Add(unit, order.Id, DeskNotes.Edited, actor.MemberId, documentId: document.Id);
        change.State(ReviewFacts.Drafted, ("document", document.Id), ("sha256", document.Sha256));
        return document;
    }
}
