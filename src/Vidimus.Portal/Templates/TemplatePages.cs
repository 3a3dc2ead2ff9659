using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Vidimus.Client;
using Vidimus.Pages;

namespace Vidimus.Portal.Templates;

/// <summary>How credentials look on paper: the templates there are, one of them filled in live, and a designer's own.</summary>
internal static class TemplatePages
{
    public const string Path = "/portal/templates";
    private const int LargestSvg = 1 << 20;

    public static void Map(IEndpointRouteBuilder portal)
    {
        portal.MapGet(
            "/templates",
            (HttpContext http, PortalCalls calls) => Gallery(http, calls, [], null)
        );
        portal
            .MapPost("/templates", (HttpContext http, PortalCalls calls) => Create(http, calls))
            .WithMetadata(new LargerForm());
        portal.MapGet(
            "/templates/{id}",
            (HttpContext http, PortalCalls calls, string id) => One(http, calls, id, [])
        );
        portal
            .MapPost(
                "/templates/{id}",
                (HttpContext http, PortalCalls calls, string id) => Change(http, calls, id)
            )
            .WithMetadata(new LargerForm());
        portal.MapPost("/templates/{id}/use", UseForGroup);
        portal.MapPost("/templates/{id}/delete", Delete);
        TemplatePictures.Map(portal);
    }

    private static async Task<IResult> Create(HttpContext http, PortalCalls calls)
    {
        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        var name = form["name"].ToString().Trim();
        try
        {
            var svg =
                await Read(form, http.RequestAborted)
                ?? throw new ArgumentException("Choose an SVG file.");
            if (name.Length == 0)
                name = System.IO.Path.GetFileNameWithoutExtension(form.Files["svg"]!.FileName);
            var made = await calls.Api.Templates.Create(
                new(name, svg),
                form.Once(),
                http.RequestAborted
            );
            return http.GoTo($"{Path}/{made.Id}?done=made");
        }
        catch (VidimusPermanentException refused) when (refused.Status is 400 or 403 or 409 or 413)
        {
            return await Gallery(http, calls, Words(refused), name, 400);
        }
        catch (ArgumentException wrong)
        {
            return await Gallery(http, calls, [wrong.Message], name, 400);
        }
    }

    private static async Task<IResult> Change(HttpContext http, PortalCalls calls, string id)
    {
        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        try
        {
            await calls.Api.Templates.Edit(
                id,
                new()
                {
                    Name = form["name"].ToString().Trim(),
                    Svg = await Read(form, http.RequestAborted),
                },
                http.RequestAborted
            );
            return http.GoTo($"{Path}/{id}?done=saved");
        }
        catch (VidimusPermanentException refused) when (refused.Status is 400 or 403 or 409 or 413)
        {
            return await One(http, calls, id, Words(refused), 400);
        }
        catch (ArgumentException wrong)
        {
            return await One(http, calls, id, [wrong.Message], 400);
        }
    }

    private static async Task<IResult> UseForGroup(HttpContext http, PortalCalls calls, string id)
    {
        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        await calls.Api.Groups.Edit(
            form["group"].ToString(),
            new() { TemplateId = id },
            http.RequestAborted
        );
        return http.GoTo($"{Path}/{id}?done=chosen");
    }

    private static async Task<IResult> Delete(HttpContext http, PortalCalls calls, string id)
    {
        await calls.Api.Templates.Delete(id, http.RequestAborted);
        return http.GoTo($"{Path}?done=deleted");
    }

    private static async Task<IResult> Gallery(
        HttpContext http,
        PortalCalls calls,
        IReadOnlyList<string> wrong,
        string? name,
        int status = 200
    ) =>
        http.Page<TemplatesPage>(
            new
            {
                calls.Visitor,
                Templates = (await calls.Api.Templates.List(http.RequestAborted)).Data,
                Wrong = wrong,
                Name = name,
            },
            status
        );

    private static async Task<IResult> One(
        HttpContext http,
        PortalCalls calls,
        string id,
        IReadOnlyList<string> wrong,
        int status = 200
    )
    {
        var groups = await calls.Api.Groups.ListPage(
            new() { State = GroupState.Active, PageSize = 100 },
            cancellation: http.RequestAborted
        );
        return http.Page<TemplatePage>(
            new
            {
                calls.Visitor,
                Template = await calls.Api.Templates.Get(id, http.RequestAborted),
                Groups = groups.Data,
                Wrong = wrong,
            },
            status
        );
    }

    /// <summary>The file as text; null where none was chosen.</summary>
    private static async Task<string?> Read(IFormCollection form, CancellationToken cancellation)
    {
        if (form.Files["svg"] is not { Length: > 0 } file)
            return null;
        if (file.Length > LargestSvg)
            throw new ArgumentException("The file is larger than 1 MB.");
        using var reader = new StreamReader(file.OpenReadStream());
        return await reader.ReadToEndAsync(cancellation);
    }

    private static string[] Words(VidimusException refused) =>
        refused.Errors.Count > 0
            ? [.. refused.Errors.Select(e => e.Message)]
            : [refused.Sentences()];

    /// <summary>A form with an SVG of a megabyte in it.</summary>
    private sealed class LargerForm : IRequestSizeLimitMetadata
    {
        public long? MaxRequestBodySize => 2 << 20;
    }
}
