using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using Shouldly;

namespace Vidimus.Testing;

/// <summary>A request as a receiver got it.</summary>
/// <param name="Path">The path.</param>
/// <param name="Headers">Headers by name, in any case.</param>
/// <param name="Body">The body.</param>
/// <param name="At">When it was there whole, by the machine's clock.</param>
public sealed record Received(
    string Path,
    IReadOnlyDictionary<string, string> Headers,
    byte[] Body,
    DateTimeOffset At
)
{
    /// <summary>The event's id.</summary>
    public string Id => Headers["webhook-id"];

    /// <summary>The body as JSON.</summary>
    public JsonElement Json => JsonDocument.Parse(Body).RootElement;

    /// <summary>The kind of event that the body tells of.</summary>
    public string? Kind => Json.GetProperty("type").GetString();
}

/// <summary>
/// A receiver of webhooks at a port of this machine. It remembers what it got, and answers as it is told: what it sends need
/// not be HTTP.
/// </summary>
public sealed class Receiver : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<Task, bool> _running = new();
    private readonly ConcurrentQueue<Received> _received = new();
    private readonly SslServerAuthenticationOptions? _tls;
    private readonly bool _keep;
    private int _now;
    private int _most;
    private int _count;

    private Receiver(Func<Incoming, Task> behave, bool keep, X509Certificate2? certificate)
    {
        Behaviour = behave;
        _keep = keep;
        _tls = certificate is null
            ? null
            : new()
            {
                ServerCertificateContext = SslStreamCertificateContext.Create(
                    certificate,
                    null,
                    offline: true
                ),
            };
        _listener.Start(512);
        Run(Accept());
    }

    /// <summary>What it does with each request that has come in whole; it may be changed at any time.</summary>
    public Func<Incoming, Task> Behaviour { get; set; }

    /// <summary>Its port.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Its address.</summary>
    public string Url => $"{(_tls is null ? "http" : "https")}://127.0.0.1:{Port}/hook";

    /// <summary>What it got so far, in the order in which it came.</summary>
    public IReadOnlyList<Received> Received => [.. _received];

    /// <summary>Number of requests it got.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Most requests that it was busy with at one time.</summary>
    public int MostAtOnce => Volatile.Read(ref _most);

    /// <summary>The settings that let a server call it.</summary>
    public static IReadOnlyDictionary<string, string> Allowed { get; } =
        new Dictionary<string, string> { ["Outgoing:AllowedNetworks:0"] = "127.0.0.0/8" };

    /// <summary>Answers every request with this status.</summary>
    public static Receiver Answering(
        int status = 204,
        params (string Name, string Value)[] headers
    ) => new(incoming => incoming.Answer(status, "", headers), keep: true, null);

    /// <summary>Does this with every request.</summary>
    public static Receiver Behaving(Func<Incoming, Task> behave) => new(behave, keep: true, null);

    /// <summary>Answers 204 and only counts, for measurements.</summary>
    public static Receiver Counting() => new(i => i.Answer(204), keep: false, null);

    /// <summary>Speaks TLS with this certificate.</summary>
    public static Receiver Secure(X509Certificate2 certificate) =>
        new(incoming => incoming.Answer(204), keep: true, certificate);

    /// <summary>Waits until it got this many requests, and answers them.</summary>
    public async Task<IReadOnlyList<Received>> Wait(int count = 1, TimeSpan? patience = null)
    {
        var end = DateTime.UtcNow + (patience ?? Patience.Limit);
        while (Count < count && DateTime.UtcNow < end)
            await Task.Delay(5);
        Count.ShouldBeGreaterThanOrEqualTo(count, "so many requests should have come");
        return Received;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await Task.WhenAll(_running.Keys).WaitAsync(TimeSpan.FromSeconds(10));
        _stop.Dispose();
    }

    private void Run(Task task)
    {
        _running[task] = true;
        task.ContinueWith(
            t => _running.TryRemove(t, out _),
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default
        );
    }

    private async Task Accept()
    {
        try
        {
            while (true)
                Run(Serve(await _listener.AcceptTcpClientAsync(_stop.Token)));
        }
        catch (Exception e)
            when (e is OperationCanceledException or SocketException or ObjectDisposedException
                // Stopped between two connections, it says that it does not listen.
                || (e is InvalidOperationException && _stop.IsCancellationRequested)
            )
        {
            // The test is over.
        }
    }

    private async Task Serve(TcpClient client)
    {
        using var _ = client;
        client.NoDelay = true;
        try
        {
            Stream stream = client.GetStream();
            if (_tls is not null)
            {
                var secure = new SslStream(stream);
                await secure.AuthenticateAsServerAsync(_tls, _stop.Token);
                stream = secure;
            }
            var reader = new RequestReader(stream);
            while (await reader.Next(_stop.Token) is { } request)
                await Note(new(this, request, client.Client, stream, _stop.Token));
        }
        catch (Exception e)
            when (e
                    is IOException
                        or OperationCanceledException
                        or SocketException
                        or ObjectDisposedException
                        or AuthenticationException
            )
        {
            // The client hung up, which is often what the test wants.
        }
    }

    private async Task Note(Incoming incoming)
    {
        if (_keep)
            _received.Enqueue(incoming.Request);
        Interlocked.Increment(ref _count);
        var now = Interlocked.Increment(ref _now);
        for (var most = _most; now > most; most = _most)
            Interlocked.CompareExchange(ref _most, now, most);
        try
        {
            await Behaviour(incoming);
        }
        finally
        {
            Interlocked.Decrement(ref _now);
        }
    }
}

