using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vidimus.Client;
using Vidimus.Pages;

namespace Vidimus.Portal.Mail;

/// <summary>Mail in the portal: the folder of development, the settings, a group's words, a credential's sending, requests for erasure.</summary>
internal static class MailPages
{
    private const string Settings = "/portal/mail/settings";

    private static readonly (string Member, string Field)[] Fields =
    [
        ("server.host", "host"),
        ("server.port", "port"),
        ("server.tls", "tls"),
        ("server.user", "user"),
        ("server.password", "password"),
        ("server.from", "from"),
    ];

    public static void Map(IEndpointRouteBuilder portal)
    {
        portal.MapGet(
            "/mail",
            async (HttpContext http, PortalCalls calls) =>
                http.Page<FolderPage>(
                    new { calls.Visitor, Mails = await calls.Api.Mail.Written(http.RequestAborted) }
                )
        );
        portal.MapGet(
            "/mail/{name}",
            async (HttpContext http, PortalCalls calls, string name) =>
                http.Page<FolderMailPage>(
                    new
                    {
                        calls.Visitor,
                        Mail = await calls.Api.Mail.Written(name, http.RequestAborted),
                    }
                )
        );
        MapSettings(portal);
        MapCredentials(portal);
        MapErasures(portal);
        GroupMailPages.Map(portal);
    }

    private static void MapSettings(IEndpointRouteBuilder portal)
    {
        portal.MapGet(
            "/mail/settings",
            (HttpContext http, PortalCalls calls) =>
                Show(
                    http,
                    calls,
                    http.Request.Query.ContainsKey("saved") ? "Saved." : null,
                    Typed.Nothing
                )
        );
        portal
            .MapPost(
                "/mail/settings",
                (HttpContext http, PortalCalls calls) =>
                    Change(
                        http,
                        calls,
                        async form =>
                        {
                            await calls.Api.Mail.Set(Read(form), http.RequestAborted);
                            return null;
                        }
                    )
            )
            .AsksAgain(Settings);
        portal.MapPost(
            "/mail/recipient-page",
            (HttpContext http, PortalCalls calls) =>
                Change(
                    http,
                    calls,
                    async form =>
                    {
                        await calls.Api.Mail.SetRecipientPage(
                            new() { ErasesAtOnce = form["erasesAtOnce"] == "yes" },
                            http.RequestAborted
                        );
                        return null;
                    }
                )
        );
        portal.MapPost(
            "/mail/test",
            (HttpContext http, PortalCalls calls) =>
                Change(
                    http,
                    calls,
                    async form =>
                    {
                        var outcome = await calls.Api.Mail.Test(
                            form["to"].ToString().Trim(),
                            http.RequestAborted
                        );
                        return outcome.Sent
                            ? "The server took the test mail."
                            : $"The server did not take it: {outcome.Code}.";
                    }
                )
        );
    }

    private static void MapCredentials(IEndpointRouteBuilder portal)
    {
        portal.MapPost(
            "/mail/credentials/{id}/send",
            async (HttpContext http, PortalCalls calls, string id) =>
            {
                var form = await http.Request.ReadFormAsync(http.RequestAborted);
                await calls.Api.Credentials.Distribute(
                    id,
                    Text(form, "language"),
                    null,
                    http.RequestAborted
                );
                return http.GoTo($"/portal/credentials/{id}");
            }
        );
        portal.MapPost(
            "/mail/credentials/{id}/claim",
            async (HttpContext http, PortalCalls calls, string id) =>
                http.Page<ClaimLinkPage>(
                    new
                    {
                        calls.Visitor,
                        Claim = await calls.Api.Mail.RenewClaim(id, http.RequestAborted),
                    }
                )
        );
        portal.MapPost(
            "/mail/credentials/{id}/claim/end",
            async (HttpContext http, PortalCalls calls, string id) =>
            {
                await calls.Api.Mail.EndClaims(id, http.RequestAborted);
                return http.GoTo($"/portal/credentials/{id}");
            }
        );
    }

    private static void MapErasures(IEndpointRouteBuilder portal)
    {
        const string path = "/portal/mail/erasures";
        portal.MapGet(
            "/mail/erasures",
            async (HttpContext http, PortalCalls calls) =>
            {
                List<ErasureRequest> requests = [];
                await foreach (var one in calls.Api.Mail.ErasureRequests(http.RequestAborted))
                    requests.Add(one);
                return http.Page<ErasuresPage>(new { calls.Visitor, Requests = requests });
            }
        );
        portal.MapPost(
            "/mail/erasures/{id}/erase",
            async (HttpContext http, PortalCalls calls, string id) =>
            {
                await calls.Api.Recipients.Erase(id, http.RequestAborted);
                return http.GoTo(path);
            }
        );
        portal.MapPost(
            "/mail/erasures/{id}/refuse",
            async (HttpContext http, PortalCalls calls, string id) =>
            {
                await calls.Api.Mail.RefuseErasure(id, http.RequestAborted);
                return http.GoTo(path);
            }
        );
    }

    private static async Task<IResult> Show(
        HttpContext http,
        PortalCalls calls,
        string? said,
        Typed typed
    ) =>
        http.Page<MailSettingsPage>(
            new
            {
                calls.Visitor,
                Mail = await calls.Api.Mail.Get(http.RequestAborted),
                Recipients = await calls.Api.Mail.RecipientPage(http.RequestAborted),
                Said = said,
                Typed = typed,
            },
            typed.Ok ? 200 : 400
        );

    private static async Task<IResult> Change(
        HttpContext http,
        PortalCalls calls,
        Func<IFormCollection, Task<string?>> act
    )
    {
        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        var typed = new Typed(form);
        try
        {
            var said = await act(form);
            return said is null
                ? http.GoTo($"{Settings}?saved=1")
                : await Show(http, calls, said, Typed.Nothing);
        }
        catch (VidimusPermanentException refused) when (typed.Take(refused, Fields))
        {
            return await Show(http, calls, null, typed);
        }
    }

    private static NewOrganizationMail Read(IFormCollection form) =>
        new()
        {
            Language = Text(form, "language"),
            FromName = Text(form, "fromName"),
            ReplyTo = Text(form, "replyTo"),
            Server = Text(form, "host") is { } host
                ? new()
                {
                    Host = host,
                    Port = int.TryParse(
                        form["port"],
                        NumberStyles.None,
                        CultureInfo.InvariantCulture,
                        out var port
                    )
                        ? port
                        : null,
                    Tls = Text(form, "tls"),
                    User = Text(form, "user"),
                    Password = Text(form, "password"),
                    From = Text(form, "from") ?? "",
                }
                : null,
        };

    private static string? Text(IFormCollection form, string name) =>
        form[name].ToString().Trim() is { Length: > 0 } text ? text : null;
}
