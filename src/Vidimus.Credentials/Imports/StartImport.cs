using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Vidimus.Access;
using Vidimus.Access.Approvals;
using Vidimus.Credentials.Distribution;
using Vidimus.Credentials.Groups;
using Vidimus.Credentials.Issuing;
using Vidimus.Platform.Facts;
using Vidimus.Platform.Http;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Credentials.Imports;

/// <summary>
/// Starts issuing the rows, or goes on with one that stands still, in the name of whoever asks; and cancels. Starting what
/// runs or is done changes nothing.
/// </summary>
internal sealed class StartImport(
    VidimusDb db,
    Writes writes,
    CurrentCaller caller,
    DistributeCredential distribution,
    ImportWays ways
)
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes
            .MapPost(
                "/v1/imports/{id}/start",
                (HttpContext http, StartImport start, string id) =>
                    http.Once(202, () => start.Run(id, http.Approved(), http.RequestAborted))
            )
            .Needs(Scopes.CredentialsIssue)
            .OfUnknownCount()
            .WorksOn(StartedImport.Read)
            .Weighs(10)
            .Produces<Import>(202)
            .WithTags("Imports")
            .WithSummary("Issue the rows of an import")
            .WithName("startImport");
        routes
            .MapPost(
                "/v1/imports/{id}/cancel",
                (HttpContext http, StartImport start, string id) =>
                    http.Once(200, () => start.Cancel(id, http.RequestAborted))
            )
            .Needs(Scopes.CredentialsIssue)
            .Produces<Import>()
            .WithTags("Imports")
            .WithSummary("Cancel an import; what is issued stays issued")
            .WithName("cancelImport");
    }

    public async Task<Result<Import>> Run(
        string id,
        ApprovedWork? approved,
        CancellationToken cancellation
    )
    {
        if (
            await db.Imports.AsNoTracking().SingleOrDefaultAsync(i => i.Id == id, cancellation)
            is not { } found
        )
            return ImportProblems.NotFound;
        if (await GroupRules.Find(db, found.GroupId, cancellation) is not { } group)
            return CredentialProblems.GroupNotFound;
        if (group.ArchivedAt is not null)
            return CredentialProblems.GroupArchived;
        if (ways.Views.HeadOf(found)?.Mapping is { Draft: false } mapping)
        {
            if (mapping.Distribute && await distribution.Refusal(cancellation) is { } unconfigured)
                return unconfigured;
            // Now, and not hours later in the background: an address that is not set, say.
            var identity = await ways.Issuance.IdentityOf(caller.Value, cancellation);
            if (identity.Problem is { } noIdentity)
                return noIdentity;
        }
        return await writes.Commit<Import>(unit => Start(unit, id, group, approved), cancellation);
    }

    private async Task<Result<Import>> Start(
        Unit unit,
        string id,
        GroupRow group,
        ApprovedWork? approved
    )
    {
        if (await unit.Db.Imports.SingleOrDefaultAsync(i => i.Id == id) is not { } row)
            return ImportProblems.NotFound;
        if (row.State is ImportState.Cancelled or ImportState.Expired)
            return ImportProblems.Over;
        if (row.State is not (ImportState.Running or ImportState.Done))
        {
            if (ways.Views.HeadOf(row) is not { } head)
                return ImportProblems.RowsGone;
            if (approved?.Refusal(StartedImport.Of(row, head, group)) is { } another)
                return another;
            if (head.Mapping.Fields.GetValueOrDefault("recipient.name") is null)
                return new Fields()
                    .Wrong(
                        "fields.recipient.name",
                        "is required: map the recipient's name with PATCH first"
                    )
                    .Problem!;
            row.State = ImportState.Running;
            (row.ActorKind, row.ActorId) = (unit.Author.ActorKind, unit.Author.ActorId);
            row.RequestId = unit.Author.RequestId;
            (row.Tries, row.Reason, row.RemoveAt) = (0, null, null);
            row.DueAt = await ways.Clock.Now(unit.Db);
            row.UpdatedAt = ways.Clock.Time.GetUtcNow();
            row.StartedAt ??= row.UpdatedAt;
            row.Version++;
            unit.State(new SimpleFact("import.started", row.Id, ("group", row.GroupId)));
        }
        var first = await ImportRowsRead.First(unit.Db, row, ways.Vault);
        return ways.Views.Whole(row, group, first);
    }

    public async Task<Result<Import>> Cancel(string id, CancellationToken cancellation) =>
        await writes.Commit<Import>(
            async unit =>
            {
                if (await unit.Db.Imports.SingleOrDefaultAsync(i => i.Id == id) is not { } row)
                    return ImportProblems.NotFound;
                if (ImportState.Open.Contains(row.State))
                {
                    ImportWork.End(row, ImportState.Cancelled, ways.Clock);
                    row.Version++;
                    unit.State(new SimpleFact("import.cancelled", row.Id, ("group", row.GroupId)));
                }
                return ways.Views.Short(row);
            },
            cancellation
        );
}

/// <summary>What working on imports needs beside the operations that it calls.</summary>
internal sealed class ImportWays(
    ImportVault vault,
    ImportViews views,
    ImportClock clock,
    Issuance issuance
)
{
    public ImportVault Vault => vault;
    public ImportViews Views => views;
    public ImportClock Clock => clock;
    public Issuance Issuance => issuance;
}
