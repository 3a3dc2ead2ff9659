using System.Globalization;
using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Vidimus.Access.Members;
using Vidimus.Platform.Persistence;

namespace Vidimus.Access;

/// <summary>How an organization looks to others.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Color">Main colour as <c>#rrggbb</c>, or null.</param>
/// <param name="Accent">Second colour as <c>#rrggbb</c>, or null.</param>
/// <param name="Website">Its website, or null.</param>
/// <param name="LogoPath">Path of its logo on this server, which changes with the logo; null without one.</param>
public sealed record Branding(
    string Name,
    string? Color,
    string? Accent,
    string? Website,
    string? LogoPath
)
{
    /// <summary>Path of its colours as a style sheet on this server, which changes with them; null where it has chosen none.</summary>
    public string? StylePath { get; init; }
}

/// <summary>An organization's logo: a PNG or JPEG that was written anew when it came.</summary>
/// <param name="Bytes">The file.</param>
/// <param name="Type">Its media type.</param>
public sealed record Logo(byte[] Bytes, string Type)
{
    /// <summary>SHA-256 of the file in hex.</summary>
    public string Digest => Convert.ToHexStringLower(SHA256.HashData(Bytes));
}

/// <summary>The issuer identities of an organization.</summary>
/// <param name="Live">Signs live credentials; null while the installation has no public address.</param>
/// <param name="Test">Signs test credentials.</param>
public sealed record IssuerDids(string? Live, string Test);

/// <summary>Knows an organization's identities as an issuer.</summary>
public interface IIssuerDids
{
    /// <summary>Its DIDs.</summary>
    /// <param name="organizationId">The organization.</param>
    /// <param name="pinned">The public address that its credentials carry already, or null.</param>
    IssuerDids Of(string organizationId, string? pinned);
}

/// <summary>What other modules may ask about how organizations look.</summary>
public static class BrandingFacts
{
    /// <summary>How an organization looks.</summary>
    public static async Task<Branding> BrandingOf(
        this VidimusDb db,
        string organizationId,
        CancellationToken cancellation
    )
    {
        var name = (await db.IssuerFacts(organizationId, cancellation)).Name;
        var row = await db.Across<BrandingRow>()
            .Where(b => b.OrganizationId == organizationId)
            .Select(b => new
            {
                b.Color,
                b.Accent,
                b.Website,
                b.LogoType,
                b.Version,
            })
            .SingleOrDefaultAsync(cancellation);
        return new(
            name,
            row?.Color,
            row?.Accent,
            row?.Website,
            row?.LogoType is null ? null : $"/o/{organizationId}/logo?v={row.Version}"
        )
        {
            StylePath = row?.Color is null
                ? null
                : $"/o/{organizationId}/brand.css?v={row.Version}",
        };
    }

    /// <summary>A colour of letters on this one: black or white, whichever contrasts more (WCAG 2.2, relative luminance).</summary>
    public static string Ink(string color)
    {
        double Part(int at)
        {
            var part =
                int.Parse(color.AsSpan(at, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture)
                / 255.0;
            return part <= 0.04045 ? part / 12.92 : Math.Pow((part + 0.055) / 1.055, 2.4);
        }
        var luminance = 0.2126 * Part(1) + 0.7152 * Part(3) + 0.0722 * Part(5);
        return luminance > 0.179 ? "#000000" : "#ffffff";
    }

    /// <summary>An organization's logo; null without one.</summary>
    public static async Task<Logo?> LogoOf(
        this VidimusDb db,
        string organizationId,
        CancellationToken cancellation
    )
    {
        var row = await db.Across<BrandingRow>()
            .Where(b => b.OrganizationId == organizationId && b.LogoType != null)
            .Select(b => new { b.Logo, b.LogoType })
            .SingleOrDefaultAsync(cancellation);
        return row?.Logo is null ? null : new(row.Logo, row.LogoType!);
    }
}
