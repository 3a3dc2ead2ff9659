using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Vidimus.Access;
using Vidimus.Credentials.Distribution;
using Vidimus.Credentials.Reading;
using Vidimus.Credentials.Recipients;
using Vidimus.Platform.Facts;
using Vidimus.Platform.Ids;
using Vidimus.Platform.Mail;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Credentials.Wallets;

/// <summary>
/// Makes offers. For the API's route and for the recipient page alike: call <see cref="Make"/> inside a change
/// (<c>Writes.Commit</c>, or <c>Commits.Commit</c> where there is no caller, with an author in the credential's tenant) and show
/// what it answers at once: the link, the QR code and the codes are stored nowhere in readable form. A new offer ends the one
/// before it. Refusals say what to do and may be shown as they are.
/// </summary>
internal sealed class WalletOffers(
    RecipientVault vault,
    MailOutbox mail,
    RecipientPost post,
    AccessOptions options,
    DatabaseClock time,
    TimeProvider clock
)
{
    public const int Tries = 5;
    private const int MailsAnHour = 5;

    /// <summary>Whether transaction codes can be sent by mail at all; the recipient needs an address too.</summary>
    public bool CanMail => mail.IsConfigured;

    /// <summary>Offers the credential of this id, in the tenant of the change.</summary>
    public async Task<Result<WalletOfferWithSecret>> Make(
        Unit unit,
        string credentialId,
        OfferTerms terms
    )
    {
        var now = await time.Now(unit.Db, CancellationToken.None);
        var row = await unit.Db.Credentials.SingleOrDefaultAsync(c => c.Id == credentialId);
        if (await Takeable.Refusal(unit.Db, row, now) is { } ended)
            return ended;
        var formats = await FormatsOf(unit.Db, row!, terms);
        if (formats.Count == 0)
            return WalletProblems.NotForWallets;
        var earlier = await Earlier(unit.Db, row!.Id, now);
        var (code, reference) = (WalletSecrets.New(), WalletSecrets.New());
        var digits = terms.TransactionCodeBy == "none" ? null : WalletSecrets.NewTransactionCode();
        if (
            terms.TransactionCodeBy == "mail"
            && await Mail(unit, row, digits!, earlier, terms) is { } unsent
        )
            return unsent;
        foreach (var open in earlier.Where(o => o.IsOpenAt(now)))
        {
            open.EndedAt = now;
            open.Version++;
        }
        var offer = Row(row, terms, formats, (code, reference, digits), now);
        unit.Db.Add(offer);
        await Describe(unit, row, now);
        unit.State(
            new SimpleFact(
                "credential.offered",
                row.Id,
                ("offer", offer.Id),
                ("formats", offer.Formats)
            )
        );
        return OfferForms.Shown(offer, terms, options.BaseUrl, (code, reference, digits));
    }

    private WalletOfferRow Row(
        CredentialRow row,
        OfferTerms terms,
        IReadOnlyList<string> formats,
        (string Code, string Reference, string? Digits) secrets,
        DateTimeOffset now
    )
    {
        var id = NewId.Create("off", clock);
        return new()
        {
            OrganizationId = row.OrganizationId,
            Id = id,
            Mode = row.Mode,
            CredentialId = row.Id,
            GroupId = row.GroupId,
            Formats = string.Join(' ', formats),
            CodeDigest = WalletSecrets.Digest(secrets.Code),
            ReferenceDigest = WalletSecrets.Digest(secrets.Reference),
            SealedCode = WalletSecrets.Seal(secrets.Reference, secrets.Code, id),
            TransactionDigest = secrets.Digits is { } digits
                ? WalletSecrets.TransactionDigest(secrets.Code, digits)
                : null,
            Mailed = terms.TransactionCodeBy == "mail",
            TriesLeft = Tries,
            CreatedAt = now,
            ExpiresAt = now + terms.Lifetime,
            Taken = 0,
            Version = 1,
        };
    }

    /// <summary>Offers of the last hour, which may be open still or count as mails.</summary>
    private static Task<List<WalletOfferRow>> Earlier(
        VidimusDb db,
        string credentialId,
        DateTimeOffset now
    )
    {
        var since = now.AddHours(-1);
        return db.Set<WalletOfferRow>()
            .Where(o => o.CredentialId == credentialId && o.CreatedAt > since)
            .ToListAsync();
    }

    /// <summary>
    /// Without the formats in which the subject is named by a DID, where the issuer has named it by one whose key does not
    /// stand in the DID itself: nothing here could compare it with the wallet's.
    /// </summary>
    private async Task<IReadOnlyList<string>> FormatsOf(
        VidimusDb db,
        CredentialRow row,
        OfferTerms terms
    )
    {
        var stored = await GetDocument.Read(db, vault, row, jwt: false, CancellationToken.None);
        return
            stored.Value is { } document
            && WalletForms.NamedDid(JsonNode.Parse(document.Bytes)!.AsObject()) is { } did
            && WalletForms.KeyOf(did) is null
            ? [.. terms.Formats.Where(f => f == WalletFormats.SdJwt)]
            : terms.Formats;
    }

    private async Task<Problem?> Mail(
        Unit unit,
        CredentialRow row,
        string digits,
        IReadOnlyCollection<WalletOfferRow> earlier,
        OfferTerms terms
    )
    {
        if (!mail.IsConfigured)
            return new(CredentialProblems.MailNotConfigured);
        var recipient = await unit.Db.Recipients.SingleAsync(r => r.Id == row.RecipientId);
        if (recipient.Email is not { } address || !MailAddresses.IsOne(address))
            return new(CredentialProblems.NoAddress);
        if (earlier.Count(o => o.Mailed) >= MailsAnHour)
            return new Problem(WalletProblems.TooManyOffers) { RetryAfterSeconds = 3600 };
        if (await post.Refusal(unit.Db, row.Mode, CancellationToken.None) is { } usedUp)
            return usedUp;
        post.Count(unit);
        var issuer = await unit.Db.IssuerFacts(row.OrganizationId, CancellationToken.None);
        mail.Put(
            unit,
            "wallet-code",
            OfferMail.Of(address, recipient.Name, issuer.Name, row.Mode, digits, terms.Lifetime),
            terms.Lifetime,
            about: recipient.Id
        );
        return null;
    }

    /// <summary>From now on the issuer's metadata describes the group.</summary>
    private static async Task Describe(Unit unit, CredentialRow row, DateTimeOffset now)
    {
        if (
            await unit
                .Db.Set<WalletGroupRow>()
                .SingleOrDefaultAsync(g => g.GroupId == row.GroupId) is
            { } known
        )
        {
            // Once a minute is enough, and keeps those who offer at the same time from meeting here.
            if (known.OfferedAt < now.AddMinutes(-1))
                known.OfferedAt = now;
            return;
        }
        await unit.AddMissing<WalletGroupRow>([
            new()
            {
                OrganizationId = row.OrganizationId,
                GroupId = row.GroupId,
                Mode = row.Mode,
                OfferedAt = now,
            },
        ]);
    }
}
