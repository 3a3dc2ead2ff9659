using Microsoft.EntityFrameworkCore;
using Vidimus.Access;
using Vidimus.Access.Members;
using Vidimus.Access.Organizations;
using Vidimus.Access.Setup;
using Vidimus.Certification;
using Vidimus.Credentials;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;
using Vidimus.Platform.Secrets;
using Vidimus.Webhooks;

namespace Vidimus.Server;

/// <summary>The operator's work on the data beside the running server: rotation, backup, documents.</summary>
internal static class Offline
{
    public static async Task CreateOrganization(
        IServiceProvider services,
        string[] given,
        CancellationToken cancellation
    )
    {
        var created = await services
            .GetRequiredService<FirstStart>()
            .Create(given[0], cancellation);
        if (created.Problem is { } problem)
            throw new InvalidOperationException(problem.Message);
        Console.WriteLine($"Created {created.Value!.Id}. Its first keys, shown this once:");
        Console.WriteLine($"live: {created.Value.FirstKey.Secret}");
        Console.WriteLine($"test: {created.Value.FirstTestKey.Secret}");
    }

    public static async Task AddOwner(
        IServiceProvider services,
        string[] given,
        CancellationToken cancellation
    ) =>
        ShowLink(
            services,
            await services
                .GetRequiredService<MemberCommands>()
                .AddOwner(given[0], given[2], given[1], cancellation)
        );

    public static async Task AddOperator(
        IServiceProvider services,
        string[] given,
        CancellationToken cancellation
    ) =>
        ShowLink(
            services,
            await services
                .GetRequiredService<MemberCommands>()
                .AddOperator(given[1], given[0], cancellation)
        );

    private static void ShowLink(IServiceProvider services, Result<string> path)
    {
        if (path.Problem is { } problem)
            throw new InvalidOperationException(problem.Message);
        var address = services.GetRequiredService<AccessOptions>().BaseUrl;
        Console.WriteLine(
            $"Link to set a password and sign in (works once, for 24 hours): {address}{path.Value}"
        );
    }

    public static async Task RotateTokenKeys(
        IServiceProvider services,
        string[] given,
        CancellationToken cancellation
    )
    {
        await services.RotateTokenKeys(cancellation);
        Console.WriteLine(
            "A new key for access tokens is published. It signs from a minute on; the old one verifies until its tokens have expired."
        );
    }

    public static async Task RotateAuditKeys(
        IServiceProvider services,
        string[] given,
        CancellationToken cancellation
    )
    {
        await services.RotateAuditKeys(cancellation);
        Console.WriteLine(
            "A new key signs checkpoints from now on; those signed before still verify."
        );
    }

    public static async Task RotateReceiptKeys(
        IServiceProvider services,
        string[] given,
        CancellationToken cancellation
    )
    {
        await services.RotateReceiptKeys(cancellation);
        Console.WriteLine(
            "A new key for receipts is published. It signs in 65 minutes, when nobody keeps a key set without it any more; old receipts still verify."
        );
    }

    public static async Task RotateSealKey(
        IServiceProvider services,
        string[] given,
        CancellationToken cancellation
    )
    {
        await services.RotateSealKey(cancellation);
        Console.WriteLine(
            "A new certificate seals certified PDFs from the next one on; those sealed before carry theirs and still verify."
        );
    }

    public static async Task RotateIssuerKey(
        IServiceProvider services,
        string[] given,
        CancellationToken cancellation
    )
    {
        DemandMode(given[1]);
        var fragment = await services.RotateIssuerKey(given[0], given[1], cancellation);
        Console.WriteLine(
            $"Credentials are signed with {fragment} from now on; those signed before still verify."
        );
    }

    public static async Task Rewrap(
        IServiceProvider services,
        string[] given,
        CancellationToken cancellation
    )
    {
        await services.GetRequiredService<Rewrapping>().Run(Console.WriteLine, cancellation);
        Console.WriteLine(
            $"Every stored secret is encrypted under the master key '{services.GetRequiredService<MasterKeys>().Current}'."
        );
    }

    public static async Task BackUp(
        IServiceProvider services,
        string[] given,
        CancellationToken cancellation
    )
    {
        await using var db = await services
            .GetRequiredService<IDbContextFactory<VidimusDb>>()
            .CreateDbContextAsync(cancellation);
        await db.BackUp(given[0], cancellation);
        Console.WriteLine(
            $"Wrote {given[0]}. Keep the master key apart from it: a backup without the key is of no use to a thief, nor to you."
        );
    }

