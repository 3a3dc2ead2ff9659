using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vidimus.Access.Members;
using Vidimus.Access.Members.SigningIn;
using Vidimus.Pages;
using Vidimus.Platform.Http;
using Vidimus.Platform.Problems;

namespace Vidimus.Access.Operating.SigningUp;

/// <summary>
/// Lets strangers make an organization for themselves, where the operator has opened it. Nothing is made before the mail to the
/// address was answered, and the answer is the same for an address that has an account. The account belongs to who reads that
/// mail: name and password are asked for behind its link, and not before.
/// </summary>
internal sealed class SignUp(InstallationSettings settings, PendingSignUps pending, LinkAsks asks)
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var pages = routes.MapGroup("/sign-up");
        pages.MapGet("", (HttpContext http, SignUp signUp) => signUp.Show(http));
        pages.MapPost("", (HttpContext http, SignUp signUp) => signUp.Take(http)).Weighs(10);
        pages.MapGet(
            "/{token}",
            (HttpContext http, SignUp signUp, string token) => signUp.ShowConfirm(http, token)
        );
        pages
            .MapPost(
                "/{token}",
                (HttpContext http, SignUp signUp, string token) => signUp.Confirm(http, token)
            )
            .Weighs(10);
        pages
            .Public("whoever signs up is not known yet")
            .Repeatable("nothing is made but by the link in the mail, which works once")
            .ExcludeFromDescription();
    }

    private async Task<IResult> Show(HttpContext http) =>
        await settings.SignUpOpen(http.RequestAborted)
            ? http.Page<SignUpPage>(new { })
            : Closed(http);

    private async Task<IResult> Take(HttpContext http)
    {
        if (!await settings.SignUpOpen(http.RequestAborted))
            return Closed(http);
        if (await PageForm.Read(http) is not { } form)
            return PageForm.Foreign(http);
        var asked = new NewOwner(form.Text("email"), form.Text("organization", 200));
        var problem =
            new Fields()
                .Check(asked.Email.Length > 0, "email", "is required")
                .Email("email", asked.Email)
                .Text("organization", asked.Organization, 200, required: true)
                .Problem?.Message
            ?? (pending.CanSend ? null : "This server cannot send mail at the moment.");
        if (problem is not null)
            return http.Page<SignUpPage>(
                new
                {
                    asked.Email,
                    asked.Organization,
                    Problem = problem,
                },
                400
            );
        if (asks.Refuse(http) is { } seconds)
            return PageForm.Later(http, seconds);
        await pending.Put(asked, http.RequestAborted);
        return http.Page<MessagePage>(
            new
            {
                Title = "Look into your mailbox",
                Text = $"A mail is on its way to {asked.Email}. Open the link in it within a day; nothing is made before.",
            }
        );
    }

    private async Task<IResult> ShowConfirm(HttpContext http, string token) =>
        await pending.Find(token, http.RequestAborted) is { } owner
            ? Form(http, token, owner)
            : Ended(http);

    private async Task<IResult> Confirm(HttpContext http, string token)
    {
        if (await PageForm.Read(http) is not { } form)
            return PageForm.Foreign(http);
        if (!await settings.SignUpOpen(http.RequestAborted))
            return Closed(http);
        if (await pending.Find(token, http.RequestAborted) is not { } owner)
            return Ended(http);
        var (name, password) = (form.Text("name", 200), form["password"].ToString());
        var problem =
            new Fields().Text("name", name, 200, required: true).Problem?.Message
            ?? PasswordRules.Wrong(password, owner.Email, name);
        if (problem is not null)
            return Form(http, token, owner, name, problem);
        return await pending.Take(http, token, owner, name, password)
            ? http.GoTo("/portal")
            : Ended(http);
    }

    private static IResult Form(
        HttpContext http,
        string token,
        NewOwner owner,
        string? name = null,
        string? problem = null
    ) =>
        http.Page<ConfirmSignUpPage>(
            new
            {
                Token = token,
                owner.Organization,
                owner.Email,
                Name = name,
                Problem = problem,
            },
            problem is null ? 200 : 400
        );

    private static IResult Closed(HttpContext http) =>
        http.Page<MessagePage>(
            new
            {
                Title = "There is nothing here",
                Text = "People come to this server by invitation.",
                Link = "/sign-in",
                LinkText = "Sign in",
            },
            404
        );

    private static IResult Ended(HttpContext http) =>
        http.Page<MessagePage>(
            new
            {
                Title = "This link has ended",
                Text = "It was used, or its day is over. If your account was made, sign in.",
                Link = "/sign-in",
                LinkText = "Sign in",
            },
            404
        );
}
