using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Vidimus.Certification.Desk.Drafts;
using Vidimus.Platform.Outgoing;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;
using Vidimus.Platform.Secrets;

namespace Vidimus.Certification.Desk;

internal static class DeskSetup
{
    public static void AddDesk(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton(
            builder.Configuration.GetSection("Certification:Desk").Get<DeskOptions>() ?? new()
        );
        services.AddSingleton<IModelPart, DeskModel>();
        services.AddSingleton(ProblemCatalogue.Of("Certification", typeof(DeskProblems)));
        services.AddSingleton<ReviewerLookup>();
        services.AddSingleton<DeskNotes>();
        services.AddSingleton<IWrapped, WrappedDeskNotes>();
        services.AddSingleton<DeskHistory>();
        services.AddScoped<DeskOrders>();
        services.AddScoped<DeskViews>();
        services.AddScoped<DeskWork>();
        services.AddScoped<ReadDesk>();
        services.AddScoped<ReadDeskOrder>();
        services.AddScoped<ReadDeskDocument>();
        services.AddScoped<ClaimOrder>();
        services.AddScoped<ReleaseOrder>();
        services.AddScoped<CommentOrder>();
        services.AddScoped<SaveResult>();
        services.AddScoped<SubmitForReview>();
        services.AddScoped<SendBack>();
        services.AddScoped<FailOrder>();
        services.AddScoped<SignOff>();
        services.AddScoped<RequestDraft>();
        services.AddScoped<ReadReviewers>();
        services.AddScoped<SetReviewer>();
        services.AddHostedService<IdleClaims>();
        builder.AddDrafts();
    }

    private static void AddDrafts(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        var options =
            builder.Configuration.GetSection("Certification:Drafts").Get<DraftOptions>() ?? new();
        if (options.Endpoint.Length > 0 && OperatorHttp.Address(options.Endpoint) is null)
            throw new InvalidOperationException(
                "Certification:Drafts:Endpoint is no address of a service: give one such as https://models.example.org/v1, without user, query and fragment."
            );
        if (options.Endpoint.Length > 0 && options.Model.Length == 0)
            throw new InvalidOperationException(
                "Certification:Drafts:Endpoint is set and Certification:Drafts:Model is not: name the model."
            );
        services.AddSingleton(options);
        services.AddSingleton<Poppler>();
        services.AddSingleton<DraftSources>();
        services.AddSingleton<DraftService>();
        services.AddSingleton<DraftQueue>();
        services.AddSingleton<DraftParts>();
        services.AddSingleton<DraftMaker>();
        services.AddHostedService<DraftWork>();
    }

    public static void MapDesk(this IEndpointRouteBuilder routes)
    {
        ReadDesk.Map(routes);
        ReadDeskOrder.Map(routes);
        ReadDeskDocument.Map(routes);
        ClaimOrder.Map(routes);
        ReleaseOrder.Map(routes);
        CommentOrder.Map(routes);
        SaveResult.Map(routes);
        SubmitForReview.Map(routes);
        SendBack.Map(routes);
        FailOrder.Map(routes);
        SignOff.Map(routes);
        RequestDraft.Map(routes);
        ReadReviewers.Map(routes);
        SetReviewer.Map(routes);
    }
}
