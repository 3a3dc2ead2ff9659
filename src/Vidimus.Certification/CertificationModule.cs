using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Vidimus.Certification.Catalogue;
using Vidimus.Certification.Certificates;
using Vidimus.Certification.Desk;
using Vidimus.Certification.Documents;
using Vidimus.Certification.Orders;
using Vidimus.Certification.Payments;
using Vidimus.Certification.Quotes;
using Vidimus.Certification.Verdacert;
using Vidimus.Platform.Facts;
using Vidimus.Platform.Http;
using Vidimus.Platform.Outgoing;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Certification;

/// <summary>Quotes, orders, documents, the review desk, payment and certificates; natively and as Verdacert knows them.</summary>
public static class CertificationModule
{
    /// <summary>Registers the module.</summary>
    public static void AddCertification(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton<IModelPart, CertificationModel>();
        services.AddSingleton(ProblemCatalogue.Of("Certification", typeof(CertificationProblems)));
        services.AddSingleton(EventCatalogue.Of("Certification", typeof(CertificationEvents)));
        // Catalogue and quotes
        var options =
            builder.Configuration.GetSection("Certification").Get<CertificationOptions>() ?? new();
        CatalogueRules.Demand(options);
        services.AddSingleton(options);
        services.AddSingleton<PriceList>();
        services.AddSingleton<GetCapabilities>();
        services.AddScoped<MakeQuote>();
        services.AddScoped<GetQuote>();
        services.AddScoped<QuoteFinder>();
        services.AddHostedService<QuoteJanitor>();
        // Orders
        services.AddOrders();
        // Documents
        builder.AddDocuments();
        // Payments
        services.AddGuardedHttp();
        PaymentSetUp.Add(services, builder.Configuration);
        // Desk
        builder.AddDesk();
        // Certificates
        builder.AddCertificates();
        // Verdacert
        services.AddSingleton<Surface, VerdacertSurface>();
        services.AddSingleton<Surface, VerdacertNeighbours>();
    }

    /// <summary>Makes a new certificate by which certified PDFs are sealed from now on; for the operator's command.</summary>
    public static Task RotateSealKey(
        this IServiceProvider services,
        CancellationToken cancellation
    ) => services.GetRequiredService<SealKeys>().Rotate(cancellation);

    /// <summary>Maps the module's routes.</summary>
    public static void MapCertification(this IEndpointRouteBuilder routes)
    {
        // Catalogue and quotes
        GetCapabilities.Map(routes);
        MakeQuote.Map(routes);
        GetQuote.Map(routes);
        // Orders
        routes.MapOrders();
        // Documents
        routes.MapDocuments();
        // Payments
        PaymentSetUp.Map(routes);
        // Desk
        routes.MapDesk();
        // Certificates
        routes.MapCertificates();
        // Verdacert
        VerdacertCapabilities.Map(routes);
        VerdacertQuote.Map(routes);
        VerdacertSubmit.Map(routes);
        VerdacertStatus.Map(routes);
        VerdacertResult.Map(routes);
        VerdacertRefund.Map(routes);
        VerdacertVerify.Map(routes);
    }
}
