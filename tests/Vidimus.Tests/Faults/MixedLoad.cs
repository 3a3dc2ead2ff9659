using System.Collections.Concurrent;
using System.Diagnostics;
using Shouldly;
using Vidimus.Testing;

namespace Vidimus.Tests.Faults;

/// <summary>
/// Clients that issue, revoke, mint, rotate, suspend and revoke keys, read lists and tend webhook endpoints, all at once, over
/// nodes that may die under them. What they were told is in <see cref="Log"/>.
/// </summary>
internal sealed class MixedLoad : IAsyncDisposable
{
    private readonly Cluster _cluster;
    private readonly string _admin;
    private readonly string _group;
    private readonly IReadOnlyList<Hook> _hooks;
    private readonly CancellationTokenSource _end = new();
    private readonly ConcurrentBag<string> _wrong = [];
    private readonly List<Task> _clients;
    private int _next;
    private int _done;
    private int _tended;

    public MixedLoad(
        Cluster cluster,
        string admin,
        string group,
        int clients = 6,
        params Hook[] hooks
    )
    {
        (_cluster, _admin, _group, _hooks) = (cluster, admin, group, hooks);
        _clients = [.. Enumerable.Range(0, clients).Select(i => Task.Run(() => Client(i)))];
    }

    public ClientLog Log { get; } = new();

    /// <summary>Requests that were answered with success.</summary>
    public int Done => Volatile.Read(ref _done);

    public async Task WaitFor(int requests)
    {
        var until = Done + requests;
        for (var waited = Stopwatch.StartNew(); Done < until; await Task.Delay(10))
        {
            waited.Elapsed.ShouldBeLessThan(TimeSpan.FromMinutes(4), "the load stands still");
            _wrong.ShouldBeEmpty();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await Task.WhenAll(_clients);
        _end.Dispose();
        _wrong.ShouldBeEmpty();
    }

    private async Task Client(int number)
    {
        while (!_end.IsCancellationRequested)
        {
            var turn = Interlocked.Increment(ref _next);
            var node = _cluster.Nodes[(number + turn) % _cluster.Nodes.Count];
            try
            {
                Task work = (turn % 10) switch
                {
                    0 => KeyLife(node),
                    1 or 2 => Revoke(node),
                    3 => List(node),
                    4 when _hooks.Count > 0 => Tend(node),
                    _ => Issue(node, $"load-{turn}"),
                };
                await work;
            }
            catch (Exception e) when (e is HttpRequestException or IOException)
            {
                await Task.Delay(20); // it died under the request
            }
            catch (Exception e)
            {
                _wrong.Add(e.ToString());
                return;
            }
        }
    }

    /// <summary>Repeats until it is answered, on whatever node lives: one key, one credential.</summary>
    private async Task<string?> Issue(Node node, string repeatKey)
    {
        for (var attempt = 0; attempt < 400 && !_end.IsCancellationRequested; attempt++)
        {
            try
            {
                var answer = await node.Post(
                    "/v1/credentials",
                    _admin,
                    $$$"""{"groupId":"{{{_group}}}","recipient":{"name":"Ada Example"}}""",
                    ("Idempotency-Key", repeatKey)
                );
                // 409: the first try of this key is still running somewhere, though its client lost it.
                if (answer.Status is not (503 or 409) && Ok(answer, 201))
                {
                    Log.Told(answer.At("id")!, repeatKey);
                    return answer.At("id");
                }
            }
            catch (Exception e) when (e is HttpRequestException or IOException)
            {
                // Unknown whether it was done: ask again.
            }
            node = _cluster.Nodes[(attempt + 1) % _cluster.Nodes.Count];
            await Task.Delay(25);
        }
        return null;
    }

    private async Task Revoke(Node node)
    {
        if (await Issue(node, $"revoked-{Interlocked.Increment(ref _next)}") is { } id)
            Ok(
                await node.Post(
                    $"/v1/credentials/{id}/revoke",
                    _admin,
                    """{"reason":"Issued by mistake"}"""
                ),
                200
            );
    }

    private async Task List(Node node) =>
        Ok(await node.Get("/v1/credentials?limit=20", _admin), 200);

    private async Task KeyLife(Node node)
    {
        var made = await node.Post("/v1/keys", _admin, new { label = "Load", mode = "live" });
        if (!Ok(made, 201))
            return;
        var key = Key.Of(made.Json);
        await Use(node, key);
        var rotated = await node.Post(
            $"/v1/keys/{key.Id}/rotate",
            _admin,
            """{"graceSeconds":86400}"""
        );
        if (Ok(rotated, 201))
            await Use(node, Key.Of(rotated.Json));
        if (Ok(await node.Post($"/v1/keys/{key.Id}/suspend", _admin, "{}"), 200))
            Ok(await node.Post($"/v1/keys/{key.Id}/resume", _admin, "{}"), 200);
        var other = _cluster.Nodes[Interlocked.Increment(ref _next) % _cluster.Nodes.Count];
        var using_ = Task.WhenAll(Use(node, key), Use(other, key));
        if (Ok(await node.Post($"/v1/keys/{key.Id}/revoke", _admin, "{}"), 200))
            Log.Revoked(key.Id);
        await Use(node, key);
        await Use(other, key);
        await using_;
    }

    /// <summary>Sends an event again, and by turns gives the endpoint a new secret, or pauses it for a moment.</summary>
    private async Task Tend(Node node)
    {
        var turn = Interlocked.Increment(ref _tended);
        var hook = _hooks[turn % _hooks.Count];
        if (hook.Received is [.., var last])
            Ok(await node.Post($"{hook.Path}/deliveries/{last.Id}/resend", _admin), 202);
        if (turn % 3 == 0)
        {
            Ok(await node.Post($"{hook.Path}/pause", _admin), 200);
            await Task.Delay(50);
            Ok(await node.Post($"{hook.Path}/resume", _admin), 200);
        }
        // No more than may sign at once, among which those are that nobody was told of.
        else if (turn is 1 or 4 or 10)
        {
            var rotated = await node.Post($"{hook.Path}/rotate-secret", _admin, "{}");
            if (Ok(rotated, 201))
                hook.Signs(rotated.At("secret")!);
        }
    }

    private async Task Use(Node node, Key key)
    {
        var sent = Stopwatch.GetTimestamp();
        try
        {
            if ((await node.Get("/v1/auth/me", key.Secret)).Status == 200)
                Log.Accepted(key.Id, sent);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            // Not accepted.
        }
    }

    private bool Ok(Answer answer, int expected)
    {
        if (answer.Status == expected)
        {
            Interlocked.Increment(ref _done);
            return true;
        }
        // What was under way when the node was told to go may be refused so; anything else is a defect.
        if (answer.Status != 503)
            throw new InvalidOperationException($"{answer.Status} {answer.Text}");
        return false;
    }
}
