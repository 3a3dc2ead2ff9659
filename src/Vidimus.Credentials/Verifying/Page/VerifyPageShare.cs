namespace Vidimus.Credentials.Verifying;

/// <summary>The badge that other sites may show of this credential, with what to paste there.</summary>
internal sealed class VerifyPageShare(
    VerifyPageMarkup page,
    VerifyPageWords words,
    Verification verification
)
{
    public void Write()
    {
        if (
            verification.DocumentUrls is null
            || verification.Credential is not { Id: { } id }
            || !Uri.TryCreate(VerifyPageFacts.Address(verification), UriKind.Absolute, out var link)
        )
            return;
        var server = link.GetLeftPart(UriPartial.Authority);
        var (width, height) = (BadgePicture.Width, BadgePicture.Height);
        page.Add(
            $"<details class=\"card embed\"><summary>{words["Embed"]}</summary><p>{words["EmbedText"]}</p>"
        );
        page.Add(
            $"<p><img src=\"/badge/{id}.svg\" width=\"{width}\" height=\"{height}\" alt=\"{words["EmbedExample"]}\" loading=\"lazy\"></p>"
        );
        Snippet(
            "EmbedPicture",
            "snippet-picture",
            $"<a href=\"{link}\"><img src=\"{server}/badge/{id}.svg\" width=\"{width}\" height=\"{height}\" alt=\"{words["EmbedAlt"]}\"></a>"
        );
        Snippet(
            "EmbedFrame",
            "snippet-frame",
            $"<iframe src=\"{server}/badge/{id}\" width=\"{width}\" height=\"{height}\" title=\"{words["EmbedAlt"]}\" loading=\"lazy\" referrerpolicy=\"no-referrer\" sandbox=\"allow-popups allow-popups-to-escape-sandbox\"></iframe>"
        );
        page.Add($"</details>");
    }

    private void Snippet(string label, string id, string text)
    {
        page.Add(
            $"<h3 id=\"{id}-label\">{words[label]}</h3><pre class=\"snippet\" tabindex=\"0\" aria-labelledby=\"{id}-label\"><code id=\"{id}\" dir=\"ltr\">{text}</code></pre>"
        );
        page.Add(
            $"<p><button type=\"button\" data-copy=\"#{id}\" data-done=\"{words["Copied"]}\" hidden>{words["Copy"]}</button></p>"
        );
    }
}
