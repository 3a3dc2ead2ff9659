using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Vidimus.Access.Members.External;
using Vidimus.Access.Members.Invitations;
using Vidimus.Access.Members.Passkeys;
using Vidimus.Access.Operating;
using Vidimus.Access.Operating.SigningUp;
using Vidimus.Platform.Facts;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Access.Members;

/// <summary>Members, invitations and whoever runs the installation: what is registered and mapped for them.</summary>
internal static class PeopleSetup
{
    public static void Add(IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton(ProblemCatalogue.Of("Members", typeof(MemberProblems)));
        services.AddSingleton(EventCatalogue.Of("Members", typeof(MemberEvents)));
        services.AddSingleton<IEventResource, MemberResource>();
        services.AddSingleton<IEventResource, InvitationResource>();
        services.AddSingleton<InvitationMail>();
        services.AddScoped<ReadMembers>();
        services.AddScoped<EditMember>();
        services.AddScoped<RemoveMember>();
        services.AddScoped<InviteMember>();
        services.AddScoped<ReadInvitations>();
        services.AddScoped<ResendInvitation>();
        services.AddScoped<WithdrawInvitation>();
        services.AddScoped<InvitedPeople>();
        services.AddScoped<AcceptInvitation>();
        services.AddScoped<Join>();
        services.AddScoped<IPasskeyHandler<MemberRow>, PasskeyHandler<MemberRow>>();
        services.Configure<IdentityPasskeyOptions>(passkeys =>
        {
            // A passkey is both steps at once only where the device has made sure who holds it.
            passkeys.UserVerificationRequirement = "required";
            passkeys.ResidentKeyRequirement = "required";
            // Never what a request names as its host, where the address of the server is known.
            if (AccessOptions.ReadPublicUrl(configuration["PublicUrl"]) is { } url)
                passkeys.ServerDomain = new Uri(url).Host;
        });
        services.AddSingleton<Ceremonies>();
        services.AddScoped<OwnPasskeys>();
        services.AddScoped<PasskeySignIn>();
        services.AddSingleton(
            configuration.GetSection("SignIn").Get<ExternalSignInOptions>() ?? new()
        );
        services.AddSingleton<Providers>();
        services.AddSingleton<IdTokens>();
        services.AddScoped<MemberDeeds>();
        services.AddScoped<ExternalAccounts>();
        services.AddScoped<ExternalSignIn>();
        services.AddScoped<InstallationSettings>();
        services.AddScoped<MakeOwners>();
        services.AddScoped<People>();
        services.AddScoped<Operate>();
        services.AddSingleton<Mailbox>();
        services.AddScoped<PendingSignUps>();
        services.AddScoped<SignUp>();
    }

    public static void Map(IEndpointRouteBuilder routes)
    {
        ReadMembers.Map(routes);
        EditMember.Map(routes);
        RemoveMember.Map(routes);
        InviteMember.Map(routes);
        ReadInvitations.Map(routes);
        ResendInvitation.Map(routes);
        WithdrawInvitation.Map(routes);
        Join.Map(routes);
        OwnPasskeys.Map(routes);
        PasskeySignIn.Map(routes);
        ExternalAccounts.Map(routes);
        ExternalSignIn.Map(routes);
        Operate.Map(routes);
        SignUp.Map(routes);
    }
}
