using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Vidimus.Access.Keys;
using Vidimus.Platform.Mail;
using Vidimus.Platform.Persistence;

namespace Vidimus.Access.Members.SigningIn;

/// <summary>
/// Links that prove who can read a mailbox, good for once and a short time. Looking at one uses nothing up, since programs that
/// check mail look at links too; only the form behind it does.
/// </summary>
internal sealed class MemberLinks(MailOutbox outbox, AccessOptions options, TimeProvider clock)
{
    /// <summary>Signs in.</summary>
    public const string SignIn = "sign-in";

    /// <summary>Says that the address is the member's.</summary>
    public const string Confirm = "confirm";

    /// <summary>Sets a new password.</summary>
    public const string Reset = "reset";

    /// <summary>As <see cref="Reset"/>, and turns the second step off; made by the operator for a lost owner.</summary>
    public const string Restore = "restore";

    /// <summary>So many mails of one purpose go to a mailbox within the lifetime of a link.</summary>
    private const int MostAtOnce = 3;

    private static readonly TimeSpan Short = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan Long = TimeSpan.FromHours(24);

    public static TimeSpan Lifetime(string purpose) => purpose is Confirm or Restore ? Long : Short;

    /// <summary>Whether this server can send mail at all.</summary>
    public bool CanSend => outbox.IsConfigured;

    /// <summary>Puts a link and the mail that brings it up with a change, unless the mailbox got enough of them.</summary>
    public async Task Send(Unit unit, MemberRow member, string purpose)
    {
        var since = clock.GetUtcNow() - Lifetime(purpose);
        var sent = await unit.Db.SignInLinks.CountAsync(l =>
            l.MemberId == member.Id && l.Purpose == purpose && l.CreatedAt > since
        );
        if (sent >= MostAtOnce)
            return;
        var token = Make(unit, member.Id, purpose);
        outbox.Put(
            unit,
            "link",
            LinkMails.Of(purpose, member.Email, options.BaseUrl + Path(purpose, token)),
            Lifetime(purpose)
        );
    }

    /// <summary>Makes a link and answers its token, which is known to nobody else.</summary>
    public string Make(Unit unit, string memberId, string purpose)
    {
        var token = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        var now = clock.GetUtcNow();
        unit.Db.Add(
            new SignInLinkRow
            {
                Digest = KeyFormat.Digest(token),
                MemberId = memberId,
                Purpose = purpose,
                CreatedAt = now,
                ExpiresAt = now + Lifetime(purpose),
            }
        );
        return token;
    }

    /// <summary>Path of the page behind the link.</summary>
    public static string Path(string purpose, string token) =>
        purpose switch
        {
            SignIn => "/sign-in/link/",
            Confirm => "/sign-in/confirm/",
            _ => "/sign-in/reset/",
        } + token;

    /// <summary>The link, if it can still be used for one of these purposes, and whose it is; using it is up to the unit.</summary>
    public async Task<(SignInLinkRow Link, MemberRow Member)?> Find(
        VidimusDb db,
        string token,
        params string[] purposes
    )
    {
        var (digest, now) = (KeyFormat.Digest(token), clock.GetUtcNow());
        var link = await db.SignInLinks.SingleOrDefaultAsync(l =>
            l.Digest == digest && l.UsedAt == null && l.ExpiresAt > now
        );
        if (link is null || !purposes.Contains(link.Purpose))
            return null;
        var member = await db.Members.SingleOrDefaultAsync(m => m.Id == link.MemberId);
        return member is { DisabledAt: null } ? (link, member) : null;
    }
}
