using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Vidimus.Platform.Facts;
using Vidimus.Platform.Http;
using Vidimus.Platform.Limits;
using Vidimus.Platform.Mail;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;
using Vidimus.Platform.Secrets;
using Vidimus.Platform.Telemetry;

namespace Vidimus.Platform;

/// <summary>What every module stands on: persistence, facts, problems, HTTP conventions, ids, clock.</summary>
public static class PlatformModule
{
    /// <summary>Registers the platform.</summary>
    /// <param name="builder">The application being built.</param>
    /// <param name="migrationsAssembly">Name of the assembly that holds the migrations.</param>
    public static void AddPlatform(this IHostApplicationBuilder builder, string migrationsAssembly)
    {
        var services = builder.Services;
        var persistence =
            builder.Configuration.GetSection("Database").Get<PersistenceOptions>() ?? new();
        var http = builder.Configuration.GetSection("Http").Get<HttpOptions>() ?? new();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(persistence);
        services.AddSingleton(http);
        services.AddSingleton(
            (builder.Configuration.GetSection("Limits").Get<LimitOptions>() ?? new()).Checked()
        );
        services.AddSingleton<Crowd>();
        services.AddSingleton(new HostNames(http, builder.Configuration["PublicUrl"]));
        services.AddSingleton(_ =>
            MasterKeySource.Load(
                builder.Configuration,
                builder.Environment,
                persistence.Folder,
                persistence.IsPostgres || File.Exists(persistence.SqliteFile)
            )
        );
        services.AddSingleton<IModelPart, PlatformModel>();
        services.AddSingleton<ModelParts>();
        services.AddPooledDbContextFactory<VidimusDb>(
            (provider, options) =>
                PersistenceSetup.Configure(provider, options, migrationsAssembly),
            poolSize: 256
        );
        var pool = services.Last(s => s.ServiceType == typeof(IDbContextFactory<VidimusDb>));
        services.Remove(pool);
        services.AddSingleton<IDbContextFactory<VidimusDb>>(provider => new CleanContexts(
            (IDbContextFactory<VidimusDb>)pool.ImplementationFactory!(provider)
        ));
        services.AddScoped(RequestDb);
        services.AddSingleton<DatabaseClock>();
        services.AddSingleton<ReadConnections>();
        services.AddSingleton(provider => new TextSearch(
            provider.GetRequiredService<ReadConnections>()
        ));
        services.AddSingleton(provider => new PointReads(
            provider.GetRequiredService<IDbContextFactory<VidimusDb>>(),
            provider.GetRequiredService<ReadConnections>(),
            provider.GetRequiredService<DatabaseClock>()
        ));
        services.AddSingleton<FactLog>();
        services.AddSingleton<Cursors>();
        services.AddSingleton<Rewrapping>();
        services.AddSingleton<IWrapped, WrappedReplays>();
        services.AddSingleton<IWrapped, WrappedMails>();
        services.AddSingleton<Commits>();
        services.AddHostedService(provider => provider.GetRequiredService<Commits>());
        services.AddSingleton(MailSettings(builder));
        services.AddSingleton<SmtpConnect>();
        // Constructors that take internal types are not found by the container.
        services.AddSingleton(provider => new MailServer(
            provider.GetRequiredService<MailOptions>(),
            provider.GetRequiredService<SmtpConnect>(),
            provider.GetRequiredService<TimeProvider>()
        ));
        services.AddSingleton<MailPost>();
        services.AddSingleton<MailOutbox>();
        services.AddHostedService<MailSender>();
        services.AddHostedService<MailJanitor>();
        services.AddSingleton<Leases>();
        services.AddHostedService<ReplayJanitor>();
        services.AddSingleton<Installation>();
        services.AddHostedService<WatchInstallation>();
        services.AddSingleton<Restoring>();
        services.AddSingleton<IHealthProbe, ClockProbe>();
        services.AddScoped<CurrentAuthor>();
        services.AddSingleton<RunningRepeats>();
        services.AddScoped(provider => new Repeat(
            provider.GetRequiredService<IDbContextFactory<VidimusDb>>(),
            provider.GetRequiredService<CurrentAuthor>(),
            provider.GetRequiredService<MasterKeys>(),
            provider.GetRequiredService<DatabaseClock>(),
            provider.GetRequiredService<RunningRepeats>()
        ));
        services.AddScoped<Writes>();
        services.AddSingleton<Surfaces>();
        services.AddSingleton(ProblemCatalogue.Of("Platform", typeof(PlatformProblems)));
        services.AddSingleton(ProblemCatalogue.Of("Platform", typeof(RepeatProblems)));
    }

    /// <summary>Puts the outermost step in front of everything: request id, plain HTTP refusal, error bodies.</summary>
    public static void UseEdge(this IApplicationBuilder app) => app.UseMiddleware<Edge>();

    /// <summary>Puts the step that answers repeated requests behind the gate, which says who is asking.</summary>
    public static void UseRepeats(this IApplicationBuilder app) => app.UseMiddleware<RepeatDoor>();

    /// <summary>
    /// The request's reading context, in the caller's tenant from its first use. The container gives it back, and nobody
    /// else may: a pooled context that is given back twice is lent to two requests at once.
    /// </summary>
    private static VidimusDb RequestDb(IServiceProvider provider)
    {
        var db = provider.GetRequiredService<IDbContextFactory<VidimusDb>>().CreateDbContext();
        Transactions.KeepOpen(db);
        db.ChangeTracker.QueryTrackingBehavior = QueryTrackingBehavior.NoTracking;
        if (
            provider.GetRequiredService<CurrentAuthor>().Value is { OrganizationId.Length: > 0 } who
        )
            db.Enter(who.OrganizationId, who.Mode);
        return db;
    }

    /// <summary>Without a mail server, Development writes mail into the data folder.</summary>
    private static MailOptions MailSettings(IHostApplicationBuilder builder)
    {
        var options = builder.Configuration.GetSection("Mail").Get<MailOptions>() ?? new();
        if (!options.IsConfigured && builder.Environment.IsDevelopment())
            options.Folder = Path.Combine(
                builder.Configuration["Database:Folder"] ?? "data",
                "mail"
            );
        if (options.Folder.Length == 0 || builder.Environment.IsDevelopment())
            return options;
        if (!options.AllowFolder)
            throw new InvalidOperationException(
                "Mail:Folder is set outside of development: mail would lie in files, with links that let people in, and reach nobody. Set Mail:Host and Mail:From, or Mail:AllowFolder=true to have it so."
            );
        Console.Error.WriteLine(
            $"WARNING: mail is written into {options.Folder} instead of being sent. Whoever reads that folder can sign in as the people it is written to."
        );
        return options;
    }
}
