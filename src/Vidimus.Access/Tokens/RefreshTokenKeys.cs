using Microsoft.Extensions.Logging;
using Vidimus.Platform.Persistence;

namespace Vidimus.Access.Tokens;

/// <summary>Rereads the key set, so that a rotation on another node or by command is seen before the new key signs.</summary>
internal sealed class RefreshTokenKeys(
    TokenKeys keys,
    TimeProvider clock,
    ILogger<RefreshTokenKeys> log
) : PeriodicWork(TimeSpan.FromSeconds(15), clock, log)
{
    protected override Task Round(CancellationToken cancellation) => keys.Load(cancellation);
}