/// <summary>A request that came in whole, and the connection it came in on.</summary>
/// <param name="Receiver">Whose it is.</param>
/// <param name="Request">The request.</param>
/// <param name="Socket">The connection.</param>
/// <param name="Stream">What is written to it.</param>
/// <param name="Stop">The end of the test.</param>
public sealed record Incoming(
    Receiver Receiver,
    Received Request,
    Socket Socket,
    Stream Stream,
    CancellationToken Stop
)
{
    /// <summary>Answers with this status.</summary>
    public Task Answer(int status, string body = "", params (string Name, string Value)[] headers)
    {
        var text = new StringBuilder(
            string.Create(CultureInfo.InvariantCulture, $"HTTP/1.1 {status} Told\r\n")
        );
        if (status != 204)
            text.Append(
                CultureInfo.InvariantCulture,
                $"Content-Length: {Encoding.Latin1.GetByteCount(body)}\r\n"
            );
        foreach (var (name, value) in headers)
            text.Append(CultureInfo.InvariantCulture, $"{name}: {value}\r\n");
        return Send($"{text}\r\n{body}");
    }

    /// <summary>Sends these bytes.</summary>
    public async Task Send(string bytes) =>
        await Stream.WriteAsync(Encoding.Latin1.GetBytes(bytes), Stop);

    /// <summary>Sends the same until the client hangs up.</summary>
    public async Task SendForever(string bytes, TimeSpan pause = default)
    {
        var all = Encoding.Latin1.GetBytes(bytes);
        while (true)
        {
            await Stream.WriteAsync(all, Stop);
            if (pause > TimeSpan.Zero)
                await Task.Delay(pause, Stop);
        }
    }

    /// <summary>Says nothing until the client hangs up.</summary>
    public async Task Silence()
    {
        var buffer = new byte[16];
        while (await Stream.ReadAsync(buffer, Stop) > 0) { }
        throw new IOException("The client hung up.");
    }

    /// <summary>Ends the connection with a reset.</summary>
    public void Reset()
    {
        Socket.LingerState = new(true, 0);
        Socket.Close();
    }

    /// <summary>Sends no more, and closes.</summary>
    public void Close() => Socket.Shutdown(SocketShutdown.Both);
}

/// <summary>Reads one request after the other from a connection.</summary>
internal sealed class RequestReader(Stream stream)
{
    private readonly byte[] _buffer = new byte[16 * 1024];
    private byte[] _rest = [];

    public async Task<Received?> Next(CancellationToken stop)
    {
        var bytes = new MemoryStream();
        bytes.Write(_rest);
        var end = -1;
        while ((end = bytes.GetBuffer().AsSpan(0, (int)bytes.Length).IndexOf("\r\n\r\n"u8)) < 0)
        {
            if (!await More(bytes, stop))
                return null;
        }
        var head = Encoding.Latin1.GetString(bytes.GetBuffer(), 0, end).Split("\r\n");
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var line in head.Skip(1))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            headers[line[..colon]] = line[(colon + 1)..].Trim();
        }
        var length = int.Parse(
            headers.GetValueOrDefault("Content-Length", "0"),
            CultureInfo.InvariantCulture
        );
        while (bytes.Length < end + 4 + length)
        {
            if (!await More(bytes, stop))
                return null;
        }
        var all = bytes.ToArray();
        _rest = all[(end + 4 + length)..];
        return new(
            head[0].Split(' ')[1],
            headers,
            all[(end + 4)..(end + 4 + length)],
            DateTimeOffset.UtcNow
        );
    }

    private async Task<bool> More(MemoryStream bytes, CancellationToken stop)
    {
        var count = await stream.ReadAsync(_buffer, stop);
        bytes.Write(_buffer, 0, count);
        return count > 0;
    }
}
