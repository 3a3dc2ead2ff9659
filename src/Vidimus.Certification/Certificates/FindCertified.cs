using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Vidimus.Access;
using Vidimus.Credentials.Verifying;
using Vidimus.Platform.Persistence;

namespace Vidimus.Certification.Certificates;

/// <summary>Knows certificates by what people bring to where credentials are verified: the id, the link, or the certified PDF.</summary>
internal sealed class FindCertified(IDbContextFactory<VidimusDb> databases, AccessOptions access)
    : ICertifiedDocuments
{
    private const int LongestText = 300;
    private const string Prefix = "vcrt_";
    private const string Path = "/verify/";

    public async Task<string?> PathOf(
        string? text,
        ReadOnlyMemory<byte>? file,
        CancellationToken cancellation
    )
    {
        // Whether there is such a certificate the page says.
        if (text is not null && IdIn(text) is { } id)
            return Path + id;
        if (file is not { } bytes || !bytes.Span.StartsWith("%PDF-"u8))
            return null;
        var digest = Convert.ToHexStringLower(SHA256.HashData(bytes.Span));
        await using var db = await databases.CreateDbContextAsync(cancellation);
        return
            await db.Across<CertificateRow>()
                .Where(c => c.DocumentSha256 == digest)
                .Select(c => c.Id)
                .FirstOrDefaultAsync(cancellation)
                is { } found
            ? $"{Path}{found}?sha256={digest}"
            : null;
    }

    private string? IdIn(string text)
    {
        var trimmed = text.Trim();
        if (trimmed.Length > LongestText)
            return null;
        var link = access.BaseUrl + Path;
        if (trimmed.StartsWith(link, StringComparison.OrdinalIgnoreCase))
            trimmed = trimmed[link.Length..].Split('?', '#')[0].TrimEnd('/');
        return
            trimmed.StartsWith(Prefix, StringComparison.Ordinal)
            && trimmed.Length <= 64
            && trimmed.All(c => char.IsAsciiLetterOrDigit(c) || c == '_')
            ? trimmed
            : null;
    }
}
