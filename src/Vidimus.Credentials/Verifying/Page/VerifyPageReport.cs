using System.Globalization;

namespace Vidimus.Credentials.Verifying;

/// <summary>
/// Every check on one sheet of paper, with the time, what was checked and by whom. A print proves nothing by itself, and says
/// so: its QR code leads to the page that checks anew.
/// </summary>
internal sealed class VerifyPageReport(
    VerifyPageMarkup page,
    VerifyPageWords words,
    Verification verification,
    Checked from
)
{
    public void Write()
    {
        var credential = verification.Credential;
        page.Add($"<main class=\"report\"><header><div><p class=\"kind\">{words["Report"]}</p>");
        page.Add(
            $"<h1>{words["Verdict_" + verification.Verdict]}</h1><p>{words["VerdictText_" + verification.Verdict]}</p>"
        );
        if (verification.Mode == "test")
            page.Add($"<p><strong>{words["TestBanner"]}</strong></p>");
        page.Add($"</div>");
        if (VerifyPageFacts.Address(verification) is { } link)
            page.Add($"{VerifyPageQr.Of(link)}");
        page.Add($"</header><dl class=\"rows\">");
        Row("Credential", credential?.Name);
        Row("AwardedTo", credential?.RecipientName);
        if (credential?.Achievement != credential?.Name)
            Row("For", credential?.Achievement);
        Row("AwardedBy", credential?.Issuer?.Name);
        Row("IssuerId", credential?.Issuer?.Id, "code");
        Row("CredentialId", credential?.Id, "code");
        Row("ValidFrom", Time(credential?.ValidFrom));
        Row(
            "ValidUntil",
            Time(credential?.ValidUntil) ?? (credential is null ? null : words["NoEnd"])
        );
        page.Add($"</dl>");
        Checks();
        page.Add($"<dl class=\"rows\">");
        Row("CheckedAt", Time(verification.CheckedAt));
        Row("CheckedBytes", from.Digest, "code");
        Row("CheckedBy", $"{from.Server} (Vidimus {Checked.Version})", "code");
        Row("ReportId", verification.Id, "code");
        Row("Address", VerifyPageFacts.Address(verification), "code");
        page.Add($"</dl><p class=\"hint\">{words["ReportNote"]}</p>");
        page.Add(
            $"<p class=\"buttons unprinted\"><button type=\"button\" class=\"primary\" data-print hidden>{words["Print"]}</button>"
        );
        if (VerifyPageFacts.Address(verification) is { } back)
            page.Add(
                $"<a class=\"button\" href=\"{VerifyPageFacts.Path(back)}\">{words["ReportBack"]}</a>"
            );
        page.Add($"</p></main>");
    }

    private void Checks()
    {
        page.Add(
            $"<div class=\"scroll\"><table class=\"table\"><caption>{words["Checks"]}</caption><thead><tr><th scope=\"col\">{words["ReportCheck"]}</th><th scope=\"col\">{words["ReportOutcome"]}</th><th scope=\"col\">{words["ReportReason"]}</th></tr></thead><tbody>"
        );
        foreach (var check in verification.Checks)
        {
            page.Add(
                $"<tr class=\"{check.Outcome}\"><th scope=\"row\">{words.Check(check.Name)}</th><td><span class=\"outcome\">{words.Outcome(check.Outcome)}</span></td>"
            );
            page.Add($"<td dir=\"auto\">{words.Reason(check.Reason)}</td></tr>");
        }
        page.Add($"</tbody></table></div>");
    }

    private void Row(string label, string? value, string kind = "text")
    {
        if (value is not null)
            page.Add(
                $"<div><dt>{words[label]}</dt><dd dir=\"auto\" class=\"{kind}\">{value}</dd></div>"
            );
    }

    // To the second: a report is held against logs.
    private static string? Time(DateTimeOffset? time) =>
        time?.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);
}
