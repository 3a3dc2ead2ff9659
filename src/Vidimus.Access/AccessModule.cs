using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Vidimus.Access.Approvals;
using Vidimus.Access.Audit;
using Vidimus.Access.Authentications;
using Vidimus.Access.Events;
using Vidimus.Access.Gate;
using Vidimus.Access.Keys;
using Vidimus.Access.Leaks;
using Vidimus.Access.Members;
using Vidimus.Access.OAuth;
using Vidimus.Access.OAuth.Clients;
using Vidimus.Access.Organizations;
using Vidimus.Access.Setup;
using Vidimus.Access.Spending;
using Vidimus.Access.Tokens;
using Vidimus.Access.Usage;
using Vidimus.Platform.Facts;
using Vidimus.Platform.Http;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;
using Vidimus.Platform.Secrets;
using Vidimus.Platform.Telemetry;

namespace Vidimus.Access;

/// <summary>Organizations, keys, access tokens, scopes, limits and the record of what was done.</summary>
public static class AccessModule
{
    /// <summary>Registers the module.</summary>
    public static void AddAccess(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton(
            new AccessOptions
            {
                PublicUrl = AccessOptions.ReadPublicUrl(builder.Configuration["PublicUrl"]),
                OperatorTokenDigest = builder.Configuration["Operator:TokenDigest"] ?? "",
                RateLimitPerMinute = builder.Configuration.GetValue(
                    "Limits:RequestsPerMinute",
                    300
                ),
            }
        );
        services.AddSingleton(builder.Configuration.GetSection("Keys").Get<KeyOptions>() ?? new());
        var leaks =
            builder.Configuration.GetSection("LeakReports").Get<LeakReportOptions>() ?? new();
        services.AddSingleton(leaks);
        services.AddSingleton(new LeakReporters(leaks));
        services.AddSingleton<IModelPart, AccessModel>();
        services.AddSingleton(ProblemCatalogue.Of("Access", typeof(AccessProblems)));
        services.AddSingleton(EventCatalogue.Of("Access", typeof(AccessEvents)));
        services.AddSingleton<IEventResource, KeyResource>();
        services.AddSingleton<IEventResource, OrganizationResource>();
        services.AddSingleton<TokenKeys>();
        services.AddSingleton<IWrapped, WrappedTokenKeys>();
        services.AddSingleton<IRestored, EndTokens>();
        services.AddSingleton<AccessTokens>();
        services.AddSingleton<KeyCheck>();
        services.AddSingleton<IHealthProbe, AuthenticationProbe>();
        services.AddSingleton(Prices.Read(builder.Configuration.GetSection("Prices")));
        services.AddSingleton(provider => new Charges(
            provider.GetRequiredService<Prices>(),
            provider.GetRequiredService<DatabaseClock>(),
            provider.GetRequiredService<TimeProvider>()
        ));
        services.AddSingleton<RateLimits>();
        services.AddSingleton<Strangers>();
        services.AddSingleton(new KnownTools(new Dictionary<string, string>()));
        services.AddSingleton<HeavyRequests>();
        services.AddHostedService<RateRounds>();
        services.AddSingleton<LastUse>();
        services.AddHostedService(provider => provider.GetRequiredService<LastUse>());
        services.AddSingleton<AuthenticationHistory>();
        services.AddSingleton(provider => new ActingMembers(
            provider.GetRequiredService<MemberCheck>()
        ));
        services.AddSingleton(provider => new ActingKeys(
            provider.GetRequiredService<KeyCheck>(),
            provider.GetRequiredService<RateLimits>(),
            provider.GetRequiredService<Strangers>(),
            provider.GetRequiredService<RequestCounts>(),
            provider.GetRequiredService<LastUse>()
        ));
        services.AddHostedService(provider => provider.GetRequiredService<AuthenticationHistory>());
        services.AddHostedService<AuthenticationJanitor>();
        services.AddHostedService<KeyNotices>();
        services.AddSingleton(
            builder.Configuration.GetSection("Usage").Get<UsageOptions>() ?? new()
        );
        services.AddSingleton<RequestCounts>();
        services.AddHostedService(provider => provider.GetRequiredService<RequestCounts>());
        services.AddHostedService<UsageJanitor>();
        services.AddScoped<GetUsage>();
        services.AddScoped<GetUsageDays>();
        services.AddScoped<ListCharges>();
        services.AddScoped<ExportUsage>();
        services.AddHostedService<PrepareAccess>();
        services.AddHostedService<RefreshTokenKeys>();
        services.AddSingleton<AuditKeys>();
        services.AddSingleton<IWrapped, WrappedAuditKeys>();
        services.AddSingleton<AuditCheckpoints>();
        services.AddSingleton<ChainCheck>();
        services.AddSingleton<IHealthProbe, AuditProbe>();
        services.AddHostedService<Sealer>();
        services.AddScoped<ListAudit>();
        services.AddScoped<ExportAudit>();
        services.AddScoped<VerifyAudit>();
        services.AddScoped<CurrentCaller>();
        services.AddScoped<ExchangeToken>();
        services.AddScoped<GetMe>();
        services.AddScoped<MintKey>();
        services.AddScoped<ListKeys>();
        services.AddScoped<GetKey>();
        services.AddScoped<EditKey>();
        services.AddScoped<GetSpending>();
        services.AddScoped<ChangeKeyState>();
        services.AddScoped<RotateKey>();
        services.AddScoped<ListAuthentications>();
        services.AddScoped<ReportLeaks>();
        services.AddScoped<CreateOrganization>();
        services.AddScoped<ManageOrganizations>();
        services.AddScoped<OwnOrganization>();
        services.AddScoped<OrganizationLogo>();
        PeopleSetup.Add(services, builder.Configuration);
        ClientsSetup.Add(services, builder.Configuration);
        OAuthSetup.Add(services);
        ApprovalSetup.Add(services);
        services.AddScoped<SetUp>();
        builder.AddMembers();
        services.AddSingleton<FirstStart>();
    }

