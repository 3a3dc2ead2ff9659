using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Vidimus.Access;
using Vidimus.Access.Approvals;
using Vidimus.Access.Spending;
using Vidimus.Credentials.Groups;
using Vidimus.Credentials.Issuing;
using Vidimus.Credentials.Reading;
using Vidimus.Credentials.Recipients;
using Vidimus.Credentials.Signing;
using Vidimus.Platform.Facts;
using Vidimus.Platform.Http;
using Vidimus.Platform.Json;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;
using Vidimus.Platform.Telemetry;

namespace Vidimus.Credentials.Lifecycle;

/// <summary>Changes to a draft, or what a reissue changes; members left out stay as they are.</summary>
/// <param name="Recipient">Who receives it.</param>
/// <param name="Subject">Members that stand on the credential.</param>
/// <param name="Custom">Members kept with it.</param>
/// <param name="ValidFrom">Begin of validity.</param>
/// <param name="ValidUntil">End of validity.</param>
/// <param name="Name">What stands at its top.</param>
/// <param name="Description">What it says further.</param>
public sealed record EditCredentialRequest(
    Optional<RecipientInput> Recipient,
    Optional<JsonElement?> Subject,
    Optional<JsonElement?> Custom,
    Optional<DateTimeOffset?> ValidFrom,
    Optional<DateTimeOffset?> ValidUntil,
    Optional<string> Name,
    Optional<string> Description
) : BadgeChanges
{
    /// <summary>Without changes.</summary>
    public EditCredentialRequest()
        : this(default, default, default, default, default, default, default) { }

    /// <summary>What the credential is to say after the changes.</summary>
    internal Asked Over(CredentialInput input, RecipientRow recipient, CredentialRow row) =>
        new(
            Recipient.Or(new(recipient.Name, recipient.Email, recipient.ExternalId, input.Did)),
            Subject.Or(input.Subject),
            Custom.Or(input.Custom),
            ValidFrom.Or(row.ValidFrom),
            ValidUntil.Or(row.ValidUntil),
            Name.Or(input.Name),
            Description.Or(input.Description),
            Over(input.Badge)
        );
}

