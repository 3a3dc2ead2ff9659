using Microsoft.Extensions.Hosting;
using Vidimus.Access.Tokens;

namespace Vidimus.Access.Setup;

/// <summary>Before the first request: a key for access tokens exists and is loaded.</summary>
internal sealed class PrepareAccess(TokenKeys keys) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => keys.Prepare(cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
