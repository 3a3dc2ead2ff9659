using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Vidimus.Platform.Json;
using Vidimus.Platform.Persistence;

namespace Vidimus.Access.Audit;

/// <summary>What a chain had come to, signed. Kept elsewhere, it shows whatever was changed or cut off before.</summary>
/// <param name="OrganizationId">Whose chain; empty for the installation's own.</param>
/// <param name="Number">Number of the last fact sealed; 0 for none.</param>
/// <param name="Hash">Its hash.</param>
/// <param name="At">When it was made.</param>
/// <param name="Token">The same as a compact JWS, signed with a key of <c>/.well-known/audit-jwks.json</c>.</param>
public sealed record AuditCheckpoint(
    string OrganizationId,
    long Number,
    string Hash,
    DateTimeOffset At,
    string Token
);

/// <summary>Makes, keeps and reads checkpoints.</summary>
internal sealed class AuditCheckpoints(
    IDbContextFactory<VidimusDb> databases,
    Commits commits,
    AuditKeys keys,
    AccessOptions options,
    TimeProvider clock
)
{
    private const int MostAtOnce = 200;
    private const int LongestToken = 2048;
    private const int LongestKeyId = 100;

    /// <summary>The checkpoint of what is sealed now; the one kept already when nothing was sealed since.</summary>
    public async Task<AuditCheckpoint> Make(string organization, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var head = await db.Across<AuditChainRow>()
            .AsNoTracking()
            .FirstOrDefaultAsync(c => c.OrganizationId == organization, cancellation);
        var number = head?.Number ?? 0;
        var kept = await db.Across<AuditCheckpointRow>()
            .AsNoTracking()
            .FirstOrDefaultAsync(
                c => c.OrganizationId == organization && c.Number == number,
                cancellation
            );
        if (kept is not null && kept.Hash == head?.Hash)
            return new(organization, number, kept.Hash, kept.At, kept.Token);
        var at = clock.GetUtcNow();
        var hash = head?.Hash ?? ChainForm.Beginning;
        var token = await keys.Sign(db, Payload(organization, number, hash, at), cancellation);
        // Where one is kept that says otherwise, somebody changed the chain; the old one stays, and verification tells.
        if (head is not null && kept is null)
            await Keep(organization, number, hash, at, token, cancellation);
        return new(organization, number, hash, at, token);
    }

    /// <summary>Checkpoints of the chains that moved since their last one, when that was made before <paramref name="before"/>.</summary>
    public async Task MakeDue(DateTimeOffset before, CancellationToken cancellation)
    {
        List<string> due;
        await using (var db = await databases.CreateDbContextAsync(cancellation))
        {
            due = await db.Across<AuditChainRow>()
                .Where(c =>
                    c.Number > c.CheckpointNumber
                    && (c.CheckpointAt == null || c.CheckpointAt <= before)
                )
                .OrderBy(c => c.CheckpointAt)
                .ThenBy(c => c.OrganizationId)
                .Select(c => c.OrganizationId)
                .Take(MostAtOnce)
                .ToListAsync(cancellation);
        }
        foreach (var organization in due)
            await Make(organization, cancellation);
    }

    /// <summary>Reads a checkpoint that somebody kept; null when it is none that this installation signed.</summary>
    public static async Task<AuditCheckpoint?> Read(
        VidimusDb db,
        string token,
        CancellationToken cancellation
    )
    {
        var parts = token.Trim().Split('.');
        if (token.Length > LongestToken || parts.Length != 3)
            return null;
        try
        {
            using var header = JsonDocument.Parse(Base64Url.DecodeFromChars(parts[0]));
            using var payload = JsonDocument.Parse(Base64Url.DecodeFromChars(parts[1]));
            if (
                Text(header, "alg") != "ES256"
                || Text(header, "typ") != AuditKeys.TokenType
                || Text(header, "kid") is not { Length: <= LongestKeyId } key
                || !key.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-')
                || !await AuditKeys.Signed(
                    db,
                    key,
                    $"{parts[0]}.{parts[1]}",
                    Base64Url.DecodeFromChars(parts[2]),
                    cancellation
                )
            )
                return null;
            return new(
                Text(payload, "organizationId")!,
                payload.RootElement.GetProperty("number").GetInt64(),
                Text(payload, "hash")!,
                payload.RootElement.GetProperty("at").GetDateTimeOffset(),
                token.Trim()
            );
        }
        catch (Exception e)
            when (e is FormatException or JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private Task Keep(
        string organization,
        long number,
        string hash,
        DateTimeOffset at,
        string token,
        CancellationToken cancellation
    ) =>
        commits.Keep(
            "access.audit",
            async unit =>
            {
                var same = unit
                    .Db.Across<AuditCheckpointRow>()
                    .Where(c => c.OrganizationId == organization && c.Number == number);
                var isNew = !await same.AnyAsync(); // another request may have been quicker
                if (isNew)
                    unit.Db.Add(
                        new AuditCheckpointRow
                        {
                            OrganizationId = organization,
                            Number = number,
                            Hash = hash,
                            At = at,
                            Token = token,
                        }
                    );
                var chain = await unit
                    .Db.Across<AuditChainRow>()
                    .SingleAsync(c => c.OrganizationId == organization);
                if (number > chain.CheckpointNumber)
                    (chain.CheckpointNumber, chain.CheckpointAt) = (number, at);
            },
            cancellation
        );

    private string Payload(string organization, long number, string hash, DateTimeOffset at) =>
        JsonSerializer.Serialize(
            new
            {
                version = 1,
                iss = options.Issuer,
                organizationId = organization,
                number,
                hash,
                at,
            },
            VidimusJson.Native
        );

    private static string? Text(JsonDocument json, string name) =>
        json.RootElement.ValueKind == JsonValueKind.Object
        && json.RootElement.TryGetProperty(name, out var value)
        && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;
}
