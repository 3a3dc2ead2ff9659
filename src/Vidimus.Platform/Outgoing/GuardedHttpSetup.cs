using System.Runtime.CompilerServices;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

[assembly: InternalsVisibleTo("Vidimus.Platform.Tests")]

namespace Vidimus.Platform.Outgoing;

/// <summary>Registers guarded outgoing HTTP.</summary>
public static class GuardedHttpSetup
{
    /// <summary>
    /// Adds <see cref="GuardedHttp"/>, <see cref="OutgoingTarget"/>, <see cref="OwnEndpoints"/> and the system's <see cref="IResolver"/>
    /// (unless one is registered), with settings from section <c>Outgoing</c> that are checked at start.
    /// </summary>
    /// <param name="services">The services to add to.</param>
    public static IServiceCollection AddGuardedHttp(this IServiceCollection services) =>
        services.AddGuardedHttp(roots: null);

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
        services.TryAddSingleton(provider => new GuardedHttp(
            provider.GetRequiredService<OutgoingTarget>(),
            provider.GetRequiredService<BlockedPause>(),
            Handler(provider, roots),
            provider.GetRequiredService<IOptions<OutgoingOptions>>(),
            provider.GetRequiredService<ILogger<GuardedHttp>>()
        ));
        return services;
    }

    private static SocketsHttpHandler Handler(
        IServiceProvider provider,
        X509Certificate2Collection? roots
    ) =>
        GuardedHandler.Create(
            provider.GetRequiredService<IOptions<OutgoingOptions>>().Value,
            provider.GetRequiredService<GuardedConnect>(),
            roots
        );
}
