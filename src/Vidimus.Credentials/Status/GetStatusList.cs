using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Net.Http.Headers;
using Vidimus.Access;
using Vidimus.Credentials.Signing;
using Vidimus.Credentials.VcApi;
using Vidimus.Platform.Http;
using Vidimus.Platform.Ids;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;
using Vidimus.Proofs;

namespace Vidimus.Credentials.Status;

/// <summary>
/// Serves the status lists, signed. The list's version is read with every request, so that what is served here is never
/// older than the last change that was answered; what others keep is at most <see cref="MaxAgeSeconds"/> old.
/// </summary>
internal sealed class GetStatusList(
    VidimusDb db,
    SignedLists signed,
    Identities identities,
    TimeProvider clock
)
{
    public const int MaxAgeSeconds = 60;

    public static void Map(IEndpointRouteBuilder routes)
    {
        Open(HttpMethods.Get)
            .Produces(200, contentType: "application/vc")
            .Produces<string>(200, "application/vc+jwt", "application/statuslist+jwt")
            .WithTags("Discovery")
            .WithSummary("A status list: revocation, suspension, message or token")
            .WithName("getStatusList");
        // RFC 9110 section 9.3.2: what GET says without what it sends. It needs no description of its own.
        Open(HttpMethods.Head).ExcludeFromDescription();

        RouteHandlerBuilder Open(string method) =>
            routes
                .MapMethods(
                    "/status/{listId}/{purpose}",
                    [method],
                    (HttpContext http, GetStatusList get, string listId, string purpose) =>
                        get.Serve(http, listId, purpose)
                )
                .Public("anyone who verifies a credential must learn its status")
                .RequireCors("public");
    }

    public async Task<IResult> Serve(HttpContext http, string listId, string purpose)
    {
        http.Response.Headers.Vary = "Accept";
        if (
            !NewId.TryGetUuid("stl", listId, out _)
            || StatusListForms.Find(purpose, http.Request.Headers.Accept) is not { } form
        )
            return new Refusal(new(PlatformProblems.NotFound));
        var list = await Read(listId, form, http.RequestAborted);
        if (list.Problem is { } problem)
            return new Refusal(problem);
        http.Response.Headers.CacheControl = $"public, max-age={MaxAgeSeconds}";
        // Answers 304 to a matching If-None-Match.
        return Results.Bytes(
            list.Value!.Bytes,
            ContentType(form, StatusListForms.Ranges(http.Request.Headers.Accept)),
            entityTag: new EntityTagHeaderValue($"\"{list.Value.Tag}\"")
        );
    }

    // application/vc is JSON, which clients that ask for JSON by name and look for that word in the answer cannot know.
    private static string ContentType(StatusListForm form, IEnumerable<MediaTypeHeaderValue> ranges)
    {
        var asked = ranges.Where(r => r.Quality is not 0).Select(r => r.MediaType).ToList();
        return
            form.ContentType == "application/vc"
            && !asked.Exists(name =>
                name.Equals(form.ContentType, StringComparison.OrdinalIgnoreCase)
            )
            && asked.Exists(name =>
                name.Value!.Contains("json", StringComparison.OrdinalIgnoreCase)
            )
            ? "application/json"
            : form.ContentType;
    }

    /// <summary>A list in one of its forms, as it stands now.</summary>
    public async Task<Result<SignedList>> Read(
        string listId,
        StatusListForm form,
        CancellationToken cancellation
    )
    {
        var owner = await db.Across<StatusListRow>()
            .Where(l => l.Id == listId)
            .Select(l => new { l.OrganizationId, l.Mode })
            .SingleOrDefaultAsync(cancellation);
        if (owner is null)
            return PlatformProblems.NotFound;
        db.Enter(owner.OrganizationId, owner.Mode);
        // Before the statuses: a change between the two reads makes the list newer than its number, never older.
        var version = await Version(listId, cancellation);
        if (signed.Find(listId, form, version, clock.GetUtcNow()) is { } known)
            return known;
        var identity = await identities.For(owner.OrganizationId, owner.Mode, cancellation);
        if (identity.Problem is { } refused)
            return refused;
        var statuses = await Statuses(listId, cancellation);
        var made = form.Sign(new(listId, statuses, identity.Value!, clock.GetUtcNow()));
        return signed.Keep(listId, form, version, made, clock.GetUtcNow());
    }

    private Task<long> Version(string listId, CancellationToken cancellation)
    {
        var name = StatusEntries.ChangesTally(listId);
        return db.Set<TallyRow>()
            .Where(t => t.Name == name)
            .Select(t => t.Value)
            .SingleOrDefaultAsync(cancellation);
    }

    private async Task<IReadOnlyList<StatusOf>> Statuses(
        string listId,
        CancellationToken cancellation
    )
    {
        // Two queries, for each of which there is an index over just these few rows.
        var revoked = await db
            .Credentials.Where(c => c.StatusListId == listId && c.RevokedAt != null)
            .Select(c => new StatusOf(
                c.StatusIndex!.Value,
                true,
                c.SuspendedAt != null,
                c.ReplacedBy != null,
                c.StatusPurposes
            ))
            .ToListAsync(cancellation);
        var suspended = await db
            .Credentials.Where(c =>
                c.StatusListId == listId && c.SuspendedAt != null && c.RevokedAt == null
            )
            .Select(c => new StatusOf(c.StatusIndex!.Value, false, true, false, c.StatusPurposes))
            .ToListAsync(cancellation);
        return [.. revoked, .. suspended, .. await VcRecords.Statuses(db, listId, cancellation)];
    }
}

/// <summary>The status at one position of a list, where it is not all well.</summary>
internal readonly record struct StatusOf(
    int Index,
    bool Revoked,
    bool Suspended,
    bool Superseded,
    string? Purposes
)
{
    /// <summary>
    /// What the list of revocations says. A credential that names no other list has only this one to tell a stranger that
    /// it is suspended (docs/decisions/0007).
    /// </summary>
    public bool IsOut =>
        Revoked || (Suspended && !StatusEntries.Read(Purposes).Contains(StatusPurposes.Suspension));

    /// <summary>What the list of suspensions says: where a credential names no list of revocations, also that it is revoked.</summary>
    public bool IsHeld =>
        Suspended || (Revoked && !StatusEntries.Read(Purposes).Contains(StatusPurposes.Revocation));
}
