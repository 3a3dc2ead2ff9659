using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Vidimus.Access.Members.Account;
using Vidimus.Access.Members.SigningIn;
using Vidimus.Access.Tokens;
using Vidimus.Platform.Persistence;

namespace Vidimus.Access.Members;

/// <summary>Registers how members sign in.</summary>
internal static class MemberSetup
{
    /// <summary>
    /// Rounds of PBKDF2 with HMAC-SHA-512, as the OWASP Password Storage Cheat Sheet advises; the framework's own number is
    /// lower. A hash with fewer is made anew at the next sign-in.
    /// </summary>
    public const int Rounds = 210_000;

    public static void AddMembers(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton(
            builder.Configuration.GetSection("Members").Get<MemberOptions>() ?? new()
        );
        services
            .AddIdentityCore<MemberRow>(identity =>
            {
                identity.User.RequireUniqueEmail = true;
                identity.User.AllowedUserNameCharacters = "";
                // What is asked of a password is asked by PasswordRules.
                identity.Password.RequiredLength = 1;
                identity.Password.RequireDigit = false;
                identity.Password.RequireLowercase = false;
                identity.Password.RequireUppercase = false;
                identity.Password.RequireNonAlphanumeric = false;
                identity.Password.RequiredUniqueChars = 1;
            })
            .AddUserStore<MemberStore>()
            .AddPasswordValidator<PasswordRules>();
        services.Configure<PasswordHasherOptions>(o => o.IterationCount = Rounds);
        services.AddSingleton<MemberCheck>();
        services.AddSingleton<Sessions>();
        services.AddSingleton(provider => new MemberSessions(
            provider.GetRequiredService<Sessions>(),
            provider.GetRequiredService<MemberCheck>(),
            provider.GetRequiredService<AccessTokens>()
        ));
        services.AddSingleton(provider => new MemberCommands(
            provider.GetRequiredService<Commits>(),
            provider.GetRequiredService<TimeProvider>()
        ));
        services.AddScoped<Passwords>();
        services.AddScoped<SignIn>();
    }

    public static void MapMembers(this IEndpointRouteBuilder routes)
    {
        SignIn.Map(routes);
        SignOut.Map(routes);
        ChangeSession.Map(routes);
        ShowAccount.Map(routes);
    }
}
