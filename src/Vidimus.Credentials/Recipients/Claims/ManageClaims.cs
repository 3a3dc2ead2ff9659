using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Vidimus.Access;
using Vidimus.Credentials.Reading;
using Vidimus.Platform.Facts;
using Vidimus.Platform.Http;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Credentials.Recipients;

/// <summary>A link for a credential's recipient, shown this once.</summary>
/// <param name="CredentialId">The credential.</param>
/// <param name="Link">The link; null in a repetition.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="Ended">Links that ended with it.</param>
public sealed record ClaimLink(
    string CredentialId,
    string? Link,
    DateTimeOffset CreatedAt,
    int Ended
) : IHoldsSecret
{
    /// <inheritdoc/>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? SecretOmitted { get; private init; }

    /// <inheritdoc/>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? SecretHint { get; private init; }

    object IHoldsSecret.WithoutSecret() =>
        this with
        {
            Link = null,
            SecretOmitted = true,
            SecretHint =
                "The link was shown in the first answer and is kept nowhere. If it was lost, make another: it ends this one.",
        };
}

/// <summary>Ends the links of a credential's recipient, and makes a new one for staff to hand over.</summary>
internal sealed class ManageClaims(Writes writes, AccessOptions options, TimeProvider clock)
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes
            .MapPost(
                "/v1/credentials/{id}/claim",
                (HttpContext http, ManageClaims claims, string id) =>
                    http.Once(201, () => claims.Renew(id, http.RequestAborted))
            )
            .Needs(Scopes.CredentialsIssue)
            .Produces<ClaimLink>(201)
            .WithTags("Credentials")
            .WithSummary("Make a new link for the recipient; earlier ones end")
            .WithName("renewClaim");
        routes
            .MapDelete(
                "/v1/credentials/{id}/claim",
                (HttpContext http, ManageClaims claims, string id) =>
                    http.Once(204, () => claims.End(id, http.RequestAborted))
            )
            .Needs(Scopes.CredentialsIssue)
            .Produces(204)
            .WithTags("Credentials")
            .WithSummary("End the recipient's links")
            .WithName("endClaims");
    }

    public Task<Result<ClaimLink>> Renew(string id, CancellationToken cancellation)
    {
        var secret = ClaimLinks.NewSecret();
        return writes.Commit<ClaimLink>(
            async unit =>
            {
                if (await CredentialIds.Find(unit.Db, id, CancellationToken.None) is not { } row)
                    return CredentialProblems.CredentialNotFound;
                if (row.IssuedAt is null)
                    return CredentialProblems.NotIssued;
                if (!await unit.Db.Recipients.AnyAsync(r => r.Id == row.RecipientId))
                    return CredentialProblems.Erased;
                var ended = await ClaimLinks.End(unit, row.Id, clock.GetUtcNow());
                var made = await ClaimLinks.Add(
                    unit,
                    row.Id,
                    row.RecipientId,
                    secret,
                    address: null,
                    clock
                );
                return new ClaimLink(
                    row.Id,
                    ClaimLinks.Url(options.BaseUrl, secret),
                    made.CreatedAt,
                    ended
                );
            },
            cancellation
        );
    }

    public Task<Result<bool>> End(string id, CancellationToken cancellation) =>
        writes.Commit<bool>(
            async unit =>
            {
                if (await CredentialIds.Find(unit.Db, id, CancellationToken.None) is not { } row)
                    return CredentialProblems.CredentialNotFound;
                await ClaimLinks.End(unit, row.Id, clock.GetUtcNow());
                unit.State(new SimpleFact("credential.claims-ended", row.Id));
                return true;
            },
            cancellation
        );
}
