using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Vidimus.Certification.Desk;
using Vidimus.Platform.Facts;
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
        // Orders
        // Documents
        // Payments
        // Desk
        builder.AddDesk();
        // Certificates
        // Verdacert
    }

    /// <summary>Maps the module's routes.</summary>
    public static void MapCertification(this IEndpointRouteBuilder routes)
    {
        // Catalogue and quotes
        // Orders
        // Documents
        // Payments
        // Desk
        routes.MapDesk();
        // Certificates
        // Verdacert
    }
}
