using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Vidimus.Access;
using Vidimus.Access.Spending;
using Vidimus.Credentials.Groups;
using Vidimus.Credentials.Recipients;
using Vidimus.Credentials.Signing;
using Vidimus.Credentials.Status;
using Vidimus.Platform.Facts;
using Vidimus.Platform.Ids;
using Vidimus.Platform.Json;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;
using Vidimus.Proofs;

namespace Vidimus.Credentials.Issuing;

/// <summary>A credential ready to be saved: record, content and, when it is new, the recipient.</summary>
internal sealed record Prepared(
    CredentialRow Credential,
    ContentRow Content,
    RecipientRow Recipient,
    bool RecipientIsNew,
    CredentialInput Input
);

/// <summary>What one credential is signed with: the issuer's identity, and a position in its status lists.</summary>
internal sealed record Signer(SigningIdentity Identity, StatusPosition Position);

/// <summary>How a credential stands to an earlier one.</summary>
internal sealed record Lineage(
    string? Replaces = null,
    string? RenewalOf = null,
    string? BatchId = null
)
{
    public static readonly Lineage None = new();

    /// <summary>What making the new one is billed as.</summary>
    public string Action =>
        Replaces is not null ? Billable.Reissue
        : RenewalOf is not null ? Billable.Renew
        : Billable.Issue;
}

