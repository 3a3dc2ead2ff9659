using Vidimus.Platform.Persistence;

namespace Vidimus.Platform.Secrets;

/// <summary>Rows of one kind that hold something encrypted under a master key.</summary>
public interface IWrapped
{
    /// <summary>What they are, for the operator.</summary>
    string What { get; }

    /// <summary>
    /// Rewraps the next rows after <paramref name="position"/> (empty at first) under the current master key; answers
    /// the position after them, or null when there are no more.
    /// </summary>
    Task<string?> RewrapPage(Unit unit, MasterKeys keys, string position);
}

/// <summary>Moves every ciphertext to the current master key, so that an old one can be thrown away.</summary>
public sealed class Rewrapping(Commits commits, MasterKeys keys, IEnumerable<IWrapped> wrapped)
{
    /// <summary>Rows read at a time.</summary>
    public const int PageSize = 500;

    /// <summary>Rewraps everything; may be run again at any time, also while servers run.</summary>
    public async Task Run(Action<string> report, CancellationToken cancellation)
    {
        foreach (var kind in wrapped)
        {
            var pages = 0;
            for (var position = ""; position is not null; pages++)
            {
                var from = position;
                string? next = null;
                await commits.Keep(
                    "master-key.rewrap",
                    async unit => next = await kind.RewrapPage(unit, keys, from),
                    cancellation
                );
                position = next;
            }
            report($"{kind.What}: done ({pages} pages)");
        }
    }

    /// <summary>The same secret under the current master key; null when it is under it already.</summary>
    public static byte[]? Rewrap(MasterKeys keys, byte[] sealedBytes, string purpose) =>
        MasterKeys.NameOf(sealedBytes) == keys.Current
            ? null
            : keys.Encrypt(keys.Decrypt(sealedBytes, purpose), purpose);
}
