using System.Text.Json;
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
    public void Put(Unit unit, string kind, OutgoingMail mail, TimeSpan lifetime)
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
            }
        );
        Wake.Signal();
    }

    internal OutgoingMail Open(byte[] content) =>
        JsonSerializer.Deserialize<OutgoingMail>(keys.Decrypt(content, Purpose))!;
}