    /// <summary>The gate: after routing, before the endpoints.</summary>
    public static void UseAccessGate(this IApplicationBuilder app) =>
        app.UseMiddleware<AccessGate>();

    /// <summary>Asks a person where a rule says so: after repetitions were answered, before the endpoints.</summary>
    public static void UseApprovals(this IApplicationBuilder app) =>
        app.UseMiddleware<ApprovalDoor>();

    /// <summary>The route takes keys and the access tokens of this resource; every scope comes in.</summary>
    public static T Protects<T>(this T builder, ProtectedResource resource)
        where T : IEndpointConventionBuilder
    {
        builder.Needs(GetMe.AnyScope);
        builder.Add(endpoint => endpoint.Metadata.Add(resource));
        return builder;
    }

    /// <summary>
    /// The request <paramref name="made"/>, which this server makes itself within <paramref name="within"/>, is made by whom
    /// the gate recognised there, if that came in at a protected resource: under its id, counted with it, and showing no key or
    /// token of its own.
    /// </summary>
    public static void PassCaller(HttpContext within, HttpContext made)
    {
        if (within.Features.Get<Proven>() is not { } proven)
            return;
        made.Request.Headers.Remove("Authorization");
        made.Features.Set(proven);
        made.Features.Set(new OwnRequest(within.RequestId()));
        made.Features.Set(new WithinRequest(within.RequestId()));
        if (within.Features.Get<ToolCall>() is { } tool)
            made.Features.Set(tool);
        if (within.Features.Get<AnswersOnly>() is { } only)
            made.Features.Set(only);
        if (within.Features.Get<CallDemands>() is { } demands)
            made.Features.Set(demands);
    }

    /// <summary>Maps the module's routes.</summary>
    public static void MapAccess(this IEndpointRouteBuilder routes)
    {
        ExchangeToken.Map(routes, "/v1/auth/token", "exchangeToken", "Access");
        GetMe.Map(routes);
        TokenJwks.Map(routes);
        MintKey.Map(routes);
        ListKeys.Map(routes);
        GetKey.Map(routes);
        EditKey.Map(routes);
        GetSpending.Map(routes);
        ChangeKeyState.Map(routes);
        RotateKey.Map(routes);
        ListAuthentications.Map(routes);
        ReportLeaks.Map(routes);
        OwnOrganization.Map(routes);
        OrganizationLogo.Map(routes);
        OrganizationStyle.Map(routes);
        GetUsage.Map(routes);
        GetUsageDays.Map(routes);
        ListCharges.Map(routes);
        ExportUsage.Map(routes);
        CreateOrganization.Map(routes);
        ManageOrganizations.Map(routes);
        PeopleSetup.Map(routes);
        ClientsSetup.Map(routes);
        OAuthSetup.Map(routes);
        ApprovalSetup.Map(routes);
        SetUp.Map(routes);
        routes.MapMembers();
        ListAudit.Map(routes);
        ExportAudit.Map(routes);
        VerifyAudit.Map(routes);
        AuditJwks.Map(routes);
    }

    /// <summary>The exchange under the base of another surface.</summary>
    public static void MapTokenExchange(
        this IEndpointRouteBuilder routes,
        string path,
        string name,
        string tag
    ) => ExchangeToken.Map(routes, path, name, tag);

    /// <summary>Makes a new key for access tokens that takes over after a minute; for the operator's command.</summary>
    public static Task RotateTokenKeys(
        this IServiceProvider services,
        CancellationToken cancellation
    ) => services.GetRequiredService<TokenKeys>().Rotate(cancellation);
}
