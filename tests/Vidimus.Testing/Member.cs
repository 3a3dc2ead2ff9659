using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Vidimus.Access.Members;

namespace Vidimus.Testing;

/// <summary>A member of an organization, with a browser in which the member may be signed in.</summary>
/// <param name="Id">The member's id.</param>
/// <param name="Name">The member's name.</param>
/// <param name="Email">The member's address.</param>
/// <param name="Password">The member's password.</param>
/// <param name="Issuer">The organization.</param>
/// <param name="Browser">The browser.</param>
public sealed record Member(
    string Id,
    string Name,
    string Email,
    string Password,
    Issuer Issuer,
    Browser Browser
)
{
    /// <summary>A fresh access token, such as a page of the portal works with.</summary>
    public Task<string> Token() => Browser.App.TokenOf(Browser);

    /// <summary>Shows pages of this mode from now on.</summary>
    public async Task Look(string mode) =>
        (await Browser.Submit("/account", "/session/mode", ("mode", mode))).Should(303);
}

public sealed partial class VidimusApp
{
    private int _members;

    /// <summary>A member of this role, signed in; of a new organization unless one is given.</summary>
    public async Task<Member> Member(string role = "owner", Issuer? issuer = null)
    {
        var member = await NewMember(role, issuer);
        (await member.Browser.SignIn(member.Email, member.Password)).Should(303);
        return member;
    }

    /// <summary>As above, not signed in yet.</summary>
    public async Task<Member> NewMember(string role = "owner", Issuer? issuer = null)
    {
        issuer ??= await NewOrganization();
        var number = Interlocked.Increment(ref _members);
        var member = new Member(
            "",
            $"Ada Example {number}",
            $"ada.{Port}.{number}@example.org",
            "four plain words together",
            issuer,
            new(this)
        );
        return member with { Id = await Join(member, issuer, role) };
    }

    /// <summary>Gives a member a role in an organization; answers the member's id.</summary>
    public async Task<string> Join(Member member, Issuer issuer, string role)
    {
        var made = await _server!
            .Services.GetRequiredService<MemberCommands>()
            .Add(
                issuer.Id,
                member.Name,
                member.Email,
                role,
                member.Password,
                CancellationToken.None
            );
        return made.Value.ShouldNotBeNull(made.Problem?.Message);
    }

    /// <summary>The link that the command beside the server makes for a member who lost all ways in.</summary>
    public async Task<string> OwnersLink(Member member)
    {
        var made = await _server!
            .Services.GetRequiredService<MemberCommands>()
            .AddOwner(member.Issuer.Id, member.Name, member.Email, CancellationToken.None);
        return made.Value.ShouldNotBeNull(made.Problem?.Message);
    }

    /// <summary>The access token with which pages shown in this browser call the API.</summary>
    internal async Task<string> TokenOf(Browser browser)
    {
        var http = new DefaultHttpContext { RequestServices = _server!.Services };
        http.Request.Scheme = Url.Scheme;
        http.Request.Headers.Cookie = string.Join(
            "; ",
            browser.Cookies.Select(c => $"{c.Key}={c.Value}")
        );
        var who = await _server.Services.GetRequiredService<MemberSessions>().Of(http);
        var token = who.ShouldNotBeNull("nobody is signed in").Token.Reveal();
        Output.Plant("access token", token);
        return token;
    }
}
