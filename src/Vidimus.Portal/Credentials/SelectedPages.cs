using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vidimus.Client;
using Vidimus.Pages;

namespace Vidimus.Portal.Credentials;

/// <summary>What became of one of several credentials.</summary>
/// <param name="Id">The credential.</param>
/// <param name="Wrong">Why it was not done; null when it was.</param>
public sealed record SelectedResult(string Id, string? Wrong);

/// <summary>Pages by which several credentials are revoked or sent again.</summary>
internal static class SelectedPages
{
    private const int Most = 50;

    public static void Map(IEndpointRouteBuilder portal)
    {
        portal.MapPost("credentials/selected", Ask);
        portal.MapPost("credentials/selected/do", Do);
    }

    private static async Task<IResult> Ask(HttpContext http, PortalCalls calls)
    {
        var (work, credentials) = await Chosen(http, calls);
        return credentials.Count == 0
            ? http.GoTo("/portal/credentials")
            : Show(http, calls, work, credentials, null);
    }

    private static IResult Show(
        HttpContext http,
        PortalCalls calls,
        string work,
        IReadOnlyList<Credential> credentials,
        IReadOnlyList<SelectedResult>? results
    ) =>
        http.Page<SelectedPage>(
            new
            {
                calls.Visitor,
                Work = work,
                Credentials = credentials,
                Results = results,
            }
        );

    private static async Task<(string, IReadOnlyList<Credential>)> Chosen(
        HttpContext http,
        PortalCalls calls
    )
    {
        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        var credentials = new List<Credential>();
        foreach (var id in form["id"].OfType<string>().Distinct().Take(Most))
            credentials.Add(await calls.Api.Credentials.Get(id, http.RequestAborted));
        return (form["do"] == "revoke" ? "revoke" : "send", credentials);
    }

    private static async Task<IResult> Do(HttpContext http, PortalCalls calls)
    {
        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        var (work, credentials) = await Chosen(http, calls);
        var results = new List<SelectedResult>();
        foreach (var credential in credentials)
        {
            try
            {
                if (work == "revoke")
                    await calls.Api.Credentials.Revoke(
                        credential.Id,
                        form["reason"].ToString(),
                        form.Once(credential.Id),
                        http.RequestAborted
                    );
                else
                    await calls.Api.Credentials.Distribute(
                        credential.Id,
                        null,
                        form.Once(credential.Id),
                        http.RequestAborted
                    );
                results.Add(new(credential.Id, null));
            }
            catch (VidimusPermanentException e)
            {
                results.Add(new(credential.Id, e.Words().Message));
            }
        }
        var (_, after) = await Chosen(http, calls);
        return Show(http, calls, work, after, results);
    }
}
