using System.Text;
using System.Text.Json.Nodes;
using Vidimus.Credentials.Signing;
using Vidimus.Credentials.Status;
using Vidimus.Credentials.Templates;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;
using Vidimus.Proofs;

namespace Vidimus.Credentials.Reading;

/// <summary>
/// Forms of an issued credential that are made when somebody asks: they say what the stored one says, are signed by the
/// issuer's key of today, and are not kept.
/// </summary>
internal sealed class DerivedForms(
    Identities identities,
    CredentialPages pages,
    CredentialBadge badge,
    TimeProvider clock
)
{
    /// <summary>JSON with an <c>eddsa-jcs-2022</c> proof, for verifiers that do not read linked data.</summary>
    public async Task<Result<SignedForm>> Jcs(
        CredentialRow row,
        SignedForm stored,
        CancellationToken cancellation
    )
    {
        if (Refusal(row) is { } ended)
            return ended;
        var identity = await identities.For(row.OrganizationId, row.Mode, cancellation);
        if (identity.Problem is { } refused)
            return refused;
        var (signer, now) = (identity.Value!, clock.GetUtcNow());
        var signed = DataIntegrity.SignToBytes(
            Unsigned(stored),
            [
                new ProofOptions(signer.VerificationMethod, now)
                {
                    Cryptosuite = DataIntegrity.EddsaJcs2022,
                },
            ],
            signer.Key
        );
        return new SignedForm(signed, "application/vc");
    }

    /// <summary>An SD-JWT VC, bound to the holder's key where one is given.</summary>
    public async Task<Result<SignedForm>> SdJwt(
        CredentialRow row,
        SignedForm stored,
        VerifyingKey? holder,
        CancellationToken cancellation
    )
    {
        if (Refusal(row) is { } ended)
            return ended;
        var identity = await identities.For(row.OrganizationId, row.Mode, cancellation);
        if (identity.Problem is { } refused)
            return refused;
        var (signer, now) = (identity.Value!, clock.GetUtcNow());
        var (claims, disclosable) = SdJwtClaimSet.Of(Unsigned(stored));
        var options = new SdJwtVcOptions(
            CredentialTypes.Url(signer.BaseUrl, row.GroupId),
            signer.VerificationMethod
        )
        {
            Issuer = signer.Did,
            IssuedAt = now,
            NotBefore = row.ValidFrom,
            Expires = row.ValidUntil,
            HolderKey = holder,
            Status = row is { StatusListId: { } list, StatusIndex: { } index }
                ? new(StatusEntries.ListUrl(signer.BaseUrl, list, StatusListForms.Token), index)
                : null,
            // How many claims a holder keeps back shows only roughly.
            PadDigestsTo = 4,
        };
        var text = SdJwtVc.Issue(claims, disclosable, options, signer.Key);
        return new SignedForm(Encoding.ASCII.GetBytes(text), "application/dc+sd-jwt");
    }

    /// <summary>
    /// Why no new signature is made: a credential that has ended, and whose forms could not say so, since it has no place in a
    /// status list.
    /// </summary>
    private static Problem? Refusal(CredentialRow row) =>
        row.StatusListId is not null ? null
        : row.RevokedAt is not null ? new(CredentialProblems.Revoked)
        : row.SuspendedAt is not null ? new(CredentialProblems.Suspended)
        : null;

    /// <summary>The page that its group's template makes of it, as PDF, SVG or PNG.</summary>
    public Task<Result<SignedForm>> Page(
        VidimusDb db,
        CredentialRow row,
        SignedForm stored,
        string form,
        ulong? address,
        CancellationToken cancellation
    ) => pages.Draw(db, row, stored, form, address, cancellation);

    /// <summary>The stored form inside a picture: the badge as PNG, or the QR code of the verify link where that cannot be drawn and as SVG.</summary>
    public async Task<SignedForm> Baked(
        VidimusDb db,
        CredentialRow row,
        SignedForm stored,
        string form,
        ulong? address,
        CancellationToken cancellation
    )
    {
        var json = Encoding.UTF8.GetString(stored.Bytes);
        if (
            form == "png"
            && await badge.Png(db, row, stored.Bytes, address, cancellation) is { } drawn
            && BakedImage.TryBake(drawn, json, out var whole, out _)
        )
            return new(whole, "image/png");
        var link = JsonNode.Parse(stored.Bytes)!["id"]!.GetValue<string>();
        var picture = form == "png" ? LinkPicture.Png(link) : LinkPicture.Svg(link);
        return BakedImage.TryBake(picture, json, out var baked, out var reason)
            ? new SignedForm(baked, form == "png" ? "image/png" : "image/svg+xml")
            : throw new InvalidOperationException(
                $"A picture of our own cannot be baked: {reason}"
            );
    }

    private static JsonObject Unsigned(SignedForm stored)
    {
        var document = JsonNode.Parse(stored.Bytes)!.AsObject();
        document.Remove("proof");
        return document;
    }
}
