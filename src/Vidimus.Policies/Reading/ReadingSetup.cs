using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Vidimus.Platform.Outgoing;
using Vidimus.Policies.Reading.Likeness;
using Vidimus.Policies.Reading.Verity;

namespace Vidimus.Policies.Reading;

/// <summary>Services and routes of reading.</summary>
internal static class ReadingSetup
{
    public static void AddReading(this IServiceCollection services, EmbeddingOptions embedding)
    {
        services.AddScoped<PolicyReader>();
        services.AddScoped<CodeIndex>();
        services.AddScoped<PolicySearch>();
        services.AddScoped<PolicyChanges>();
        services.AddSingleton<SearchWalks>();
        services.AddSingleton<RankedPages>();
        services.AddScoped<ListPolicies>();
        services.AddScoped<GetPolicy>();
        services.AddScoped<ReadEditions>();
        services.AddScoped<ListChanges>();
        services.AddScoped<SearchCriteria>();
        services.AddScoped<ComparePolicies>();
        services.AddScoped<VerityReading>();
        services.AddScoped<VerityCompare>();
        services.AddLikeness(embedding);
    }

    private static void AddLikeness(this IServiceCollection services, EmbeddingOptions options)
    {
        if (options.IsOn && OperatorHttp.Address(options.Url) is null)
            throw new InvalidOperationException(
                "Policies:Embedding:Url is no address of a service: give one such as https://models.example.org/v1, without user, query and fragment."
            );
        if (options.IsOn && options.Model.Length == 0)
            throw new InvalidOperationException(
                "Policies:Embedding:Url is set and Policies:Embedding:Model is not: name the model."
            );
        services.AddSingleton(options);
        services.AddSingleton<EmbeddingService>();
        services.AddSingleton<Spaces>();
        services.AddScoped<PolicyLikeness>();
        services.AddHostedService<VectorWork>();
    }

    public static void MapReading(this IEndpointRouteBuilder routes)
    {
        ListPolicies.Map(routes);
        GetPolicy.Map(routes);
        ReadEditions.Map(routes);
        ListChanges.Map(routes);
        SearchCriteria.Map(routes);
        ComparePolicies.Map(routes);
        VerityReading.Map(routes);
        VerityCompare.Map(routes);
    }
}
