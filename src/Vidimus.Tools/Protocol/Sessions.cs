using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace Vidimus.Tools.Protocol;

/// <summary>
/// Sessions of clients that begin with <c>initialize</c>. The id holds all there is to know, sealed for one caller and one
/// door: any node takes it, a restart loses none, and an idle client costs no memory. It proves nobody's identity: each
/// request does that by itself, and another caller's id is not found.
/// </summary>
internal sealed class Sessions(Seal seal, TimeProvider clock, McpOptions options)
{
    private const int Head = 8 + 8 + 1 + 1;
    private readonly ConcurrentDictionary<string, LiveSession> _live = new(StringComparer.Ordinal);

    public string Begin(McpSession at, string caller, ClientTraits client)
    {
        var name = Encoding.UTF8.GetBytes(client.Name ?? "");
        Span<byte> plain = stackalloc byte[Head + name.Length];
        BinaryPrimitives.WriteInt64BigEndian(plain, clock.GetUtcNow().ToUnixTimeMilliseconds());
        RandomNumberGenerator.Fill(plain[8..16]);
        plain[16] = (byte)Array.IndexOf(Revisions.Legacy, client.Revision);
        plain[17] = (byte)client.Abilities;
        name.CopyTo(plain[Head..]);
        return seal.Close(plain, Binding(at, caller));
    }

    /// <summary>Who its client is; null when it is over, another caller's, or none of ours.</summary>
    public ClientTraits? Open(McpSession at, string caller, string id)
    {
        if (
            seal.Open(id, Binding(at, caller)) is not { Length: >= Head } plain
            || plain[16] >= Revisions.Legacy.Length
        )
            return null;
        var begun = DateTimeOffset.FromUnixTimeMilliseconds(
            BinaryPrimitives.ReadInt64BigEndian(plain)
        );
        if (clock.GetUtcNow() - begun >= options.SessionLasts || Find(id)?.Ended == true)
            return null;
        var name = plain.Length > Head ? Encoding.UTF8.GetString(plain.AsSpan(Head)) : null;
        return new(Revisions.Legacy[plain[16]], (Abilities)plain[17], name);
    }

    /// <summary>What this node remembers of a session; null for most.</summary>
    public LiveSession? Find(string id) => _live.GetValueOrDefault(id);

    /// <summary>Begins to remember something of a session.</summary>
    public LiveSession Remember(string id)
    {
        if (_live.Count >= options.LiveSessions)
            Forget();
        var live = _live.GetOrAdd(id, static _ => new());
        live.Seen = clock.GetTimestamp();
        return live;
    }

    public void End(string id)
    {
        var live = Remember(id);
        live.Ended = true;
        live.Stream?.Close();
    }

    private static string Binding(McpSession at, string caller) =>
        string.Join('\n', "session", at.Toolset, at.ReadOnly ? "read" : "all", caller);

    /// <summary>
    /// The tenth that was heard of least lately: of these it is forgotten that they ended, what they subscribed to, or which
    /// lines of log they want.
    /// </summary>
    private void Forget()
    {
        foreach (
            var (id, _) in _live
                .Where(l => l.Value.Stream is null)
                .OrderBy(l => l.Value.Seen)
                .Take(Math.Max(1, options.LiveSessions / 10))
                .ToArray()
        )
            _live.TryRemove(id, out _);
    }
}

/// <summary>What one node remembers of a session beyond its id.</summary>
internal sealed class LiveSession
{
    private const int MostSubscriptions = 100;
    private readonly HashSet<string> _subscriptions = new(StringComparer.Ordinal);

    public long Seen { get; set; }

    public volatile bool Ended;

    public volatile string? LogLevel;

    public volatile HeldStream? Stream;

    public bool Subscribe(string uri)
    {
        lock (_subscriptions)
            return _subscriptions.Contains(uri)
                || (_subscriptions.Count < MostSubscriptions && _subscriptions.Add(uri));
    }

    public void Unsubscribe(string uri)
    {
        lock (_subscriptions)
            _subscriptions.Remove(uri);
    }

    public bool IsSubscribed(string uri)
    {
        lock (_subscriptions)
            return _subscriptions.Contains(uri);
    }
}
