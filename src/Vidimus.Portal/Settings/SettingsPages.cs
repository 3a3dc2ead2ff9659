using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vidimus.Client;
using Vidimus.Pages;

namespace Vidimus.Portal.Settings;

/// <summary>How the organization is called and looks, and under which identities it issues.</summary>
internal static class SettingsPages
{
    private const string Path = "/portal/settings";
    private const int LargestLogo = 512 * 1024;

    public static void Map(IEndpointRouteBuilder portal)
    {
        portal.MapGet(
            "/settings",
            (HttpContext http, PortalCalls calls) => Show(http, calls, Typed.Nothing, null)
        );
        portal.MapPost(
            "/settings",
            (HttpContext http, PortalCalls calls) =>
                Do(
                    http,
                    calls,
                    form =>
                        calls.Api.Access.EditOrganization(
                            new()
                            {
                                Name = form["name"].ToString().Trim(),
                                Color = form["color"].ToString().Trim(),
                                Accent = form["accent"].ToString().Trim(),
                                Website = form["website"].ToString().Trim(),
                            },
                            http.RequestAborted
                        )
                )
        );
        portal.MapPost(
            "/settings/logo",
            (HttpContext http, PortalCalls calls) => Do(http, calls, f => SetLogo(http, calls, f))
        );
        portal.MapPost(
            "/settings/logo/remove",
            (HttpContext http, PortalCalls calls) =>
                Do(http, calls, _ => calls.Api.Access.RemoveLogo(http.RequestAborted))
        );
    }

    private static async Task SetLogo(HttpContext http, PortalCalls calls, IFormCollection form)
    {
        if (form.Files["logo"] is not { Length: > 0 and <= LargestLogo } file)
            throw new ArgumentException("Choose a PNG or JPEG image of at most 512 KB.");
        var bytes = new byte[file.Length];
        await using var stream = file.OpenReadStream();
        await stream.ReadExactlyAsync(bytes, http.RequestAborted);
        // The API looks at the bytes itself; a browser that knows no type for the file is no reason to refuse it.
        var type = bytes is [0xFF, 0xD8, ..] ? "image/jpeg" : "image/png";
        await calls.Api.Access.SetLogo(bytes, type, http.RequestAborted);
    }

    private static async Task<IResult> Show(
        HttpContext http,
        PortalCalls calls,
        Typed typed,
        string? problem,
        int status = 200
    ) =>
        http.Page<SettingsPage>(
            new
            {
                calls.Visitor,
                Organization = await calls.Api.Access.Organization(http.RequestAborted),
                HasKey = calls.Visitor.May(Right.Admin)
                    && (await calls.Api.SigningKeys.List(http.RequestAborted)).Data.Count > 0,
                Saved = http.Request.Query.ContainsKey("saved"),
                Typed = typed,
                Problem = problem,
            },
            status
        );

    private static async Task<IResult> Do(
        HttpContext http,
        PortalCalls calls,
        Func<IFormCollection, Task> act
    )
    {
        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        var typed = new Typed(form);
        try
        {
            await act(form);
            return http.GoTo($"{Path}?saved=1");
        }
        catch (VidimusPermanentException refused) when (typed.Take(refused))
        {
            return await Show(http, calls, typed, null, 400);
        }
        catch (VidimusPermanentException refused) when (refused.Status is 413)
        {
            return await Show(http, calls, typed, refused.Sentences(), 400);
        }
        catch (ArgumentException wrong)
        {
            return await Show(http, calls, typed, wrong.Message, 400);
        }
    }
}
