using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vidimus.Client;
using Vidimus.Pages;
using Vidimus.Portal.Parts;

namespace Vidimus.Portal.Imports;

/// <summary>Pages by which a list of people is uploaded, mapped, checked and issued.</summary>
internal static class ImportPages
{
    private const int LargestFile = 20 * 1024 * 1024;

    public static void Map(IEndpointRouteBuilder portal)
    {
        portal
            .MapGet(
                "imports",
                (HttpContext http, PortalCalls calls) =>
                    Ask(http, calls, http.Asked("group"), FormWrongs.None)
            )
            .OnlyFor(Right.Write);
        portal.MapPost("imports", Upload);
        portal.MapGet("imports/{id}", Show);
        portal.MapGet("imports/{id}/mapping", MappingOf);
        portal.MapPost("imports/{id}/mapping", MapColumns);
        portal.MapPost(
            "imports/{id}/start",
            async (HttpContext http, PortalCalls calls, string id) =>
            {
                var form = await http.Request.ReadFormAsync(http.RequestAborted);
                await calls.Api.Imports.Start(id, form.Once(), http.RequestAborted);
                return http.GoTo($"/portal/imports/{id}");
            }
        );
        portal.MapPost(
            "imports/{id}/cancel",
            async (HttpContext http, PortalCalls calls, string id) =>
            {
                var form = await http.Request.ReadFormAsync(http.RequestAborted);
                await calls.Api.Imports.Cancel(id, form.Once(), http.RequestAborted);
                return http.GoTo($"/portal/imports/{id}");
            }
        );
        portal.MapGet("imports/{id}/errors.csv", Errors);
    }

    private static async Task<IResult> Ask(
        HttpContext http,
        PortalCalls calls,
        string groupId,
        FormWrongs wrongs
    )
    {
        var recent = await (
            groupId.Length == 0
                ? calls.Api.Imports.ListAllPage(http.Cursor(), 20, http.RequestAborted)
                : calls.Api.Imports.ListPage(groupId, http.Cursor(), 20, http.RequestAborted)
        );
        return http.Page<UploadPage>(
            new
            {
                calls.Visitor,
                Groups = await calls.ActiveGroups(http.RequestAborted),
                GroupId = groupId,
                Recent = recent,
                Wrongs = wrongs,
            },
            wrongs.Any ? 400 : 200
        );
    }

    private static async Task<IResult> Upload(HttpContext http, PortalCalls calls)
    {
        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        var groupId = form["group"].ToString();
        if (form.Files.GetFile("file") is not { Length: > 0 } file)
            return await Ask(http, calls, groupId, FormWrongs.One("file", "Choose a file."));
        if (file.Length > LargestFile)
            return await Ask(
                http,
                calls,
                groupId,
                FormWrongs.One("file", "Is larger than 20 MB; split it.")
            );
        using var bytes = new MemoryStream((int)file.Length);
        await file.CopyToAsync(bytes, http.RequestAborted);
        try
        {
            var import = await calls.Api.Imports.Upload(
                groupId,
                bytes.ToArray(),
                Named(file.FileName),
                form.Once(),
                http.RequestAborted
            );
            return http.GoTo($"/portal/imports/{import.Id}");
        }
        catch (VidimusPermanentException e) when (FormWrongs.Of(e) is { } wrongs)
        {
            return await Ask(http, calls, groupId, wrongs);
        }
    }

    // Older browsers send whole paths.
    private static string Named(string given) => given[(given.LastIndexOfAny(['/', '\\']) + 1)..];

    private static async Task<IResult> Show(HttpContext http, PortalCalls calls, string id)
    {
        var import = await calls.Api.Imports.Get(id, http.RequestAborted);
        if (import.State == ImportState.Mapping && calls.Visitor.May(Right.Write))
            return http.GoTo($"/portal/imports/{id}/mapping");
        var rows =
            import.Columns is null || import.State is ImportState.Checking
                ? null
                : await calls.Api.Imports.RowsPage(
                    id,
                    import.StartedAt is null ? "wrong" : "failed",
                    http.Cursor(),
                    50,
                    http.RequestAborted
                );
        return http.Page<ImportPage>(
            new
            {
                calls.Visitor,
                Import = import,
                Group = await calls.Api.Groups.Get(import.GroupId, http.RequestAborted),
                Rows = rows,
            }
        );
    }

    private static async Task<IResult> MappingOf(HttpContext http, PortalCalls calls, string id)
    {
        var import = await calls.Api.Imports.Get(id, http.RequestAborted);
        return import.StartedAt is not null || import.Columns is null
            ? http.GoTo($"/portal/imports/{id}")
            : await Columns(http, calls, import, MappingInput.Of(import), FormWrongs.None);
    }

    private static async Task<IResult> Columns(
        HttpContext http,
        PortalCalls calls,
        Import import,
        MappingInput input,
        FormWrongs wrongs
    ) =>
        http.Page<MappingPage>(
            new
            {
                calls.Visitor,
                Import = import,
                Group = await calls.Api.Groups.Get(import.GroupId, http.RequestAborted),
                Input = input,
                Wrongs = wrongs,
            },
            wrongs.Any ? 400 : 200
        );

    private static async Task<IResult> MapColumns(HttpContext http, PortalCalls calls, string id)
    {
        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        var import = await calls.Api.Imports.Get(id, http.RequestAborted);
        if (import.StartedAt is not null || import.Columns is null)
            return http.GoTo($"/portal/imports/{id}");
        var input = MappingInput.Of(form, import);
        if (!input.Columns.Contains("recipient.name"))
            return await Columns(
                http,
                calls,
                import,
                input,
                new("Say which column holds the recipient’s name.", FormWrongs.None.Fields)
            );
        try
        {
            await calls.Api.Imports.Map(id, input.Mapping(), http.RequestAborted);
            return http.GoTo($"/portal/imports/{id}");
        }
        catch (VidimusPermanentException e) when (FormWrongs.Of(e) is { } wrongs)
        {
            return await Columns(http, calls, import, input, wrongs);
        }
    }

    private static async Task<IResult> Errors(HttpContext http, PortalCalls calls, string id)
    {
        using var csv = new MemoryStream();
        await calls.Api.Imports.DownloadErrors(id, csv, http.RequestAborted);
        http.Response.Headers.CacheControl = "no-store";
        return Results.File(csv.ToArray(), "text/csv; charset=utf-8", $"{id}-errors.csv");
    }
}
