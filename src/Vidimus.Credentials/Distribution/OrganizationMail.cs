using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Vidimus.Access;
using Vidimus.Platform.Facts;
using Vidimus.Platform.Http;
using Vidimus.Platform.Mail;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Credentials.Distribution;

/// <summary>How an organization's mail looks and leaves.</summary>
/// <param name="Language">Language of mail where nothing says more.</param>
/// <param name="FromName">Name beside the sender's address; the organization's where there is none.</param>
/// <param name="ReplyTo">Where answers go.</param>
/// <param name="Server">Its own mail server; null for the installation's.</param>
/// <param name="CanSend">Whether there is a server at all.</param>
/// <param name="HasFolder">Whether mail goes into a folder instead of being sent, as in development.</param>
public sealed record OrganizationMail(
    string? Language,
    string? FromName,
    string? ReplyTo,
    OwnMailServer? Server,
    bool CanSend,
    bool HasFolder
);

/// <summary>An organization's own mail server. Its password is shown nowhere.</summary>
/// <param name="Host">Its name or address.</param>
/// <param name="Port">Its port.</param>
/// <param name="Tls"><c>starttls</c>, <c>implicit</c> or <c>none</c>.</param>
/// <param name="User">User name.</param>
/// <param name="HasPassword">Whether a password is kept.</param>
/// <param name="From">Address that mail comes from.</param>
public sealed record OwnMailServer(
    string Host,
    int Port,
    string Tls,
    string? User,
    bool HasPassword,
    string From
);

/// <summary>New settings; what is left out is reset.</summary>
/// <param name="Language">Language of mail where nothing says more.</param>
/// <param name="FromName">Name beside the sender's address.</param>
/// <param name="ReplyTo">Where answers go.</param>
/// <param name="Server">Its own mail server; left out for the installation's.</param>
public sealed record SetOrganizationMailRequest(
    string? Language = null,
    string? FromName = null,
    string? ReplyTo = null,
    SetOwnMailServer? Server = null
);

/// <summary>A mail server of one's own.</summary>
/// <param name="Host">Its name or address; not one of a private network.</param>
/// <param name="Port">Its port: 25, 465, 587 (the default) or 2525.</param>
/// <param name="Tls"><c>starttls</c> (the default), <c>implicit</c> or <c>none</c>.</param>
/// <param name="User">User name.</param>
/// <param name="Password">Its password; left out, the one that is kept stays, as long as host, port and user do.</param>
/// <param name="From">Address that mail comes from.</param>
public sealed record SetOwnMailServer(
    string? Host = null,
    int? Port = null,
    string? Tls = null,
    string? User = null,
    string? Password = null,
    string? From = null
);

/// <summary>Where a test mail goes.</summary>
/// <param name="To">The address.</param>
public sealed record TestMailRequest(string? To = null);

/// <summary>What came of a test mail.</summary>
/// <param name="Sent">True when the server took it.</param>
/// <param name="Code">Why not: a status code (RFC 3463), a reply code, or a word such as <c>unreachable</c>; <c>daily-limit</c> when the mails of the day are used up.</param>
public sealed record TestMailOutcome(bool Sent, string? Code);

