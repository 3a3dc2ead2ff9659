using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Vidimus.Pages;

namespace Vidimus.Portal.Connect;

/// <summary>How assistants are connected: a configuration to copy for each client, with this server's own address.</summary>
internal static class ConnectPages
{
    public static void Map(IEndpointRouteBuilder portal) => portal.MapGet("/connect", Show);

    private static IResult Show(
        HttpContext http,
        PortalCalls calls,
        string? client,
        string? toolset,
        string? @readonly
    )
    {
        var guide = ClientGuide.All.FirstOrDefault(g => g.Id == client) ?? ClientGuide.All[0];
        var known = ConnectChoice.Toolsets.Any(t => t.Name == toolset);
        var choice = new ConnectChoice(
            guide.Id,
            known ? toolset! : "",
            @readonly is not null,
            Server(http)
        )
        {
            Mode = calls.Visitor.Mode,
        };
        return http.Page<ConnectPage>(
            new
            {
                calls.Visitor,
                Guide = guide,
                Choice = choice,
            }
        );
    }

    /// <summary>The public address where one is set: it is the one that tokens are bound to.</summary>
    private static string Server(HttpContext http) =>
        http.RequestServices.GetRequiredService<IConfiguration>()["PublicUrl"]
            is { Length: > 0 } address
            ? address.TrimEnd('/')
            : $"{http.Request.Scheme}://{http.Request.Host}";
}
