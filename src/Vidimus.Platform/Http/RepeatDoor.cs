using System.Data.Common;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Platform.Http;

/// <summary>
/// Behind the gate and before every operation that changes something: a request that was answered before is answered the
/// same and goes no further. Who may not do the operation was refused by the gate and sees no answer of it either.
/// </summary>
internal sealed class RepeatDoor(RequestDelegate next)
{
    public async Task Invoke(HttpContext http)
    {
        if (!Counts(http))
        {
            await next(http);
            return;
        }
        var repeat = http.RequestServices.GetRequiredService<Repeat>();
        try
        {
            if (await Begin(http, repeat) is not { } early)
                await next(http);
            else if (early.Problem is { } problem)
                await http.Refuse(problem);
            else
                await new Repeated(early.Replay!).ExecuteAsync(http);
        }
        finally
        {
            repeat.End();
        }
    }

    // Whoever answers has to know that it is not known whether the request was answered before; the operation has not begun.
    private static async Task<Result<bool>?> Begin(HttpContext http, Repeat repeat)
    {
        try
        {
            return await repeat.Begin(http);
        }
        catch (Exception e) when (Transient.Root(e) is DbException)
        {
            http.Items[EdgeKeys.RepeatsUnknown] = true;
            throw;
        }
    }

    private static bool Counts(HttpContext http) =>
        (
            http.Request.Headers.ContainsKey("Idempotency-Key")
            || http.Request.Headers.ContainsKey("X-Idempotency-Key")
        )
        && !HttpMethods.IsGet(http.Request.Method)
        && !HttpMethods.IsHead(http.Request.Method)
        && http.GetEndpoint() is RouteEndpoint route
        && route.Metadata.GetMetadata<RepeatsByItself>() is null;
}
