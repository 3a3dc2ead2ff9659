using Vidimus.Platform.Problems;

namespace Vidimus.Credentials.Verifying;

/// <summary>
/// The form for a credential of whatever form: text or a link pasted, or a file. It needs no script; where there is one, a file
/// or text may be dropped or pasted anywhere, and a QR code read by the camera or from a picture.
/// </summary>
internal sealed class VerifyPageForm(VerifyPageMarkup page, VerifyPageWords words)
{
    public void Write(Problem? problem, string server)
    {
        page.Add(
            $"<section class=\"card narrow ask\" aria-labelledby=\"ask\"><h1 id=\"ask\">{words["AskTitle"]}</h1><p>{words["AskText"]}</p>"
        );
        if (problem is not null)
            page.Add(
                $"<p class=\"wrong\" role=\"alert\">{VerifyPageIcon.Stop}<span>{Wrong(problem)}</span></p>"
            );
        page.Add(
            $"<form method=\"post\" action=\"/verify\" enctype=\"multipart/form-data\" id=\"ask-form\" data-server=\"{server}\">"
        );
        page.Add(
            $"<label for=\"text\">{words["AskPaste"]}</label><p class=\"hint\" id=\"text-hint\">{words["AskPasteHint"]}</p>"
        );
        page.Add(
            $"<textarea id=\"text\" name=\"text\" rows=\"3\" spellcheck=\"false\" autocomplete=\"off\" autocapitalize=\"off\" dir=\"ltr\" aria-describedby=\"text-hint\"></textarea>"
        );
        page.Add(
            $"<label for=\"file\">{words["AskFile"]}</label><p class=\"hint\" id=\"file-hint\">{words["AskFileHint"]}</p>"
        );
        page.Add(
            $"<input id=\"file\" name=\"file\" type=\"file\" accept=\".png,.svg,.pdf,.json,.jsonld,.jwt,.txt,image/png,image/svg+xml,application/pdf,application/json\" aria-describedby=\"file-hint\">"
        );
        page.Add(
            $"<p class=\"buttons\"><button type=\"submit\" class=\"primary\">{words["AskButton"]}</button>"
        );
        page.Add(
            $"<button type=\"button\" id=\"scan\" hidden>{VerifyPageIcon.Camera}{words["ScanButton"]}</button>"
        );
        page.Add(
            $"<label class=\"button\" id=\"picture-label\" for=\"picture\" hidden>{VerifyPageIcon.Search}{words["ScanPicture"]}</label>"
        );
        page.Add(
            $"<input type=\"file\" id=\"picture\" class=\"hide\" accept=\"image/*\" hidden></p>"
        );
        page.Add(
            $"<p id=\"ask-status\" class=\"hint\" role=\"status\" data-reading=\"{words["ScanReading"]}\" data-nothing=\"{words["ScanNothing"]}\" data-large=\"{words["AskTooLarge"]}\" data-denied=\"{words["ScanDenied"]}\" data-sending=\"{words["ScanSending"]}\"></p></form></section>"
        );
        page.Add(
            $"<section class=\"card narrow ask\"><h2>{words["AskPrivacy"]}</h2><p>{words["AskPrivacyText"]}</p></section>"
        );
        Camera();
        page.Add($"<p id=\"drop\" hidden>{words["DropHere"]}</p>");
    }

    private void Camera()
    {
        page.Add(
            $"<dialog id=\"camera\" class=\"camera\" aria-labelledby=\"camera-title\"><h2 id=\"camera-title\">{words["ScanTitle"]}</h2>"
        );
        page.Add(
            $"<div class=\"view\"><video id=\"video\" playsinline muted aria-label=\"{words["ScanView"]}\"></video></div><p class=\"hint\">{words["ScanHint"]}</p>"
        );
        page.Add($"<form method=\"dialog\"><button>{words["ScanClose"]}</button></form></dialog>");
    }

    private string Wrong(Problem problem) =>
        problem.Type == PlatformProblems.BodyTooLarge ? words["AskTooLarge"]
        : problem.Type == PlatformProblems.Unavailable ? words["AskBusy"]
        : problem.Field == "link" ? words["AskLink"]
        : problem.Field == "file" ? words["AskOne"]
        : words["AskUnreadable"];
}
