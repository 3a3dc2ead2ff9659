using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Vidimus.Platform.Persistence;

namespace Vidimus.Access.Approvals;

/// <summary>Who asks: an assistant that a member connected, or one that works with a key.</summary>
internal sealed record ApprovalCaller(
    string? KeyId,
    string? MemberId,
    string? ClientId,
    string? GrantId
)
{
    /// <summary>The assistant behind the caller; null for a member who acts in person, whom no rule asks.</summary>
    public static ApprovalCaller? Of(Caller caller) =>
        caller.KeyId is { } key ? new(key, null, null, null)
        : caller.ClientId is not null || caller.GrantId is not null
            ? new(null, caller.MemberId, caller.ClientId, caller.GrantId)
        : null;

    /// <summary>Whoever it is; a member who acts in person too, of whom operations may demand an approval.</summary>
    public static ApprovalCaller OfAnybody(Caller caller) =>
        Of(caller) ?? new(null, caller.MemberId, null, null);

    /// <summary>True for what an assistant holds: it sees its own and decides nothing, whatever its scopes.</summary>
    public static bool IsAssistants(Caller caller) =>
        caller.ForAssistant || caller.ClientId is not null || caller.GrantId is not null;

    /// <summary>The member who asks, whose assistant does, or who made the key by which a program does; null where nobody knows.</summary>
    public static async Task<string?> PersonBehind(VidimusDb db, ApprovalRow row) =>
        row.MemberId
        ?? await db.Keys.Where(k => k.Id == row.KeyId).Select(k => k.MadeBy).SingleOrDefaultAsync();

    /// <summary>One text for the whole of it: nothing of another caller's can be used in this one's place.</summary>
    public string Digest { get; } = Hash($"{KeyId}\n{MemberId}\n{ClientId}\n{GrantId}");

    public bool Is(string callers) =>
        callers switch
        {
            CallerKinds.Everybody => true,
            CallerKinds.Keys => KeyId is not null,
            _ => KeyId is null,
        };

    /// <summary>The call as this caller makes it.</summary>
    public string DigestOf(ApprovalAsk ask) =>
        Hash($"{Digest}\n{ask.Tool}\n{ask.Scope}\n{ask.ArgumentsDigest}");

    public static string Hash(string text) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
