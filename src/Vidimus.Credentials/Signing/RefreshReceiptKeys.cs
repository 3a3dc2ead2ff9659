using Microsoft.Extensions.Logging;
using Vidimus.Platform.Persistence;

namespace Vidimus.Credentials.Signing;

/// <summary>Rereads the receipt keys, so that a rotation on another node or by command is seen.</summary>
internal sealed class RefreshReceiptKeys(
    ReceiptKeys keys,
    TimeProvider clock,
    ILogger<RefreshReceiptKeys> log
) : PeriodicWork(TimeSpan.FromSeconds(15), clock, log)
{
    protected override Task Round(CancellationToken cancellation) => keys.Load(cancellation);
}
