using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vidimus.Client;
using Vidimus.Pages;
using Vidimus.Portal.Issuing;
using Vidimus.Portal.Parts;

namespace Vidimus.Portal.Groups;

/// <summary>Pages of groups.</summary>
internal static class GroupPages
{
    public static void Map(IEndpointRouteBuilder portal)
    {
        portal.MapGet("groups", List);
        portal
            .MapGet(
                "groups/new",
                (HttpContext http, PortalCalls calls) =>
                    Form(http, calls, null, new(), FormWrongs.None)
            )
            .OnlyFor(Right.Write);
        portal.MapPost("groups/new", Create);
        portal.MapGet("groups/{id}", Show);
        portal
            .MapGet(
                "groups/{id}/edit",
                async (HttpContext http, PortalCalls calls, string id) =>
                {
                    var group = await calls.Api.Groups.Get(id, http.RequestAborted);
                    return await Form(http, calls, group, GroupInput.Of(group), FormWrongs.None);
                }
            )
            .OnlyFor(Right.Write);
        portal.MapPost("groups/{id}/edit", Edit);
        portal.MapPost(
            "groups/{id}/archive",
            async (HttpContext http, PortalCalls calls, string id) =>
            {
                await calls.Api.Groups.Archive(id, http.RequestAborted);
                return http.GoTo($"/portal/groups/{id}");
            }
        );
        portal.MapPost(
            "groups/{id}/restore",
            async (HttpContext http, PortalCalls calls, string id) =>
            {
                await calls.Api.Groups.Restore(id, http.RequestAborted);
                return http.GoTo($"/portal/groups/{id}");
            }
        );
    }

    private static async Task<IResult> List(HttpContext http, PortalCalls calls)
    {
        var query = http.Asked("q");
        var state = http.Asked("state") is "archived" or "all" ? http.Asked("state") : "active";
        var groups = await calls.Api.Groups.ListPage(
            new()
            {
                Text = query.Length == 0 ? null : query,
                State = state switch
                {
                    "archived" => GroupState.Archived,
                    "all" => null,
                    _ => GroupState.Active,
                },
                PageSize = 50,
            },
            http.Cursor(),
            http.RequestAborted
        );
        return http.Page<GroupsPage>(
            new
            {
                calls.Visitor,
                Groups = groups,
                Query = query,
                State = state,
            }
        );
    }

    private static async Task<IResult> Show(HttpContext http, PortalCalls calls, string id)
    {
        var group = await calls.Api.Groups.Get(id, http.RequestAborted);
        var imports = await calls.Api.Imports.ListPage(id, null, 5, http.RequestAborted);
        return http.Page<GroupPage>(
            new
            {
                calls.Visitor,
                Group = group,
                Fields = SubjectField.Of(group),
                Imports = imports,
            }
        );
    }

    private static async Task<IResult> Form(
        HttpContext http,
        PortalCalls calls,
        Group? group,
        GroupInput input,
        FormWrongs wrongs
    ) =>
        http.Page<GroupFormPage>(
            new
            {
                calls.Visitor,
                Group = group,
                Templates = (await calls.Api.Templates.List(http.RequestAborted)).Data,
                Input = input,
                Wrongs = wrongs,
            },
            wrongs.Any ? 400 : 200
        );

    private static async Task<IResult> Create(HttpContext http, PortalCalls calls)
    {
        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        var input = GroupInput.Of(form);
        if (input.Unreadable() is { } unreadable)
            return await Form(http, calls, null, input, unreadable);
        try
        {
            var group = await calls.Api.Groups.Create(
                input.New(),
                form.Once(),
                http.RequestAborted
            );
            return http.GoTo($"/portal/groups/{group.Id}");
        }
        catch (VidimusPermanentException e) when (FormWrongs.Of(e) is { } wrongs)
        {
            return await Form(http, calls, null, input, wrongs);
        }
    }

    private static async Task<IResult> Edit(HttpContext http, PortalCalls calls, string id)
    {
        var input = GroupInput.Of(await http.Request.ReadFormAsync(http.RequestAborted));
        var group = await calls.Api.Groups.Get(id, http.RequestAborted);
        if (input.Unreadable() is { } unreadable)
            return await Form(http, calls, group, input, unreadable);
        try
        {
            await calls.Api.Groups.Edit(id, input.Change(group), http.RequestAborted);
            return http.GoTo($"/portal/groups/{id}");
        }
        catch (VidimusPermanentException e) when (FormWrongs.Of(e) is { } wrongs)
        {
            return await Form(http, calls, group, input, wrongs);
        }
    }
}
