using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Vidimus.Access;
using Vidimus.Credentials.Verifying;
using Vidimus.Platform.Secrets;
using Vidimus.Platform.Telemetry;

namespace Vidimus.Certification.Certificates;

internal static class CertificatesSetup
{
    public static void AddCertificates(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton(p => p.GetRequiredService<CertificationOptions>().Certificate);
        services.AddSingleton<QpdfProcess>();
        services.AddSingleton<IHealthProbe>(p => p.GetRequiredService<QpdfProcess>());
        services.AddSingleton<StrangersPdf>();
        services.AddSingleton<SealKeys>();
        services.AddSingleton<IWrapped, WrappedSealKeys>();
        services.AddSingleton(p => new CertifiedPdfSettings(
            p.GetRequiredService<CertificateOptions>(),
            p.GetRequiredService<AccessOptions>()
        ));
        services.AddSingleton<CertifiedPdf>();
        services.AddSingleton(p => new CertifierSettings(
            p.GetRequiredService<TimeProvider>(),
            p.GetRequiredService<CertificationOptions>()
                is { GuaranteeText: { Length: > 0 } promise }
                ? promise
                : null
        ));
        services.AddSingleton<Certifier>();
        services.AddSingleton<ICertifiedDocuments, FindCertified>();
        services.AddScoped<VerifyCertificate>();
        services.AddScoped<GetCertificate>();
        services.AddScoped<RevokeCertificate>();
    }

    public static void MapCertificates(this IEndpointRouteBuilder routes)
    {
        VerifyCertificate.Map(routes);
        GetCertificate.Map(routes);
        RevokeCertificate.Map(routes);
    }
}