/// <summary>A draft: edited and deleted freely until it is issued.</summary>
internal sealed class Drafts(
    VidimusDb db,
    Writes writes,
    CurrentCaller caller,
    Issuance issuance,
    IssueGate gate
)
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes
            .MapPatch(
                "/v1/credentials/{id}",
                (HttpContext http, Drafts drafts, string id) =>
                    http.Take<EditCredentialRequest, Credential>(
                        200,
                        r => drafts.Edit(id, r, http.RequestAborted)
                    )
            )
            .Needs(Scopes.CredentialsIssue)
            .Accepts<EditCredentialRequest>("application/json")
            .Produces<Credential>()
            .WithTags("Credentials")
            .WithSummary("Edit a draft")
            .WithName("editDraft");
        routes
            .MapDelete(
                "/v1/credentials/{id}",
                (HttpContext http, Drafts drafts, string id) =>
                    http.Once(204, () => drafts.Delete(id, http.RequestAborted))
            )
            .Needs(Scopes.CredentialsIssue)
            .Produces(204)
            .WithTags("Credentials")
            .WithSummary("Delete a draft")
            .WithName("deleteDraft");
        routes
            .MapPost(
                "/v1/credentials/{id}/issue",
                (HttpContext http, Drafts drafts, string id) =>
                    http.Once(200, () => drafts.Issue(id, http.Approved(), http.RequestAborted))
            )
            .Needs(Scopes.CredentialsIssue)
            .WorksOn(http =>
                http.RequestServices.GetRequiredService<Drafts>()
                    .Stored(http.GetRouteValue("id") as string ?? "", http.RequestAborted)
            )
            .Produces<Credential>()
            .WithTags("Credentials")
            .WithSummary("Issue a draft")
            .WithName("issueDraft");
    }

    public async Task<Result<Credential>> Edit(
        string id,
        EditCredentialRequest request,
        CancellationToken cancellation
    )
    {
        if (await CredentialIds.Find(db, id, cancellation) is not { } found)
            return CredentialProblems.CredentialNotFound;
        var group = await db.Groups.SingleAsync(g => g.Id == found.GroupId, cancellation);
        return await writes.Commit<Credential>(
            async unit =>
                await Load(unit.Db, found.Id) is { } draft
                    ? Edit(unit, draft, group, request)
                    : CredentialProblems.CredentialNotFound,
            cancellation
        );
    }

    /// <summary>Edits a draft within a change; a refusal leaves it as it was.</summary>
    public Result<Credential> Edit(
        Unit unit,
        Loaded draft,
        GroupRow group,
        EditCredentialRequest request
    )
    {
        if (draft.Row.IssuedAt is not null)
            return CredentialProblems.AlreadyIssued;
        if (draft.Recipient is not { } recipient)
            return CredentialProblems.Erased;
        var asked = request.Over(draft.Input!, recipient, draft.Row);
        var now = issuance.Now;
        if (CredentialRules.Check(asked, group, CredentialRules.SchemaOf(group), now) is { } wrong)
            return wrong;
        if (asked.Recipient!.ExternalId is { } external && external != recipient.ExternalId)
            return new Fields()
                .Wrong(
                    "recipient.externalId",
                    "names another recipient; delete the draft and make a new one"
                )
                .Problem!;
        recipient.Version++;
        Issuance.Update(recipient, asked.Recipient, now);
        var input = new CredentialInput(
            asked.Name ?? group.Name,
            asked.Description,
            CredentialRules.OrNull(asked.Subject),
            CredentialRules.OrNull(asked.Custom),
            asked.Badge,
            asked.Recipient.Did
        );
        draft.Content!.Input = RecipientVault.Seal(
            issuance.Vault.Open(recipient.DataKey),
            draft.Row.Id,
            "input",
            JsonSerializer.SerializeToUtf8Bytes(input, Issuance.Json)
        );
        draft.Row.ValidFrom = asked.ValidFrom;
        draft.Row.ValidUntil = asked.ValidUntil;
        draft.Row.UpdatedAt = now;
        draft.Row.Version++;
        unit.State(new SimpleFact("credential.draft-edited", draft.Row.Id));
        return Views.Of(draft.Row, Views.Of(recipient), input, issuance.BaseUrl, now);
    }

    public Task<Result<bool>> Delete(string id, CancellationToken cancellation) =>
        writes.Commit<bool>(
            async unit =>
            {
                if (
                    CredentialIds.Read(id) is not { } read
                    || await Load(unit.Db, read) is not { } draft
                )
                    return CredentialProblems.CredentialNotFound;
                if (draft.Row.IssuedAt is not null)
                    return CredentialProblems.AlreadyIssued;
                unit.Db.Remove(draft.Row);
                if (draft.Content is not null)
                    unit.Db.Remove(draft.Content);
                // A recipient that only this draft knew leaves with it.
                if (
                    draft.Recipient is { } recipient
                    && !await unit.Db.Credentials.AnyAsync(c =>
                        c.RecipientId == recipient.Id && c.Id != draft.Row.Id
                    )
                )
                    unit.Db.Remove(recipient);
                // An answer kept for repetition would still tell who it was for.
                unit.Db.RemoveRange(
                    await unit
                        .Db.Set<ReplayRow>()
                        .Where(r => r.ResourceId == draft.Row.Id)
                        .ToListAsync()
                );
                unit.Tally(GroupCounts.DraftTally(draft.Row.GroupId), -1);
                unit.State(new SimpleFact("credential.draft-deleted", draft.Row.Id));
                return true;
            },
            cancellation
        );

    public async Task<Result<Credential>> Issue(
        string id,
        ApprovedWork? approved,
        CancellationToken cancellation
    )
    {
        if (await CredentialIds.Find(db, id, cancellation) is not { } found)
            return CredentialProblems.CredentialNotFound;
        if (found.IssuedAt is not null)
            return CredentialProblems.AlreadyIssued;
        var group = await db.Groups.SingleAsync(g => g.Id == found.GroupId, cancellation);
        if (group.ArchivedAt is not null)
            return CredentialProblems.GroupArchived;
        var identity = await issuance.IdentityOf(caller.Value, cancellation);
        if (identity.Problem is { } noIdentity)
            return noIdentity;
        var positions = await issuance.Positions(caller.Value, 1, cancellation);
        var signer = new Signer(identity.Value!, positions[0]);
        var result = await writes.Commit<Credential>(
            async unit =>
            {
                // The first fact may be about the key's spending; the answer is about this, and goes with its recipient.
                unit.Shows = found.Id;
                if (await Load(unit.Db, found.Id) is not { } draft)
                    return CredentialProblems.CredentialNotFound;
                return approved?.Refusal(Said(draft)) is { } another
                    ? another
                    : await Issue(unit, draft, group, signer);
            },
            cancellation
        );
        if (result is { Ok: true, Replay: null })
            Meters.CredentialsIssued.Add(1);
        return await gate.OrApproval(result, cancellation);
    }

    /// <summary>What a draft says, for the person who approves that it is issued; also after it was.</summary>
    private async Task<JsonElement?> Stored(string id, CancellationToken cancellation) =>
        await CredentialIds.Find(db, id, cancellation) is { } found
        && await Load(db, found.Id) is { } draft
            ? Said(draft)
            : null;

    private static JsonElement Said(Loaded draft) =>
        JsonSerializer.SerializeToElement(
            new
            {
                draft.Row.GroupId,
                Credential = draft is { Input: { } input, Recipient: { } recipient }
                    ? new EditCredentialRequest().Over(input, recipient, draft.Row)
                    : null,
            },
            Issuance.Json
        );

    /// <summary>
    /// Issues a draft within a change; a refusal leaves it as it was. Signing inside the unit is right here: what is
    /// signed is what the draft says at this moment.
    /// </summary>
    public async Task<Result<Credential>> Issue(
        Unit unit,
        Loaded draft,
        GroupRow group,
        Signer signer
    )
    {
        if (draft.Row.IssuedAt is not null)
            return CredentialProblems.AlreadyIssued;
        if (draft.Recipient is not { } recipient)
            return CredentialProblems.Erased;
        var asked = new EditCredentialRequest().Over(draft.Input!, recipient, draft.Row);
        if (
            CredentialRules.Check(asked, group, CredentialRules.SchemaOf(group), issuance.Now) is
            { } wrong
        )
            return wrong; // the group's schema may have changed since
        var passed = await gate.Check(
            unit,
            new AboutToIssue(group, recipient, asked.Recipient!.Email, draft.Row, draft.Input!)
        );
        if (passed.Problem is { } closed)
            return closed;
        if (await issuance.Charges.Charge(unit, Billable.Issue, draft.Row.Id) is { } tooDear)
            return tooDear;
        recipient.Version++;
        issuance.Sign(
            draft.Row,
            draft.Content!,
            issuance.Vault.Open(recipient.DataKey),
            group,
            asked.Recipient!,
            draft.Input!,
            signer
        );
        draft.Row.UpdatedAt = issuance.Now;
        draft.Row.Version++;
        unit.Tally(GroupCounts.DraftTally(group.Id), -1);
        Issuance.State(unit, draft.Row, passed.Value);
        if (signer.Identity.PinsAddress)
            await unit.PinPublicUrl(signer.Identity.BaseUrl);
        return Views.Of(
            draft.Row,
            Views.Of(recipient),
            draft.Input,
            issuance.BaseUrl,
            issuance.Now
        );
    }

    /// <summary>A draft with all that is kept of it.</summary>
    public async Task<Loaded?> Load(VidimusDb from, string id)
    {
        if (await from.Credentials.SingleOrDefaultAsync(c => c.Id == id) is not { } row)
            return null;
        var content = await from.Contents.SingleOrDefaultAsync(c => c.CredentialId == id);
        var recipient = await from.Recipients.SingleOrDefaultAsync(r => r.Id == row.RecipientId);
        var input =
            content is null || recipient is null
                ? null
                : Views.Input(issuance.Vault.Open(recipient.DataKey), id, content.Input);
        return new(row, content, recipient, input);
    }

    internal sealed record Loaded(
        CredentialRow Row,
        ContentRow? Content,
        RecipientRow? Recipient,
        CredentialInput? Input
    );
}
