using System.Text.RegularExpressions;
using Shouldly;
using Vidimus.Testing;

namespace Vidimus.Tests.Distribution;

/// <summary>A recipient with a browser: opens the link of a mail, and sends the forms of its page.</summary>
internal sealed partial record Visitor(VidimusApp App, string Path)
{
    private string _cookie = "";

    public async Task<Answer> Open(string more = "", string language = "en") =>
        Remember(
            await App.Get(
                Path + more,
                null,
                ("Accept", "text/html"),
                ("Accept-Language", language),
                ("Cookie", _cookie)
            )
        );

    /// <summary>Sends a form of a page that was opened before.</summary>
    public Task<Answer> Send(
        Answer page,
        string action,
        params (string Name, string Value)[] fields
    ) =>
        App.Post(
            action,
            null,
            VidimusApp.Form([("_form", Token().Match(page.Text).Groups[1].Value), .. fields]),
            ("Cookie", _cookie)
        );

    private Answer Remember(Answer page)
    {
        if (page["Set-Cookie"] is { } set)
            _cookie = set.Split(';')[0];
        return page;
    }

    /// <summary>Issues to this address, has it mailed, and opens nothing yet.</summary>
    public static async Task<(Visitor Visitor, Issued Issued, Eml Mail)> Mailed(
        Programme programme,
        string folder,
        string address,
        string more = "",
        string name = "Ada Example"
    )
    {
        var issued = await programme.Issue(more, $$"""{"name":"{{name}}","email":"{{address}}"}""");
        (await programme.Post($"/v1/credentials/{issued.Id}/distribute")).Should(202);
        var mail = await programme.App.MailTo(
            folder,
            address,
            m => m.Text.Contains(issued.Id, StringComparison.Ordinal)
        );
        mail.Claim.ShouldNotBeEmpty();
        return (new(programme.App, mail.Claim), issued, mail);
    }

    [GeneratedRegex("name=\"_form\" value=\"([^\"]+)\"")]
    private static partial Regex Token();
}
