using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Vidimus.Access;
using Vidimus.Credentials.Groups;
using Vidimus.Platform.Facts;
using Vidimus.Platform.Http;
using Vidimus.Platform.Json;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Credentials.Imports;

/// <summary>A change to a mapping; members left out stay as they are.</summary>
public sealed record ImportChange
{
    /// <summary>All fields and where their values come from, anew.</summary>
    public IReadOnlyDictionary<string, ImportSource?>? Fields { get; init; }

    /// <summary>How dates are read: <c>ymd</c>, <c>dmy</c> or <c>mdy</c>; null where the file leaves no doubt.</summary>
    public Optional<string> DateFormat { get; init; }

    /// <summary>True to keep the rows as drafts.</summary>
    public bool? Draft { get; init; }

    /// <summary>True to send each issued one's link to its recipient by e-mail.</summary>
    public bool? Distribute { get; init; }
}

/// <summary>Says what becomes of the columns; then every row is checked, without issuing anything.</summary>
internal sealed class ChangeImport(
    VidimusDb db,
    Writes writes,
    ImportVault vault,
    ImportViews views,
    ImportClock clock
)
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPatch(
                "/v1/imports/{id}",
                (HttpContext http, ChangeImport change, string id) =>
                    http.Take<ImportChange, Import>(
                        200,
                        r => change.Run(id, r, http.RequestAborted)
                    )
            )
            .Needs(Scopes.CredentialsIssue)
            .Weighs(5)
            .Accepts<ImportChange>("application/json")
            .Produces<Import>()
            .WithTags("Imports")
            .WithSummary("Map the columns of an import, and check its rows")
            .WithName("changeImport");

    public async Task<Result<Import>> Run(
        string id,
        ImportChange change,
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
        return await writes.Commit<Import>(
            async unit =>
            {
                if (await unit.Db.Imports.SingleOrDefaultAsync(i => i.Id == id) is not { } row)
                    return ImportProblems.NotFound;
                if (row.StartedAt is not null || views.HeadOf(row) is not { } head)
                    return row.StartedAt is null ? ImportProblems.RowsGone : ImportProblems.Started;
                var mapping = head.Mapping with
                {
                    Fields = change.Fields is null ? head.Mapping.Fields : Given(change.Fields),
                    DateFormat = change.DateFormat.IsGiven
                        ? change.DateFormat.Value
                        : head.Mapping.DateFormat,
                    Draft = change.Draft ?? head.Mapping.Draft,
                    Distribute = change.Distribute ?? head.Mapping.Distribute,
                };
                var fields = new Fields()
                    .Mapping(mapping.Fields, group, head.Columns.Count)
                    .OneOf("dateFormat", mapping.DateFormat, MappingFields.DateFormats)
                    .Check(
                        mapping.Fields.GetValueOrDefault("recipient.name") is not null,
                        "fields.recipient.name",
                        "is required: which column holds the recipient's name"
                    );
                if (fields.Problem is { } wrong)
                    return wrong;
                head = head with { Mapping = mapping };
                await Save(unit, row, head);
                var first = await ImportRowsRead.First(unit.Db, row, vault);
                return views.Whole(row, group, first);
            },
            cancellation
        );
    }

    private async Task Save(Unit unit, ImportRow row, ImportHead head)
    {
        row.Head = ImportVault.Seal(vault.Open(row.DataKey!), ImportViews.HeadPart, head);
        row.State = ImportState.Checking;
        (row.CheckedRows, row.WrongRows, row.Tries, row.Reason) = (0, 0, 0, null);
        row.DueAt = await clock.Now(unit.Db);
        row.UpdatedAt = clock.Time.GetUtcNow();
        row.Version++;
        unit.State(new SimpleFact("import.mapped", row.Id, ("group", row.GroupId)));
    }

    private static Dictionary<string, ImportSource?> Given(
        IReadOnlyDictionary<string, ImportSource?> fields
    ) => fields.Where(f => f.Value is not null).ToDictionary(StringComparer.Ordinal);
}
