using System.Net;
using System.Net.Sockets;

namespace Vidimus.Testing;

/// <summary>What a proxy does to the bytes between server and database.</summary>
public enum Trouble
{
    /// <summary>Passes them on.</summary>
    None,

    /// <summary>Passes nothing on and keeps the connections.</summary>
    Stall,

    /// <summary>Closes the connection when the next commit of a credential comes by, before the database has it.</summary>
    ResetBeforeCommit,

    /// <summary>Passes the next commit of a credential on and closes the connection before its answer.</summary>
    ResetAfterCommit,

    /// <summary>Closes the connection at the next insert of a credential.</summary>
    ResetInTransaction,
}

/// <summary>Stands between server processes and PostgreSQL's socket, and makes the network between them bad.</summary>
public sealed class DatabaseProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly string _socket;
    private readonly Task _accepting;
    private int _trouble;

    /// <summary>A proxy to the socket.</summary>
    public DatabaseProxy(string socket)
    {
        _socket = socket;
        _listener.Start();
        _accepting = Accept();
    }

    /// <summary>What it does from now on; a reset happens once.</summary>
    public Trouble Trouble
    {
        get => (Trouble)Volatile.Read(ref _trouble);
        set => Volatile.Write(ref _trouble, (int)value);
    }

    /// <summary>How long each piece from the database waits.</summary>
    public TimeSpan Latency { get; set; }

    /// <summary>Number of resets so far.</summary>
    public int Resets { get; private set; }

    /// <summary>The same database through this proxy.</summary>
    public string Through(string database) =>
        $"Host=127.0.0.1;Port={((IPEndPoint)_listener.LocalEndpoint).Port};Username=vidimus;Database={database};SSL Mode=Disable;Maximum Pool Size=30";

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Dispose();
        await _accepting;
        _end.Dispose();
    }

    private async Task Accept()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptSocketAsync(_end.Token);
                client.NoDelay = true;
                _ = Serve(client);
            }
        }
        catch (Exception e)
            when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The end of the test.
        }
    }

    private async Task Serve(Socket client)
    {
        using var database = new Socket(
            AddressFamily.Unix,
            SocketType.Stream,
            ProtocolType.Unspecified
        );
        using (client)
        {
            try
            {
                await database.ConnectAsync(new UnixDomainSocketEndPoint(_socket), _end.Token);
                var mute = new StrongBox();
                await Task.WhenAny(
                    Requests(client, database, mute),
                    Answers(database, client, mute)
                );
            }
            catch (Exception e)
                when (e is SocketException or OperationCanceledException or ObjectDisposedException)
            {
                // The database is not there, or one of the two went away.
            }
        }
    }

    private async Task Requests(Socket client, Socket database, StrongBox mute)
    {
        var buffer = new byte[65536];
        var issues = false;
        int count;
        while ((count = await client.ReceiveAsync(buffer, _end.Token)) > 0)
        {
            await Stalled();
            var bytes = buffer.AsMemory(0, count);
            if (Hits(bytes.Span, ref issues) is { } hit)
            {
                Resets++;
                if (hit != Trouble.ResetAfterCommit)
                    return;
                mute.Value = true;
                await database.SendAsync(bytes, _end.Token);
                await Task.Delay(300, _end.Token);
                return;
            }
            await database.SendAsync(bytes, _end.Token);
        }
    }

    private async Task Answers(Socket database, Socket client, StrongBox mute)
    {
        var buffer = new byte[65536];
        int count;
        while ((count = await database.ReceiveAsync(buffer, _end.Token)) > 0)
        {
            await Stalled();
            if (Latency > TimeSpan.Zero)
                await Task.Delay(Latency, _end.Token);
            if (mute.Value)
                await Task.Delay(Timeout.Infinite, _end.Token);
            await client.SendAsync(buffer.AsMemory(0, count), _end.Token);
        }
    }

    private async Task Stalled()
    {
        while (Trouble == Trouble.Stall)
            await Task.Delay(20, _end.Token);
    }

    // Statements used a few times are sent as text; background work commits too, and is not meant.
    private Trouble? Hits(ReadOnlySpan<byte> bytes, ref bool issues)
    {
        issues |= bytes.IndexOf("INSERT INTO credentials_credentials"u8) >= 0;
        var isCommit = bytes.IndexOf("COMMIT"u8) >= 0;
        var hit = issues && (Trouble == Trouble.ResetInTransaction || isCommit);
        if (isCommit)
            issues = false;
        var trouble = Trouble;
        return
            hit
            && trouble
                is Trouble.ResetBeforeCommit
                    or Trouble.ResetAfterCommit
                    or Trouble.ResetInTransaction
            && Interlocked.CompareExchange(ref _trouble, 0, (int)trouble) == (int)trouble
            ? trouble
            : null;
    }

    private sealed class StrongBox
    {
        public volatile bool Value;
    }
}
