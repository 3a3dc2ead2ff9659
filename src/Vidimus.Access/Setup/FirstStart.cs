using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Vidimus.Access.Keys;
using Vidimus.Access.Organizations;
using Vidimus.Access.Tokens;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Access.Setup;

/// <summary>What the first start on an empty database shows, once.</summary>
/// <param name="SetupPath">Path of the one-time set-up link.</param>
/// <param name="Created">The first organization and its keys.</param>
public sealed record FirstStartSecrets(string SetupPath, CreatedOrganization Created);

/// <summary>On an empty database: creates the first organization, its first keys and a one-time set-up link.</summary>
public sealed class FirstStart(IServiceProvider services)
{
    private static readonly TimeSpan LinkLifetime = TimeSpan.FromHours(24);

    /// <summary>The secrets of the first start, or null when there is an organization already.</summary>
    public async Task<FirstStartSecrets?> Run(CancellationToken cancellation)
    {
        await using var scope = services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<VidimusDb>();
        if (await db.Organizations.AnyAsync(cancellation))
            return null;
        // Of nodes that start at once on an empty database, one makes the organization.
        await using var only = await db.OneAtATime(
            services.GetRequiredService<TimeProvider>(),
            cancellation
        );
        if (await db.Organizations.AnyAsync(cancellation))
            return null;
        var created = await Create("My organization", cancellation);
        var token = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(24));
        var now = services.GetRequiredService<TimeProvider>().GetUtcNow();
        var row = new SetupRow
        {
            Digest = KeyFormat.Digest(token),
            OrganizationId = created.Value!.Id,
            ExpiresAt = now + LinkLifetime,
        };
        await services
            .GetRequiredService<Commits>()
            .Keep(
                "access.identity",
                unit =>
                {
                    unit.Db.Add(row);
                    return Task.CompletedTask;
                },
                cancellation
            );
        return new($"/setup/{token}", created.Value);
    }

    /// <summary>Creates an organization in the name of the installation; for the operator's command.</summary>
    public async Task<Result<CreatedOrganization>> Create(
        string name,
        CancellationToken cancellation
    )
    {
        await using var scope = services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentAuthor>().Value = Author.Installation;
        return await scope
            .ServiceProvider.GetRequiredService<CreateOrganization>()
            .Run(new(name), cancellation);
    }
}
