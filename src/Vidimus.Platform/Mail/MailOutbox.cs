using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Vidimus.Platform.Ids;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Secrets;

namespace Vidimus.Platform.Mail;

/// <summary>
/// Mail goes out because a change says so: it is put up in the change's transaction and sent after the commit, with further
/// tries while the mail server does not take it.
/// </summary>
public sealed class MailOutbox(MasterKeys keys, MailOptions options, TimeProvider clock)
{
    internal const string Purpose = "platform.mail";

    internal MailWake Wake { get; } = new();

    /// <summary>False when this server cannot send mail at all.</summary>
    public bool IsConfigured => options.IsConfigured;

    /// <summary>Puts a mail up for sending with the change.</summary>
    /// <param name="unit">The change.</param>
    /// <param name="kind">What it is for, in one word that may be logged.</param>
    /// <param name="mail">The mail.</param>
    /// <param name="lifetime">How long trying makes sense: not beyond the end of its link.</param>
    /// <param name="own">True when the organization's own server may send it; never for what lets somebody in.</param>
    /// <param name="about">Ids of whom it is about, with spaces between; see <see cref="Forget"/>.</param>
    public void Put(
        Unit unit,
        string kind,
        OutgoingMail mail,
        TimeSpan lifetime,
        bool own = false,
        string? about = null
    )
    {
        if (
            !MailAddresses.IsOne(mail.To)
            || mail.ReplyTo is { } reply && !MailAddresses.IsOne(reply)
        )
            throw new ArgumentException("That is not one mail address.", nameof(mail));
        var now = clock.GetUtcNow();
        unit.Db.Add(
            new MailRow
            {
                Id = NewId.Create("mail", clock),
                OrganizationId = unit.Author.OrganizationId,
                Kind = kind,
                Content = keys.Encrypt(JsonSerializer.SerializeToUtf8Bytes(mail), Purpose),
                CreatedAt = now,
                NextTryAt = now,
                ExpiresAt = now + lifetime,
                Attempts = 0,
                Own = own,
                ResourceId = about,
            }
        );
        Wake.Signal();
    }

    /// <summary>Removes every mail about somebody whose data is erased, also one that waits.</summary>
    public static Task Forget(Unit unit, string about) =>
        unit
            .Db.Set<MailRow>()
            .Where(m =>
                m.OrganizationId == unit.Author.OrganizationId && m.ResourceId!.Contains(about)
            )
            .ExecuteDeleteAsync();

    internal OutgoingMail Open(byte[] content) =>
        JsonSerializer.Deserialize<OutgoingMail>(keys.Decrypt(content, Purpose))!;
}
