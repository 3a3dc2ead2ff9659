using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Vidimus.Access.Approvals;
using Vidimus.Certification.Orders.Submitting;
using Vidimus.Platform.Facts;
using Vidimus.Platform.Secrets;

namespace Vidimus.Certification.Orders;

/// <summary>What is registered and mapped for orders.</summary>
internal static class OrdersSetup
{
    public static void AddOrders(this IServiceCollection services)
    {
        services.AddSingleton<RunningSubmissions>();
        services.AddSingleton<RunningSteps>();
        services.AddSingleton<OrderViews>();
        services.AddSingleton<OrderWriter>();
        services.AddSingleton<SubmissionVault>();
        services.AddSingleton<SettleSubmission>();
        services.AddSingleton<SubmissionLease>();
        services.AddHostedService<RecoverSubmissions>();
        services.AddSingleton<IWrapped, WrappedSubmissions>();
        services.AddSingleton<DownloadLinks>();
        services.AddSingleton<IEventResource, OrderResource>();
        services.AddSingleton<IAgreedPrices, QuotedPrices>();
        services.AddScoped<PrepareSubmission>();
        services.AddScoped<FindSubmitted>();
        services.AddScoped<OrderGate>();
        services.AddScoped<PlaceOrder>();
        services.AddScoped<SubmitOrder>();
        services.AddScoped<SandboxSteps>();
        services.AddScoped<DeliverOrder>();
        services.AddScoped<OrderStatus>();
        services.AddScoped<GetOrder>();
        services.AddScoped<ListOrders>();
        services.AddScoped<OrderResult>();
        services.AddScoped<DownloadResult>();
    }

    public static void MapOrders(this IEndpointRouteBuilder routes)
    {
        SubmitOrder.Map(routes);
        ListOrders.Map(routes);
        GetOrder.Map(routes);
        OrderResult.Map(routes);
        DownloadResult.Map(routes);
    }
}
