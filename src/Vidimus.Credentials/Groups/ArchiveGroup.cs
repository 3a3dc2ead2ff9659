using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vidimus.Access;
using Vidimus.Platform.Facts;
using Vidimus.Platform.Http;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Credentials.Groups;

/// <summary>Archives a group, so that it takes no new credentials, or restores it. Issued credentials are not touched.</summary>
internal sealed class ArchiveGroup(Writes writes, TimeProvider clock)
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        MapOne(routes, "archive", true, "Archive a group");
        MapOne(routes, "restore", false, "Restore an archived group");
    }

    private static void MapOne(
        IEndpointRouteBuilder routes,
        string verb,
        bool archive,
        string summary
    ) =>
        routes
            .MapPost(
                "/v1/groups/{id}/" + verb,
                (HttpContext http, ArchiveGroup change, string id) =>
                    http.Once(200, () => change.Run(id, archive, http.RequestAborted))
            )
            .Needs(Scopes.GroupsWrite)
            .Produces<Group>()
            .WithTags("Groups")
            .WithSummary(summary)
            .WithName(verb + "Group");

    public Task<Result<Group>> Run(string id, bool archive, CancellationToken cancellation) =>
        writes.Commit<Group>(
            async unit =>
            {
                if (await GroupRules.Find(unit.Db, id, cancellation) is not { } row)
                    return CredentialProblems.GroupNotFound;
                if (archive != row.ArchivedAt is not null)
                {
                    row.ArchivedAt = archive ? clock.GetUtcNow() : null;
                    row.UpdatedAt = clock.GetUtcNow();
                    row.Version++;
                    unit.State(
                        new SimpleFact(archive ? "group.archived" : "group.restored", row.Id)
                    );
                }
                return Group.Of(row, await GroupRules.CountsOf(unit.Db, row.Id, cancellation));
            },
            cancellation
        );
}
