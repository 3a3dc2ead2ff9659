using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Vidimus.Access.Members.Account;
using Vidimus.Access.Members.SigningIn;
using Vidimus.Access.Tokens;
using Vidimus.Platform.Http;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Secrets;

namespace Vidimus.Access.Members;

/// <summary>Registers how members sign in.</summary>
internal static class MemberSetup
{
    public static void AddMembers(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        var options = builder.Configuration.GetSection("Members").Get<MemberOptions>() ?? new();
        services.AddSingleton(options);
        services
            .AddIdentityCore<MemberRow>(identity =>
            {
                identity.User.RequireUniqueEmail = true;
                identity.User.AllowedUserNameCharacters = "";
            })
            .AddUserStore<MemberStore>();
        // In place of the framework's own, which asks for digits and signs.
        services.RemoveAll<IPasswordValidator<MemberRow>>();
        services.AddScoped<IPasswordValidator<MemberRow>, PasswordRules>();
        services.Configure<PasswordHasherOptions>(o => o.IterationCount = options.PasswordRounds);
        services.AddSingleton<MemberCheck>();
        services.AddSingleton<Sessions>();
        services.AddSingleton(provider => new MemberSessions(
            provider.GetRequiredService<Sessions>(),
            provider.GetRequiredService<MemberCheck>(),
            provider.GetRequiredService<AccessTokens>()
        ));
        services.AddSingleton(provider => new MemberCommands(
            provider.GetRequiredService<Commits>(),
            provider.GetRequiredService<MemberLinks>(),
            options,
            provider.GetRequiredService<TimeProvider>()
        ));
        services.AddSingleton<IWrapped, WrappedTotp>();
        services.AddSingleton<IRestored, EndMemberSessions>();
        services.AddHostedService<MemberJanitor>();
        services.AddSingleton<KnownBrowsers>();
        services.AddSingleton<LinkAsks>();
        services.AddSingleton<SignIns>();
        services.AddSingleton<Proofs>();
        services.AddSingleton<MemberLinks>();
        services.AddSingleton<SecondFactor>();
        services.AddScoped<MemberChanges>();
        services.AddScoped<Passwords>();
        services.AddScoped<Entrance>();
        services.AddScoped<SignIn>();
        services.AddScoped<SecondStep>();
        services.AddScoped<AskForLink>();
        services.AddScoped<TakeLink>();
        services.AddScoped<ResetPassword>();
        services.AddScoped<ShowAccount>();
        services.AddScoped<ChangePassword>();
        services.AddScoped<TwoFactor>();
        services.AddScoped<ProveAgain>();
    }

    public static void MapMembers(this IEndpointRouteBuilder routes)
    {
        SignIn.Map(routes);
        SecondStep.Map(routes);
        AskForLink.Map(routes);
        TakeLink.Map(routes);
        ResetPassword.Map(routes);
        SignOut.Map(routes);
        ChangeSession.Map(routes);
        var account = routes.MapGroup("/account").AddEndpointFilter<AccountDoor>();
        ShowAccount.Map(account);
        ChangePassword.Map(account);
        TwoFactor.Map(account);
        ProveAgain.Map(account);
        EndSessions.Map(account);
        account
            .Public("its door asks who is signed in")
            .Repeatable("a form carries the token of a page, and what it does twice it does once")
            .ExcludeFromDescription();
    }
}
