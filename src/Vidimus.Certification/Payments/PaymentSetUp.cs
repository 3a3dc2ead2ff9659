using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Vidimus.Access.Keys;
using Vidimus.Certification.Payments.Stripe;

namespace Vidimus.Certification.Payments;

/// <summary>What this part registers and maps.</summary>
internal static class PaymentSetUp
{
    public static void Add(IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton(
            (
                configuration.GetSection(PaymentOptions.Section).Get<PaymentOptions>() ?? new()
            ).Checked()
        );
        services.AddSingleton<StripeApi>();
        services.AddSingleton<StripePayment>();
        services.AddSingleton<StripeRefunds>();
        services.AddSingleton<StripeSetup>();
        services.AddSingleton<StripeEvents>();
        services.AddSingleton<PayerMethods>();
        services.AddSingleton<PaymentKinds>();
        services.AddSingleton<ILivePayment>(provider =>
            provider.GetRequiredService<PaymentKinds>()
        );
        services.AddSingleton(provider => provider.GetRequiredService<PaymentKinds>().Current);
        services.AddSingleton<Refunding>();
        services.AddSingleton<SettleCharge>();
        services.AddHostedService<PaymentWork>();
        services.AddScoped<RefundOrder>();
        services.AddScoped<CancelOrder>();
        services.AddScoped<ListRefunds>();
        services.AddScoped<ListInvoiceLines>();
        services.AddScoped<ManagePaymentMethod>();
    }

    public static void Map(IEndpointRouteBuilder routes)
    {
        CancelOrder.Map(routes);
        RefundOrder.Map(routes);
        ListRefunds.Map(routes);
        ManagePaymentMethod.Map(routes);
        StripeEvents.Map(routes);
        ListInvoiceLines.Map(routes);
    }
}
