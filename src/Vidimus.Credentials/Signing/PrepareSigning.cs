using Microsoft.Extensions.Hosting;

namespace Vidimus.Credentials.Signing;

/// <summary>Before the first request: a key for receipts exists and can be used.</summary>
internal sealed class PrepareSigning(ReceiptKeys keys) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => keys.Prepare(cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
