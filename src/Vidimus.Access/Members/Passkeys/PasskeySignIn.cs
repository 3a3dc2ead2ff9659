using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Routing;
using Vidimus.Access.Members.SigningIn;
using Vidimus.Pages;
using Vidimus.Platform.Http;

namespace Vidimus.Access.Members.Passkeys;

/// <summary>
/// Signs a member in by a passkey (WebAuthn Level 3, section 7.2). The device asked for fingerprint, face or PIN, which is
/// demanded, so that a passkey is both steps at once.
/// </summary>
internal sealed class PasskeySignIn(
    UserManager<MemberRow> users,
    IPasskeyHandler<MemberRow> handler,
    Ceremonies ceremonies,
    Entrance entrance,
    SignIns signIns
)
{
    private const string Kind = "passkey";

    public static void Map(IEndpointRouteBuilder routes)
    {
        var pages = routes.MapGroup("/sign-in/passkey");
        pages
            .MapPost("/options", (HttpContext http, PasskeySignIn signIn) => signIn.Options(http))
            .Weighs(5);
        pages.MapPost("", (HttpContext http, PasskeySignIn signIn) => signIn.Take(http));
        pages
            .Public("whoever signs in is not known yet")
            .Repeatable("a challenge is answered once")
            .ExcludeFromDescription();
    }

    private async Task<IResult> Options(HttpContext http)
    {
        if (await PageForm.Read(http) is null)
            return Results.StatusCode(403);
        // For nobody in particular: who has an account here is not told.
        var made = await handler.MakeRequestOptionsAsync(null, http);
        await ceremonies.Begin(http, Kind, made.AssertionState);
        http.Response.Headers.CacheControl = "no-store";
        return Results.Text(made.RequestOptionsJson, "application/json");
    }

    private async Task<IResult> Take(HttpContext http)
    {
        if (await PageForm.Read(http) is not { } form)
            return PageForm.Foreign(http);
        var to = LocalPath.Of(form.Text("return", LocalPath.Longest));
        var member = await Prove(http, form["credential"].ToString());
        if (member is not null)
            return await entrance.Enter(http, member, "passkey", to, bothSteps: true);
        signIns.Wrong("passkey", null);
        return http.Page<MessagePage>(
            new
            {
                Title = "That did not work",
                Problem = "No account here knows this passkey, or it was used too late.",
                Text = "Try again, or sign in in another way.",
                Link = "/sign-in?return=" + Uri.EscapeDataString(to),
                LinkText = "Sign in",
            },
            401
        );
    }

    private async Task<MemberRow?> Prove(HttpContext http, string credential)
    {
        if (
            await ceremonies.End<string>(http, Kind) is not { } begun
            || credential.Length is 0 or > 65_536
        )
            return null;
        var done = await handler.PerformAssertionAsync(
            new()
            {
                HttpContext = http,
                CredentialJson = credential,
                AssertionState = begun.State,
            }
        );
        if (!done.Succeeded || done.User is not { DisabledAt: null } member)
            return null;
        // The counter is kept, so that a copied authenticator is told by it (section 6.1.1).
        await users.AddOrUpdatePasskeyAsync(member, done.Passkey);
        return member;
    }
}
