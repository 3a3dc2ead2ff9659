using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Vidimus.Access;
using Vidimus.Platform.Facts;
using Vidimus.Platform.Http;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Credentials.Recipients;

/// <summary>
/// Gives out everything that is held about a recipient, as one JSON document. That it was given out is on record before
/// its first byte leaves.
/// </summary>
internal sealed class ExportRecipient(VidimusDb db, Writes writes, RecipientExportWriter writer)
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet(
                "/v1/recipients/{id}/export",
                async (HttpContext http, ExportRecipient export, string id) =>
                {
                    var recorded = await export.Record(id, http.RequestAborted);
                    return recorded.Problem is { } refused
                        ? new Refusal(refused)
                        : Results.Stream(
                            to => export.Write(recorded.Value!, to, http.RequestAborted),
                            "application/json; charset=utf-8",
                            $"{id}.json"
                        );
                }
            )
            .Needs(Scopes.RecipientsExport)
            .Weighs(10)
            .Heavy()
            .Produces<RecipientExport>()
            .WithTags("Recipients")
            .WithSummary("Get everything that is held about a recipient")
            .WithName("exportRecipient");

    /// <summary>Puts it on record and answers the recipient whose data may be given out now.</summary>
    public async Task<Result<RecipientRow>> Record(string id, CancellationToken cancellation)
    {
        var stated = await writes.Commit<bool>(
            async unit =>
            {
                if (!await unit.Db.Recipients.AnyAsync(r => r.Id == id))
                    return CredentialProblems.RecipientNotFound;
                unit.State(new SimpleFact("recipient.exported", id));
                return true;
            },
            cancellation
        );
        if (stated.Problem is { } refused)
            return refused;
        return
            await db.Recipients.AsNoTracking().SingleOrDefaultAsync(r => r.Id == id, cancellation)
                is { } row
            ? row
            : CredentialProblems.RecipientNotFound;
    }

    public Task Write(RecipientRow recipient, Stream to, CancellationToken cancellation) =>
        writer.Write(recipient, to, cancellation);
}
