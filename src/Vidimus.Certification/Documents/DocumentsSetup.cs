using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Vidimus.Certification.Documents.Storing;
using Vidimus.Platform.Outgoing;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Secrets;

namespace Vidimus.Certification.Documents;

internal static class DocumentsSetup
{
    public static void AddDocuments(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton(
            builder.Configuration.GetSection("Certification:Documents").Get<DocumentOptions>()
                ?? new()
        );
        services.AddGuardedHttp(DocumentFetch.Http);
        services.AddSingleton<DiskThreads>();
        services.AddSingleton(Store);
        services.AddSingleton<DocumentKeys>();
        services.AddSingleton<DocumentFetch>();
        services.AddSingleton<DocumentVault>();
        services.AddSingleton<IWrapped, WrappedDocumentKeys>();
        services.AddScoped<FindDocument>();
        services.AddScoped<UploadDocument>();
        services.AddScoped<ReadDocument>();
        services.AddScoped<DeleteDocument>();
        services.AddSingleton<RemoveDocument>();
        services.AddSingleton<DocumentJanitorParts>();
        services.AddHostedService<DocumentJanitor>();
    }

    public static void MapDocuments(this IEndpointRouteBuilder routes)
    {
        UploadDocument.Map(routes);
        ReadDocument.Map(routes);
        DeleteDocument.Map(routes);
    }

    private static IDocumentStore Store(IServiceProvider services)
    {
        var options = services.GetRequiredService<DocumentOptions>();
        var data = services.GetRequiredService<PersistenceOptions>().Folder;
        if (options.S3.Bucket.Length > 0)
            return new ObjectStore(options.S3, Path.Combine(data, "documents-outgoing"));
        return new FolderStore(
            options.Folder.Length > 0 ? options.Folder : Path.Combine(data, "documents"),
            services.GetRequiredService<DiskThreads>()
        );
    }
}
