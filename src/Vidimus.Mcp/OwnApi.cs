using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Vidimus.Client;
using Vidimus.OwnCalls;

namespace Vidimus.Mcp;

/// <summary>
/// The API of this very server in the name of whom the gate recognised at a request: no key or token is shown once more. What
/// the client needs in its place opens nothing, and is taken off before the request is made.
/// </summary>
internal sealed class OwnApi(OwnServer server, IServiceScopeFactory scopes)
{
    // An assistant that has to wait is told so, and for how long, rather than kept.
    private static readonly TimeSpan LongestRetryAfter = TimeSpan.FromSeconds(2);

    public async ValueTask<T> Run<T>(HttpContext http, Func<VidimusClient, ValueTask<T>> work)
    {
        var own = new OwnServerHandler(server, scopes, http);
        using var api = new VidimusClient(
            new()
            {
                BaseAddress = new($"{http.Request.Scheme}://{http.Request.Host}"),
                ClientToken = "carried-in-process",
                UseKeyDirectly = true,
                AllowInsecureHttp = true,
                LongestRetryAfter = LongestRetryAfter,
                AttemptTimeout = TimeSpan.FromSeconds(30),
            },
            own
        );
        try
        {
            return await work(api);
        }
        finally
        {
            // Calls that still run end before the request gives back its place.
            await own.Leave();
        }
    }
}
