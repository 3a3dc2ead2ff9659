using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Vidimus.Access;
using Vidimus.Platform.Http;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Certification.Documents;

/// <summary>Destroys an upload that no order names: its key at once, its bytes with it or soon after.</summary>
internal sealed class DeleteDocument(Writes writes, RemoveDocument remove, TimeProvider clock)
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapDelete(
                "/v1/documents/{id}",
                (HttpContext http, DeleteDocument delete, string id) =>
                    http.Once(204, () => delete.Run(id, http.RequestAborted))
            )
            .Needs(Scopes.OrdersSubmit)
            .Produces(204)
            .WithTags("Documents")
            .WithSummary("Delete an upload that no order names")
            .WithName("deleteDocument");

    public async Task<Result<bool>> Run(string id, CancellationToken cancellation)
    {
        DocumentRow? removed = null;
        var result = await writes.Commit<bool>(
            async unit =>
            {
                removed = null;
                var row = await unit.Db.Set<DocumentRow>().SingleOrDefaultAsync(d => d.Id == id);
                if (row is null)
                    return CertificationProblems.DocumentNotFound;
                if (row.RemovedAt is not null)
                    return CertificationProblems.DocumentRemoved;
                if (row.OrderId is not null)
                    return CertificationProblems.DocumentInUse;
                await RemoveDocument.Destroy(unit, row, clock.GetUtcNow(), "deleted");
                removed = row;
                return true;
            },
            cancellation
        );
        if (result.Ok && removed is not null)
            await remove.Bytes([removed.Id], CancellationToken.None);
        return result;
    }
}
