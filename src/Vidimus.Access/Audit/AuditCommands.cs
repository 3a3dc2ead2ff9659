using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Vidimus.Access.Audit;
using Vidimus.Platform.Facts;
using Vidimus.Platform.Persistence;

namespace Vidimus.Access;

/// <summary>What the operator's commands do with the record, beside the running servers.</summary>
public static class AuditCommands
{
    /// <summary>
    /// Organizations that have, or had, facts; the empty one is the installation's own. An organization that was taken
    /// out of one table still stands in the others.
    /// </summary>
    public static async Task<IReadOnlyList<string>> AuditedOrganizations(
        this IServiceProvider services,
        CancellationToken cancellation
    )
    {
        await using var db = await Open(services, cancellation);
        var organizations = await db.Organizations.Select(o => o.Id).ToListAsync(cancellation);
        var chains = await db.Across<AuditChainRow>()
            .Select(c => c.OrganizationId)
            .ToListAsync(cancellation);
        var stated = await db.Across<FactRow>()
            .Select(f => f.OrganizationId)
            .Distinct()
            .ToListAsync(cancellation);
        return
        [
            "",
            .. organizations
                .Union(chains)
                .Union(stated)
                .Where(o => o.Length > 0)
                .Order(StringComparer.Ordinal),
        ];
    }

    /// <summary>Verifies a part of a chain; see <see cref="AuditVerification.ContinueFrom"/>.</summary>
    public static Task<AuditVerification> VerifyAudit(
        this IServiceProvider services,
        string organization,
        long from,
        AuditCheckpoint? kept,
        CancellationToken cancellation
    ) => services.GetRequiredService<ChainCheck>().Run(organization, from, kept, cancellation);

    /// <summary>Reads a checkpoint that was kept; null when this installation did not sign it.</summary>
    public static async Task<AuditCheckpoint?> ReadAuditCheckpoint(
        this IServiceProvider services,
        string token,
        CancellationToken cancellation
    )
    {
        await using var db = await Open(services, cancellation);
        return await AuditCheckpoints.Read(db, token, cancellation);
    }

    /// <summary>Signs what a chain has come to.</summary>
    public static Task<AuditCheckpoint> MakeAuditCheckpoint(
        this IServiceProvider services,
        string organization,
        CancellationToken cancellation
    ) => services.GetRequiredService<AuditCheckpoints>().Make(organization, cancellation);

    /// <summary>Writes a chain as JSON Lines or CSV.</summary>
    public static async Task ExportAudit(
        this IServiceProvider services,
        string organization,
        bool csv,
        Stream target,
        CancellationToken cancellation
    )
    {
        await using var db = await Open(services, cancellation);
        await AuditExport.Write(db, organization, f => f, csv, target, cancellation);
    }

    /// <summary>Makes a new key for checkpoints; those signed with the old one still verify.</summary>
    public static Task RotateAuditKeys(
        this IServiceProvider services,
        CancellationToken cancellation
    ) => services.GetRequiredService<AuditKeys>().Rotate(cancellation);

    private static Task<VidimusDb> Open(
        IServiceProvider services,
        CancellationToken cancellation
    ) =>
        services
            .GetRequiredService<IDbContextFactory<VidimusDb>>()
            .CreateDbContextAsync(cancellation);
}
