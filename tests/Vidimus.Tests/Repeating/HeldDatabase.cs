using System.Net;
using System.Net.Sockets;
using System.Text;
using Npgsql;

namespace Vidimus.Tests.Repeating;

/// <summary>At which step of a change the database stands still, or loses the connection.</summary>
internal enum Step
{
    /// <summary>Before the database hears of the change.</summary>
    BeforeInsert,

    /// <summary>The rows and the kept answer are written, and the server does not know it yet.</summary>
    AfterInsert,

    /// <summary>Before the database hears of the commit.</summary>
    BeforeCommit,

    /// <summary>The change is durable, and the server does not know it yet.</summary>
    AfterCommit,
}

/// <summary>
/// A way to a PostgreSQL server on which a test stops at a step of its choice: from there on nothing passes in either
/// direction, until the test breaks the connection or ends the server behind it. Speaks no more of the protocol than the
/// words it waits for.
/// </summary>
internal sealed class HeldDatabase : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly NpgsqlConnectionStringBuilder _target;
    private readonly Lock _lock = new();
    private readonly List<Socket> _sockets = [];
    private TaskCompletionSource? _reached;
    private Step _step;
    private bool _breaks;
    private volatile string _change = KeepingAnAnswer;

    public HeldDatabase(string connectionString)
    {
        _target = new(connectionString);
        _listener.Start();
        ConnectionString = new NpgsqlConnectionStringBuilder(connectionString)
        {
            Host = "127.0.0.1",
            Port = ((IPEndPoint)_listener.LocalEndpoint).Port,
            SslMode = SslMode.Disable,
            // Every statement comes with its text, so that the step can be told.
            MaxAutoPrepare = 0,
        }.ConnectionString;
        _ = Accept();
    }

    public string ConnectionString { get; }

    /// <summary>How a change begins that keeps an answer under an idempotency key.</summary>
    private const string KeepingAnAnswer = "INSERT INTO platform_replays";

    /// <summary>
    /// The next change with these words stands still at this step, or loses its connection there; done when it is reached.
    /// </summary>
    public Task Hold(Step step, bool breaks = false, string change = KeepingAnAnswer)
    {
        lock (_lock)
        {
            (_step, _breaks, _change) = (step, breaks, change);
            _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
            return _reached.Task;
        }
    }

    /// <summary>Closes every connection.</summary>
    public void Break()
    {
        lock (_lock)
        {
            foreach (var socket in _sockets)
                socket.Dispose();
            _sockets.Clear();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        Break();
        _stop.Dispose();
    }

    private async Task Accept()
    {
        try
        {
            while (true)
                _ = Serve(await _listener.AcceptSocketAsync(_stop.Token));
        }
        catch (Exception e)
            when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task Serve(Socket client)
    {
        using var server = await Connect();
        using (client)
        {
            lock (_lock)
                _sockets.AddRange([client, server]);
            var held = new HeldConnection(this, client, server);
            try
            {
                await Task.WhenAny(held.Up(_stop.Token), held.Down(_stop.Token));
            }
            catch (Exception e)
                when (e is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                // Either side went away.
            }
        }
    }

    private async Task<Socket> Connect()
    {
        var host = _target.Host!;
        if (!host.StartsWith('/'))
        {
            var tcp = new Socket(SocketType.Stream, ProtocolType.Tcp);
            await tcp.ConnectAsync(host, _target.Port);
            return tcp;
        }
        var local = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await local.ConnectAsync(new UnixDomainSocketEndPoint($"{host}/.s.PGSQL.{_target.Port}"));
        return local;
    }

    private bool Take(Step step)
    {
        lock (_lock)
        {
            if (_reached is not { Task.IsCompleted: false } || _step != step)
                return false;
            _reached.SetResult();
            return true;
        }
    }

    private sealed class HeldConnection(HeldDatabase database, Socket client, Socket server)
    {
        private volatile bool _wrote;
        private volatile bool _committed;

        /// <summary>From the server under test to the database.</summary>
        public async Task Up(CancellationToken cancellation)
        {
            var buffer = new byte[65_536];
            var before = ""; // the words may come in two pieces
            int count;
            while ((count = await client.ReceiveAsync(buffer, cancellation)) > 0)
            {
                var text = Encoding.Latin1.GetString(buffer, 0, count);
                var (all, change) = (before + text, database._change);
                before = all[^Math.Min(all.Length, change.Length - 1)..];
                if (all.Contains(change, StringComparison.Ordinal))
                {
                    if (database.Take(Step.BeforeInsert))
                        await Stand(cancellation);
                    _wrote = true;
                }
                if (_wrote && Commits(text))
                {
                    if (database.Take(Step.BeforeCommit))
                        await Stand(cancellation);
                    _committed = true;
                }
                await server.SendAsync(buffer.AsMemory(0, count), cancellation);
            }
        }

        /// <summary>From the database to the server under test.</summary>
        public async Task Down(CancellationToken cancellation)
        {
            var buffer = new byte[65_536];
            int count;
            while ((count = await server.ReceiveAsync(buffer, cancellation)) > 0)
            {
                if (_committed)
                {
                    if (database.Take(Step.AfterCommit))
                        await Stand(cancellation);
                    (_wrote, _committed) = (false, false);
                }
                else if (_wrote && database.Take(Step.AfterInsert))
                    await Stand(cancellation);
                await client.SendAsync(buffer.AsMemory(0, count), cancellation);
            }
        }

        // A transaction begins with the words READ COMMITTED, perhaps in one piece with its first statement.
        private static bool Commits(string text) =>
            text.Replace("COMMITTED", "", StringComparison.Ordinal)
                .Contains("COMMIT", StringComparison.Ordinal);

        private async Task Stand(CancellationToken cancellation)
        {
            if (database._breaks)
            {
                database.Break();
                throw new OperationCanceledException();
            }
            await Task.Delay(Timeout.Infinite, cancellation);
        }
    }
}
