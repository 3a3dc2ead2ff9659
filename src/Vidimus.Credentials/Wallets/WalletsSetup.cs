using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Vidimus.Platform.Facts;
using Vidimus.Platform.Http;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Credentials.Wallets;

/// <summary>OpenID for Verifiable Credential Issuance 1.0, pre-authorized code flow, on the same records as every other door.</summary>
internal static class WalletsSetup
{
    public static void AddWallets(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton(ProblemCatalogue.Of("Wallets", typeof(WalletProblems)));
        services.AddSingleton(EventCatalogue.Of("Wallets", typeof(WalletEvents)));
        services.AddSingleton<Surface, OpenId4VciSurface>();
        services.AddSingleton<IRestored, EndOffers>();
        services.AddSingleton<Nonces>();
        services.AddSingleton<WalletOffers>();
        services.AddSingleton<WalletForms>();
        services.AddScoped<OfferCredential>();
        services.AddScoped<WalletMetadata>();
        services.AddScoped<RedeemCode>();
        services.AddScoped<TakeCredential>();
        services.AddScoped<ReportToIssuer>();
        services.AddHostedService<WalletJanitor>();
    }

    public static void MapWallets(this IEndpointRouteBuilder routes)
    {
        OfferCredential.Map(routes);
        WalletMetadata.Map(routes);
        RedeemCode.Map(routes);
        Nonces.Map(routes);
        TakeCredential.Map(routes);
        ReportToIssuer.Map(routes);
    }
}
