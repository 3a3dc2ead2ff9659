using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Vidimus.Credentials.Verifying;
using Vidimus.Platform.Http;
using Vidimus.Platform.Problems;

namespace Vidimus.Credentials.VcApi;

/// <summary>The W3C VC API: issuing, verifying and status in the terms of the standards, for any VC API client.</summary>
internal static class VcApiRoutes
{
    public static void AddVcApi(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton(
            builder.Configuration.GetSection("VcApi").Get<VcApiOptions>() ?? new VcApiOptions()
        );
        services.AddSingleton(ProblemCatalogue.Of("VcApi", typeof(VcApiProblems)));
        services.AddSingleton<Surface, VcApiSurface>();
        services.AddSingleton<VcRules>();
        services.AddScoped<PresentationVerifier>();
        services.AddScoped<IssueVc>();
        services.AddScoped<VerifyVc>();
        services.AddScoped<UpdateVcStatus>();
    }

    public static void MapVcApi(this IEndpointRouteBuilder routes)
    {
        IssueVc.Map(routes);
        VerifyVc.Map(routes);
        UpdateVcStatus.Map(routes);
    }
}
