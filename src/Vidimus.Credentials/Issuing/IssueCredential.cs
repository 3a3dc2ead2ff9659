using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vidimus.Access;
using Vidimus.Credentials.Groups;
using Vidimus.Credentials.Signing;
using Vidimus.Platform.Http;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;
using Vidimus.Platform.Telemetry;

namespace Vidimus.Credentials.Issuing;

/// <summary>A credential to be issued, or drafted.</summary>
/// <param name="GroupId">Its group.</param>
/// <param name="Recipient">Who receives it.</param>
/// <param name="Subject">Members that stand on the credential, checked against the group's schema.</param>
/// <param name="Custom">Members kept with it that do not stand on the credential.</param>
/// <param name="ValidFrom">Begin of validity; now when left out.</param>
/// <param name="ValidUntil">End of validity; by the group's default when left out.</param>
/// <param name="Name">What stands at its top; the group's name when left out.</param>
/// <param name="Description">What it says further.</param>
/// <param name="Draft">True to keep it as a draft.</param>
public sealed record IssueCredentialRequest(
    string? GroupId = null,
    RecipientInput? Recipient = null,
    JsonElement? Subject = null,
    JsonElement? Custom = null,
    DateTimeOffset? ValidFrom = null,
    DateTimeOffset? ValidUntil = null,
    string? Name = null,
    string? Description = null,
    bool? Draft = null
) : BadgeParts;

/// <summary>
/// Issues one credential: validated, signed, stored with its fact and, for a repeated request, answered the same; or
/// nothing happened.
/// </summary>
internal sealed class IssueCredential(
    VidimusDb db,
    Writes writes,
    CurrentCaller caller,
    Issuance issuance,
    IssueGate gate
)
{
    private const int MostTries = 3;

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost(
                "/v1/credentials",
                (HttpContext http, IssueCredential issue) =>
                    http.Take<IssueCredentialRequest, Credential>(
                        201,
                        r => issue.Run(r, http.RequestAborted)
                    )
            )
            .Needs(Scopes.CredentialsIssue)
            .Accepts<IssueCredentialRequest>("application/json")
            .Produces<Credential>(201)
            .WithTags("Credentials")
            .WithSummary("Issue a credential, or draft one")
            .WithName("issueCredential");

    public async Task<Result<Credential>> Run(
        IssueCredentialRequest request,
        CancellationToken cancellation
    )
    {
        if (new Fields().Text("groupId", request.GroupId, 100, required: true).Problem is { } wrong)
            return wrong;
        if (
            await issuance.GroupOf(db, caller.Value, request.GroupId!, cancellation)
            is not { } group
        )
            return CredentialProblems.GroupNotFound.With(field: "groupId");
        if (group.ArchivedAt is not null)
            return CredentialProblems.GroupArchived;
        var asked = new Asked(
            request.Recipient,
            request.Subject,
            request.Custom,
            request.ValidFrom,
            request.ValidUntil,
            request.Name,
            request.Description,
            request.OrNull()
        );
        if (
            CredentialRules.Check(asked, group, CredentialRules.SchemaOf(group), issuance.Now) is
            { } refused
        )
            return refused;
        return await Save(
            group,
            asked,
            request.Draft == true,
            Lineage.None,
            null,
            static (_, _) => Task.FromResult<Problem?>(null),
            cancellation
        );
    }

    /// <summary>
    /// Signs and saves, with a further change to the same transaction where the caller has one (a reissue ends its
    /// predecessor).
    /// </summary>
    public async Task<Result<Credential>> Save(
        GroupRow group,
        Asked asked,
        bool draft,
        Lineage lineage,
        RecipientRow? earlier,
        Func<Unit, CredentialRow, Task<Problem?>> also,
        CancellationToken cancellation
    )
    {
        SigningIdentity? identity = null;
        if (!draft)
        {
            var found = await issuance.IdentityOf(caller.Value, cancellation);
            if (found.Problem is { } noIdentity)
                return noIdentity;
            identity = found.Value;
        }
        // Taken once: a second try signs the same credential.
        var position = draft
            ? default
            : (await issuance.Positions(caller.Value, 1, cancellation))[0];
        var signer = identity is null ? null : new Signer(identity, position);
        for (var attempt = 1; ; attempt++)
        {
            var known = await Issuance.Known(db, [asked.Recipient!.ExternalId], cancellation);
            var recipient =
                known.Values.FirstOrDefault()
                ?? (asked.Recipient.ExternalId is null ? earlier : null);
            var prepared = issuance.Prepare(group, asked, recipient, signer, lineage);
            var result = await writes.Commit<Credential>(
                async unit =>
                {
                    // A draft is no credential yet; what is made of it later is checked then.
                    Passed? passed = null;
                    if (!draft)
                    {
                        var gates = await gate.Check(unit, About(group, asked, prepared));
                        if (gates.Problem is { } closed)
                            return closed;
                        passed = gates.Value;
                    }
                    // First of the facts: the answer kept for a repetition is about the new credential and goes with its recipient.
                    if (!await Issuance.Save(unit, prepared, asked, passed, issuance.Now))
                        return PlatformProblems.Conflict;
                    if (await also(unit, prepared.Credential) is { } refused)
                        return refused;
                    if (identity is { PinsAddress: true })
                        await unit.PinPublicUrl(identity.BaseUrl);
                    if (
                        !draft
                        && await issuance.Charges.Charge(
                            unit,
                            lineage.Action,
                            prepared.Credential.Id
                        )
                            is { } tooDear
                    )
                        return tooDear;
                    return issuance.View(prepared, asked);
                },
                cancellation
            );
            if (result.Problem?.Type == PlatformProblems.Conflict && attempt < MostTries)
                continue;
            if (result is { Ok: true, Replay: null } && !draft)
                Meters.CredentialsIssued.Add(1);
            return await gate.OrApproval(result, cancellation);
        }
    }

    private static AboutToIssue About(GroupRow group, Asked asked, Prepared prepared) =>
        new(group, prepared.Recipient, asked.Recipient!.Email, prepared.Credential, prepared.Input);
}
