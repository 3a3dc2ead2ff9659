using Microsoft.EntityFrameworkCore;
using Vidimus.Platform.Ids;
using Vidimus.Platform.Persistence;

namespace Vidimus.Credentials.Reading;

/// <summary>Reads a credential's id in every form people have it in: <c>cred_…</c>, UUID with or without dashes, link.</summary>
internal static class CredentialIds
{
    /// <summary>The id, or null when the text is none of these forms.</summary>
    public static string? Read(string text)
    {
        if (text.Length > 2048)
            return null;
        if (Uri.TryCreate(text, UriKind.Absolute, out var link) && link.Scheme is "https" or "http")
            text = link.AbsolutePath.TrimEnd('/').Split('/')[^1];
        if (NewId.TryGetUuid("cred", text, out _))
            return text;
        if (text.StartsWith("urn:uuid:", StringComparison.OrdinalIgnoreCase))
            text = text[9..];
        return
            Guid.TryParseExact(text, "D", out var dashed)
            || Guid.TryParseExact(text, "N", out dashed)
            ? NewId.Create("cred", dashed)
            : null;
    }

    /// <summary>The caller's credential of this id.</summary>
    public static async Task<CredentialRow?> Find(
        VidimusDb db,
        string text,
        CancellationToken cancellation
    ) =>
        Read(text) is { } id
            ? await db.Credentials.SingleOrDefaultAsync(c => c.Id == id, cancellation)
            : null;

    /// <summary>The credential of this id, whoever's it is; from here on the context is in its tenant.</summary>
    public static async Task<CredentialRow?> FindAcross(
        VidimusDb db,
        string text,
        CancellationToken cancellation
    )
    {
        if (
            Read(text) is not { } id
            || await db.Across<CredentialRow>().SingleOrDefaultAsync(c => c.Id == id, cancellation)
                is not { } row
        )
            return null;
        db.Enter(row.OrganizationId, row.Mode);
        return row;
    }
}
