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

/// <summary>A recipient asks for erasure.</summary>
/// <param name="Id">Its id, <c>ers_…</c>.</param>
/// <param name="RecipientId">Who asks; <c>DELETE /v1/recipients/{id}</c> fulfils it.</param>
/// <param name="RecipientName">The name, so that staff knows who.</param>
/// <param name="CredentialId">The credential on whose page it was asked for.</param>
/// <param name="RequestedAt">When.</param>
public sealed record ErasureRequest(
    string Id,
    string RecipientId,
    string RecipientName,
    string CredentialId,
    DateTimeOffset RequestedAt
);

/// <summary>What recipients may do by themselves on their page.</summary>
/// <param name="ErasesAtOnce">True where a confirmed request for erasure is fulfilled without staff.</param>
public sealed record RecipientPageSettings(bool ErasesAtOnce);

/// <summary>New settings of the recipients' page.</summary>
/// <param name="ErasesAtOnce">True to fulfil confirmed requests for erasure without staff.</param>
public sealed record SetRecipientPageRequest(bool? ErasesAtOnce = null);

/// <summary>Shows requests for erasure to staff, refuses one, and sets whether they need staff at all.</summary>
internal sealed class ErasureRequests(VidimusDb db, Writes writes, CurrentCaller caller)
{
    private const int Most = 100;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes
            .MapGet(
                "/v1/erasure-requests",
                async (HttpContext http, ErasureRequests requests, string? cursor) =>
                    (await requests.List(cursor, http.RequestAborted)).Answer()
            )
            .Needs(Scopes.RecipientsErase)
            .Produces<Page<ErasureRequest>>()
            .WithTags("Recipients")
            .WithSummary("List recipients who ask for erasure")
            .WithName("listErasureRequests");
        routes
            .MapDelete(
                "/v1/erasure-requests/{id}",
                (HttpContext http, ErasureRequests requests, string id) =>
                    http.Once(204, () => requests.Refuse(id, http.RequestAborted))
            )
            .Needs(Scopes.RecipientsErase)
            .Produces(204)
            .WithTags("Recipients")
            .WithSummary("Refuse a request for erasure")
            .WithName("refuseErasureRequest");
        MapSettings(routes);
    }

    private static void MapSettings(IEndpointRouteBuilder routes)
    {
        routes
            .MapGet(
                "/v1/organization/recipient-page",
                async (HttpContext http, ErasureRequests requests) =>
                    (
                        (Result<RecipientPageSettings>)await requests.Settings(http.RequestAborted)
                    ).Answer()
            )
            .Needs(Scopes.CredentialsRead)
            .Produces<RecipientPageSettings>()
            .WithTags("Recipients")
            .WithSummary("Get what recipients may do by themselves")
            .WithName("getRecipientPage");
        routes
            .MapPut(
                "/v1/organization/recipient-page",
                (HttpContext http, ErasureRequests requests) =>
                    http.Take<SetRecipientPageRequest, RecipientPageSettings>(
                        200,
                        r => requests.Set(r, http.RequestAborted)
                    )
            )
            .Needs(Scopes.Admin)
            .Accepts<SetRecipientPageRequest>("application/json")
            .Produces<RecipientPageSettings>()
            .WithTags("Recipients")
            .WithSummary("Set what recipients may do by themselves")
            .WithName("setRecipientPage");
    }

    private async Task<Result<Page<ErasureRequest>>> List(
        string? cursor,
        CancellationToken cancellation
    )
    {
        var after = cursor ?? "";
        var rows = await (
            from request in db.Set<ErasureRequestRow>()
            join recipient in db.Recipients on request.RecipientId equals recipient.Id
            where string.Compare(request.Id, after) > 0
            orderby request.Id
            select new ErasureRequest(
                request.Id,
                request.RecipientId,
                recipient.Name,
                request.CredentialId,
                request.RequestedAt
            )
        )
            .Take(Most + 1)
            .ToListAsync(cancellation);
        var more = rows.Count > Most;
        return new Page<ErasureRequest>(
            [.. rows.Take(Most)],
            more ? rows[Most - 1].Id : null,
            more
        );
    }

    private Task<Result<bool>> Refuse(string id, CancellationToken cancellation) =>
        writes.Commit<bool>(
            async unit =>
            {
                if (
                    await unit.Db.Set<ErasureRequestRow>().SingleOrDefaultAsync(r => r.Id == id)
                    is not { } row
                )
                    return CredentialProblems.ErasureRequestNotFound;
                unit.Db.Remove(row);
                unit.State(new SimpleFact("recipient.erasure-refused", row.RecipientId));
                return true;
            },
            cancellation
        );

    private async Task<RecipientPageSettings> Settings(CancellationToken cancellation) =>
        new(await db.Set<RecipientPageRow>().AnyAsync(p => p.ErasesAtOnce, cancellation));

    private async Task<Result<RecipientPageSettings>> Set(
        SetRecipientPageRequest request,
        CancellationToken cancellation
    )
    {
        if (request.ErasesAtOnce is not { } atOnce)
            return new Fields().Wrong("erasesAtOnce", "is required").Problem!;
        if (caller.Value.Mode != "live")
            return AccessProblems.ModeForbidden.With(
                "A test key cannot change what recipients may do.",
                hint: "Use a live key with the scope admin"
            );
        return await writes.Commit<RecipientPageSettings>(
            async unit =>
            {
                var row = await unit.Db.Set<RecipientPageRow>().SingleOrDefaultAsync();
                if (row is null)
                    unit.Db.Add(
                        row = new()
                        {
                            OrganizationId = caller.Value.OrganizationId,
                            ErasesAtOnce = atOnce,
                            Version = 0,
                        }
                    );
                row.ErasesAtOnce = atOnce;
                row.Version++;
                unit.State(
                    new SimpleFact("organization.recipient-page-changed", row.OrganizationId)
                );
                return new RecipientPageSettings(atOnce);
            },
            cancellation
        );
    }
}
