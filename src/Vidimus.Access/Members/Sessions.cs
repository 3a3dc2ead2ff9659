using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Vidimus.Access.Keys;
using Vidimus.Pages;
using Vidimus.Platform.Ids;
using Vidimus.Platform.Persistence;

namespace Vidimus.Access.Members;

/// <summary>
/// Signed-in browsers. The cookie holds a secret and the row its digest; whenever somebody proves more of who they are the
/// browser gets a new secret and the old one is worth nothing, so a secret known before opens nothing (session fixation).
/// </summary>
internal sealed class Sessions(
    Commits commits,
    MemberCheck check,
    MemberOptions options,
    TimeProvider clock
)
{
    private const string Kind = "access.identity";
    private const string CookieName = "session";

    /// <summary>What is written down is at most this old.</summary>
    private static readonly TimeSpan Grain = TimeSpan.FromMinutes(1);
    private static readonly object Found = new();

    /// <summary>The open session of this browser, complete or not; null for a stranger.</summary>
    public async ValueTask<SessionFacts?> Find(HttpContext http)
    {
        if (http.Items[Found] is SessionFacts known)
            return known;
        if (Secret(http) is not { } secret || await check.ByCookie(secret) is not { } session)
            return null;
        if (session.ReadAt - session.SeenAt >= Grain)
            await Change(session.Id, row => row.SeenAt = clock.GetUtcNow(), http.RequestAborted);
        http.Items[Found] = session;
        return session;
    }

    /// <summary>Begins a session of this browser, in place of the one it had, and answers its id.</summary>
    /// <param name="http">The request.</param>
    /// <param name="member">Who signed in.</param>
    /// <param name="method">How.</param>
    /// <param name="complete">False when the second step is still to come.</param>
    public async Task<string> Begin(
        HttpContext http,
        MemberRow member,
        string method,
        bool complete
    )
    {
        var (row, secret) = Make(http, member, method, complete);
        var before = Secret(http) is { } old ? KeyFormat.Digest(old) : null;
        await commits.Keep(Kind, unit => Add(unit, row, before), http.RequestAborted);
        SetCookie(http, secret);
        return row.Id;
    }

    /// <summary>The row of a session that begins now, and the secret for its cookie.</summary>
    public (SessionRow Row, string Secret) Make(
        HttpContext http,
        MemberRow member,
        string method,
        bool complete
    )
    {
        var (digest, secret) = NewSecret();
        var now = clock.GetUtcNow();
        var row = new SessionRow
        {
            Id = NewId.Create("ses", clock),
            Digest = digest,
            MemberId = member.Id,
            SecurityStamp = member.SecurityStamp,
            Method = method,
            Complete = complete,
            Mode = "test",
            Network = Networks.Coarse(http.Connection.RemoteIpAddress),
            Device = Devices.Name(http.Request.Headers.UserAgent.ToString()),
            CreatedAt = now,
            ProvenAt = now,
            SeenAt = now,
            ExpiresAt = now + (complete ? options.SessionLifetime : SecondStep),
        };
        return (row, secret);
    }

    /// <summary>A new secret for a cookie, and its digest for the row.</summary>
    public static (string Digest, string Secret) NewSecret()
    {
        var secret = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        return (KeyFormat.Digest(secret), secret);
    }

    /// <summary>The member has proven once more who it is: from now on the browser has another secret.</summary>
    public async Task Prove(HttpContext http, string id)
    {
        var (digest, secret) = NewSecret();
        await Change(
            id,
            row => (row.Digest, row.ProvenAt) = (digest, clock.GetUtcNow()),
            http.RequestAborted
        );
        SetCookie(http, secret);
    }

    /// <summary>How long the second step may take.</summary>
    private static readonly TimeSpan SecondStep = TimeSpan.FromMinutes(10);

    /// <summary>Adds the row and ends the session that it takes the place of; where the member was last is where it begins.</summary>
    public async Task Add(Unit unit, SessionRow row, string? digestBefore)
    {
        var last = await unit
            .Db.Sessions.Where(s => s.MemberId == row.MemberId && s.Complete)
            .OrderByDescending(s => s.CreatedAt)
            .ThenByDescending(s => s.Id)
            .FirstOrDefaultAsync();
        if (last is not null)
            (row.OrganizationId, row.Mode) = (last.OrganizationId, last.Mode);
        if (
            digestBefore is not null
            && await unit.Db.Sessions.SingleOrDefaultAsync(s => s.Digest == digestBefore)
                is { EndedAt: null } replaced
        )
            replaced.EndedAt = clock.GetUtcNow();
        unit.Db.Add(row);
    }

    /// <summary>Gives the browser the secret of its session, and makes forms that it was shown before worthless.</summary>
    public static void SetCookie(HttpContext http, string secret)
    {
        http.Response.Cookies.Append(
            PageCookies.Name(http, CookieName),
            secret,
            PageCookies.Options(http)
        );
        http.Items.Remove(Found);
        FormGuard.Renew(http);
    }

    /// <summary>Ends the session of this browser.</summary>
    public async Task End(HttpContext http)
    {
        if (Secret(http) is { } secret)
        {
            var digest = KeyFormat.Digest(secret);
            await commits.Keep(
                Kind,
                async unit =>
                {
                    if (
                        await unit.Db.Sessions.SingleOrDefaultAsync(s => s.Digest == digest) is
                        { EndedAt: null } session
                    )
                        session.EndedAt = clock.GetUtcNow();
                },
                http.RequestAborted
            );
        }
        http.Response.Cookies.Delete(PageCookies.Name(http, CookieName), PageCookies.Options(http));
        http.Items.Remove(Found);
        FormGuard.Renew(http);
    }

    /// <summary>Changes the row of an open session.</summary>
    public Task Change(string id, Action<SessionRow> change, CancellationToken cancellation) =>
        commits.Keep(
            Kind,
            async unit =>
            {
                if (
                    await unit.Db.Sessions.SingleOrDefaultAsync(s => s.Id == id) is
                    { EndedAt: null } session
                )
                    change(session);
            },
            cancellation
        );

    private static string? Secret(HttpContext http) =>
        http.Request.Cookies[PageCookies.Name(http, CookieName)] is { Length: 43 } secret
        && Base64Url.IsValid(secret)
            ? secret
            : null;
}
