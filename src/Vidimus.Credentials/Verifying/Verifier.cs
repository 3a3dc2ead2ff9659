using System.Text.Json;
using Vidimus.Access;
using Vidimus.Credentials.Reading;
using Vidimus.Proofs;

namespace Vidimus.Credentials.Verifying;

/// <summary>
/// Verifies credentials, ours by record and foreign ones by what they carry and name: every check by name with its outcome
/// and reason, and one verdict. A credential both expired and revoked hears both, and what could not be reached is said to
/// be that.
/// </summary>
internal sealed class Verifier(
    StoredCredentials stored,
    IssuerKeys keys,
    SecuredReader reader,
    Fetches fetches,
    VerifyChecks checks,
    VerdictWriter verdicts,
    ProofCache proofs,
    AccessOptions options,
    TimeProvider clock
)
{
    /// <summary>Verifies what somebody gave, whatever it is.</summary>
    public async Task<Verification> Verify(Given given, CancellationToken cancellation) =>
        given switch
        {
            Given.Id(var id) => await ById(id, cancellation) ?? NotFound(),
            Given.Link(var url) => await ByLink(url, cancellation),
            Given.Json(var credential) => await ByJson(credential, cancellation),
            Given.Token token => await ByToken(token, cancellation),
            Given.Certified(var path) => Certified(options.BaseUrl + path),
            Given.Nothing nothing => Nothing(nothing),
            _ => throw new System.Diagnostics.UnreachableException(),
        };

    /// <summary>Verifies a credential of this server by its id or link, without a network; null when there is none.</summary>
    /// <param name="id">The id or link.</param>
    /// <param name="cancellation">Ends it early.</param>
    /// <param name="hidden">True for the recipient alone: to everyone else one that is hidden is unknown.</param>
    public async Task<Verification?> ById(
        string id,
        CancellationToken cancellation,
        bool hidden = false
    )
    {
        if (
            await stored.Find(id) is not { Row: { IssuedAt: not null } row, Document: var document }
            || (row.HiddenAt is not null && !hidden)
        )
            return null;
        if (document is null)
            return verdicts.Draw(VerifyChecks.Erased(row), row.Mode, null, row);
        if (!CredentialJson.TryParse(document, Jws.MaxLength, out var json, out var malformed))
        {
            var findings = new Findings();
            findings.Fail("proof", $"The stored document cannot be read: {malformed}", "malformed");
            return verdicts.Draw(findings, row.Mode, null, row);
        }
        var it = new Case(new(json)) { Row = row };
        var known = await Known(json, document, cancellation);
        ProofCheck.Report(it, known.Proofs, keys);
        RecordCheck.ReportStored(it.Findings, row, document);
        await checks.Rest(it, known.Shape, cancellation);
        return verdicts.Draw(it, row.Mode);
    }

    /// <summary>Verifies a credential in JSON: with embedded proofs, or enveloping a token.</summary>
    public async Task<Verification> ByJson(JsonElement credential, CancellationToken cancellation)
    {
        if (SecuredReader.IsEnveloped(credential))
            return await ByEnveloped(credential, cancellation);
        var it = new Case(new(credential));
        await Begin(it, it.Facts.HasProof, cancellation);
        var secured = await reader.Json(credential, cancellation);
        ProofCheck.Report(it, secured.Proofs, keys);
        await checks.Record(it, RecordForm.Json(credential), cancellation);
        await checks.Rest(it, CredentialShape.Check(credential), cancellation);
        return verdicts.Draw(it, it.Own?.Mode);
    }

    /// <summary>Verifies a <c>vc+jwt</c>.</summary>
    public async Task<Verification> ByJwt(
        string jwt,
        CancellationToken cancellation,
        bool mustBeBound = false
    )
    {
        if (!SecuredReader.TryOpen(jwt, out _, out var payload, out var reason))
            return Unreadable(reason);
        var it = new Case(new(payload)) { Times = TokenTimes.Read(payload) };
        await Begin(it, true, cancellation);
        var secured = await reader.Jwt(jwt, cancellation);
        ProofCheck.Report(it, secured.Proofs, keys);
        if (mustBeBound)
            it.Findings.Fail(
                "holder",
                "A vc+jwt is bound to nobody's key, and a binding was asked for.",
                "holder_mismatch"
            );
        await checks.Record(it, RecordForm.Jwt(jwt), cancellation);
        await checks.Rest(it, CredentialShape.Check(payload), cancellation, payload);
        return verdicts.Draw(it, it.Own?.Mode);
    }

    /// <summary>Verifies an SD-JWT VC (<c>dc+sd-jwt</c>), or a W3C credential in an SD-JWT (<c>vc+sd-jwt</c>).</summary>
    /// <param name="compact">The token with its disclosures, and the holder's key binding if there is one.</param>
    /// <param name="binding">What the holder must have bound it to; null when anybody may present it.</param>
    /// <param name="cancellation">Ends it early.</param>
    public async Task<Verification> BySdJwt(
        string compact,
        ExpectedBinding? binding,
        CancellationToken cancellation
    )
    {
        var parts = compact.Split('~');
        if (!SecuredReader.TryOpen(parts[0], out var token, out var payload, out var reason))
            return Unreadable(reason);
        var it = new Case(SdJwtFacts.Of(payload));
        await Begin(it, false, cancellation);
        var read = token is null
            ? SdJwtReading.Unsupported
            : await SdJwtReading.Read(
                compact,
                token,
                it.Facts.IssuerId,
                binding,
                keys,
                clock.GetUtcNow(),
                cancellation
            );
        // What was disclosed is shown only once the signature stands behind it.
        it = read.Claims is { } claims
            ? new Case(SdJwtFacts.Of(claims)) { Own = it.Own, Times = TokenTimes.Read(claims) }
            : new Case(it.Facts) { Own = it.Own, Times = TokenTimes.Read(payload) };
        ProofCheck.Report(it, [read.Proof], keys);
        HolderCheck.Report(
            it.Findings,
            read.Holder,
            CredentialFacts.Member(payload, "cnf") is not null,
            parts[^1].Length > 0,
            binding is not null
        );
        await checks.Record(it, RecordForm.SdJwt(read.Claims), cancellation);
        await checks.RestOfToken(it, read.Claims ?? payload, read.IsW3c, cancellation);
        return verdicts.Draw(it, it.Own?.Mode);
    }

    /// <summary>The answer for an id that names nothing here.</summary>
    public Verification NotFound()
    {
        var findings = new Findings();
        findings.Fail("record", "This server has no credential with this id.", "not_found");
        return verdicts.Draw(findings, null, null, null);
    }

    private async Task<Verification> ByLink(string url, CancellationToken cancellation)
    {
        if (OwnLinks.Read(url, options.BaseUrl) is { } own)
            return await ById(own, cancellation) ?? NotFound();
        // A fragment stays with the reader: it is no part of what is asked for (RFC 9110 section 7.1).
        var fetched = await fetches.Get(url.Split('#')[0], FetchKind.Credential, cancellation);
        if (fetched.Failure is { } failure)
            return Nothing(new(failure, "link_unreachable") { IsOpen = true });
        return await Verify(
            GivenReader.OfAnswer(fetched.Body.Span, fetched.ContentType),
            cancellation
        );
    }

    private Task<Verification> ByToken(Given.Token token, CancellationToken cancellation) =>
        token.Compact.Contains('~')
            ? BySdJwt(token.Compact, token.Binding, cancellation)
            : ByJwt(token.Compact, cancellation, mustBeBound: token.Binding is not null);

    /// <summary>VC Data Model 2.0 section 4.13.2.</summary>
    private async Task<Verification> ByEnveloped(
        JsonElement enveloped,
        CancellationToken cancellation
    )
    {
        if (
            !Enveloped.TryUnwrap(
                enveloped,
                Enveloped.CredentialType,
                out var inside,
                out var reason
            )
        )
            return Unreadable(reason);
        return inside!.MediaType switch
        {
            VcJwt.Type => await ByJwt(inside.Token, cancellation),
            SdJwtVc.Type or VcSdJwt.Type => await BySdJwt(inside.Token, null, cancellation),
            _ => Nothing(
                new(
                    "The media type of the enveloped credential is not supported.",
                    "proof_unsupported"
                )
                {
                    IsOpen = true,
                }
            ),
        };
    }

    /// <summary>Finds out whose it is, and starts fetching what a foreign credential names.</summary>
    private async Task Begin(Case it, bool isSecured, CancellationToken cancellation)
    {
        if (it.Facts.IssuerId is { } issuer)
            it.Own = await keys.Own(issuer, cancellation);
        if (it.Own is null && isSecured)
            checks.Prefetch(it.Facts, cancellation);
    }

    private async Task<KnownDocument> Known(
        JsonElement json,
        byte[] bytes,
        CancellationToken cancellation
    )
    {
        var key = ProofCache.KeyOf(bytes);
        if (proofs.Find(key) is { } known)
            return known;
        var secured = await reader.Json(json, cancellation);
        var found = new KnownDocument(secured.Proofs, CredentialShape.Check(json));
        proofs.Keep(key, found);
        return found;
    }

    private Verification Unreadable(string reason) =>
        Nothing(new($"The credential cannot be read: {reason}", "malformed"));

    private Verification Certified(string url) =>
        Nothing(
            new($"It is a certified document, which is verified at {url}.", "certified_document")
            {
                IsOpen = true,
            }
        ) with
        {
            CertificateUrl = url,
        };

    private Verification Nothing(Given.Nothing nothing)
    {
        var findings = new Findings();
        if (nothing.IsOpen)
            findings.Unknown("proof", nothing.Reason, nothing.Code);
        else
            findings.Fail("proof", nothing.Reason, nothing.Code);
        return verdicts.Draw(findings, null, null, null);
    }
}
