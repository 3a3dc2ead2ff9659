using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vidimus.Access;
using Vidimus.Platform.Http;
using Vidimus.Platform.Mail;
using Vidimus.Platform.Problems;

namespace Vidimus.Credentials.Distribution;

/// <summary>A mail that was written into the folder instead of being sent, as in development.</summary>
/// <param name="Name">Its name there.</param>
/// <param name="Date">Its date.</param>
/// <param name="From">Who it comes from.</param>
/// <param name="To">Who it goes to.</param>
/// <param name="Subject">Its subject.</param>
/// <param name="Text">Its text; null in the list.</param>
/// <param name="Html">The same as HTML; null in the list.</param>
public sealed record WrittenMail(
    string Name,
    string Date,
    string From,
    string To,
    string Subject,
    string? Text,
    string? Html
);

/// <summary>Mails that were written into the folder, newest first.</summary>
/// <param name="Data">The newest hundred.</param>
public sealed record WrittenMails(IReadOnlyList<WrittenMail> Data);

/// <summary>
/// Shows the organization's mail to recipients where a folder stands for a mail server; elsewhere there is none to show.
/// What lets members in is never shown: it lies in the folder for whoever runs the machine.
/// </summary>
internal sealed class ReadMailFolder(MailServer server, CurrentCaller caller)
{
    private const int Most = 100;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes
            .MapGet("/v1/mail/folder", (ReadMailFolder read) => read.List().Answer())
            .Needs(Scopes.Admin)
            .Produces<WrittenMails>()
            .WithTags("Mail")
            .WithSummary("List mail that development wrote into a folder")
            .WithName("listWrittenMail");
        routes
            .MapGet(
                "/v1/mail/folder/{name}",
                (ReadMailFolder read, string name) => read.Get(name).Answer()
            )
            .Needs(Scopes.Admin)
            .Produces<WrittenMail>()
            .WithTags("Mail")
            .WithSummary("Get a mail that development wrote into a folder")
            .WithName("getWrittenMail");
    }

    private Result<WrittenMails> List() =>
        server.Folder is { } folder
            ? new WrittenMails([
                .. MailFolder
                    .List(folder, caller.Value.OrganizationId, Most)
                    .Select(m => View(m) with { Text = null, Html = null }),
            ])
            : CredentialProblems.MailNotFound;

    private Result<WrittenMail> Get(string name) =>
        server.Folder is { } folder
        && MailFolder.Find(folder, caller.Value.OrganizationId, name) is { } mail
            ? View(mail)
            : CredentialProblems.MailNotFound;

    private static WrittenMail View(FolderMail mail) =>
        new(mail.Name, mail.Date, mail.From, mail.To, mail.Subject, mail.Text, mail.Html);
}
