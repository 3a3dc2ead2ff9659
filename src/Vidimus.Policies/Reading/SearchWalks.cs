using System.Collections.Concurrent;
using System.Security.Cryptography;
using Vidimus.Platform.Persistence;

namespace Vidimus.Policies.Reading;

/// <summary>
/// What searches found, in its order, while somebody reads page after page of it: how well texts fit depends on all others
/// that there are, so that a policy more or less moves the rest. Kept on the node that searched, for a while and for the
/// latest searches only; without it a list goes on behind the rank and id that the cursor holds.
/// </summary>
internal sealed class SearchWalks(TimeProvider clock)
{
    private const int Most = 100;
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(15);
    private readonly ConcurrentDictionary<string, (DateTimeOffset At, TextHit[] Hits)> _walks = [];

    /// <summary>Keeps what was found, and answers its name.</summary>
    public string Keep(TextHit[] hits)
    {
        var name = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));
        _walks[name] = (clock.GetUtcNow(), hits);
        if (_walks.Count > Most)
            foreach (var old in _walks.OrderBy(w => w.Value.At).Take(_walks.Count - Most))
                _walks.TryRemove(old.Key, out _);
        return name;
    }

    /// <summary>What was found, or null where that is not known any more.</summary>
    public TextHit[]? Find(string name) =>
        _walks.TryGetValue(name, out var walk) && clock.GetUtcNow() - walk.At < Kept
            ? walk.Hits
            : null;
}
