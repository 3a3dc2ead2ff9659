using Vidimus.Platform.Problems;

namespace Vidimus.Credentials.Verifying;

/// <summary>The form for a credential of whatever form: text or a link pasted, or a file. It needs no script.</summary>
internal static class VerifyPageForm
{
    public static void Write(VerifyPageMarkup page, VerifyPageWords words, Problem? problem)
    {
        page.Add(
            $"<section class=\"card narrow ask\" aria-labelledby=\"ask\"><h1 id=\"ask\">{words["AskTitle"]}</h1><p>{words["AskText"]}</p>"
        );
        if (problem is not null)
            page.Add(
                $"<p class=\"wrong\" role=\"alert\">{VerifyPageIcon.Stop}<span>{Wrong(words, problem)}</span></p>"
            );
        page.Add($"<form method=\"post\" action=\"/verify\" enctype=\"multipart/form-data\">");
        page.Add(
            $"<label for=\"text\">{words["AskPaste"]}</label><p class=\"hint\" id=\"text-hint\">{words["AskPasteHint"]}</p>"
        );
        page.Add(
            $"<textarea id=\"text\" name=\"text\" rows=\"6\" spellcheck=\"false\" autocomplete=\"off\" autocapitalize=\"off\" dir=\"ltr\" aria-describedby=\"text-hint\"></textarea>"
        );
        page.Add(
            $"<label for=\"file\">{words["AskFile"]}</label><p class=\"hint\" id=\"file-hint\">{words["AskFileHint"]}</p>"
        );
        page.Add(
            $"<input id=\"file\" name=\"file\" type=\"file\" accept=\".png,.svg,.json,.jsonld,.jwt,.txt,image/png,image/svg+xml,application/json\" aria-describedby=\"file-hint\">"
        );
        page.Add($"<button type=\"submit\">{words["AskButton"]}</button></form></section>");
        page.Add(
            $"<section class=\"card narrow ask\"><h2>{words["AskPrivacy"]}</h2><p>{words["AskPrivacyText"]}</p></section>"
        );
    }

    private static string Wrong(VerifyPageWords words, Problem problem) =>
        problem.Type == PlatformProblems.BodyTooLarge ? words["AskTooLarge"]
        : problem.Type == PlatformProblems.Unavailable ? words["AskBusy"]
        : problem.Field == "link" ? words["AskLink"]
        : problem.Field == "file" ? words["AskOne"]
        : words["AskUnreadable"];
}
