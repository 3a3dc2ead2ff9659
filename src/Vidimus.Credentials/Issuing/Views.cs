using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Vidimus.Credentials.Distribution;
using Vidimus.Credentials.Recipients;
using Vidimus.Platform.Ids;
using Vidimus.Platform.Persistence;

namespace Vidimus.Credentials.Issuing;

/// <summary>Turns rows into the credential that callers see.</summary>
internal static class Views
{
    public static Credential Of(
        CredentialRow row,
        Recipient? recipient,
        CredentialInput? input,
        string baseUrl,
        DateTimeOffset now,
        DistributionRow? sending = null
    )
    {
        NewId.TryGetUuid("cred", row.Id, out var uuid);
        return new Credential(
            row.Id,
            uuid.ToString(),
            row.GroupId,
            row.StateAt(now),
            row.Mode,
            input?.Name,
            input?.Description,
            recipient is null ? null : recipient with { Did = input?.Did },
            input?.Subject,
            input?.Custom,
            row.ValidFrom,
            row.ValidUntil,
            row.IssuedAt,
            row.RevokedAt,
            row.RevocationReason,
            row.CreatedAt,
            row.UpdatedAt,
            row.IssuedAt is null ? null : CredentialDocument.VerifyUrl(baseUrl, row.Id),
            row.Replaces,
            row.ReplacedBy,
            row.RenewalOf,
            sending?.SentAt,
            row.Digest,
            row.SuspendedAt,
            row.SuspensionReason,
            CredentialDistribution.Of(sending),
            row.HiddenAt
        ).Saying(input?.Badge);
    }

    private static Credential Saying(this Credential credential, BadgeParts? parts) =>
        parts is null
            ? credential
            : credential with
            {
                Results = parts.Results,
                Evidence = parts.Evidence,
                Narrative = parts.Narrative,
                Source = parts.Source,
                AwardedDate = parts.AwardedDate,
                ActivityStartDate = parts.ActivityStartDate,
                ActivityEndDate = parts.ActivityEndDate,
                CreditsEarned = parts.CreditsEarned,
                LicenseNumber = parts.LicenseNumber,
                Role = parts.Role,
                Term = parts.Term,
                Image = parts.Image,
                Identity = parts.Identity,
            };

    /// <summary>The credentials of these records, with recipients and contents read in two queries.</summary>
    public static async Task<List<Credential>> Read(
        VidimusDb db,
        IReadOnlyList<CredentialRow> rows,
        RecipientVault vault,
        string baseUrl,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        var recipientIds = rows.Select(r => r.RecipientId).Distinct().ToArray();
        var ids = rows.Select(r => r.Id).ToArray();
        var recipients = await db
            .Recipients.AsNoTracking()
            .Where(r => recipientIds.Contains(r.Id))
            .ToDictionaryAsync(r => r.Id, cancellation);
        var inputs = await db
            .Contents.AsNoTracking()
            .Where(c => ids.Contains(c.CredentialId))
            .Select(c => new { c.CredentialId, c.Input })
            .ToDictionaryAsync(c => c.CredentialId, c => c.Input, cancellation);
        var sent = await db
            .Distributions.AsNoTracking()
            .Where(d => ids.Contains(d.CredentialId))
            .ToDictionaryAsync(d => d.CredentialId, cancellation);
        return
        [
            .. rows.Select(row =>
            {
                var sending = sent.GetValueOrDefault(row.Id);
                if (
                    !recipients.TryGetValue(row.RecipientId, out var recipient)
                    || !inputs.TryGetValue(row.Id, out var content)
                )
                    return Of(row, null, null, baseUrl, now, sending);
                var input = Input(vault.Open(recipient.DataKey), row.Id, content);
                return Of(row, Of(recipient), input, baseUrl, now, sending);
            }),
        ];
    }

    public static Recipient Of(RecipientRow row) =>
        new(row.Id, row.Name, row.Email, row.ExternalId);

    public static CredentialInput Input(byte[] key, string credentialId, byte[] content) =>
        JsonSerializer.Deserialize<CredentialInput>(
            RecipientVault.Unseal(key, credentialId, "input", content),
            Issuance.Json
        )!;
}
