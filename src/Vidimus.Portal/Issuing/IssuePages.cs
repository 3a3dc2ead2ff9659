using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vidimus.Client;
using Vidimus.Pages;
using Vidimus.Portal.Parts;

namespace Vidimus.Portal.Issuing;

/// <summary>Pages by which one credential is issued, changed while it is a draft, or issued anew.</summary>
internal static class IssuePages
{
    public static void Map(IEndpointRouteBuilder portal)
    {
        portal.MapGet("issue", Ask).OnlyFor(Right.Write);
        portal.MapPost("issue", Issue);
        foreach (var work in new[] { "edit", "reissue" })
        {
            portal
                .MapGet(
                    $"credentials/{{id}}/{work}",
                    async (HttpContext http, PortalCalls calls, string id) =>
                    {
                        var form = await Of(http, calls, id, work);
                        var input = IssueInput.Of(form.Credential!, form.Group, form.Fields);
                        return Show(http, calls, form, input, FormWrongs.None);
                    }
                )
                .OnlyFor(Right.Write);
            portal.MapPost(
                $"credentials/{{id}}/{work}",
                (HttpContext http, PortalCalls calls, string id) => Change(http, calls, id, work)
            );
        }
    }

    private sealed record Form(
        string Work,
        Group Group,
        IReadOnlyList<SubjectField> Fields,
        Credential? Credential
    );

    private static async Task<Form> Of(
        HttpContext http,
        PortalCalls calls,
        string credentialId,
        string work
    )
    {
        var credential = await calls.Api.Credentials.Get(credentialId, http.RequestAborted);
        var group = await calls.Api.Groups.Get(credential.GroupId, http.RequestAborted);
        return new(work, group, SubjectField.Of(group), credential);
    }

    private static IResult Show(
        HttpContext http,
        PortalCalls calls,
        Form form,
        IssueInput input,
        FormWrongs wrongs
    ) =>
        http.Page<IssuePage>(
            new
            {
                calls.Visitor,
                form.Group,
                form.Fields,
                form.Work,
                form.Credential,
                Input = input,
                Wrongs = wrongs,
            },
            wrongs.Any ? 400 : 200
        );

    private static async Task<IResult> Ask(HttpContext http, PortalCalls calls)
    {
        if (http.Asked("group") is { Length: > 0 } id)
        {
            var group = await calls.Api.Groups.Get(id, http.RequestAborted);
            return Show(
                http,
                calls,
                new("new", group, SubjectField.Of(group), null),
                new(),
                FormWrongs.None
            );
        }
        return http.Page<ChooseGroupPage>(
            new { calls.Visitor, Groups = await calls.ActiveGroups(http.RequestAborted) }
        );
    }

    private static async Task<IResult> Issue(HttpContext http, PortalCalls calls)
    {
        var group = await calls.Api.Groups.Get(http.Asked("group"), http.RequestAborted);
        var form = new Form("new", group, SubjectField.Of(group), null);
        var sent = await http.Request.ReadFormAsync(http.RequestAborted);
        var input = IssueInput.Of(sent, form.Fields);
        var work = sent["do"].ToString();
        if (work == "send" && input.Email.Length == 0)
            return Show(
                http,
                calls,
                form,
                input,
                FormWrongs.One("recipient.email", "Is needed to send it.")
            );
        Credential issued;
        try
        {
            issued = await calls.Api.Credentials.Issue(
                input.New(group.Id, form.Fields, work == "draft"),
                sent.Once("issue"),
                http.RequestAborted
            );
        }
        catch (VidimusPermanentException e) when (FormWrongs.Of(e) is { } wrongs)
        {
            return Show(http, calls, form, input, wrongs);
        }
        return http.GoTo(
            $"/portal/credentials/{issued.Id}?done={(work == "send" ? await Send(http, calls, issued.Id, sent) : work == "draft" ? "drafted" : "issued")}"
        );
    }

    /// <summary>It is issued whether or not it can be sent; the page that follows says which.</summary>
    private static async Task<string> Send(
        HttpContext http,
        PortalCalls calls,
        string id,
        IFormCollection sent
    )
    {
        try
        {
            await calls.Api.Credentials.Distribute(
                id,
                null,
                sent.Once("send"),
                http.RequestAborted
            );
            return "sent";
        }
        catch (VidimusException)
        {
            return "unsent";
        }
    }

    private static async Task<IResult> Change(
        HttpContext http,
        PortalCalls calls,
        string id,
        string work
    )
    {
        var form = await Of(http, calls, id, work);
        var sent = await http.Request.ReadFormAsync(http.RequestAborted);
        var input = IssueInput.Of(sent, form.Fields);
        try
        {
            var change = input.Change(form.Credential!, form.Fields);
            var changed =
                work == "edit"
                    ? await calls.Api.Credentials.EditDraft(id, change, http.RequestAborted)
                    : await calls.Api.Credentials.Reissue(
                        id,
                        change,
                        sent.Once(),
                        http.RequestAborted
                    );
            return http.GoTo(
                $"/portal/credentials/{changed.Id}?done={(work == "edit" ? "saved" : "reissued")}"
            );
        }
        catch (VidimusPermanentException e) when (FormWrongs.Of(e) is { } wrongs)
        {
            return Show(http, calls, form, input, wrongs);
        }
    }
}
