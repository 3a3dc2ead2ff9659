using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Vidimus.Platform.Json;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Secrets;

namespace Vidimus.Policies.PriorAuthorization.Research;

/// <summary>Encrypts what was asked and found under a key of the research's own: destroying the key destroys every copy.</summary>
internal sealed class ResearchVault(MasterKeys masterKeys)
{
    public const string Purpose = "policies.research-key";
    private const string AskedPart = "asked";
    private const string OutcomePart = "outcome";

    /// <summary>A new data key, encrypted under the master key.</summary>
    public byte[] NewKey() => masterKeys.Encrypt(RandomNumberGenerator.GetBytes(32), Purpose);

    public byte[] Seal(byte[] key, ResearchAsked asked) => Seal(key, AskedPart, asked);

    public byte[] Seal(byte[] key, ResearchOutcome outcome) => Seal(key, OutcomePart, outcome);

    public ResearchAsked? Asked(ResearchRow row) => Open<ResearchAsked>(row, AskedPart, row.Asked);

    public ResearchOutcome? Outcome(ResearchRow row) =>
        Open<ResearchOutcome>(row, OutcomePart, row.Outcome);

    private byte[] Seal<T>(byte[] key, string part, T value) =>
        Aead.Seal(
            masterKeys.Decrypt(key, Purpose),
            JsonSerializer.SerializeToUtf8Bytes(value, VidimusJson.Tolerant),
            Encoding.UTF8.GetBytes(part)
        );

    private T? Open<T>(ResearchRow row, string part, byte[]? content)
        where T : class =>
        row.DataKey is { } key && content is not null
            ? JsonSerializer.Deserialize<T>(
                Aead.Open(masterKeys.Decrypt(key, Purpose), content, Encoding.UTF8.GetBytes(part)),
                VidimusJson.Tolerant
            )
            : null;
}

/// <summary>Keys of research under another master key.</summary>
internal sealed class WrappedResearchKeys : IWrapped
{
    public string What => "keys of research";

    public async Task<string?> RewrapPage(Unit unit, MasterKeys keys, string position)
    {
        var rows = await unit
            .Db.Across<ResearchRow>()
            .Where(r => r.DataKey != null && string.Compare(r.Id, position) > 0)
            .OrderBy(r => r.Id)
            .Take(Rewrapping.PageSize)
            .ToListAsync();
        foreach (var row in rows)
            row.DataKey =
                Rewrapping.Rewrap(keys, row.DataKey!, ResearchVault.Purpose) ?? row.DataKey;
        return rows.Count < Rewrapping.PageSize ? null : rows[^1].Id;
    }
}
