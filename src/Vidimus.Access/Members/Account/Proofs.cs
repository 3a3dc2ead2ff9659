using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Vidimus.Platform.Limits;

namespace Vidimus.Access.Members.Account;

/// <summary>
/// How often a signed-in browser may show once more who it is: each look at a password takes the machine's time, and nobody
/// needs more than a few.
/// </summary>
internal sealed class Proofs(TimeProvider clock)
{
    private const int PerMinute = 5;
    private readonly AddressCounts _tries = new(clock);

    /// <summary>Seconds to wait, or null.</summary>
    public int? Refuse(string sessionId)
    {
        var number = BinaryPrimitives.ReadUInt64BigEndian(
            SHA256.HashData(Encoding.UTF8.GetBytes(sessionId))
        );
        var taken = _tries.Take(number, PerMinute, 1);
        return taken.Allowed ? null : Gate.RateLimits.Seconds(taken.Wait);
    }
}
