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
    // What all calls share knows nobody: each has a client of its own. A server does not hold its own calls back, so none
    // needs a circuit; an assistant that has to wait is told so, and for how long, rather than kept. The address is not looked at.
    private readonly VidimusClient _settings = new(
        new()
        {
            BaseAddress = new("http://localhost"),
            ClientToken = "carried-in-process",
            UseKeyDirectly = true,
            LongestRetryAfter = TimeSpan.FromSeconds(2),
            AttemptTimeout = TimeSpan.FromSeconds(30),
            AttemptsBeforeOpening = int.MaxValue,
        },
        new SocketsHttpHandler()
    );

    public async ValueTask<T> Run<T>(HttpContext http, Func<VidimusClient, ValueTask<T>> work)
    {
        var own = new OwnServerHandler(server, scopes, http);
        using var api = _settings.Over(own);
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