/// <summary>
/// What all ways of issuing share: find or make the recipient, build and sign outside the transaction, save inside it.
/// </summary>
internal sealed class Issuance(
    RecipientVault vault,
    Identities identities,
    StatusPositions positions,
    Charges charges,
    PointReads reads,
    AccessOptions options,
    TimeProvider clock
)
{
    private readonly PointRead<GroupRow> _groups = reads.Of<GroupRow>(g => new
    {
        g.OrganizationId,
        g.Id,
    });

    public RecipientVault Vault => vault;

    public Charges Charges => charges;

    public TimeProvider Clock => clock;

    public DateTimeOffset Now => clock.GetUtcNow();

    public string BaseUrl => options.BaseUrl;

    /// <summary>The identity that signs for a caller.</summary>
    public Task<Result<SigningIdentity>> IdentityOf(
        Caller caller,
        CancellationToken cancellation
    ) =>
        identities.For(
            caller.OrganizationId,
            caller.Mode,
            new(caller.OrganizationName, caller.OrganizationUrl),
            cancellation
        );

    /// <summary>The caller's group of this id, or number.</summary>
    public async ValueTask<GroupRow?> GroupOf(
        VidimusDb db,
        Caller caller,
        string id,
        CancellationToken cancellation
    )
    {
        if (!NewId.TryGetUuid("grp", id, out _))
            return await GroupRules.Find(db, id, cancellation);
        var group = await _groups.Find(caller.OrganizationId, id);
        return group?.Mode == caller.Mode ? group : null;
    }

    /// <summary>Positions in the caller's status lists, one for each credential about to be signed.</summary>
    public Task<StatusPosition[]> Positions(
        Caller caller,
        int count,
        CancellationToken cancellation
    ) => positions.Take(caller.OrganizationId, caller.Mode, count, cancellation);

    public static readonly JsonSerializerOptions Json = VidimusJson.Native;

    /// <summary>
    /// The recipients that the caller knows by these external ids. Read before signing, since a document is encrypted
    /// under its recipient's key.
    /// </summary>
    public static async Task<Dictionary<string, RecipientRow>> Known(
        VidimusDb db,
        IEnumerable<string?> externalIds,
        CancellationToken cancellation
    )
    {
        var ids = externalIds.Where(id => id is not null).Distinct().ToArray();
        return ids.Length == 0
            ? []
            : await db
                .Recipients.AsNoTracking()
                .Where(r => ids.Contains(r.ExternalId))
                .ToDictionaryAsync(r => r.ExternalId!, cancellation);
    }

    /// <summary>Builds the rows of a credential, signed when <paramref name="signer"/> is given, else a draft.</summary>
    public Prepared Prepare(
        GroupRow group,
        Asked asked,
        RecipientRow? known,
        Signer? signer,
        Lineage lineage
    )
    {
        var now = clock.GetUtcNow();
        var recipient = known ?? NewRecipient(group, asked.Recipient!, now);
        var named = asked.Recipient! with { Email = asked.Recipient.Email ?? recipient.Email };
        var input = new CredentialInput(
            asked.Name ?? group.Name,
            asked.Description,
            CredentialRules.OrNull(asked.Subject)?.Clone(),
            CredentialRules.OrNull(asked.Custom)?.Clone(),
            asked.Badge,
            asked.Recipient!.Did
        );
        var row = new CredentialRow
        {
            OrganizationId = group.OrganizationId,
            Id = NewId.Create("cred", clock),
            Mode = group.Mode,
            GroupId = group.Id,
            RecipientId = recipient.Id,
            BatchId = lineage.BatchId,
            ValidFrom = asked.ValidFrom,
            ValidUntil = asked.ValidUntil,
            CreatedAt = now,
            UpdatedAt = now,
            Replaces = lineage.Replaces,
            RenewalOf = lineage.RenewalOf,
            Version = 1,
        };
        var key = vault.Open(recipient.DataKey);
        var content = new ContentRow
        {
            OrganizationId = row.OrganizationId,
            CredentialId = row.Id,
            Mode = row.Mode,
            RecipientId = recipient.Id,
            Input = RecipientVault.Seal(
                key,
                row.Id,
                "input",
                JsonSerializer.SerializeToUtf8Bytes(input, Json)
            ),
        };
        if (signer is not null)
            Sign(row, content, key, group, named, input, signer);
        return new(row, content, recipient, known is null, input);
    }

    /// <summary>Signs a credential into its rows: JSON with an embedded proof, and <c>vc+jwt</c>.</summary>
    public void Sign(
        CredentialRow row,
        ContentRow content,
        byte[] key,
        GroupRow group,
        RecipientInput recipient,
        CredentialInput input,
        Signer signer
    )
    {
        var identity = signer.Identity;
        row.StatusListId = signer.Position.ListId;
        row.StatusIndex = signer.Position.Index;
        row.StatusPurposes = group.StatusPurposes;
        var now = WholeSecond(clock.GetUtcNow());
        row.IssuedAt = now;
        row.ValidFrom = WholeSecond(row.ValidFrom ?? now);
        row.ValidUntil = row.ValidUntil is { } until ? WholeSecond(until) : null;
        if (
            row.ValidUntil is null
            && group.DefaultValidity is { } duration
            && IsoDuration.TryParse(duration, out var validity)
        )
            row.ValidUntil = validity!.After(row.ValidFrom.Value);
        var unsigned = CredentialDocument.Unsigned(row, group, recipient, input, identity);
        var document = DataIntegrity.SignToBytes(
            unsigned,
            [new ProofOptions(identity.VerificationMethod, now)],
            identity.Key
        );
        content.Document = RecipientVault.Seal(key, row.Id, "document", document);
        content.Jwt = RecipientVault.Seal(
            key,
            row.Id,
            "jwt",
            System.Text.Encoding.ASCII.GetBytes(
                VcJwt.Sign(unsigned, identity.VerificationMethod, identity.Key)
            )
        );
        row.Digest = Multibase.EncodeBase64Url(SHA256.HashData(document));
    }

    /// <summary>
    /// Saves a prepared credential: a draft, or one that passed the gates. Answers false when somebody else made the same recipient meanwhile: then the
    /// document is encrypted under a key that nobody has, and the caller prepares it again.
    /// </summary>
    public static async Task<bool> Save(
        Unit unit,
        Prepared prepared,
        Asked asked,
        Passed? passed,
        DateTimeOffset now
    )
    {
        var recipient = prepared.Recipient;
        if (prepared.RecipientIsNew)
        {
            if (
                recipient.ExternalId is { } external
                && await unit.Db.Recipients.AnyAsync(r => r.ExternalId == external)
            )
                return false;
            unit.AddNew(recipient);
        }
        else if (
            !Touch(
                await unit.Db.Recipients.FindAsync(recipient.OrganizationId, recipient.Id),
                recipient,
                asked,
                now
            )
        )
            return false;
        unit.AddNew(prepared.Credential);
        unit.AddNew(prepared.Content);
        State(unit, prepared.Credential, passed);
        return true;
    }

    /// <summary>As <see cref="Save"/> for a whole list, whose recipients are looked up together.</summary>
    public static async Task<bool> SaveMany(
        Unit unit,
        IReadOnlyList<(Prepared Prepared, Asked Asked)> all,
        Passed? passed,
        DateTimeOffset now
    )
    {
        var recipients = all.Where(a => a.Prepared.RecipientIsNew)
            .ToDictionary(a => a.Prepared.Recipient.Id, a => a.Prepared.Recipient);
        RecipientRow[] added = [.. recipients.Values];
        if (
            (await Known(unit.Db, added.Select(r => r.ExternalId), cancellation: default)).Count > 0
        )
            return false;
        var others = all.Select(a => a.Prepared.Recipient.Id)
            .Where(id => !recipients.ContainsKey(id))
            .Distinct()
            .ToArray();
        if (others.Length > 0)
            await foreach (
                var known in unit
                    .Db.Recipients.Where(r => others.Contains(r.Id))
                    .AsAsyncEnumerable()
            )
                recipients.Add(known.Id, known);
        foreach (var (prepared, asked) in all)
        {
            var recipient = prepared.Recipient;
            if (
                !prepared.RecipientIsNew
                && !Touch(recipients.GetValueOrDefault(recipient.Id), recipient, asked, now)
            )
                return false;
            State(unit, prepared.Credential, passed);
        }
        unit.AddMany(added);
        unit.AddMany(all.Select(a => a.Prepared.Credential));
        unit.AddMany(all.Select(a => a.Prepared.Content));
        return true;
    }

    private static bool Touch(
        RecipientRow? current,
        RecipientRow prepared,
        Asked asked,
        DateTimeOffset now
    )
    {
        // Erased, or the master key was rotated, between reading and saving.
        if (current is null || !current.DataKey.AsSpan().SequenceEqual(prepared.DataKey))
            return false;
        current.Version++;
        Update(current, asked.Recipient!, now);
        return true;
    }

    /// <summary>States that a credential was drafted or, where it passed the gates, issued, and moves the group's totals.</summary>
    public static void State(Unit unit, CredentialRow credential, Passed? passed)
    {
        var draft = credential.IssuedAt is null;
        if (draft != passed is null)
            throw new InvalidOperationException("A credential is issued past the gates only.");
        unit.Tally(
            draft
                ? GroupCounts.DraftTally(credential.GroupId)
                : GroupCounts.IssuedTally(credential.GroupId),
            1
        );
        unit.State(
            draft
                ? new SimpleFact("credential.drafted", credential.Id, ("group", credential.GroupId))
                : new SimpleFact(
                    "credential.issued",
                    credential.Id,
                    ("group", credential.GroupId),
                    ("recipient", credential.RecipientId),
                    ("digest", credential.Digest),
                    ("replaces", credential.Replaces),
                    ("renewalOf", credential.RenewalOf)
                )
        );
    }

    public static void Update(RecipientRow row, RecipientInput given, DateTimeOffset now)
    {
        if (row.Name == given.Name && (given.Email is null || row.Email == given.Email))
            return;
        row.Name = given.Name!;
        row.SearchName = given.Name!.ToLowerInvariant();
        row.Email = given.Email ?? row.Email;
        row.UpdatedAt = now;
    }

    /// <summary>The credential as answered right after saving it.</summary>
    public Credential View(Prepared prepared, Asked asked) =>
        Views.Of(
            prepared.Credential,
            new Recipient(
                prepared.Recipient.Id,
                asked.Recipient!.Name!,
                asked.Recipient.Email ?? prepared.Recipient.Email,
                prepared.Recipient.ExternalId
            ),
            prepared.Input,
            options.BaseUrl,
            clock.GetUtcNow()
        );

    public RecipientRow NewRecipient(GroupRow group, RecipientInput given, DateTimeOffset now) =>
        new()
        {
            OrganizationId = group.OrganizationId,
            Id = NewId.Create("rcp", clock),
            Mode = group.Mode,
            ExternalId = given.ExternalId,
            Name = given.Name!,
            SearchName = given.Name!.ToLowerInvariant(),
            Email = given.Email,
            DataKey = vault.NewKey(),
            Version = 1,
            CreatedAt = now,
            UpdatedAt = now,
        };

    private static DateTimeOffset WholeSecond(DateTimeOffset time) =>
        DateTimeOffset.FromUnixTimeSeconds(time.ToUnixTimeSeconds());
}
