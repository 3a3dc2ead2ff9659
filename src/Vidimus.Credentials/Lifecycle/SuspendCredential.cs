using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Vidimus.Access;
using Vidimus.Credentials.Issuing;
using Vidimus.Credentials.Reading;
using Vidimus.Credentials.Recipients;
using Vidimus.Credentials.Status;
using Vidimus.Platform.Facts;
using Vidimus.Platform.Http;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Credentials.Lifecycle;

/// <summary>Why a credential is suspended.</summary>
/// <param name="Reason">1 to 200 characters; shown to everyone who verifies, so no personal data.</param>
public sealed record SuspendCredentialRequest(string? Reason = null);

/// <summary>Puts a credential out of force for now, and back in force; the next verification says so.</summary>
internal sealed class SuspendCredential(
    VidimusDb db,
    Writes writes,
    RecipientVault vault,
    AccessOptions options,
    TimeProvider clock
)
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes
            .MapPost(
                "/v1/credentials/{id}/suspend",
                (HttpContext http, SuspendCredential suspend, string id) =>
                    http.Take<SuspendCredentialRequest, Credential>(
                        200,
                        r => suspend.Run(id, r, http.RequestAborted)
                    )
            )
            .Needs(Scopes.CredentialsRevoke)
            .Accepts<SuspendCredentialRequest>("application/json")
            .Produces<Credential>()
            .WithTags("Credentials")
            .WithSummary("Suspend a credential")
            .WithName("suspendCredential");
        routes
            .MapPost(
                "/v1/credentials/{id}/reinstate",
                (HttpContext http, SuspendCredential suspend, string id) =>
                    http.Once(200, () => suspend.Reinstate(id, http.RequestAborted))
            )
            .Needs(Scopes.CredentialsRevoke)
            .Produces<Credential>()
            .WithTags("Credentials")
            .WithSummary("Reinstate a suspended credential")
            .WithName("reinstateCredential");
    }

    public async Task<Result<Credential>> Run(
        string id,
        SuspendCredentialRequest request,
        CancellationToken cancellation
    ) =>
        new Fields().Text("reason", request.Reason, 200, required: true).Problem is { } wrong
            ? wrong
            : await Change(
                id,
                (unit, row, now) => Suspend(unit, row, request.Reason!, now),
                cancellation
            );

    public Task<Result<Credential>> Reinstate(string id, CancellationToken cancellation) =>
        Change(id, Reinstate, cancellation);

    /// <summary>Marks a credential suspended and states it; refused when it is so already.</summary>
    public static ProblemType? Suspend(
        Unit unit,
        CredentialRow row,
        string reason,
        DateTimeOffset now
    )
    {
        if (row.SuspendedAt is not null)
            return CredentialProblems.Suspended;
        row.SuspendedAt = now;
        row.SuspensionReason = reason;
        unit.State(new SimpleFact("credential.suspended", row.Id, ("reason", reason)));
        return null;
    }

    /// <summary>Marks a suspended credential in force again and states it.</summary>
    public static ProblemType? Reinstate(Unit unit, CredentialRow row, DateTimeOffset now)
    {
        if (row.SuspendedAt is null)
            return CredentialProblems.NotSuspended;
        row.SuspendedAt = null;
        row.SuspensionReason = null;
        unit.State(new SimpleFact("credential.reinstated", row.Id));
        return null;
    }

    private async Task<Result<Credential>> Change(
        string id,
        Func<Unit, CredentialRow, DateTimeOffset, ProblemType?> change,
        CancellationToken cancellation
    )
    {
        if (await CredentialIds.Find(db, id, cancellation) is not { } found)
            return CredentialProblems.CredentialNotFound;
        return await writes.Commit<Credential>(
            async unit =>
            {
                if (
                    await unit.Db.Credentials.SingleOrDefaultAsync(c => c.Id == found.Id)
                    is not { } row
                )
                    return CredentialProblems.CredentialNotFound;
                if (row.IssuedAt is null)
                    return CredentialProblems.NotIssued;
                if (row.RevokedAt is not null)
                    return CredentialProblems.Revoked;
                var now = clock.GetUtcNow();
                if (change(unit, row, now) is { } refused)
                    return refused;
                row.UpdatedAt = now;
                row.Version++;
                StatusEntries.Changed(unit, row);
                var views = await Views.Read(
                    unit.Db,
                    [row],
                    vault,
                    options.BaseUrl,
                    now,
                    CancellationToken.None
                );
                return views[0];
            },
            cancellation
        );
    }
}
