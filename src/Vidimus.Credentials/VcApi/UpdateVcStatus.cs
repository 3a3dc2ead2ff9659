using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Vidimus.Access;
using Vidimus.Credentials.Status;
using Vidimus.Platform.Facts;
using Vidimus.Platform.Http;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;
using Vidimus.Proofs;

namespace Vidimus.Credentials.VcApi;

/// <summary>A change of a credential's status.</summary>
/// <param name="CredentialId">The credential's id, or the one given by <c>options.credentialId</c> when it was issued.</param>
/// <param name="CredentialStatus">Which status.</param>
/// <param name="Status">What it is to be; true when left out.</param>
public sealed record UpdateVcStatusRequest(
    string? CredentialId = null,
    VcStatusChoice? CredentialStatus = null,
    bool? Status = null
);

/// <summary>A status of a credential.</summary>
/// <param name="Type"><c>BitstringStatusListEntry</c>.</param>
/// <param name="StatusPurpose"><c>revocation</c> or <c>suspension</c>.</param>
public sealed record VcStatusChoice(string? Type = null, string? StatusPurpose = null);

/// <summary>The status that a credential has now.</summary>
/// <param name="CredentialId">As asked.</param>
/// <param name="StatusPurpose">As asked.</param>
/// <param name="Status">What it is now.</param>
/// <param name="Listed">Whether a status list tells everyone; false for a credential issued without an entry for it, which only this server's own verifying then knows to have ended.</param>
public sealed record UpdatedVcStatus(
    string CredentialId,
    string StatusPurpose,
    bool Status,
    bool Listed
);

/// <summary>
/// Revokes, suspends or reinstates what was issued through the VC API. The same credential secured in several ways is one
/// credential: all that were issued under the id change together.
/// </summary>
internal sealed class UpdateVcStatus(Writes writes, TimeProvider clock)
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost(
                "/credentials/status",
                (HttpContext http, UpdateVcStatus update) =>
                    http.Take<UpdateVcStatusRequest, UpdatedVcStatus>(
                        200,
                        r => update.Run(r, http.RequestAborted)
                    )
            )
            .Needs(Scopes.CredentialsRevoke)
            .Accepts<UpdateVcStatusRequest>("application/json")
            .Produces<UpdatedVcStatus>()
            .WithTags("VC API")
            .WithSummary("Change the status of an issued credential (W3C VC API)")
            .WithName("vcApiStatus");

    public async Task<Result<UpdatedVcStatus>> Run(
        UpdateVcStatusRequest request,
        CancellationToken cancellation
    )
    {
        var choice = request.CredentialStatus ?? new();
        if (
            new Fields()
                .Text("credentialId", request.CredentialId, 2048, required: true)
                .OneOf(
                    "credentialStatus.type",
                    choice.Type,
                    [BitstringStatusEntry.Type],
                    required: true
                )
                .OneOf(
                    "credentialStatus.statusPurpose",
                    choice.StatusPurpose,
                    [StatusPurposes.Revocation, StatusPurposes.Suspension],
                    required: true
                )
                .Problem is
            { } wrong
        )
            return wrong;
        var status = request.Status ?? true;
        var digest = VcRecords.DigestOfId(request.CredentialId!);
        return await writes.Commit<UpdatedVcStatus>(
            async unit =>
            {
                var rows = await unit.Db.VcRecords.Where(r => r.IdDigest == digest).ToListAsync();
                if (rows.Count == 0)
                    return CredentialProblems.CredentialNotFound;
                foreach (var row in rows)
                {
                    if (Change(unit, row, choice.StatusPurpose!, status) is { } refused)
                        return refused;
                }
                return new UpdatedVcStatus(
                    request.CredentialId!,
                    choice.StatusPurpose!,
                    status,
                    rows.TrueForAll(r => r.StatusListId is not null)
                );
            },
            cancellation
        );
    }

    /// <summary>What is so already stays so, without a fact.</summary>
    private Problem? Change(Unit unit, VcRecordRow row, string purpose, bool status)
    {
        var now = clock.GetUtcNow();
        if (purpose == StatusPurposes.Revocation)
        {
            if (!status)
                return row.RevokedAt is null ? null : new(VcApiProblems.RevocationIsFinal);
            if (row.RevokedAt is not null)
                return null;
            row.RevokedAt = now;
        }
        else
        {
            if (row.SuspendedAt is not null == status)
                return null;
            row.SuspendedAt = status ? now : null;
        }
        row.Version++;
        if (row.StatusListId is { } list)
            unit.Tally(StatusEntries.ChangesTally(list), 1);
        unit.State(
            new SimpleFact(
                purpose == StatusPurposes.Revocation ? "vc.revoked"
                    : status ? "vc.suspended"
                    : "vc.reinstated",
                row.Id
            )
        );
        return null;
    }
}
