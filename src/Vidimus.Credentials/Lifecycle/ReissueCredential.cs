using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Vidimus.Access;
using Vidimus.Credentials.Issuing;
using Vidimus.Credentials.Reading;
using Vidimus.Credentials.Recipients;
using Vidimus.Platform.Http;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Credentials.Lifecycle;

/// <summary>What a renewal changes.</summary>
/// <param name="ValidUntil">End of the new validity; by the group's default when left out.</param>
public sealed record RenewCredentialRequest(DateTimeOffset? ValidUntil)
{
    /// <summary>With the group's default validity.</summary>
    public RenewCredentialRequest()
        : this((DateTimeOffset?)null) { }
}

/// <summary>
/// Reissues a credential with corrections: the new one names its predecessor, which is revoked as superseded in the
/// same transaction. Renews one: the new validity begins now, the old credential stays as it is.
/// </summary>
internal sealed class ReissueCredential(
    VidimusDb db,
    IssueCredential issue,
    RecipientVault vault,
    TimeProvider clock
)
{
    public const string Superseded = "superseded";

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes
            .MapPost(
                "/v1/credentials/{id}/reissue",
                (HttpContext http, ReissueCredential reissue, string id) =>
                    http.TakeOptional<EditCredentialRequest, Credential>(
                        201,
                        r => reissue.Reissue(id, r, http.RequestAborted)
                    )
            )
            .Needs(Scopes.CredentialsIssue)
            .Accepts<EditCredentialRequest>(isOptional: true, "application/json")
            .Produces<Credential>(201)
            .WithTags("Credentials")
            .WithSummary("Reissue a credential with corrections")
            .WithName("reissueCredential");
        routes
            .MapPost(
                "/v1/credentials/{id}/renew",
                (HttpContext http, ReissueCredential reissue, string id) =>
                    http.TakeOptional<RenewCredentialRequest, Credential>(
                        201,
                        r => reissue.Renew(id, r, http.RequestAborted)
                    )
            )
            .Needs(Scopes.CredentialsIssue)
            .Accepts<RenewCredentialRequest>(isOptional: true, "application/json")
            .Produces<Credential>(201)
            .WithTags("Credentials")
            .WithSummary("Renew a credential")
            .WithName("renewCredential");
    }

    public async Task<Result<Credential>> Reissue(
        string id,
        EditCredentialRequest request,
        CancellationToken cancellation
    )
    {
        var earlier = await Load(id, cancellation);
        if (earlier.Problem is { } refused)
            return refused;
        var (row, group, recipient, input) = earlier.Value!;
        var asked = request.Over(input, recipient, row);
        return await Issue(
            group,
            asked,
            new(Replaces: row.Id),
            recipient,
            async (unit, successor) =>
            {
                if (
                    await unit.Db.Credentials.SingleOrDefaultAsync(c => c.Id == row.Id)
                    is not { } old
                )
                    return new(CredentialProblems.CredentialNotFound);
                if (old.ReplacedBy is not null)
                    return new(CredentialProblems.Replaced);
                old.ReplacedBy = successor.Id;
                old.UpdatedAt = clock.GetUtcNow();
                old.Version++;
                if (old.RevokedAt is null)
                    RevokeCredential.End(unit, old, Superseded, clock.GetUtcNow());
                return null;
            },
            cancellation
        );
    }

    public async Task<Result<Credential>> Renew(
        string id,
        RenewCredentialRequest request,
        CancellationToken cancellation
    )
    {
        var earlier = await Load(id, cancellation);
        if (earlier.Problem is { } refused)
            return refused;
        var (row, group, recipient, input) = earlier.Value!;
        if (row.RevokedAt is not null)
            return CredentialProblems.Revoked;
        var changes = new EditCredentialRequest
        {
            ValidFrom = new((DateTimeOffset?)null),
            ValidUntil = new(request.ValidUntil),
        };
        return await Issue(
            group,
            changes.Over(input, recipient, row),
            new(RenewalOf: row.Id),
            recipient,
            async (unit, _) =>
                await unit.Db.Credentials.AnyAsync(c => c.Id == row.Id && c.RevokedAt != null)
                    ? new(CredentialProblems.Revoked)
                    : null,
            cancellation
        );
    }

    private async Task<Result<Credential>> Issue(
        GroupRow group,
        Asked asked,
        Lineage lineage,
        RecipientRow recipient,
        Func<Unit, CredentialRow, Task<Problem?>> also,
        CancellationToken cancellation
    )
    {
        if (group.ArchivedAt is not null)
            return CredentialProblems.GroupArchived;
        if (
            CredentialRules.Check(
                asked,
                group,
                CredentialRules.SchemaOf(group),
                clock.GetUtcNow()
            ) is
            { } wrong
        )
            return wrong;
        return await issue.Save(group, asked, draft: false, lineage, recipient, also, cancellation);
    }

    private async Task<Result<Earlier>> Load(string id, CancellationToken cancellation)
    {
        if (await CredentialIds.Find(db, id, cancellation) is not { } row)
            return CredentialProblems.CredentialNotFound;
        if (row.IssuedAt is null)
            return CredentialProblems.NotIssued;
        var recipient = await db.Recipients.SingleOrDefaultAsync(
            r => r.Id == row.RecipientId,
            cancellation
        );
        var content = await db.Contents.SingleOrDefaultAsync(
            c => c.CredentialId == row.Id,
            cancellation
        );
        if (recipient is null || content is null)
            return CredentialProblems.Erased;
        var group = await db.Groups.SingleAsync(g => g.Id == row.GroupId, cancellation);
        return new Earlier(
            row,
            group,
            recipient,
            Views.Input(vault.Open(recipient.DataKey), row.Id, content.Input)
        );
    }

    private sealed record Earlier(
        CredentialRow Row,
        GroupRow Group,
        RecipientRow Recipient,
        CredentialInput Input
    );
}
