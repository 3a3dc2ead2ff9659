using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vidimus.Access;
using Vidimus.Access.Spending;
using Vidimus.Credentials.Issuing;
using Vidimus.Credentials.Signing;
using Vidimus.Credentials.Status;
using Vidimus.Platform.Facts;
using Vidimus.Platform.Http;
using Vidimus.Platform.Ids;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;
using Vidimus.Platform.Telemetry;
using Vidimus.Proofs;

namespace Vidimus.Credentials.VcApi;

/// <summary>A credential to be issued as the caller wrote it.</summary>
/// <param name="Credential">The credential, without proof; its issuer is the organization's DID.</param>
/// <param name="Options">How it is secured.</param>
public sealed record IssueVcRequest(JsonElement? Credential = null, IssueVcOptions? Options = null);

/// <summary>How a credential is secured.</summary>
/// <param name="Cryptosuite"><c>eddsa-rdfc-2022</c> when left out, <c>eddsa-jcs-2022</c>, <c>Ed25519Signature2020</c>, or <c>vc+jwt</c> for a token.</param>
/// <param name="CredentialId">Id by which its status is changed later, for a credential without one of its own.</param>
/// <param name="CredentialStatus">Entries in this server's status lists to be added, one or a list, each with <c>type</c> <c>BitstringStatusListEntry</c> and a <c>statusPurpose</c>: <c>revocation</c>, <c>suspension</c> or <c>message</c>.</param>
public sealed record IssueVcOptions(
    string? Cryptosuite = null,
    string? CredentialId = null,
    JsonElement? CredentialStatus = null
);

/// <summary>What was issued.</summary>
/// <param name="VerifiableCredential">The secured credential.</param>
public sealed record IssuedVc(JsonNode VerifiableCredential);

/// <summary>
/// Issues a credential of the caller's own making in the name of its organization: looked at like a foreign one, secured, put on
/// record, or nothing happened.
/// </summary>
internal sealed class IssueVc(
    Writes writes,
    CurrentCaller caller,
    Issuance issuance,
    VcRules rules,
    IssueGate gate
)
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost(
                "/credentials/issue",
                (HttpContext http, IssueVc issue) =>
                    http.Take<IssueVcRequest, IssuedVc>(201, r => issue.Run(r, http.RequestAborted))
            )
            .Needs(Scopes.CredentialsIssue)
            .Accepts<IssueVcRequest>("application/json")
            .Produces<IssuedVc>(201)
            .WithTags("VC API")
            .WithSummary("Issue a credential as it stands (W3C VC API)")
            .WithName("vcApiIssue");

    public async Task<Result<IssuedVc>> Run(IssueVcRequest request, CancellationToken cancellation)
    {
        var options = request.Options ?? new();
        var kind = options.Cryptosuite ?? VcSecuring.Kinds[0];
        var given = rules.Check(request.Credential, options);
        if (given.Problem is { } wrong)
            return wrong;
        var credential = given.Value;
        var found = await issuance.IdentityOf(caller.Value, cancellation);
        if (found.Problem is { } noIdentity)
            return noIdentity;
        var identity = found.Value!;
        var method = rules.MethodOf(credential, identity, caller.Value.Mode);
        if (method.Problem is { } foreign)
            return foreign;

        var document = JsonObject.Create(credential)!.DeepClone().AsObject();
        var purposes = VcStatusOption.Read(options.CredentialStatus);
        StatusPosition? position = null;
        // Before a position is taken, which is gone for good: what cannot be secured gets none.
        if (purposes.Length > 0 && VcSecuring.LossOf(document) is { } loss)
            return loss;
        if (purposes.Length > 0)
        {
            position = (await issuance.Positions(caller.Value, 1, cancellation))[0];
            VcStatusOption.Add(document, identity.BaseUrl, position.Value, purposes);
        }
        var model = CredentialShape.ModelOf(credential);
        var now = issuance.Now;
        VcSecuring.AddProofTerms(document, kind, model);
        var secured = VcSecuring.Secure(document, kind, model, method.Value!, now, identity.Key);
        if (secured.Problem is { } notSecurable)
            return notSecurable;

        var row = new VcRecordRow
        {
            OrganizationId = caller.Value.OrganizationId,
            Id = NewId.Create("vc", issuance.Clock),
            Mode = caller.Value.Mode,
            IdDigest = VcRules.IdOf(credential, options) is { } id
                ? VcRecords.DigestOfId(id)
                : null,
            Digest = VcRecords.DigestOf(JsonSerializer.SerializeToElement(document)),
            Securing = kind,
            StatusListId = position?.ListId,
            StatusIndex = position?.Index,
            StatusPurposes = position is null ? null : StatusEntries.Write(purposes),
            IssuedAt = now,
            Version = 1,
        };
        return await Save(row, identity, secured.Value!, cancellation);
    }

    private async Task<Result<IssuedVc>> Save(
        VcRecordRow row,
        SigningIdentity identity,
        JsonObject secured,
        CancellationToken cancellation
    )
    {
        var result = await writes.Commit<IssuedVc>(
            async unit =>
            {
                if (await gate.CheckForeign(unit, row.IssuedAt) is { } closed)
                    return closed;
                unit.Db.Add(row);
                unit.State(
                    new SimpleFact(
                        "vc.issued",
                        row.Id,
                        ("digest", row.Digest),
                        ("securing", row.Securing)
                    )
                );
                if (identity.PinsAddress)
                    await unit.PinPublicUrl(identity.BaseUrl);
                if (await issuance.Charges.Charge(unit, Billable.Issue, row.Id) is { } tooDear)
                    return tooDear;
                return new IssuedVc(secured);
            },
            cancellation
        );
        if (result is { Ok: true, Replay: null })
            Meters.CredentialsIssued.Add(1);
        return await gate.OrApproval(result, cancellation);
    }
}