/// <summary>Shows and changes how an organization's mail leaves, and tries it.</summary>
internal sealed class OrganizationMailSettings(
    VidimusDb db,
    Writes writes,
    CurrentCaller caller,
    MailServer server,
    RecipientPost post,
    OwnMailServers own
)
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        const string path = "/v1/organization/mail";
        routes
            .MapGet(
                path,
                async (HttpContext http, OrganizationMailSettings mail) =>
                    (await mail.Get(http.RequestAborted)).Answer()
            )
            .Needs(Scopes.Admin)
            .Produces<OrganizationMail>()
            .WithTags("Mail")
            .WithSummary("Get how my organization's mail leaves")
            .WithName("getOrganizationMail");
        routes
            .MapPut(
                path,
                (HttpContext http, OrganizationMailSettings mail) =>
                    http.Take<SetOrganizationMailRequest, OrganizationMail>(
                        200,
                        r => mail.Set(r, http.RequestAborted)
                    )
            )
            .Needs(Scopes.Admin)
            .Accepts<SetOrganizationMailRequest>("application/json")
            .Produces<OrganizationMail>()
            .WithTags("Mail")
            .WithSummary("Set how my organization's mail leaves")
            .WithName("setOrganizationMail");
        routes
            .MapDelete(
                path,
                (HttpContext http, OrganizationMailSettings mail) =>
                    http.Once(204, () => mail.Reset(http.RequestAborted))
            )
            .Needs(Scopes.Admin)
            .Produces(204)
            .WithTags("Mail")
            .WithSummary("Let my organization's mail leave as the installation's does")
            .WithName("resetOrganizationMail");
        routes
            .MapPost(
                $"{path}/test",
                async (HttpContext http, OrganizationMailSettings mail) =>
                {
                    var body = await http.ReadJson<TestMailRequest>();
                    return body.Problem is { } refused
                        ? new Refusal(refused)
                        : (await mail.Test(body.Value!, http.RequestAborted)).Answer();
                }
            )
            .Needs(Scopes.Admin)
            .Weighs(20)
            .Repeatable("a test is there to be repeated, and counts as a mail of the day")
            .Accepts<TestMailRequest>("application/json")
            .Produces<TestMailOutcome>()
            .WithTags("Mail")
            .WithSummary("Send a test mail")
            .WithName("testOrganizationMail");
    }

    public async Task<Result<OrganizationMail>> Get(CancellationToken cancellation) =>
        View(await db.Set<MailSettingsRow>().SingleOrDefaultAsync(cancellation));

    public async Task<Result<OrganizationMail>> Set(
        SetOrganizationMailRequest request,
        CancellationToken cancellation
    )
    {
        if (Check(request) is { } wrong)
            return wrong;
        if (LiveOnly() is { } forbidden)
            return forbidden;
        if (request.Server is { } asked && !await MayReach(asked, cancellation))
            return new Fields()
                .Wrong(
                    "server.host",
                    "must be a mail server outside of private networks, at port 25, 465, 587 or 2525"
                )
                .Problem!;
        return await writes.Commit<OrganizationMail>(
            async unit =>
            {
                var row = await unit.Db.Set<MailSettingsRow>().SingleOrDefaultAsync();
                if (NeedsPassword(row, request.Server))
                    return new Fields()
                        .Wrong(
                            "server.password",
                            "must be given again for another server, port or user"
                        )
                        .Problem!;
                if (row is null)
                    unit.Db.Add(
                        row = new()
                        {
                            OrganizationId = caller.Value.OrganizationId,
                            Port = 587,
                            Tls = "starttls",
                            UpdatedAt = own.Now,
                            Version = 0,
                        }
                    );
                Write(row, request);
                unit.State(new SimpleFact("organization.mail-changed", row.OrganizationId));
                return View(row);
            },
            cancellation
        );
    }

    public async Task<Result<bool>> Reset(CancellationToken cancellation)
    {
        if (LiveOnly() is { } forbidden)
            return forbidden;
        return await writes.Commit<bool>(
            async unit =>
            {
                if (await unit.Db.Set<MailSettingsRow>().SingleOrDefaultAsync() is not { } row)
                    return true;
                unit.Db.Remove(row);
                unit.State(new SimpleFact("organization.mail-changed", row.OrganizationId));
                return true;
            },
            cancellation
        );
    }

    public async Task<Result<TestMailOutcome>> Test(
        TestMailRequest request,
        CancellationToken cancellation
    )
    {
        if (
            new Fields()
                .Check(request.To is not null, "to", "is required")
                .Email("to", request.To)
                .Problem is
            { } wrong
        )
            return wrong;
        var row = await db.Set<MailSettingsRow>().SingleOrDefaultAsync(cancellation);
        var issuer = await db.IssuerFacts(caller.Value.OrganizationId, cancellation);
        var mail = new OutgoingMail(
            request.To!,
            $"Test mail of {issuer.Name}",
            "This mail was sent to try the mail server out. It works.\n",
            FromName: row?.FromName ?? issuer.Name,
            ReplyTo: row?.ReplyTo
        );
        try
        {
            await post.SendCounted(db, mail, caller.Value.Mode, cancellation);
            return new TestMailOutcome(true, null);
        }
        catch (MailRefusedException e)
        {
            return new TestMailOutcome(false, e.Code);
        }
    }

    private Problem? LiveOnly() =>
        caller.Value.Mode == "live"
            ? null
            : AccessProblems.ModeForbidden.With(
                "A test key cannot change how the organization's mail leaves.",
                hint: "Use a live key with the scope admin"
            );

    private static Problem? Check(SetOrganizationMailRequest request)
    {
        var fields = new Fields()
            .LanguageTag("language", request.Language)
            .Text("fromName", request.FromName, 100)
            .Email("replyTo", request.ReplyTo);
        if (request.Server is not { } server)
            return fields.Problem;
        return fields
            .Check(
                server.Host is { Length: > 0 and <= 253 } host
                    && Uri.CheckHostName(host) != UriHostNameType.Unknown,
                "server.host",
                "must be a host name or an address"
            )
            .Number("server.port", server.Port, 1, 65_535)
            .OneOf("server.tls", server.Tls, MailTlsWords.All)
            .Text("server.user", server.User, 254)
            .Text("server.password", server.Password, 1000)
            .Check(server.From is not null, "server.from", "is required")
            .Email("server.from", server.From)
            .Check(
                server.Tls != "none" || server.User is null,
                "server.tls",
                "must not be none with a user: a password is sent over TLS only"
            )
            .Problem;
    }

    private Task<bool> MayReach(SetOwnMailServer asked, CancellationToken cancellation) =>
        server.MayReach(
            new(
                asked.Host!,
                asked.Port ?? 587,
                MailTlsWords.Read(asked.Tls ?? ""),
                "",
                default,
                asked.From!,
                IsGuarded: true
            ),
            cancellation
        );

    // A password that is kept goes to no other place than the one it was given for.
    private static bool NeedsPassword(MailSettingsRow? row, SetOwnMailServer? asked) =>
        asked is { User: not null, Password: null }
        && (
            row?.Password is null
            || row.Host != asked.Host
            || row.Port != (asked.Port ?? 587)
            || row.UserName != asked.User
        );

    private void Write(MailSettingsRow row, SetOrganizationMailRequest request)
    {
        (row.Language, row.FromName, row.ReplyTo) = (
            request.Language,
            request.FromName,
            request.ReplyTo
        );
        var asked = request.Server;
        (row.Host, row.FromAddress, row.UserName) = (asked?.Host, asked?.From, asked?.User);
        row.Port = asked?.Port ?? 587;
        row.Tls = asked?.Tls ?? "starttls";
        if (asked?.User is null)
            row.Password = null;
        else if (asked.Password is { } password)
            row.Password = own.Seal(password);
        row.UpdatedAt = own.Now;
        row.Version++;
    }

    private OrganizationMail View(MailSettingsRow? row) =>
        new(
            row?.Language,
            row?.FromName,
            row?.ReplyTo,
            row is { Host: { } host, FromAddress: { } from }
                ? new(host, row.Port, row.Tls, row.UserName, row.Password is not null, from)
                : null,
            server.IsConfigured || row?.Host is not null,
            server.Folder is not null
        );
}
