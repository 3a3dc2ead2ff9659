using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace Vidimus.Credentials.Status;

/// <summary>A signed list and the tag of its bytes.</summary>
internal sealed record SignedList(byte[] Bytes, string Tag, long Version, DateTimeOffset SignedAt);

/// <summary>
/// The lists signed by this node, by their version: the same bytes serve until the next change, or for half their life.
/// </summary>
internal sealed class SignedLists
{
    private const int Most = 1000;
    private static readonly TimeSpan HalfLife = TimeSpan.FromHours(12);
    private readonly ConcurrentDictionary<(string, StatusListForm), SignedList> _lists = [];

    public SignedList? Find(string listId, StatusListForm form, long version, DateTimeOffset now) =>
        _lists.TryGetValue((listId, form), out var list)
        && list.Version == version
        && now >= list.SignedAt
        && now - list.SignedAt < HalfLife
            ? list
            : null;

    public SignedList Keep(
        string listId,
        StatusListForm form,
        long version,
        byte[] bytes,
        DateTimeOffset now
    )
    {
        if (_lists.Count >= Most)
            _lists.Clear();
        var tag = Convert.ToHexStringLower(SHA256.HashData(bytes))[..32];
        return _lists[(listId, form)] = new(bytes, tag, version, now);
    }
}
