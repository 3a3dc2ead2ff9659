using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vidimus.Client;
using Vidimus.Pages;
using Vidimus.Portal.Parts;

namespace Vidimus.Portal.Mail;

/// <summary>A group's words for mail: saved, or looked at before.</summary>
internal static class GroupMailPages
{
    public static void Map(IEndpointRouteBuilder portal)
    {
        portal.MapGet(
            "/mail/groups/{id}",
            async (HttpContext http, PortalCalls calls, string id) =>
            {
                var mail = await calls.Api.Mail.OfGroup(id, http.RequestAborted);
                var preview = await calls.Api.Mail.Preview(
                    id,
                    null,
                    cancellation: http.RequestAborted
                );
                return await Show(http, calls, mail, preview, FormWrongs.None);
            }
        );
        portal.MapPost("/mail/groups/{id}", Take);
    }

    private static async Task<IResult> Take(HttpContext http, PortalCalls calls, string id)
    {
        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        var language = form["language"].ToString().Trim() is { Length: > 0 } given ? given : null;
        var texts = Texts(form);
        var known = await calls.Api.Mail.OfGroup(id, http.RequestAborted);
        var asked = known with { Language = language, Texts = texts };
        try
        {
            if (form["act"] == "preview")
            {
                var shown = await calls.Api.Mail.Preview(id, language, texts, http.RequestAborted);
                return await Show(http, calls, asked, shown, FormWrongs.None);
            }
            await calls.Api.Mail.SetOfGroup(id, language, texts, http.RequestAborted);
            return http.GoTo($"/portal/mail/groups/{id}?saved=1");
        }
        catch (VidimusPermanentException refused) when (FormWrongs.Of(refused) is { } wrongs)
        {
            return await Show(http, calls, asked, null, wrongs);
        }
    }

    private static Dictionary<string, MailText> Texts(IFormCollection form)
    {
        var (tags, subjects, texts) = (form["tag"], form["subject"], form["text"]);
        var read = new Dictionary<string, MailText>(StringComparer.Ordinal);
        for (var i = 0; i < tags.Count && i < subjects.Count && i < texts.Count; i++)
        {
            if (tags[i]?.Trim() is { Length: > 0 } tag)
                read[tag] = new(subjects[i]?.Trim(), texts[i]?.ReplaceLineEndings("\n").Trim());
        }
        return read;
    }

    private static async Task<IResult> Show(
        HttpContext http,
        PortalCalls calls,
        GroupMail mail,
        MailPreview? preview,
        FormWrongs wrongs
    ) =>
        http.Page<GroupMailPage>(
            new
            {
                calls.Visitor,
                Group = await calls.Api.Groups.Get(mail.GroupId, http.RequestAborted),
                Mail = mail,
                Preview = preview,
                Saved = http.Request.Query.ContainsKey("saved"),
                Wrongs = wrongs,
            },
            wrongs.Any ? 400 : 200
        );
}
