using System.Net;
using Microsoft.EntityFrameworkCore;
using Vidimus.Access;
using Vidimus.Credentials.Groups;
using Vidimus.Credentials.Issuing;
using Vidimus.Credentials.Verifying;
using Vidimus.Platform.Mail;
using Vidimus.Platform.Persistence;

namespace Vidimus.Credentials.Distribution;

/// <summary>What a mail is about.</summary>
internal sealed record MailSubject(
    string Recipient,
    string Credential,
    string Issuer,
    string Link,
    DateTimeOffset Date,
    string Code,
    string VerifyUrl,
    bool IsTest
);

/// <summary>
/// Writes the mail with a credential's link: the group's words or those that are shipped, in the language asked for. It
/// loads nothing, neither a picture nor a style, so that opening it tells nobody.
/// </summary>
internal static class CredentialMail
{
    /// <summary>Words and looks of a group's mail.</summary>
    public sealed record Setting(
        GroupMailRow? Group,
        MailSettingsRow? Organization,
        string? CredentialLanguage,
        string? Color
    );

    public static async Task<Setting> Read(
        VidimusDb db,
        string groupId,
        CancellationToken cancellation
    )
    {
        var group = await db
            .Groups.AsNoTracking()
            .SingleOrDefaultAsync(g => g.Id == groupId, cancellation);
        return new(
            await db.Set<GroupMailRow>()
                .AsNoTracking()
                .SingleOrDefaultAsync(m => m.GroupId == groupId, cancellation),
            await db.Set<MailSettingsRow>().AsNoTracking().SingleOrDefaultAsync(cancellation),
            group is null ? null : Achievements.Of(group).InLanguage,
            (await db.BrandingOf(db.Organization!, cancellation)).Color
        );
    }

    /// <summary>The mail, and the language it is in.</summary>
    public static (OutgoingMail Mail, string Language) Write(
        MailSubject about,
        Setting setting,
        string? language,
        string address
    )
    {
        var own = GroupMailTexts.Of(setting.Group);
        var (spoken, text) = Choose(
            own,
            [
                language,
                setting.CredentialLanguage,
                setting.Group?.Language,
                setting.Organization?.Language,
                "en",
            ]
        );
        var words = new VerifyPageWords(VerifyPageLanguage.Choose(spoken));
        var values = Values(about, words);
        var plain = MailWords.Fill(text.Text!, values);
        if (!text.Text!.Contains("{link}", StringComparison.Ordinal))
            plain += $"\n\n{about.Link}";
        var test = about.IsTest ? words["MailIsTest"] : null;
        plain =
            (test is null ? "" : $"{test}\n\n")
            + plain
            + $"\n\n{words.Say("MailFooter", about.Issuer)}\n{about.VerifyUrl}\n";
        return (
            new(
                address,
                MailAddresses.OneLine(MailWords.Fill(text.Subject!, values)),
                plain,
                Page(
                    about,
                    MailWords.Html(text.Text, values),
                    test,
                    words,
                    (spoken, setting.Color ?? "#1d4ed8")
                ),
                setting.Organization?.FromName ?? about.Issuer,
                setting.Organization?.ReplyTo
            ),
            spoken
        );
    }

    private static Dictionary<string, string> Values(MailSubject about, VerifyPageWords words) =>
        new(StringComparer.Ordinal)
        {
            ["recipient"] = about.Recipient,
            ["credential"] = about.Credential,
            ["issuer"] = about.Issuer,
            ["link"] = about.Link,
            ["date"] = words.Day(about.Date),
            ["code"] = about.Code,
        };

    /// <summary>The first of these languages that there are words in; the group's own come before those shipped.</summary>
    private static (string Language, MailText Text) Choose(
        IReadOnlyDictionary<string, MailText> own,
        IEnumerable<string?> wanted
    )
    {
        foreach (var language in wanted.OfType<string>())
        {
            var primary = language.Split('-')[0];
            foreach (var name in new[] { language, primary })
            {
                if (own.FirstOrDefault(t => Same(t.Key, name)) is { Value: { } text } found)
                    return (found.Key, text);
            }
            if (own.Count == 0 && Shipped(primary) is { } shipped)
                return (primary.ToLowerInvariant(), shipped);
        }
        if (own.Count > 0)
            return own.Select(t => (t.Key, t.Value)).First();
        return ("en", Shipped("en")!);
    }

    /// <summary>The words that are shipped in a language.</summary>
    public static MailText? Shipped(string language) =>
        Strings.All.FirstOrDefault(s => Same(s.Language, language)) is { } strings
            ? new(strings["MailSubject"], strings["MailText"])
            : null;

    private static bool Same(string one, string other) =>
        one.Equals(other, StringComparison.OrdinalIgnoreCase);

    private static string Page(
        MailSubject about,
        string text,
        string? test,
        VerifyPageWords words,
        (string Language, string Color) looks
    )
    {
        static string Say(string value) => WebUtility.HtmlEncode(value);
        var banner = test is null
            ? ""
            : $"<p style=\"padding:8px 12px;background:#fff3cd;color:#664d03\">{Say(test)}</p>";
        var (title, issuer, link) = (Say(about.Credential), Say(about.Issuer), Say(about.Link));
        var (language, ink, color) = (
            Say(looks.Language),
            BrandingFacts.Ink(looks.Color),
            looks.Color
        );
        var (button, url) = (Say(words["MailButton"]), Say(about.VerifyUrl));
        var footer = Say(words.Say("MailFooter", about.Issuer));
        return $"""
            <!doctype html>
            <html lang="{language}"><head><meta charset="utf-8"><meta name="color-scheme" content="light dark"><title>{title}</title></head>
            <body style="margin:0;padding:24px;font:16px/1.5 system-ui,sans-serif">
            <div style="max-width:560px;margin:0 auto">
            <p style="margin:0 0 16px;font-weight:600" dir="auto">{issuer}</p>
            {banner}{text}
            <p style="margin:24px 0"><a href="{link}" style="display:inline-block;padding:10px 18px;border-radius:6px;background:{color};color:{ink};text-decoration:none">{button}</a></p>
            <p style="color:#6b7280;font-size:13px">{footer}<br><a href="{url}">{url}</a></p>
            </div></body></html>
            """;
    }

    /// <summary>What a mail about this credential is about.</summary>
    public static async Task<MailSubject> About(
        VidimusDb db,
        Issuance issuance,
        CredentialRow credential,
        RecipientRow recipient,
        byte[] input,
        string link
    )
    {
        var said = Views.Input(issuance.Vault.Open(recipient.DataKey), credential.Id, input);
        var issuer = await db.IssuerFacts(credential.OrganizationId, CancellationToken.None);
        return new(
            recipient.Name,
            said.Name,
            issuer.Name,
            link,
            credential.IssuedAt ?? issuance.Now,
            credential.Id,
            CredentialDocument.VerifyUrl(issuance.BaseUrl, credential.Id),
            credential.Mode == "test"
        );
    }
}
