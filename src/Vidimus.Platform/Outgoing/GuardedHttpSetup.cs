using System.Runtime.CompilerServices;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

[assembly: InternalsVisibleTo("Vidimus.Platform.Tests")]
[assembly: InternalsVisibleTo("Vidimus.Testing")]

namespace Vidimus.Platform.Outgoing;

/// <summary>Registers guarded outgoing HTTP.</summary>
public static class GuardedHttpSetup
{
    /// <summary>
    /// Adds <see cref="GuardedHttp"/>, <see cref="OperatorHttp"/>, <see cref="OutgoingTarget"/>, <see cref="OwnEndpoints"/> and the system's <see cref="IResolver"/>
    /// (unless one is registered), with settings from section <c>Outgoing</c> that are checked at start.
    /// </summary>
    /// <param name="services">The services to add to.</param>
    public static IServiceCollection AddGuardedHttp(this IServiceCollection services) =>
        services.AddGuardedHttp(roots: null);

    /// <summary>
    /// Adds another <see cref="GuardedHttp"/> under a key, with connections of its own and as many of them to one host as are
    /// asked for. For work that has bounds of its own: a host that many tenants name must not be full with what one of them sends
    /// there, nor with what others fetch from it.
    /// </summary>
    /// <param name="services">The services to add to.</param>
    /// <param name="key">Key of the service.</param>
    public static IServiceCollection AddGuardedHttp(this IServiceCollection services, string key) =>
        services
            .AddGuardedHttp()
            .AddKeyedSingleton(
                key,
                (provider, _) => Client(provider, roots: null, connections: int.MaxValue)
            );

    internal static IServiceCollection AddGuardedHttp(
        this IServiceCollection services,
        X509Certificate2Collection? roots
    )
    {
        services
            .AddOptions<OutgoingOptions>()
            .BindConfiguration(OutgoingOptions.Section)
            .ValidateOnStart();
        services.TryAddEnumerable(
            ServiceDescriptor.Singleton<
                IValidateOptions<OutgoingOptions>,
                OutgoingOptionsValidator
            >()
        );
        services.TryAddSingleton<IResolver, SystemResolver>();
        services.TryAddSingleton<PortPolicy>();
        services.TryAddSingleton<AddressPolicy>();
        services.TryAddSingleton<BlockedPause>();
        services.TryAddSingleton<TargetAddresses>();
        services.TryAddSingleton<GuardedConnect>();
        // Constructors that take internal types are not found by the container.
        services.TryAddSingleton(provider => new OwnEndpoints(
            provider.GetRequiredService<IOptions<OutgoingOptions>>()
        ));
        services.TryAddSingleton(provider => new OutgoingTarget(
            provider.GetRequiredService<PortPolicy>(),
            provider.GetRequiredService<AddressPolicy>(),
            provider.GetRequiredService<TargetAddresses>(),
            provider.GetRequiredService<BlockedPause>(),
            provider.GetRequiredService<IOptions<OutgoingOptions>>()
        ));
        services.TryAddSingleton(provider => Client(provider, roots, connections: null));
        services.TryAddSingleton(provider => new OperatorHttp(
            provider.GetRequiredService<IOptions<OutgoingOptions>>().Value,
            roots ?? provider.GetService<OutgoingRoots>()?.All
        ));
        return services;
    }

    private static GuardedHttp Client(
        IServiceProvider provider,
        X509Certificate2Collection? roots,
        int? connections
    )
    {
        var options = provider.GetRequiredService<IOptions<OutgoingOptions>>();
        var handler = GuardedHandler.Create(
            options.Value,
            provider.GetRequiredService<GuardedConnect>(),
            roots ?? provider.GetService<OutgoingRoots>()?.All
        );
        handler.MaxConnectionsPerServer = connections ?? handler.MaxConnectionsPerServer;
        return new(
            provider.GetRequiredService<OutgoingTarget>(),
            provider.GetRequiredService<BlockedPause>(),
            handler,
            options,
            provider.GetRequiredService<ILogger<GuardedHttp>>()
        );
    }
}

/// <summary>Authorities to trust instead of the system's: for tests of hosts on this machine.</summary>
internal sealed record OutgoingRoots(X509Certificate2Collection All);
