using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

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
            if (await repeat.Begin(http) is not { } early)
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
