using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Vidimus.Gateway;

/// <summary>
/// Who calls over HTTP: a bearer secret of the callers file. Where no callers are named, which is possible on loopback alone,
/// it is whoever sits at this machine.
/// </summary>
internal sealed class CallerDoor(CallersFile? callers, GatewayMetrics metrics, ILogger logger)
{
    public async Task Pass(HttpContext http, RequestDelegate next)
    {
        if (callers is null)
            http.Features.Set(CallerEntry.Local);
        else if (Find(http, callers) is { } caller)
            http.Features.Set(caller);
        else
        {
            await Refuse(http);
            return;
        }
        await next(http);
    }

    private static CallerEntry? Find(HttpContext http, CallersFile callers)
    {
        var header = http.Request.Headers.Authorization;
        const string scheme = "Bearer ";
        return
            header.Count == 1
            && header[0] is { } value
            && value.StartsWith(scheme, StringComparison.OrdinalIgnoreCase)
            ? callers.Find(value[scheme.Length..].Trim())
            : null;
    }

    private async Task Refuse(HttpContext http)
    {
        var given = http.Request.Headers.Authorization.Count > 0;
        metrics.AuthFailed("caller");
        GatewayLog.CallerRefused(
            logger,
            http.Request.Path,
            http.Connection.RemoteIpAddress?.ToString(),
            given ? "no caller has this secret" : "no secret"
        );
        http.Response.StatusCode = StatusCodes.Status401Unauthorized;
        // RFC 6750 section 3: no error code where no credentials came at all.
        http.Response.Headers.WWWAuthenticate = given
            ? "Bearer realm=\"vidimus-gateway\", error=\"invalid_token\""
            : "Bearer realm=\"vidimus-gateway\"";
        http.Response.ContentType = "application/json";
        await http.Response.Body.WriteAsync(
            JsonSerializer.SerializeToUtf8Bytes(
                new Dictionary<string, object?>
                {
                    ["jsonrpc"] = "2.0",
                    ["id"] = null,
                    ["error"] = new Dictionary<string, object?>
                    {
                        ["code"] = -32001,
                        ["message"] = given
                            ? "No caller of this gateway has this secret. Ask its operator for one (vidimus gateway add-caller)."
                            : "This gateway lets in callers with a secret only: send it as Authorization: Bearer …",
                    },
                }
            ),
            http.RequestAborted
        );
    }
}
