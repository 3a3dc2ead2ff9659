using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Vidimus.Platform.Tests.Outgoing;

/// <summary>A server of raw bytes: what it sends need not be HTTP.</summary>
internal sealed class Receiver : IAsyncDisposable
{
    private readonly TcpListener _listener;
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentBag<Task> _running = [];
    private readonly Func<Exchange, Task> _behave;
    private readonly SslServerAuthenticationOptions? _tls;
    private int _connections;

    private Receiver(
        Func<Exchange, Task> behave,
        string address,
        int port,
        SslServerAuthenticationOptions? tls
    )
    {
        _behave = behave;
        _tls = tls;
        _listener = new(IPAddress.Parse(address), port);
        _listener.Start();
        _running.Add(Accept());
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public int Connections => _connections;

    public ConcurrentQueue<string> Requests { get; } = new();

    /// <summary>The setting that opens this receiver's port, which the system picked and might be a refused one.</summary>
    public (string, string) OpenPort => ("ExtraPorts:0", $"{Port}");

    public static Receiver Behaving(
        Func<Exchange, Task> behave,
        string address = "127.0.0.1",
        int port = 0
    ) => new(behave, address, port, null);

    /// <summary>Answers each request on a connection with the same bytes.</summary>
    public static Receiver Answering(string answer, string address = "127.0.0.1", int port = 0) =>
        Behaving(async exchange => await exchange.AnswerAll(answer), address, port);

    public static Receiver Secure(
        X509Certificate2 certificate,
        X509Certificate2Collection? chain = null
    ) =>
        new(
            exchange => exchange.AnswerAll("HTTP/1.1 204 No Content\r\n\r\n"),
            "127.0.0.1",
            0,
            new()
            {
                ServerCertificateContext = SslStreamCertificateContext.Create(
                    certificate,
                    chain,
                    offline: true
                ),
            }
        );

    public string Url(string host = "127.0.0.1", string path = "/") =>
        $"http://{host}:{Port}{path}";

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await Task.WhenAll(_running).WaitAsync(TimeSpan.FromSeconds(10));
        _stop.Dispose();
    }

    private async Task Accept()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                Interlocked.Increment(ref _connections);
                _running.Add(Serve(client));
            }
        }
        catch (Exception) when (_stop.IsCancellationRequested)
        {
            // The test is over.
        }
    }

    private async Task Serve(TcpClient client)
    {
        using var _ = client;
        try
        {
            Stream stream = client.GetStream();
            if (_tls is not null)
            {
                var secure = new SslStream(stream);
                await secure.AuthenticateAsServerAsync(_tls, _stop.Token);
                stream = secure;
            }
            await _behave(new(this, client.Client, stream, _stop.Token));
        }
        catch (Exception e)
            when (e
                    is IOException
                        or OperationCanceledException
                        or SocketException
                        or System.Security.Authentication.AuthenticationException
            )
        {
            // The client hung up, which is often what the test wants.
        }
    }

    /// <summary>One connection as the receiver sees it.</summary>
    internal sealed record Exchange(
        Receiver Receiver,
        Socket Socket,
        Stream Stream,
        CancellationToken Stop
    )
    {
        public async Task AnswerAll(string answer)
        {
            while (await ReadRequest())
            {
                await Send(answer);
            }
        }

        public async Task Answer(string answer)
        {
            await ReadRequest();
            await Send(answer);
        }

        public async Task Send(string text) =>
            await Stream.WriteAsync(Encoding.Latin1.GetBytes(text), Stop);

        /// <summary>Sends the same text until the client hangs up.</summary>
        public async Task SendForever(string text, TimeSpan pause = default)
        {
            while (true)
            {
                await Send(text);
                await Task.Delay(pause, Stop);
            }
        }

        public async Task<bool> ReadRequest()
        {
            var text = new StringBuilder();
            var buffer = new byte[8192];
            while (!IsWhole(text.ToString()))
            {
                var count = await Stream.ReadAsync(buffer, Stop);
                if (count == 0)
                {
                    return false;
                }
                text.Append(Encoding.Latin1.GetString(buffer, 0, count));
            }
            Receiver.Requests.Enqueue(text.ToString());
            return true;
        }

        private static bool IsWhole(string text)
        {
            var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            if (end < 0)
            {
                return false;
            }
            var length = text[..end]
                .Split("\r\n")
                .FirstOrDefault(line =>
                    line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase)
                );
            return text.Length >= end + 4 + (length is null ? 0 : int.Parse(length.Split(':')[1]));
        }
    }
}
