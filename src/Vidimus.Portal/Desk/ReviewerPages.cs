using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vidimus.Client;
using Vidimus.Pages;
using Vidimus.Portal.Parts;

namespace Vidimus.Portal.Desk;

/// <summary>Who signs what is certified, and under which name.</summary>
internal static class ReviewerPages
{
    private const string Path = "/portal/reviewers";

    public static void Map(IEndpointRouteBuilder portal)
    {
        portal.MapGet("/reviewers", List).OnlyFor(Right.Admin);
        portal.MapGet("/reviewers/{id}", Edit).OnlyFor(Right.Admin);
        portal.MapPost("/reviewers/{id}", Save);
        portal.MapPost("/reviewers/{id}/remove", Remove);
    }

    private static async Task<IResult> List(HttpContext http, PortalCalls calls)
    {
        var members = calls.Api.Members.ListPage(
            new() { PageSize = 100 },
            cancellation: http.RequestAborted
        );
        var profiles = new List<Reviewer>();
        await foreach (var profile in calls.Api.Reviewers.List(http.RequestAborted))
            profiles.Add(profile);
        return http.Page<ReviewersPage>(
            new
            {
                calls.Visitor,
                Profiles = profiles,
                Members = (await members).Data,
                Done = http.Asked("done"),
            }
        );
    }

    private static async Task<IResult> Edit(HttpContext http, PortalCalls calls, string id)
    {
        var profile = await Profile(calls, id, http.RequestAborted);
        return await Form(http, calls, id, profile, Of(profile));
    }

    private static async Task<Reviewer?> Profile(
        PortalCalls calls,
        string id,
        CancellationToken cancellation
    )
    {
        try
        {
            return await calls.Api.Reviewers.Get(id, cancellation);
        }
        catch (VidimusPermanentException e) when (e.Status == 404)
        {
            return null;
        }
    }

    private static async Task<IResult> Form(
        HttpContext http,
        PortalCalls calls,
        string id,
        Reviewer? profile,
        Typed? typed,
        int status = 200
    )
    {
        var name = (await calls.Names(http.RequestAborted)).GetValueOrDefault(id);
        if (profile is null && name is null)
            throw new ArgumentException("There is no such member.", nameof(id));
        return http.Page<ReviewerPage>(
            new
            {
                calls.Visitor,
                MemberId = id,
                Member = name ?? profile!.Name,
                Profile = profile,
                Typed = typed
                    ?? new(
                        new Dictionary<string, string[]>
                        {
                            ["name"] = [name ?? ""],
                            ["active"] = ["yes"],
                        }
                    ),
            },
            status
        );
    }

    private static Typed? Of(Reviewer? profile) =>
        profile is null
            ? null
            : new(
                new Dictionary<string, string[]>
                {
                    ["name"] = [profile.Name],
                    ["credentials"] = [profile.Credentials],
                    ["languages"] = [string.Join(' ', profile.Languages)],
                    ["active"] = [profile.Active ? "yes" : ""],
                    ["version"] = [Shown.Plain(profile.Version)],
                }
            );

    private static async Task<IResult> Save(HttpContext http, PortalCalls calls, string id)
    {
        var typed = new Typed(http.Request.Form);
        try
        {
            await calls.Api.Reviewers.Set(
                id,
                new()
                {
                    Name = typed["name"] ?? "",
                    Credentials = typed["credentials"] ?? "",
                    Languages = typed.Lines("languages"),
                    Active = typed.Has("active", "yes"),
                    Version = typed.Number("version"),
                },
                http.RequestAborted
            );
            return http.GoTo($"{Path}?done=saved");
        }
        catch (VidimusPermanentException e) when (typed.Take(e))
        {
            var profile = await Profile(calls, id, http.RequestAborted);
            return await Form(http, calls, id, profile, typed, 400);
        }
    }

    private static async Task<IResult> Remove(HttpContext http, PortalCalls calls, string id)
    {
        await calls.Api.Reviewers.Remove(id, http.RequestAborted);
        return http.GoTo($"{Path}?done=removed");
    }
}
