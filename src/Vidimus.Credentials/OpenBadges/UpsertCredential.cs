using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Vidimus.Access;
using Vidimus.Credentials.Reading;
using Vidimus.Credentials.Recipients;
using Vidimus.Credentials.Verifying;
using Vidimus.Platform.Facts;
using Vidimus.Platform.Http;
using Vidimus.Platform.Ids;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;
using Vidimus.Proofs;

namespace Vidimus.Credentials.OpenBadges;

/// <summary>
/// Takes a credential that somebody else issued, after verifying it, or one of our own, which is here already. The same
/// credential by issuer and id is replaced by a newer one (Open Badges 3.0, section 9).
/// </summary>
internal sealed class UpsertCredential(
    VidimusDb db,
    Writes writes,
    CurrentCaller caller,
    Verifier verifier,
    RecipientVault vault,
    TimeProvider clock
)
{
    /// <summary>Media types taken beside <c>application/json</c>.</summary>
    public static readonly string[] FurtherTypes =
    [
        "application/vc",
        "application/vc+ld+json",
        "application/ld+json",
        "text/plain",
        "application/vc+jwt",
        "application/jwt",
    ];

    /// <summary>Names the recipient under whose key the credential is kept, so that it can be erased.</summary>
    public const string RecipientHeader = "X-Vidimus-Recipient";

    public async Task<IResult> Run(HttpContext http)
    {
        if (FormOf(http.Request.ContentType) is not { } form)
            return new Refusal(
                PlatformProblems.UnsupportedMediaType.With(
                    hint: "Send application/json, application/vc or application/vc+ld+json, or a compact JWS as text/plain."
                )
            );
        var bytes = await http.ReadBytes();
        if (bytes.Problem is { } tooLarge)
            return new Refusal(tooLarge);
        var given = Given.Read(bytes.Value!, form);
        if (given.Problem is { } unreadable)
            return new Refusal(unreadable);
        return await http.Once(
            done => Write(done, bytes.Value!, form),
            () => Upsert(given.Value!, http.RequestAborted)
        );
    }

    private static Written Write(
        (int Status, string? RecipientId) done,
        byte[] credential,
        string form
    ) =>
        new(done.Status, credential, form == "jwt" ? "text/plain; charset=utf-8" : Written.JsonType)
        {
            Header = done.RecipientId is { } id ? (RecipientHeader, id) : null,
        };

    private async Task<Result<(int Status, string? RecipientId)>> Upsert(
        Given given,
        CancellationToken cancellation
    )
    {
        var (organization, mode) = (caller.Value.OrganizationId, caller.Value.Mode);
        var verification =
            given.Form == "jwt"
                ? await verifier.ByJwt(given.Text, cancellation)
                : await verifier.ByJson(given.Credential, cancellation);
        // Verifying enters the issuer's tenant where that is one of ours.
        db.Enter(organization, mode);
        if (Refusal(verification, mode) is { } wrong)
            return CredentialProblems.NotAccepted.With(wrong);
        if (
            verification.Mode is not null
            && CredentialIds.Read(given.Facts.Id!) is { } own
            && await db.Credentials.AnyAsync(c => c.Id == own, cancellation)
        )
            // Issued by this very organization: it is here already.
            return await writes.Commit<(int, string?)>(
                unit =>
                {
                    unit.Shows = own;
                    return Task.FromResult<Result<(int, string?)>>((200, null));
                },
                cancellation
            );
        return await Keep(given, cancellation);
    }

    // Expired credentials are taken as well: what was earned then stays earned, and verifying goes on saying it.
    private static string? Refusal(Verification verification, string mode)
    {
        foreach (var check in verification.Checks)
        {
            var needed = check.Name is "proof" or "issuer" or "schema";
            var failed = check.Outcome == "fail" && check.Name != "validity";
            if (failed || (needed && check.Outcome != "pass"))
                return check.Reason;
        }
        return verification.Mode is { } issued && issued != mode
            ? $"It is a {issued} credential, and this key is for {mode} ones."
            : null;
    }

    private Task<Result<(int Status, string? RecipientId)>> Keep(
        Given given,
        CancellationToken cancellation
    ) =>
        writes.Commit<(int, string?)>(
            async unit =>
            {
                var now = clock.GetUtcNow();
                var identity = given.Identity;
                if (
                    await unit.Db.Received.SingleOrDefaultAsync(r => r.Identity == identity) is
                    { } row
                )
                    return await Replace(unit, row, given, now);
                var recipient = NewRecipient(unit.Author, given, now);
                var made = new ReceivedRow
                {
                    OrganizationId = recipient.OrganizationId,
                    Id = NewId.Create("rcv", clock),
                    Mode = recipient.Mode,
                    RecipientId = recipient.Id,
                    Identity = identity,
                    Form = given.Form,
                    ValidFrom = given.ValidFrom,
                    ReceivedAt = now,
                    Digest = given.Digest,
                    Document = [],
                    Version = 1,
                };
                made.Document = Seal(recipient, made.Id, given);
                unit.Db.Add(recipient);
                unit.Db.Add(made);
                unit.State(new SimpleFact("credential.received", made.Id, ("digest", made.Digest)));
                return (201, recipient.Id);
            },
            cancellation
        );

    private async Task<Result<(int, string?)>> Replace(
        Unit unit,
        ReceivedRow row,
        Given given,
        DateTimeOffset now
    )
    {
        unit.Shows = row.Id;
        if (row.Digest == given.Digest)
            return (200, row.RecipientId);
        if (given.ValidFrom < row.ValidFrom)
            return CredentialProblems.NotAccepted.With(
                "A newer version of this credential, by its validFrom, is here already."
            );
        var recipient = await unit.Db.Recipients.SingleAsync(r => r.Id == row.RecipientId);
        recipient.Version++;
        row.Form = given.Form;
        row.ValidFrom = given.ValidFrom;
        row.ReceivedAt = now;
        row.Digest = given.Digest;
        row.Document = Seal(recipient, row.Id, given);
        row.Version++;
        unit.State(new SimpleFact("credential.received", row.Id, ("digest", row.Digest)));
        return (200, recipient.Id);
    }

    private byte[] Seal(RecipientRow recipient, string id, Given given) =>
        RecipientVault.Seal(
            vault.Open(recipient.DataKey),
            id,
            "document",
            Encoding.UTF8.GetBytes(given.Text)
        );

    private RecipientRow NewRecipient(Author author, Given given, DateTimeOffset now)
    {
        var name = given.Facts.RecipientName is { Length: > 0 and <= 200 } known ? known : "–";
        return new()
        {
            OrganizationId = author.OrganizationId,
            Id = NewId.Create("rcp", clock),
            Mode = author.Mode,
            Name = name,
            SearchName = name.ToLowerInvariant(),
            DataKey = vault.NewKey(),
            CreatedAt = now,
            UpdatedAt = now,
            Version = 1,
        };
    }

    private static string? FormOf(string? contentType) =>
        contentType?.Split(';')[0].Trim().ToLowerInvariant() switch
        {
            "text/plain" or "application/vc+jwt" or "application/jwt" => "jwt",
            "application/json" => "json",
            { } other when FurtherTypes.Contains(other) => "json",
            _ => null,
        };
}
