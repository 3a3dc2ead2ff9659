using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Vidimus.Access;
using Vidimus.Credentials.Issuing;
using Vidimus.Credentials.Signing;
using Vidimus.Credentials.Status;
using Vidimus.Platform.Facts;
using Vidimus.Platform.Ids;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;
using Vidimus.Proofs;

namespace Vidimus.Credentials.VcApi;

/// <summary>What a credential about a document says.</summary>
/// <param name="OrganizationId">Who issues it.</param>
/// <param name="Mode"><c>live</c> or <c>test</c>.</param>
/// <param name="Path">Path on this server that is its id, such as <c>/verify/vcrt_…</c>.</param>
/// <param name="Type">Its type beside <c>VerifiableCredential</c>.</param>
/// <param name="Name">What stands at its top.</param>
/// <param name="Sha256">SHA-256 of the document, in hex.</param>
/// <param name="Subject">What it says of the document besides. No personal data: it is kept for as long as the record is.</param>
public sealed record DocumentStatement(
    string OrganizationId,
    string Mode,
    string Path,
    string Type,
    string Name,
    string Sha256,
    JsonObject Subject
);

/// <summary>A signed credential about a document, not on record yet.</summary>
public sealed record MadeDocumentCredential
{
    internal MadeDocumentCredential(VcRecordRow row, SigningIdentity identity, string json) =>
        (Row, Identity, Json) = (row, identity, json);

    /// <summary>Its id on record.</summary>
    public string Id => Row.Id;

    /// <summary>The credential with its proof, exactly as it is to be given out.</summary>
    public string Json { get; }

    internal VcRecordRow Row { get; }

    internal SigningIdentity Identity { get; }
}

/// <summary>
/// Credentials about documents, for modules that vouch for one: the subject is a digest, so that whoever has the document can
/// check it with any verifier, and it is revoked by the status list like every other.
/// </summary>
public sealed class DocumentCredentials
{
    private readonly Identities _identities;
    private readonly StatusPositions _positions;
    private readonly TimeProvider _clock;

    internal DocumentCredentials(
        Identities identities,
        StatusPositions positions,
        TimeProvider clock
    ) => (_identities, _positions, _clock) = (identities, positions, clock);

    /// <summary>Signs the credential. Refused in live mode while the server has no public address.</summary>
    public async Task<Result<MadeDocumentCredential>> Make(
        DocumentStatement statement,
        CancellationToken cancellation
    )
    {
        var found = await _identities.For(statement.OrganizationId, statement.Mode, cancellation);
        if (found.Problem is { } noIdentity)
            return noIdentity;
        var identity = found.Value!;
        var now = DateTimeOffset.FromUnixTimeSeconds(_clock.GetUtcNow().ToUnixTimeSeconds());
        var document = Document(statement, identity, now);
        // Before a position is taken, which is gone for good.
        if (VcSecuring.LossOf(document) is { } loss)
            return loss;
        var position = (
            await _positions.Take(statement.OrganizationId, statement.Mode, 1, cancellation)
        )[0];
        string[] purposes = [StatusPurposes.Revocation];
        VcStatusOption.Add(document, identity.BaseUrl, position, purposes);
        var secured = VcSecuring.Secure(
            document,
            DataIntegrity.EddsaRdfc2022,
            CredentialModel.V2,
            identity.VerificationMethod,
            now,
            identity.Key
        );
        if (secured.Problem is { } notSecurable)
            return notSecurable;
        var row = new VcRecordRow
        {
            OrganizationId = statement.OrganizationId,
            Id = NewId.Create("vc", _clock),
            Mode = statement.Mode,
            IdDigest = null,
            Digest = VcRecords.DigestOf(JsonSerializer.SerializeToElement(document)),
            Securing = DataIntegrity.EddsaRdfc2022,
            StatusListId = position.ListId,
            StatusIndex = position.Index,
            StatusPurposes = StatusEntries.Write(purposes),
            IssuedAt = now,
            Version = 1,
        };
        return new MadeDocumentCredential(row, identity, secured.Value!.ToJsonString());
    }

    /// <summary>Puts it on record; the fact stands on the issuer's, whoever makes the change.</summary>
    public async Task Put(Unit unit, MadeDocumentCredential made)
    {
        var row = made.Row;
        unit.Db.Add(row);
        var fact = new SimpleFact(
            "vc.issued",
            row.Id,
            ("digest", row.Digest),
            ("securing", row.Securing)
        );
        if (unit.Author.OrganizationId == row.OrganizationId)
            unit.State(fact);
        else
            unit.StateUnnamed(fact, row.OrganizationId);
        if (made.Identity.PinsAddress && unit.Author.OrganizationId == row.OrganizationId)
            await unit.PinPublicUrl(made.Identity.BaseUrl);
    }

    /// <summary>Revokes one that the author's organization issued; what is revoked stays so, without a fact.</summary>
    public async Task Revoke(Unit unit, string id)
    {
        var row = await unit.Db.VcRecords.SingleOrDefaultAsync(r => r.Id == id);
        if (row is not { RevokedAt: null })
            return;
        row.RevokedAt = _clock.GetUtcNow();
        row.Version++;
        if (row.StatusListId is { } list)
            unit.Tally(StatusEntries.ChangesTally(list), 1);
        unit.State(new SimpleFact("vc.revoked", row.Id));
    }

    private static JsonObject Document(
        DocumentStatement statement,
        SigningIdentity identity,
        DateTimeOffset now
    )
    {
        var subject = new JsonObject
        {
            // A name for the document that is its digest (RFC 6920, section 3).
            ["id"] =
                $"ni:///sha-256;{Multibase.EncodeBase64Url(Convert.FromHexString(statement.Sha256))[1..]}",
            ["sha256"] = statement.Sha256,
        };
        foreach (var (name, value) in statement.Subject)
            subject[name] = value?.DeepClone();
        return new()
        {
            ["@context"] = new JsonArray(
                CredentialDocument.V2Context,
                CredentialDocument.OwnTermsContext
            ),
            ["id"] = identity.BaseUrl + statement.Path,
            ["type"] = new JsonArray("VerifiableCredential", statement.Type),
            ["name"] = statement.Name,
            ["issuer"] = new JsonObject { ["id"] = identity.Did, ["name"] = identity.IssuerName },
            ["validFrom"] = CredentialDocument.Seconds(now),
            ["credentialSubject"] = subject,
        };
    }
}
