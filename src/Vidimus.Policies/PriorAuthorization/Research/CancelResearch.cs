using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Vidimus.Access;
using Vidimus.Platform.Http;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Policies.PriorAuthorization.Research;

/// <summary>Ends research that nobody needs any more, and destroys what was asked. What has ended by itself stays as it is.</summary>
internal sealed class CancelResearch(Writes writes, ResearchDesk desk)
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost(
                "/v1/prior-authorizations/research/{id}/cancel",
                (HttpContext http, CancelResearch cancel, string id) =>
                    http.Once(200, () => cancel.Run(id, http.RequestAborted))
            )
            .Needs(Scopes.PoliciesRead)
            .Produces<ResearchJob>()
            .WithTags("Prior authorization")
            .WithSummary("Cancel research that has not ended")
            .WithName("cancelResearch");

    public Task<Result<ResearchJob>> Run(string id, CancellationToken cancellation) =>
        writes.Commit<ResearchJob>(
            async unit =>
            {
                if (
                    await unit.Db.Set<ResearchRow>().SingleOrDefaultAsync(r => r.Id == id)
                    is not { } row
                )
                    return PoliciesProblems.ResearchNotFound;
                if (row.Status == ResearchStatuses.Canceled)
                    return desk.Show(row);
                if (row.FinishedAt is not null)
                    return PoliciesProblems.ResearchOver;
                desk.Cancel(row);
                row.Version++;
                unit.State(ResearchDesk.Ended(row));
                return desk.Show(row);
            },
            cancellation
        );
}
