using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vidimus.Access;
using Vidimus.Credentials.Issuing;
using Vidimus.Platform.Facts;
using Vidimus.Platform.Http;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Credentials.Lifecycle;

/// <summary>Why a credential is suspended.</summary>
/// <param name="Reason">1 to 200 characters; shown to everyone who verifies, so no personal data.</param>
public sealed record SuspendCredentialRequest(string? Reason = null);

/// <summary>Puts a credential out of force for now, and back in force; the next verification says so.</summary>
internal sealed class SuspendCredential(StatusChange change)
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
            : await change.Run(
                id,
                (unit, row, now) => Suspend(unit, row, request.Reason!, now),
                cancellation
            );

    public Task<Result<Credential>> Reinstate(string id, CancellationToken cancellation) =>
        change.Run(id, Reinstate, cancellation);

    /// <summary>Marks a credential suspended and states it; refused when it is so already.</summary>
    private static ProblemType? Suspend(
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
        StatusChange.Mark(unit, row, now);
        unit.State(new SimpleFact("credential.suspended", row.Id, ("reason", reason)));
        return null;
    }

    /// <summary>Marks a suspended credential in force again and states it.</summary>
    private static ProblemType? Reinstate(Unit unit, CredentialRow row, DateTimeOffset now)
    {
        if (row.SuspendedAt is null)
            return CredentialProblems.NotSuspended;
        row.SuspendedAt = null;
        row.SuspensionReason = null;
        StatusChange.Mark(unit, row, now);
        unit.State(new SimpleFact("credential.reinstated", row.Id));
        return null;
    }
}
