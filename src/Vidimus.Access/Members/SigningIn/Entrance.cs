using Microsoft.AspNetCore.Http;
using Vidimus.Access.Gate;
using Vidimus.Access.Keys;
using Vidimus.Pages;

namespace Vidimus.Access.Members.SigningIn;

/// <summary>
/// The last part of every way in: the session begins, complete or before the second step, and the browser goes on. For passkeys
/// and other providers too.
/// </summary>
internal sealed class Entrance(
    Sessions sessions,
    Passwords passwords,
    MemberCheck check,
    Strangers strangers,
    SignIns signIns
)
{
    /// <summary>Begins the session of a member who has proven the first step, and goes on.</summary>
    /// <param name="http">The request.</param>
    /// <param name="member">The member.</param>
    /// <param name="method">How it was proven.</param>
    /// <param name="to">Where the member wanted to go.</param>
    /// <param name="bothSteps">True for a way that proves both steps at once.</param>
    public async Task<IResult> Enter(
        HttpContext http,
        MemberRow member,
        string method,
        string to,
        bool bothSteps = false
    )
    {
        var complete = bothSteps || !member.TwoFactor;
        if (complete)
            await passwords.Forgive(http, member.Id);
        var session = await sessions.Begin(http, member, method, complete);
        if (complete)
            signIns.Right(method, member.Id, session);
        else
            signIns.Half(method, member.Id);
        return await Onward(http, member.Id, complete, to);
    }

    /// <summary>Where somebody goes who is signed in, wholly or up to the second step.</summary>
    public async Task<IResult> Onward(HttpContext http, string memberId, bool complete, string to)
    {
        if (!complete)
            return http.GoTo("/sign-in/second?return=" + Uri.EscapeDataString(to));
        // A member of no organization has nothing to see in the portal.
        var belongs =
            !to.StartsWith("/portal", StringComparison.Ordinal)
            || (await check.Memberships(memberId)).Count > 0;
        return http.GoTo(belongs ? to : "/account");
    }

    /// <summary>Seconds to wait after too many wrong tries from this address; null for none.</summary>
    public int? Wait(HttpContext http, string email) =>
        strangers.Refuse(http, Mark(email))?.RetryAfterSeconds;

    /// <summary>Remembers what became of a try.</summary>
    public void Note(HttpContext http, string email, bool right) =>
        strangers.Note(http, Mark(email), right);

    private static string Mark(string email) =>
        KeyFormat.Digest("sign-in " + MemberRows.Normal(email));
}
