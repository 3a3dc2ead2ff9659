namespace Vidimus.Credentials.Verifying;

/// <summary>Every check with its outcome and its reason, and the place for what the reader's own browser finds.</summary>
internal sealed class VerifyPageChecks(
    VerifyPageMarkup page,
    VerifyPageWords words,
    Verification verification
)
{
    public void Write()
    {
        page.Add(
            $"<section class=\"card checked\" aria-labelledby=\"checks\"><h2 id=\"checks\">{words["Checks"]}</h2><ul class=\"checks\">"
        );
        foreach (var check in verification.Checks)
        {
            page.Add(
                $"<li class=\"{check.Outcome}\">{VerifyPageIcon.Of(check.Outcome)}<div><h3>{words.Check(check.Name)} "
            );
            page.Add(
                $"<span class=\"outcome\">{words.Outcome(check.Outcome)}</span></h3><p dir=\"auto\">{words.Reason(check.Reason)}</p></div></li>"
            );
        }
        OwnBrowser();
        page.Add($"</ul></section>");
    }

    /// <summary>
    /// The script writes no words of its own: it shows the one line that is true, so that all words stay in the resources.
    /// </summary>
    private void OwnBrowser()
    {
        if (
            verification.DocumentUrls is not { } urls
            || verification.Credential?.Issuer is not { } issuer
            || VerifyPageFacts.KeysPath(verification) is not { } keys
        )
            return;
        page.Add(
            $"<li class=\"own skipped\" id=\"own\" hidden data-jwt=\"{VerifyPageFacts.Path(urls.Jwt)}\" data-keys=\"{keys}\" data-issuer=\"{issuer.Id}\">"
        );
        foreach (var outcome in (ReadOnlySpan<string>)["skipped", "pass", "fail", "unknown"])
            page.Add($"<span class=\"when-{outcome}\">{VerifyPageIcon.Of(outcome)}</span>");
        page.Add($"<div><h3>{words["OwnCheck"]} ");
        foreach (var outcome in (ReadOnlySpan<string>)["pass", "fail", "unknown"])
            page.Add($"<span class=\"outcome when-{outcome}\">{words.Outcome(outcome)}</span>");
        page.Add(
            $"</h3><p id=\"own-text\" role=\"status\" data-passed=\"{words["OwnCheckPassed"]}\" data-failed=\"{words["OwnCheckFailed"]}\" "
        );
        page.Add(
            $"data-differs=\"{words["OwnCheckDiffers"]}\" data-unsupported=\"{words["OwnCheckUnsupported"]}\" data-unreachable=\"{words["OwnCheckUnreachable"]}\">"
        );
        page.Add($"{words["OwnCheckRunning"]}</p></div></li>");
    }
}