    public static async Task ExportRecipient(
        IServiceProvider services,
        string[] given,
        CancellationToken cancellation
    )
    {
        DemandMode(given[1]);
        if (File.Exists(given[3]))
            throw new InvalidOperationException($"{given[3]} exists already; name a new file.");
        var exported = await services.ExportRecipientData(
            given[0],
            given[1],
            given[2],
            () => MasterKeySource.OpenPrivate(given[3]),
            cancellation
        );
        if (exported.Problem is { } problem)
            throw new InvalidOperationException(problem.Message);
        Console.WriteLine(
            $"Wrote {given[3]}, readable by you alone. Hand it over safely, then delete it."
        );
    }

    public static async Task EraseRecipient(
        IServiceProvider services,
        string[] given,
        CancellationToken cancellation
    )
    {
        DemandMode(given[1]);
        var erased = await services.EraseRecipientData(given[0], given[1], given[2], cancellation);
        if (erased.Problem is { } problem)
            throw new InvalidOperationException(problem.Message);
        Console.WriteLine(
            $"Erased {given[2]}. Backups made before still hold the data; remove them when their time is over."
        );
    }

    public static async Task MarkRestored(
        IServiceProvider services,
        string[] given,
        CancellationToken cancellation
    )
    {
        var done = await services.GetRequiredService<Restoring>().Run(cancellation);
        Console.WriteLine(
            $"This is epoch {done.Epoch}. Running servers stop within seconds; start them again."
        );
        Console.WriteLine($"Ended: {string.Join("; ", done.Ended)}.");
        Console.WriteLine(
            done.LostSince is { } since
                ? $"Lost: everything between {since:yyyy-MM-dd HH:mm:ss}Z, the last thing the backup knows of, and {done.At:yyyy-MM-dd HH:mm:ss}Z."
                : "The backup holds no record of anything."
        );
        Console.WriteLine(
            "Credentials issued then verify no longer as on record, and what was revoked, suspended or erased then is not: do it again. Look through mails, logs and webhook receivers of that time."
        );
        Console.WriteLine(
            "Until you run 'confirm-restored', the status of credentials issued before now is told as unknown."
        );
    }

    public static async Task ConfirmRestored(
        IServiceProvider services,
        string[] given,
        CancellationToken cancellation
    )
    {
        await services.GetRequiredService<Restoring>().Confirm(cancellation);
        Console.WriteLine(
            "What was lost counts as made up for: credentials verify as before within seconds."
        );
    }

    private static void DemandMode(string mode)
    {
        if (mode is not ("live" or "test"))
            throw new InvalidOperationException("The mode must be live or test.");
    }

    public static async Task<int> OpenApi(
        string[] args,
        string[] given,
        CancellationToken cancellation
    )
    {
        await using var app = Quiet(args);
        Console.WriteLine(await OpenApiDocument.Text(app, cancellation));
        return 0;
    }

    public static async Task<int> Problems(
        string[] args,
        string[] given,
        CancellationToken cancellation
    )
    {
        await using var app = Quiet(args);
        Console.WriteLine(ProblemPage.Text(app.Services.GetServices<ProblemCatalogue>()));
        return 0;
    }

    public static async Task<int> Events(
        string[] args,
        string[] given,
        CancellationToken cancellation
    )
    {
        await using var app = Quiet(args);
        Console.WriteLine(app.Services.EventPage());
        return 0;
    }

    /// <summary>
    /// Runs work on the composed services with the writer alone, and answers its exit code: no server listens, nothing
    /// is migrated, no mail goes out and no other work begins.
    /// </summary>
    public static async Task<int> Run(
        string[] args,
        Func<IServiceProvider, Task<int>> work,
        CancellationToken cancellation
    )
    {
        await using var app = Quiet(args);
        var commits = app.Services.GetRequiredService<Commits>();
        await commits.StartAsync(cancellation);
        var code = await work(app.Services);
        await commits.StopAsync(cancellation);
        return code;
    }

    /// <summary>The composed application on a port nobody knows, for work on its services.</summary>
    private static WebApplication Quiet(string[] args)
    {
        var builder = Composition.Builder(args);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        Composition.Services(builder);
        builder.Logging.ClearProviders();
        var app = builder.Build();
        Composition.Pipeline(app);
        return app;
    }
}
