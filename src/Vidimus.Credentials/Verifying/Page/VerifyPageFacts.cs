using System.Globalization;

namespace Vidimus.Credentials.Verifying;

/// <summary>
/// What the credential says, its signed forms, and how it is checked. Elements with <c>data-fact</c> are compared by
/// the script with what was signed.
/// </summary>
internal sealed class VerifyPageFacts(
    VerifyPageMarkup page,
    VerifyPageWords words,
    Verification verification
)
{
    /// <summary>Path and query on this origin, which the page may be read under by another name than its public one.</summary>
    public static string Path(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var uri) ? uri.PathAndQuery : url;

    /// <summary>The link that names the credential; null where there is no document.</summary>
    public static string? Address(Verification verification) =>
        verification.DocumentUrls?.Json is { } json
        && json.LastIndexOf("/document", StringComparison.Ordinal) is > 0 and var end
            ? json[..end]
            : null;

    /// <summary>
    /// Where this server keeps the issuer's keys (did:web Method Specification: the path of a DID is the path of its
    /// document); null when the DID names another host, as after the server's public address was changed.
    /// </summary>
    public static string? KeysPath(Verification verification)
    {
        var parts = verification.Credential?.Issuer?.Id.Split(':') ?? [];
        if (!Uri.TryCreate(Address(verification), UriKind.Absolute, out var own))
            return null;
        var port = own.IsDefaultPort
            ? ""
            : string.Create(CultureInfo.InvariantCulture, $"%3A{own.Port}");
        return
            parts is ["did", "web", var host, _, ..]
            && host.Equals(own.IdnHost + port, StringComparison.OrdinalIgnoreCase)
            ? "/" + string.Join('/', parts.Skip(3)) + "/did.json"
            : null;
    }

    /// <summary>Who received what from whom and when.</summary>
    public void Paper()
    {
        var credential = verification.Credential;
        page.Add(
            $"<article class=\"paper\" aria-labelledby=\"what\"><p class=\"kind\">{words["Credential"]}</p>"
        );
        if (credential?.Name is { } name)
            page.Add(
                $"<h2 id=\"what\" class=\"{Sized("name", name)}\" dir=\"auto\" data-fact=\"name\">{name}</h2>"
            );
        else
            page.Add($"<h2 id=\"what\" class=\"name\">{words["NoRecord"]}</h2>");
        page.Add($"<dl>");
        if (credential?.RecipientName is { } recipient)
            page.Add(
                $"<div><dt>{words["AwardedTo"]}</dt><dd class=\"{Sized("holder", recipient)}\" dir=\"auto\" data-fact=\"recipient\">{recipient}</dd></div>"
            );
        if (credential?.Achievement is { } achievement && achievement != credential.Name)
            page.Add(
                $"<div><dt>{words["For"]}</dt><dd dir=\"auto\" data-fact=\"achievement\">{achievement}</dd></div>"
            );
        if (credential?.Issuer is { Name: { } issuer })
            page.Add(
                $"<div><dt>{words["AwardedBy"]}</dt><dd class=\"issuer\" dir=\"auto\" data-fact=\"issuerName\">{issuer}</dd></div>"
            );
        if ((credential?.IssuedAt ?? credential?.ValidFrom) is { } issued)
            page.Add(
                $"<div><dt>{words["IssuedOn"]}</dt><dd><time datetime=\"{Stamp(issued)}\">{words.Day(issued)}</time></dd></div>"
            );
        page.Add($"</dl></article>");
    }

    public void Details(Checked from)
    {
        var credential = verification.Credential;
        page.Add(
            $"<section class=\"card facts\" aria-labelledby=\"details\"><h2 id=\"details\">{words["Details"]}</h2><dl class=\"details\">"
        );
        Time("ValidFrom", "validFrom", credential?.ValidFrom);
        if (credential?.ValidUntil is null && verification.DocumentUrls is not null)
            page.Add(
                $"<div><dt>{words["ValidUntil"]}</dt><dd data-fact=\"validUntil\">{words["NoEnd"]}</dd></div>"
            );
        else
            Time("ValidUntil", "validUntil", credential?.ValidUntil);
        Code("IssuerId", "issuer", credential?.Issuer?.Id);
        Code("CredentialId", "id", credential?.Id);
        Code("Address", "address", Address(verification));
        Time("CheckedAt", "checkedAt", verification.CheckedAt);
        Code("CheckedBytes", "digest", from.Digest);
        Code("CheckedBy", "server", $"{from.Server} (Vidimus {Checked.Version})");
        page.Add($"</dl>");
        if (verification.DocumentUrls is not null && Address(verification) is { } link)
            page.Add(
                $"<p class=\"more\"><a class=\"button\" href=\"{Path(link)}/report\">{VerifyPageIcon.Sheet}{words["ReportLink"]}</a></p>"
            );
        page.Add($"</section>");
    }

    /// <summary>
    /// The certificate as the group's template draws it from what was signed. Beside a document that is not the one on record it
    /// would show something else than was checked.
    /// </summary>
    public void Picture()
    {
        if (
            verification.DocumentUrls is { } urls
            && verification.Checks.Any(c => c is { Name: "record", Outcome: "pass" })
        )
            page.Add(
                $"<section class=\"card look\" aria-labelledby=\"look\"><h2 id=\"look\">{words["LooksLike"]}</h2><img src=\"{Path(urls.PageSvg)}\" alt=\"{words["LooksLikeAlt"]}\" loading=\"lazy\"></section>"
            );
    }

    public void Downloads()
    {
        if (verification.DocumentUrls is not { } urls)
            return;
        var file = verification.Credential?.Id ?? "credential";
        page.Add(
            $"<section class=\"card downloads\" aria-labelledby=\"downloads\"><h2 id=\"downloads\">{words["Downloads"]}</h2><p>{words["DownloadsText"]}</p><p class=\"buttons\">"
        );
        page.Add(
            $"<a class=\"button\" href=\"{Path(urls.Pdf)}\" download=\"{file}.pdf\">{VerifyPageIcon.Download}{words["DownloadPdf"]}</a>"
        );
        page.Add(
            $"<a class=\"button\" href=\"{Path(urls.Json)}\" download=\"{file}.json\">{VerifyPageIcon.Download}{words["DownloadJson"]}</a>"
        );
        page.Add(
            $"<a class=\"button\" href=\"{Path(urls.Jwt)}\" download=\"{file}.jwt\">{VerifyPageIcon.Download}{words["DownloadJwt"]}</a>"
        );
        page.Add(
            $"<a class=\"button\" href=\"{Path(urls.Png)}\" download=\"{file}.png\">{VerifyPageIcon.Download}{words["DownloadPng"]}</a></p>"
        );
        if (KeysPath(verification) is { } keys)
            page.Add($"<p><a href=\"{keys}\">{words["IssuerKeys"]}</a></p>");
        page.Add($"</section>");
    }

    public void How()
    {
        page.Add(
            $"<details class=\"card how\"><summary>{words["How"]}</summary><p>{words["HowSignature"]}</p><p>{words["HowNow"]}</p>"
        );
        if (Uri.TryCreate(Address(verification), UriKind.Absolute, out var address))
            page.Add(
                $"<p>{words["HowName"]} <strong class=\"host\">{address.Authority}</strong></p><p>{words["HowAddress"]}</p>"
            );
        page.Add($"</details>");
    }

    private void Time(string label, string fact, DateTimeOffset? time)
    {
        if (time is { } shown)
            page.Add(
                $"<div><dt>{words[label]}</dt><dd><time datetime=\"{Stamp(shown)}\" data-fact=\"{fact}\">{words.DayAndTime(shown)}</time></dd></div>"
            );
    }

    private void Code(string label, string fact, string? value)
    {
        if (value is not null)
            page.Add(
                $"<div><dt>{words[label]}</dt><dd><code dir=\"ltr\" data-fact=\"{fact}\">{value}</code></dd></div>"
            );
    }

    // Long names in small letters, so that the phone shows them whole without scrolling.
    private static string Sized(string name, string text) =>
        text.Length > 60 ? name + " long" : name;

    private static string Stamp(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
