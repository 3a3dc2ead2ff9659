using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Vidimus.Access;
using Vidimus.Credentials.Issuing;
using Vidimus.Credentials.Reading;
using Vidimus.Credentials.Recipients;
using Vidimus.Credentials.VcApi;
using Vidimus.Platform.Ids;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Telemetry;
using Vidimus.Proofs;

namespace Vidimus.Credentials.Verifying;

/// <summary>
/// Verifies credentials, ours by record and foreign ones by what they carry: proof, issuer, status, validity, schema,
/// record, each with its outcome and reason, and one verdict. A credential both expired and revoked hears both.
/// </summary>
internal sealed class Verifier(
    VidimusDb db,
    IssuerKeys issuerKeys,
    RecipientVault vault,
    ProofCache proofs,
    AccessOptions options,
    TimeProvider clock
)
{
    /// <summary>Verifies a credential of this server by its id or link; null when there is none.</summary>
    public async Task<Verification?> ById(string id, CancellationToken cancellation)
    {
        if (await CredentialIds.FindAcross(db, id, cancellation) is not { IssuedAt: not null } row)
            return null;
        var findings = new Findings();
        var document = await GetDocument.Read(db, vault, row, jwt: false, cancellation);
        if (document.Problem is not null)
            return Erased(row, findings);
        if (
            !CredentialJson.TryParse(
                document.Value!.Bytes,
                Jws.MaxLength,
                out var json,
                out var malformed
            )
        )
        {
            findings.Fail("proof", $"The stored document cannot be read: {malformed}", "malformed");
            return Draw(findings, row.Mode, null, row);
        }
        var facts = new CredentialFacts(json);
        await CheckProof(findings, facts, proofs.KeyOf(document.Value.Bytes), cancellation);
        CheckRecord(findings, row, document.Value.Bytes);
        Status(findings, row);
        Validity(findings, facts);
        Schema(findings, facts);
        return Draw(findings, row.Mode, facts, row);
    }

    /// <summary>Verifies a credential in JSON with embedded proofs.</summary>
    public async Task<Verification> ByJson(JsonElement credential, CancellationToken cancellation)
    {
        var findings = new Findings();
        var facts = new CredentialFacts(credential);
        await CheckProof(findings, facts, null, cancellation);
        return await Finish(findings, facts, stored => Same(stored, credential), cancellation);
    }

    /// <summary>Verifies a <c>vc+jwt</c>.</summary>
    public async Task<Verification> ByJwt(string jwt, CancellationToken cancellation)
    {
        var findings = new Findings();
        if (!Jws.TryParse(jwt, out var parsed, out var reason))
            return Unreadable(findings, reason);
        if (
            !CredentialJson.TryParse(
                parsed!.Payload.Span,
                Jws.MaxLength,
                out var payload,
                out reason
            )
        )
            return Unreadable(findings, reason);
        var facts = new CredentialFacts(payload);
        var method =
            parsed.KeyId is { } kid && kid.StartsWith('#') ? facts.IssuerId + kid : parsed.KeyId;
        await issuerKeys.Resolve(method is null ? [] : [method], cancellation);
        var result = VcJwt.Verify(jwt, issuerKeys.Find, clock.GetUtcNow()).Proof;
        Proof(findings, [result with { VerificationMethod = method }], facts);
        return await Finish(findings, facts, null, cancellation, jwt);
    }

    /// <summary>The answer for an id that names nothing here.</summary>
    public Verification NotFound()
    {
        var findings = new Findings();
        findings.Fail("record", "This server has no credential with this id.", "not_found");
        return Draw(findings, null, null, null);
    }

    private async Task<Verification> Finish(
        Findings findings,
        CredentialFacts facts,
        Func<byte[], bool>? same,
        CancellationToken cancellation,
        string? jwt = null
    )
    {
        var own = facts.IssuerId is { } issuer ? await issuerKeys.Own(issuer, cancellation) : null;
        CredentialRow? row = null;
        if (own is { } ours)
            row = await OwnRecord(findings, ours, facts, same, jwt, cancellation);
        else
            findings.Skip("record", "The credential was not issued by this server.");
        if (row is not null)
            Status(findings, row);
        else if (findings.Checks.Any(c => c.Name == "status"))
        {
            // The record of what the VC API issued has said it already.
        }
        else if (facts.HasStatus)
            findings.Unknown(
                "status",
                "The credential names a status list, which this version does not read.",
                "status_unreachable"
            );
        else
            findings.Skip("status", "Its issuer gives no way to learn of a revocation.");
        Validity(findings, facts);
        Schema(findings, facts);
        return Draw(findings, own?.Mode, facts, row);
    }

    private async Task CheckProof(
        Findings findings,
        CredentialFacts facts,
        string? cacheKey,
        CancellationToken cancellation
    )
    {
        if (cacheKey is not null && proofs.Find(cacheKey) is { } known)
        {
            Proof(findings, known, facts);
            return;
        }
        await issuerKeys.Resolve(facts.VerificationMethods(), cancellation);
        var results = DataIntegrity.Verify(facts.Json, new(issuerKeys.Find, clock.GetUtcNow()));
        if (cacheKey is not null)
            proofs.Keep(cacheKey, results);
        Proof(findings, results, facts);
    }

    private static void Proof(
        Findings findings,
        IReadOnlyList<ProofResult> results,
        CredentialFacts facts
    )
    {
        if (results.Count == 0)
            findings.Fail("proof", "The credential carries no proof.", "signature_invalid");
        else if (results.FirstOrDefault(r => r.Outcome == ProofOutcome.Fail) is { } failed)
            findings.Fail("proof", failed.Reason, "signature_invalid");
        else if (results.FirstOrDefault(r => r.Outcome == ProofOutcome.Pass) is { } passed)
            findings.Pass(
                "proof",
                $"The signature is right{(passed.Cryptosuite is null ? "" : $" ({passed.Cryptosuite})")}."
            );
        else
            findings.Unknown("proof", results[0].Reason, "issuer_unreachable");

        var signers = results
            .Where(r => r.Outcome == ProofOutcome.Pass)
            .Select(r => r.VerificationMethod?.Split('#')[0])
            .ToList();
        if (signers.Count == 0)
            findings.Skip("issuer", "No proof was confirmed, so nobody is shown to be the issuer.");
        else if (signers.Contains(facts.IssuerId))
            findings.Pass("issuer", $"The key belongs to the issuer, {facts.IssuerId}.");
        else
            findings.Fail(
                "issuer",
                "The key that signed does not belong to the issuer named in the credential.",
                "issuer_mismatch"
            );
    }

    private async Task<CredentialRow?> OwnRecord(
        Findings findings,
        (string OrganizationId, string Mode) own,
        CredentialFacts facts,
        Func<byte[], bool>? same,
        string? jwt,
        CancellationToken cancellation
    )
    {
        var id = facts.Id is { } text ? CredentialIds.Read(text) : null;
        var row = id is null
            ? null
            : await db.Enter(own.OrganizationId, own.Mode)
                .Credentials.SingleOrDefaultAsync(
                    c => c.Id == id && c.IssuedAt != null,
                    cancellation
                );
        if (row is null)
        {
            if (await VcChecks.Record(findings, db, own, facts, cancellation))
                return null;
            findings.Fail(
                "record",
                "The issuer belongs to this server, which has no record of this credential.",
                "record_mismatch"
            );
            return null;
        }
        var stored = await GetDocument.Read(db, vault, row, jwt is not null, cancellation);
        if (stored.Problem is not null)
            findings.Fail(
                "record",
                "The recipient's personal data was erased, and with it the document.",
                "erased"
            );
        else if (
            jwt is not null
                ? jwt == Encoding.ASCII.GetString(stored.Value!.Bytes)
                : same!(stored.Value!.Bytes)
        )
            findings.Pass("record", "The issuer's record has this very document.");
        else
            findings.Fail(
                "record",
                "The document differs from the one in the issuer's record.",
                "record_mismatch"
            );
        return row;
    }

    // Canonical forms are compared: white space and the order of members may change on the way.
    private static bool Same(byte[] stored, JsonElement given) =>
        CredentialJson.TryParse(stored, Jws.MaxLength, out var own, out _)
        && Jcs.Canonicalize(own).AsSpan().SequenceEqual(Jcs.Canonicalize(given));

    private static void CheckRecord(Findings findings, CredentialRow row, byte[] document)
    {
        var digest = Multibase.EncodeBase64Url(
            System.Security.Cryptography.SHA256.HashData(document)
        );
        if (digest == row.Digest)
            findings.Pass("record", "The issuer's record has this very document.");
        else
            findings.Fail(
                "record",
                "The stored document differs from the digest in the record.",
                "record_mismatch"
            );
    }

    private void Status(Findings findings, CredentialRow row)
    {
        if (row.RevokedAt is { } revoked)
        {
            var superseded = row.ReplacedBy is not null;
            var text = superseded
                ? "It was replaced by a corrected credential"
                : $"It was revoked: {row.RevocationReason}";
            findings.Fail(
                "status",
                $"{text} ({Day(revoked)}).",
                superseded ? ["revoked", "superseded"] : ["revoked"]
            );
        }
        else if (row.SuspendedAt is { } suspended)
            findings.Fail(
                "status",
                row.SuspensionReason is { } reason
                    ? $"It is suspended since {Day(suspended)}: {reason}."
                    : $"It is suspended since {Day(suspended)}.",
                "suspended"
            );
        else
            findings.Pass("status", "It is neither revoked nor suspended.");
    }

    private void Validity(Findings findings, CredentialFacts facts)
    {
        var now = clock.GetUtcNow();
        if (!facts.TryValidFrom(out var from) || !facts.TryValidUntil(out var until))
            findings.Fail("validity", "Its dates cannot be read.", "malformed");
        else if (from > now)
            findings.Fail("validity", $"It becomes valid on {Day(from.Value)}.", "not_yet_valid");
        else if (until <= now)
            findings.Fail("validity", $"It expired on {Day(until.Value)}.", "expired");
        else
            findings.Pass(
                "validity",
                until is null ? "It has no end date." : $"It is valid until {Day(until.Value)}."
            );
    }

    private static void Schema(Findings findings, CredentialFacts facts)
    {
        if (facts.Shape() is { } wrong)
            findings.Fail("schema", wrong, "schema_mismatch");
        else
            findings.Pass("schema", "It has the form of a W3C verifiable credential.");
    }

    private Verification Erased(CredentialRow row, Findings findings)
    {
        findings.Fail(
            "record",
            "The recipient's personal data was erased, and with it the document. Id, status and digest remain.",
            "erased"
        );
        findings.Skip("proof", "The document was erased.");
        findings.Skip("issuer", "The document was erased.");
        Status(findings, row);
        return Draw(findings, row.Mode, null, row);
    }

    private Verification Unreadable(Findings findings, string reason)
    {
        findings.Fail("proof", $"The credential cannot be read: {reason}", "malformed");
        return Draw(findings, null, null, null);
    }

    private Verification Draw(
        Findings findings,
        string? mode,
        CredentialFacts? facts,
        CredentialRow? row
    )
    {
        var verdict = findings.Verdict(mode);
        Meters.Verifications.Add(1, new KeyValuePair<string, object?>("verdict", verdict));
        DateTimeOffset? from = null,
            until = null;
        facts?.TryValidFrom(out from);
        facts?.TryValidUntil(out until);
        string? uuid =
            row is not null && NewId.TryGetUuid("cred", row.Id, out var id) ? id.ToString() : null;
        var issuer = facts?.IssuerId is { } issuerId
            ? new VerifiedIssuer(issuerId, facts.IssuerName)
            : null;
        var link = row is null ? null : CredentialDocument.VerifyUrl(options.BaseUrl, row.Id);
        IReadOnlyList<string> reasons =
            mode == "test" ? [.. findings.Reasons, "test_mode"] : findings.Reasons;
        return new(
            NewId.Create("vfy", clock),
            verdict,
            Sentence(verdict, findings),
            reasons,
            findings.Checks,
            clock.GetUtcNow(),
            mode,
            facts is null && row is null
                ? null
                : new(
                    row?.Id ?? facts?.Id,
                    uuid,
                    facts?.Name,
                    issuer,
                    facts?.RecipientName,
                    facts?.Achievement,
                    from ?? row?.ValidFrom,
                    until ?? row?.ValidUntil,
                    row?.IssuedAt,
                    row?.StateAt(clock.GetUtcNow())
                ),
            link is null || facts is null
                ? null
                : new($"{link}/document?form=json", $"{link}/document?form=jwt")
        );
    }

    private static string Sentence(string verdict, Findings findings) =>
        verdict switch
        {
            "valid" => "The credential is valid.",
            "valid_test" => "This is a test credential. Its checks pass, and it attests nothing.",
            "unverifiable" => "The credential could not be verified now: "
                + findings.Checks.First(c => c.Outcome == "unknown").Reason,
            _ => "The credential is not valid: "
                + string.Join(
                    " ",
                    findings.Checks.Where(c => c.Outcome == "fail").Select(c => c.Reason)
                ),
        };

    private static string Day(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
}
