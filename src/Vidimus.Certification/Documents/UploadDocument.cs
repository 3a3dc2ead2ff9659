using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Vidimus.Access;
using Vidimus.Certification.Documents.Reading;
using Vidimus.Platform.Facts;
using Vidimus.Platform.Http;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Certification.Documents;

/// <summary>Takes a file as it comes, encrypts it on the way to the store, and keeps it for a day for an order that names it.</summary>
internal sealed class UploadDocument(
    VidimusDb db,
    Writes writes,
    Repeat repeat,
    CurrentCaller caller,
    DocumentVault vault,
    DocumentOptions options
)
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost(
                "/v1/documents",
                (HttpContext http, UploadDocument upload, string? name) =>
                    http.Once(201, () => upload.Run(http, name))
            )
            .Needs(Scopes.OrdersSubmit)
            .StreamsFile(routes.ServiceProvider.GetRequiredService<DocumentOptions>().LargestBytes)
            .Produces<Document>(201)
            .WithTags("Documents")
            .WithSummary("Upload a file for an order: the body is the file itself")
            .WithName("uploadDocument");

    public async Task<Result<Document>> Run(HttpContext http, string? name)
    {
        var cancellation = http.RequestAborted;
        if (name is not null && FileNames.Wrong(name) is { } wrong)
            return new Fields().Wrong("name", wrong).Problem!;
        if (await TooMany(db, 0, cancellation) is { } full)
            return full;
        var body = await http.OpenBody();
        if (body.Problem is { } tooLarge)
            return CertificationProblems.DocumentTooLarge.With(tooLarge.Message, "file");
        var kept = await vault.Keep(body.Value!, name, http.Request.ContentType, cancellation);
        if (kept.Problem is { } refused)
            return refused;
        var staged = kept.Value!;
        repeat.BodyWas(staged.Sha256);
        var committed = false;
        try
        {
            var result = await writes.Commit(unit => Save(unit, staged), cancellation);
            committed = result is { Ok: true, Replay: null };
            return result;
        }
        catch (CommitFailedException)
        {
            committed = true; // perhaps; what no row names is swept up later
            throw;
        }
        finally
        {
            if (!committed)
                await vault.Discard(staged);
        }
    }

    private async Task<Result<Document>> Save(Unit unit, StagedDocument staged)
    {
        if (await TooMany(unit.Db, staged.Size, CancellationToken.None) is { } full)
            return full;
        var row = vault.Row(
            staged,
            caller.Value.OrganizationId,
            caller.Value.Mode,
            DocumentKinds.Source,
            orderId: null,
            position: 0,
            unit.Author
        );
        unit.AddNew(row);
        unit.State(
            new SimpleFact(
                "document.uploaded",
                row.Id,
                ("type", row.MediaType),
                ("sha256", row.Sha256)
            )
        );
        return Document.Of(row, staged.Name, options);
    }

    /// <summary>
    /// What an organization may have waiting. Looked at before the file has come, and in the unit; writers of other nodes that save at the
    /// same moment may each let one more pass.
    /// </summary>
    private async Task<Problem?> TooMany(VidimusDb from, long more, CancellationToken cancellation)
    {
        var waiting = from.Set<DocumentRow>().Where(d => d.OrderId == null && d.RemovedAt == null);
        var sum = await waiting
            .GroupBy(_ => 1)
            .Select(g => new { Count = g.Count(), Bytes = g.Sum(d => d.Size) })
            .SingleOrDefaultAsync(cancellation);
        return
            sum is not null
            && (
                sum.Count >= options.UnattachedUploads || sum.Bytes + more > options.UnattachedBytes
            )
            ? new Problem(CertificationProblems.DocumentsTooMany)
            : null;
    }
}
